"""Edges of the API: queues, SIP, triggers, numbers for sale and pages. Each row has its source."""

from __future__ import annotations

from .edges import BOTH, MISSING, NODE, PUBLIC, RECORDED, SIGNALWIRE, SPEC, Edge, Step, get, post, refused

EDGES: dict[str, Edge] = {
    # -- queues
    "a queue holds 1000 unless it is told otherwise": Edge(
        f"{SPEC}, MaxSize of CreateQueue; unverified at SignalWire",
        [
            post("/Queues.json", {"FriendlyName": "a"}, 201, has={"max_size": 1000, "api_version": MISSING}),
            post("/Queues.json", {"FriendlyName": "b", "MaxSize": "5000"}, 201, has={"max_size": 5000}),
            refused("/Queues.json", {"FriendlyName": "c", "MaxSize": "5001"}, 10000),
        ],
    ),
    "a queue at SignalWire": Edge(
        "seed, queues: sample, which has no api_version",
        [post("/Queues.json", {"FriendlyName": "a"}, 200, has={"max_size": 1000, "api_version": MISSING})],
        SIGNALWIRE,
    ),
    # -- SIP, triggers, methods
    "a weak SIP password": Edge(
        f"{SPEC}, Password of CreateSipCredential; unverified: the code",
        [
            post("/SIP/CredentialLists.json", {"FriendlyName": "people"}, keep={"list": "sid"}),
            *(
                refused("/SIP/CredentialLists/{list}/Credentials.json", {"Username": "ann", "Password": weak}, 21243)
                for weak in ("Short1aB", "nocapital12345", "NOSMALL12345678", "NoDigitInThisOne")
            ),
            post(
                "/SIP/CredentialLists/{list}/Credentials.json",
                {"Username": "ann", "Password": "IWasAtSignal2018"},
                has={"password": MISSING},
                keep={"sid": "sid"},
            ),
            refused("/SIP/CredentialLists/{list}/Credentials/{sid}.json", {"Password": "weak"}, 21243),
        ],
    ),
    "the prefix of an IP address": Edge(
        f"{SPEC}, CidrPrefixLength: by default the entire address is used; unverified: the code",
        [
            post("/SIP/IpAccessControlLists.json", {"FriendlyName": "hosts"}, keep={"list": "sid"}),
            post(
                "/SIP/IpAccessControlLists/{list}/IpAddresses.json",
                {"FriendlyName": "a", "IpAddress": "192.0.2.1"},
                has={"cidr_prefix_length": 32},
                keep={"sid": "sid"},
            ),
            post(
                "/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json",
                {"CidrPrefixLength": "24"},
                200,
                has={"cidr_prefix_length": 24},
            ),
            refused("/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json", {"CidrPrefixLength": "33"}, 20001),
            get("/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json", has={"cidr_prefix_length": 24}),
            refused(
                "/SIP/IpAccessControlLists/{list}/IpAddresses.json",
                {"FriendlyName": "a", "IpAddress": "192.0.2.256"},
                20001,
            ),
        ],
    ),
    "a usage trigger without a period": Edge(
        f"{SPEC}, CreateUsageTrigger: Recurring may be empty, TriggerBy is usage",
        [
            post(
                "/Usage/Triggers.json",
                {"UsageCategory": "calls", "TriggerValue": "10", "CallbackUrl": f"{PUBLIC}/t"},
                has={"recurring": None, "trigger_by": "usage", "callback_method": "POST"},
            ),
            post(
                "/Usage/Triggers.json",
                {
                    "UsageCategory": "calls",
                    "TriggerValue": "10",
                    "CallbackUrl": f"{PUBLIC}/t",
                    "Recurring": "daily",
                    "TriggerBy": "count",
                },
                has={"recurring": "daily", "trigger_by": "count"},
            ),
        ],
    ),
    "methods of applications": Edge(
        "seed, applications: sample; REST reference, http-method",
        [
            post(
                "/Applications.json",
                {"FriendlyName": "a", "VoiceUrl": f"{PUBLIC}/v", "SmsMethod": "GET"},
                201,
                has={
                    "voice_method": "POST",
                    "voice_fallback_method": "POST",
                    "sms_method": "GET",
                    "status_callback_method": "POST",
                },
                keep={"sid": "sid"},
            ),
            refused("/Applications/{sid}.json", {"VoiceMethod": "PUT"}, 21209),
            get("/Applications/{sid}.json", has={"voice_method": "POST"}),
        ],
    ),
    "methods of domains": Edge(
        f"{SPEC}, voice_method and its kin",
        [
            post(
                "/SIP/Domains.json",
                {"DomainName": "a.sip.twilio.com"},
                has={"voice_method": "POST", "voice_fallback_method": "POST", "voice_status_callback_method": "POST"},
            ),
            refused("/SIP/Domains.json", {"DomainName": "b.sip.twilio.com", "VoiceMethod": "HEAD"}, 21209),
        ],
    ),
    # -- numbers for sale
    "numbers of many countries": Edge(
        "REST reference, available_phone_numbers; ITU-T E.164",
        [
            get(
                "/AvailablePhoneNumbers/DE/Local.json", has={"available_phone_numbers.0.phone_number": "+493055555500"}
            ),
            get("/AvailablePhoneNumbers/GB/Mobile.json", has={"available_phone_numbers.0.iso_country": "GB"}),
            Step("GET", "/AvailablePhoneNumbers/ZZ/Local.json", status=404, has={"code": 20404}),
            get(
                "/AvailablePhoneNumbers/US/Local.json",
                {"AreaCode": "312", "PageSize": "2"},
                has={"available_phone_numbers.#": 2, "available_phone_numbers.0.phone_number": "+13125550100"},
            ),
        ],
    ),
    "whether silence is trimmed": Edge(
        "REST reference, recordings.trim, and contradictions: do-not-trim for calls.recordings.create",
        [
            post(
                "/Calls.json",
                {"To": "+15551230001", "From": "+15559870000", "Twiml": "<Response><Pause length='60'/></Response>"},
                keep={"call": "sid"},
            ),
            post("/Calls/{call}/Recordings.json", {}, 201, has={"trim": "do-not-trim"}, wait=3, keep={"sid": "sid"}),
            post("/Calls/{call}/Recordings.json", {"Trim": "trim-silence"}, 201, has={"trim": "trim-silence"}),
            get("/Recordings/{sid}.json", has={"trim": "do-not-trim", "status": "in-progress"}),
        ],
        SIGNALWIRE,
    ),
    "pages of numbers for sale": Edge(
        f"{SPEC}, ListAvailablePhoneNumberLocal: PageSize, next_page_uri",
        [
            get(
                "/AvailablePhoneNumbers/US/Local.json",
                {"AreaCode": "312", "PageSize": "60"},
                has={"available_phone_numbers.#": 60},
                keep={"next": "next_page_uri"},
            ),
            get("{next}", has={"available_phone_numbers.#": 40, "next_page_uri": None}),
        ],
    ),
    "any pattern": Edge(
        "seed, Find Local Numbers by Number Pattern and Find a Toll-Free Number by String: letters are keys, * a digit",
        [
            get(
                "/AvailablePhoneNumbers/US/Local.json",
                {"Contains": "4155551212"},
                has={"available_phone_numbers.0.phone_number": "+14155551212"},
            ),
            get(
                "/AvailablePhoneNumbers/US/Local.json",
                {"Contains": "312***7777", "PageSize": "1"},
                has={"available_phone_numbers.0.phone_number": "+13125557777"},
            ),
            get(
                "/AvailablePhoneNumbers/US/TollFree.json",
                {"Contains": "STORM", "PageSize": "1"},
                has={"available_phone_numbers.0.phone_number": "+18005578676"},
            ),
            get(
                "/AvailablePhoneNumbers/FR/Local.json",
                {"Contains": "99"},
                has={"available_phone_numbers.0.iso_country": "FR"},
            ),
        ],
        BOTH,
    ),
    "kinds of numbers are kept apart": Edge(
        f"{SPEC}, IncomingPhoneNumbers Local, Mobile and TollFree",
        [
            post("/IncomingPhoneNumbers.json", {"PhoneNumber": "+18005550100"}),
            post("/IncomingPhoneNumbers.json", {"PhoneNumber": "+14155550100"}),
            post("/IncomingPhoneNumbers/Mobile.json", {"PhoneNumber": "+14155550177"}),
            get("/IncomingPhoneNumbers.json", has={"incoming_phone_numbers.#": 3}),
            get(
                "/IncomingPhoneNumbers/TollFree.json",
                has={"incoming_phone_numbers.0.phone_number": "+18005550100", "incoming_phone_numbers.#": 1},
            ),
            get(
                "/IncomingPhoneNumbers/Local.json",
                has={"incoming_phone_numbers.0.phone_number": "+14155550100", "incoming_phone_numbers.#": 1},
            ),
            get(
                "/IncomingPhoneNumbers/Mobile.json",
                has={"incoming_phone_numbers.0.phone_number": "+14155550177", "incoming_phone_numbers.#": 1},
            ),
        ],
    ),
    # -- pages and records
    "addresses of pages at SignalWire have no suffix": Edge(
        f"{RECORDED}; {NODE}: Recordings?Page=0, Calls?Page=0",
        [
            get("/Calls.json", has={"uri": "{base}/Accounts/{account}/Calls?PageSize=50&Page=0"}),
            get("/Recordings.json", has={"first_page_uri": "{base}/Accounts/{account}/Recordings?PageSize=50&Page=0"}),
            get("/Queues.json", has={"last_page_uri": "{base}/Accounts/{account}/Queues?PageSize=50&Page=0"}),
        ],
        SIGNALWIRE,
    ),
    "addresses of pages at Twilio have one": Edge(
        SPEC, [get("/Calls.json", has={"uri": "/2010-04-01/Accounts/{account}/Calls.json?PageSize=50&Page=0"})]
    ),
}
