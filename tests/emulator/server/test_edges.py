"""The edges of the emulated API, each a row with its source: a provider's text, a seed, a recorded answer, or unverified."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from .edges import BOTH, MISSING, PUBLIC, Api, Step

A, B = "+15559870000", "+15551230001"
CALL = {"To": B, "From": A, "Url": f"{PUBLIC}/voice"}
TEXT = {"To": B, "From": A, "Body": "hi"}
SCHEDULED = {"To": B, "MessagingServiceSid": "MG" + "0" * 32, "Body": "later", "ScheduleType": "fixed"}


@dataclass(frozen=True)
class Edge:
    """One edge at one provider, or at both."""

    source: str
    steps: list[Step]
    providers: tuple[str, ...] = ("twilio",)


def post(path: str, fields: object, status: int = 201, **more: object) -> Step:
    return Step("POST", path, fields, status, **more)  # type: ignore[arg-type] # the rows below say what


def get(path: str, fields: object = "", **more: object) -> Step:
    return Step("GET", path, fields, **more)  # type: ignore[arg-type]


def refused(path: str, fields: object, code: int) -> Step:
    return post(path, fields, 400, has={"code": code, "status": 400})


SIGNALWIRE, TWILIO = ("signalwire",), ("twilio",)
CAPTURED = "recorded answer: webhookdb, spec of SignalWire's From that belongs to no campaign"
SPEC = "Twilio's specification of the API 2010-04-01"
RECORDED = "recorded answer: signalwire-ruby, spec/vcr_cassettes"
NODE = "recorded answer: signalwire-node, __recordings__/RestClient"
CODES = "Twilio's error dictionary"

EDGES: dict[str, Edge] = {
    # -- numbers
    "a number as people write it": Edge(
        "REST reference, providers.phone_numbers; unverified for the forms",
        [
            post("/Messages.json", {**TEXT, "To": "(555) 123-0001", "From": "1 555 987 0000"}, has={"to": B, "from": A}),
            get("/Messages.json", {"To": "555-123-0001"}, has={"messages.#": 1}),
        ],
        BOTH,
    ),
    "a raw plus in a form": Edge(
        "WHATWG URL standard, application/x-www-form-urlencoded: a plus is a blank",
        [
            post("/Messages.json", "To=+15551230001&From=+15559870000&Body=hi", has={"to": B, "from": A}),
            get("/Messages.json", "To=+15551230001", has={"messages.#": 1}),
            get("/Messages.json", "To=+15551230002", has={"messages.#": 0}),
        ],
        BOTH,
    ),
    "a raw plus behind the name of a channel": Edge(
        "as above; Twilio's WhatsApp addresses",
        [post("/Messages.json", "To=whatsapp:+15551230001&From=whatsapp:+15559870000&Body=hi", has={"to": f"whatsapp:{B}"})],
    ),
    "a bought number is in E.164": Edge(
        "REST reference, incoming_phone_numbers",
        [post("/IncomingPhoneNumbers.json", "PhoneNumber=+15005550006", has={"phone_number": "+15005550006"})],
        BOTH,
    ),
    "a short code, a SIP address and a client stay as they are": Edge(
        "REST reference, endpoint",
        [
            post("/Messages.json", {**TEXT, "From": "12345"}, has={"from": "12345"}),
            post("/Calls.json", {**CALL, "To": "sip:joe@example.com"}, has={"to": "sip:joe@example.com"}),
            post("/Calls.json", {**CALL, "To": "client:joe"}, has={"to": "client:joe"}),
        ],
    ),
    # -- codes
    "a caller that is no number": Edge(
        "REST reference, errors 21212",
        [refused("/Calls.json", {**CALL, "From": "nobody"}, 21212), refused("/Messages.json", {**TEXT, "From": "*"}, 21212)],
    ),
    "a name may send": Edge("Twilio: alphanumeric sender IDs have at most 11 characters", [
        post("/Messages.json", {**TEXT, "From": "ACME"}, has={"from": "ACME"}),
        refused("/Messages.json", {**TEXT, "From": "ACME CORPORATION"}, 21212),
    ]),
    "a message to oneself": Edge(f"{CODES}, 21266", [refused("/Messages.json", {**TEXT, "To": A}, 21266)]),
    "too many media": Edge(
        "REST reference, errors 21623; seed, MediaUrl: at most 10",
        [
            post("/Messages.json", {**TEXT, "MediaUrl": [f"{PUBLIC}/{n}.png" for n in range(10)]}),
            refused("/Messages.json", {**TEXT, "MediaUrl": [f"{PUBLIC}/{n}.png" for n in range(11)]}, 21623),
        ],
    ),
    "a refusal at SignalWire is 422, and its code a text": Edge(
        CAPTURED,
        [
            post("/Messages.json", {**TEXT, "From": "*"}, 422, has={"code": "21212", "status": 400}),
            post("/Calls.json", {"To": B, "From": A}, 422, has={"code": "21205", "status": 400}),
        ],
        SIGNALWIRE,
    ),
    "what is not there keeps its status and number at SignalWire": Edge(
        "recorded answer: 20404 in two programs that print SignalWire's errors",
        [Step("GET", "/Calls/x.json", status=404, has={"code": 20404, "status": 404})],
        SIGNALWIRE,
    ),
    "a path that is known with another method": Edge(
        f"{CODES}, 20004",
        [Step("DELETE", "/Calls.json", status=405, has={"code": 20004}), Step("POST", "/Notifications.json", status=405)],
    ),
    "an unknown path gets a short message": Edge(
        "recorded answer, as 20404 above; unverified for its words",
        [Step("GET", "/Nothing.json", status=404, has={
            "message": "The requested resource was not found: GET {base}/Accounts/{account}/Nothing.json"
        })],
        BOTH,
    ),
    # -- scheduled messages
    "a scheduled message is canceled": Edge(
        "Twilio, Message scheduling; call semantics 10.2",
        [
            post("/Messages.json", {**SCHEDULED, "SendAt": "2026-01-14T10:00:00Z"}, has={"status": "scheduled"}, keep={"sid": "sid"}),
            post("/Messages/{sid}.json", {"Status": "canceled"}, 200, has={"status": "canceled"}, wait=600),
            get("/Messages/{sid}.json", has={"status": "canceled", "date_sent": None}, wait=7200),
            refused("/Messages/{sid}.json", {"Status": "canceled"}, 30409),
        ],
    ),
    "a scheduled message is sent at its time": Edge(
        "Twilio, Message scheduling",
        [
            post("/Messages.json", {**SCHEDULED, "SendAt": "2026-01-14T10:00:00Z"}, keep={"sid": "sid"}),
            get("/Messages/{sid}.json", has={"status": "scheduled"}, wait=3590),
            get("/Messages/{sid}.json", has={"status": "delivered"}, wait=15),
        ],
    ),
    "a message that is not scheduled cannot be canceled": Edge(
        f"{CODES}, 30409",
        [post("/Messages.json", TEXT, keep={"sid": "sid"}), refused("/Messages/{sid}.json", {"Status": "canceled"}, 30409)],
    ),
    "a schedule needs a service and a time within its limits": Edge(
        f"{CODES}, 35111, 35114, 35118; 300 s to 35 days: 35115",
        [
            refused("/Messages.json", {**TEXT, "ScheduleType": "fixed", "SendAt": "2026-01-14T10:00:00Z"}, 35118),
            refused("/Messages.json", SCHEDULED, 35111),
            refused("/Messages.json", {**SCHEDULED, "SendAt": "2026-01-14T09:04:00Z"}, 35114),
            refused("/Messages.json", {**SCHEDULED, "SendAt": "2026-02-18T09:00:01Z"}, 35114),
        ],
    ),
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
        f"{SPEC}, Password of CreateSipCredential; unverified for the code",
        [
            post("/SIP/CredentialLists.json", {"FriendlyName": "people"}, keep={"list": "sid"}),
            *(
                refused("/SIP/CredentialLists/{list}/Credentials.json", {"Username": "ann", "Password": weak}, 21243)
                for weak in ("Short1aB", "nocapital12345", "NOSMALL12345678", "NoDigitInThisOne")
            ),
            post("/SIP/CredentialLists/{list}/Credentials.json", {"Username": "ann", "Password": "IWasAtSignal2018"},
                 has={"password": MISSING}, keep={"sid": "sid"}),
            refused("/SIP/CredentialLists/{list}/Credentials/{sid}.json", {"Password": "weak"}, 21243),
        ],
    ),
    "the prefix of an IP address": Edge(
        f"{SPEC}, CidrPrefixLength: by default the entire address is used; unverified for the code",
        [
            post("/SIP/IpAccessControlLists.json", {"FriendlyName": "hosts"}, keep={"list": "sid"}),
            post("/SIP/IpAccessControlLists/{list}/IpAddresses.json", {"FriendlyName": "a", "IpAddress": "192.0.2.1"},
                 has={"cidr_prefix_length": 32}, keep={"sid": "sid"}),
            post("/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json", {"CidrPrefixLength": "24"}, 200,
                 has={"cidr_prefix_length": 24}),
            refused("/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json", {"CidrPrefixLength": "33"}, 20001),
            get("/SIP/IpAccessControlLists/{list}/IpAddresses/{sid}.json", has={"cidr_prefix_length": 24}),
            refused("/SIP/IpAccessControlLists/{list}/IpAddresses.json", {"FriendlyName": "a", "IpAddress": "192.0.2.256"}, 20001),
        ],
    ),
    "a usage trigger without a period": Edge(
        f"{SPEC}, CreateUsageTrigger: Recurring may be empty, TriggerBy is usage",
        [
            post("/Usage/Triggers.json", {"UsageCategory": "calls", "TriggerValue": "10", "CallbackUrl": f"{PUBLIC}/t"},
                 has={"recurring": None, "trigger_by": "usage", "callback_method": "POST"}),
            post("/Usage/Triggers.json", {"UsageCategory": "calls", "TriggerValue": "10", "CallbackUrl": f"{PUBLIC}/t",
                                          "Recurring": "daily", "TriggerBy": "count"},
                 has={"recurring": "daily", "trigger_by": "count"}),
        ],
    ),
    "methods of applications": Edge(
        "seed, applications: sample; REST reference, http-method",
        [
            post("/Applications.json", {"FriendlyName": "a", "VoiceUrl": f"{PUBLIC}/v", "SmsMethod": "GET"}, 201,
                 has={"voice_method": "POST", "voice_fallback_method": "POST", "sms_method": "GET", "status_callback_method": "POST"},
                 keep={"sid": "sid"}),
            refused("/Applications/{sid}.json", {"VoiceMethod": "PUT"}, 21209),
            get("/Applications/{sid}.json", has={"voice_method": "POST"}),
        ],
    ),
    "methods of domains": Edge(
        f"{SPEC}, voice_method and its kin",
        [
            post("/SIP/Domains.json", {"DomainName": "a.sip.twilio.com"},
                 has={"voice_method": "POST", "voice_fallback_method": "POST", "voice_status_callback_method": "POST"}),
            refused("/SIP/Domains.json", {"DomainName": "b.sip.twilio.com", "VoiceMethod": "HEAD"}, 21209),
        ],
    ),
    # -- numbers for sale
    "numbers of many countries": Edge(
        "REST reference, available_phone_numbers; ITU-T E.164",
        [
            get("/AvailablePhoneNumbers/DE/Local.json", has={"available_phone_numbers.0.phone_number": "+493055555500"}),
            get("/AvailablePhoneNumbers/GB/Mobile.json", has={"available_phone_numbers.0.iso_country": "GB"}),
            Step("GET", "/AvailablePhoneNumbers/ZZ/Local.json", status=404, has={"code": 20404}),
            get("/AvailablePhoneNumbers/US/Local.json", {"AreaCode": "312", "PageSize": "2"},
                has={"available_phone_numbers.#": 2, "available_phone_numbers.0.phone_number": "+13125550100"}),
        ],
    ),
    "any pattern": Edge(
        "seed, Find Local Numbers by Number Pattern and Find a Toll-Free Number by String: letters are keys, * a digit",
        [
            get("/AvailablePhoneNumbers/US/Local.json", {"Contains": "4155551212"},
                has={"available_phone_numbers.0.phone_number": "+14155551212"}),
            get("/AvailablePhoneNumbers/US/Local.json", {"Contains": "312***7777", "PageSize": "1"},
                has={"available_phone_numbers.0.phone_number": "+13125557777"}),
            get("/AvailablePhoneNumbers/US/TollFree.json", {"Contains": "STORM", "PageSize": "1"},
                has={"available_phone_numbers.0.phone_number": "+18005578676"}),
            get("/AvailablePhoneNumbers/FR/Local.json", {"Contains": "99"}, has={"available_phone_numbers.0.iso_country": "FR"}),
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
            get("/IncomingPhoneNumbers/TollFree.json", has={"incoming_phone_numbers.0.phone_number": "+18005550100", "incoming_phone_numbers.#": 1}),
            get("/IncomingPhoneNumbers/Local.json", has={"incoming_phone_numbers.0.phone_number": "+14155550100", "incoming_phone_numbers.#": 1}),
            get("/IncomingPhoneNumbers/Mobile.json", has={"incoming_phone_numbers.0.phone_number": "+14155550177", "incoming_phone_numbers.#": 1}),
        ],
    ),
    # -- participants
    "a participant exists while it is called": Edge(
        f"{SPEC}, participant_enum_status; fetched by the sid or the label",
        [
            post("/Conferences/room/Participants.json", {"From": A, "To": B, "Label": "ann"}, has={"status": "queued"},
                 keep={"call": "call_sid", "room": "conference_sid"}),
            get("/Conferences/{room}/Participants/ann.json", has={"status": "ringing", "call_sid": "{call}"}, wait=1),
            get("/Conferences/{room}/Participants.json", has={"participants.#": 1}),
            get("/Conferences/{room}/Participants/{call}.json", has={"status": "connected"}, wait=3),
        ],
    ),
    "a participant who is still called can be taken out": Edge(
        f"{SPEC}, DeleteParticipant; unverified for the call's status",
        [
            post("/Conferences/room/Participants.json", {"From": A, "To": B}, keep={"call": "call_sid", "room": "conference_sid"}),
            Step("DELETE", "/Conferences/{room}/Participants/{call}.json", status=204, wait=1),
            Step("GET", "/Conferences/{room}/Participants/{call}.json", status=404),
            get("/Calls/{call}.json", has={"status": "canceled"}),
            get("/Conferences/{room}.json", has={"status": "completed"}),
        ],
    ),
    # -- pages and records
    "addresses of pages at SignalWire have no suffix": Edge(
        f"{RECORDED}; {NODE}: Recordings?Page=0, Calls?Page=0",
        [
            get("/Calls.json", has={"uri": "/api/laml/2010-04-01/Accounts/{account}/Calls?PageSize=50&Page=0"}),
            get("/Recordings.json", has={"first_page_uri": "/api/laml/2010-04-01/Accounts/{account}/Recordings?PageSize=50&Page=0"}),
            get("/Queues.json", has={"last_page_uri": "/api/laml/2010-04-01/Accounts/{account}/Queues?PageSize=50&Page=0"}),
        ],
        SIGNALWIRE,
    ),
    "addresses of pages at Twilio have one": Edge(
        SPEC, [get("/Calls.json", has={"uri": "/2010-04-01/Accounts/{account}/Calls.json?PageSize=50&Page=0"})]
    ),
}  # fmt: skip
ROWS = [(name, provider) for name, edge in EDGES.items() for provider in edge.providers]


@pytest.mark.parametrize(("name", "provider"), ROWS)
def test_an_edge_is_as_its_source_says(name: str, provider: str) -> None:
    api = Api(provider)
    edge = EDGES[name]
    steps = [
        Step(**{**vars(step), "status": 422, "has": {**step.has, "code": str(step.has["code"])}})
        if step.status == 400 and provider == "signalwire"
        else Step(**{**vars(step), "status": 200})
        if step.status == 201 and provider == "signalwire" and step.path in ("/Calls.json", "/Queues.json")
        else step
        for step in edge.steps
    ]
    api.kept["base"] = api.provider.engine.world.profile.rest_base
    api.play(steps)


def test_each_edge_has_a_source() -> None:
    assert all(edge.source for edge in EDGES.values())
    unverified = sum("unverified" in edge.source for edge in EDGES.values())
    print(f"counted: emulator: {len(EDGES)} edges of the API have a row, {unverified} of them unverified in part")
