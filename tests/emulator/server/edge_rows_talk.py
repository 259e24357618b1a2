"""Edges of the API: numbers, codes, messages and participants. Each row has its source."""

from __future__ import annotations

from .edges import (
    BOTH,
    CALL,
    CAPTURED,
    CODES,
    PUBLIC,
    SCHEDULED,
    SIGNALWIRE,
    SPEC,
    TEXT,
    A,
    B,
    Edge,
    Step,
    get,
    post,
    refused,
)

BLANK = "unverified: that a blank before a number stands for its plus"
EDGES: dict[str, Edge] = {
    # -- numbers
    "a number as people write it": Edge(
        "REST reference, providers.phone_numbers; unverified: the forms",
        [
            post(
                "/Messages.json", {**TEXT, "To": "(555) 123-0001", "From": "1 555 987 0000"}, has={"to": B, "from": A}
            ),
            get("/Messages.json", {"To": "555-123-0001"}, has={"messages.#": 1}),
        ],
        BOTH,
    ),
    "a raw plus in a form": Edge(
        f"WHATWG URL standard, application/x-www-form-urlencoded: a plus is a blank; {BLANK}",
        [
            post("/Messages.json", "To=+15551230001&From=+15559870000&Body=hi", has={"to": B, "from": A}),
            get("/Messages.json", "To=+15551230001", has={"messages.#": 1}),
            get("/Messages.json", "To=+15551230002", has={"messages.#": 0}),
        ],
        BOTH,
    ),
    "a raw plus behind the name of a channel": Edge(
        f"WHATWG URL standard, as above; Twilio, WhatsApp addresses; {BLANK}",
        [
            post(
                "/Messages.json",
                "To=whatsapp:+15551230001&From=whatsapp:+15559870000&Body=hi",
                has={"to": f"whatsapp:{B}"},
            )
        ],
    ),
    "a bought number is in E.164": Edge(
        f"REST reference, incoming_phone_numbers; {BLANK}",
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
        [
            refused("/Calls.json", {**CALL, "From": "nobody"}, 21212),
            refused("/Messages.json", {**TEXT, "From": "*"}, 21212),
        ],
    ),
    "a SIP address is called from a user's name": Edge(
        "Twilio's page Making SIP Calls: From is the user of the header; SignalWire's page of <Sip>: the characters",
        [
            post(
                "/Calls.json", {**CALL, "To": "sip:joe@example.com", "From": "Jack_1.b-c"}, has={"from": "Jack_1.b-c"}
            ),
            refused("/Calls.json", {**CALL, "To": "sip:joe@example.com", "From": "Jack Frost"}, 21212),
            refused("/Calls.json", {**CALL, "To": "client:joe", "From": "Jack"}, 21212),
        ],
    ),
    "a number and an application have addresses that can be asked": Edge(
        f"{CODES}, 21402 (Invalid Url)",
        [
            refused("/IncomingPhoneNumbers.json", {"PhoneNumber": B, "VoiceUrl": "/answer"}, 21402),
            refused("/IncomingPhoneNumbers.json", {"PhoneNumber": B, "StatusCallback": "nowhere"}, 21402),
            refused("/Applications.json", {"FriendlyName": "a", "SmsUrl": "ftp://app.example/sms"}, 21402),
            post("/Applications.json", {"FriendlyName": "a", "VoiceUrl": ""}),
        ],
    ),
    "a name may send": Edge(
        "Twilio: alphanumeric sender IDs have at most 11 characters",
        [
            post("/Messages.json", {**TEXT, "From": "ACME"}, has={"from": "ACME"}),
            refused("/Messages.json", {**TEXT, "From": "ACME CORPORATION"}, 21212),
        ],
    ),
    "a message to oneself": Edge(
        f"{CODES}, 21211, that no number writes to itself; unverified: the code 21266",
        [refused("/Messages.json", {**TEXT, "To": A}, 21266)],
    ),
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
        [
            Step("DELETE", "/Calls.json", status=405, has={"code": 20004}),
            Step("POST", "/Notifications.json", status=405),
        ],
    ),
    "an unknown path gets a short message": Edge(
        "recorded answer, as 20404 above; unverified: its words",
        [
            Step(
                "GET",
                "/Nothing.json",
                status=404,
                has={"message": "The requested resource was not found: GET {base}/Accounts/{account}/Nothing.json"},
            )
        ],
        BOTH,
    ),
    # -- scheduled messages
    "a scheduled message is canceled": Edge(
        "Twilio, Message scheduling; call-semantics 10.2",
        [
            post(
                "/Messages.json",
                {**SCHEDULED, "SendAt": "2026-01-14T10:00:00Z"},
                has={"status": "scheduled"},
                keep={"sid": "sid"},
            ),
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
        [
            post("/Messages.json", TEXT, keep={"sid": "sid"}),
            refused("/Messages/{sid}.json", {"Status": "canceled"}, 30409),
        ],
    ),
    "a schedule needs a service and a time within its limits": Edge(
        f"{CODES}, 35111, 35114, 35118; Twilio, Message scheduling: 300 s to 35 days",
        [
            refused("/Messages.json", {**TEXT, "ScheduleType": "fixed", "SendAt": "2026-01-14T10:00:00Z"}, 35118),
            refused("/Messages.json", SCHEDULED, 35111),
            refused("/Messages.json", {**SCHEDULED, "SendAt": "2026-01-14T09:04:00Z"}, 35114),
            refused("/Messages.json", {**SCHEDULED, "SendAt": "2026-02-18T09:00:01Z"}, 35114),
        ],
    ),
    # -- participants
    "a participant exists while it is called": Edge(
        f"{SPEC}, participant_enum_status, and that CallSid may be the label",
        [
            post(
                "/Conferences/room/Participants.json",
                {"From": A, "To": B, "Label": "ann"},
                has={"status": "queued"},
                keep={"call": "call_sid", "room": "conference_sid"},
            ),
            get("/Conferences/{room}/Participants/ann.json", has={"status": "ringing", "call_sid": "{call}"}, wait=1),
            get("/Conferences/{room}/Participants.json", has={"participants.#": 1}),
            get("/Conferences/{room}/Participants/{call}.json", has={"status": "connected"}, wait=3),
        ],
    ),
    "a participant who is still called can be taken out": Edge(
        f"{SPEC}, DeleteParticipant; unverified: the call's status",
        [
            post(
                "/Conferences/room/Participants.json",
                {"From": A, "To": B},
                keep={"call": "call_sid", "room": "conference_sid"},
            ),
            Step("DELETE", "/Conferences/{room}/Participants/{call}.json", status=204, wait=1),
            Step("GET", "/Conferences/{room}/Participants/{call}.json", status=404),
            get("/Calls/{call}.json", has={"status": "canceled"}),
            get("/Conferences/{room}.json", has={"status": "completed"}),
        ],
    ),
}
