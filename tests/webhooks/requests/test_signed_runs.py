"""Pairs of requests with one signed run, as `docs/signed-runs.md` lists them: through Flask and `read_request`."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

import pytest

from webhooks import (
    CallStatusEvent,
    ConferenceStatusEvent,
    DialRequest,
    FaxStatusEvent,
    FormError,
    GatherRequest,
    MessageRequest,
    MessageStatusEvent,
    PayRequest,
    PayStatusEvent,
    RecordingStatusEvent,
    RecordRequest,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
    read_request,
)
from webhooks.errors import Refused
from webhooks.requests import FAMILIES, parse_request, signature_twins, signed_run
from webhooks.requests.declarations import compiled
from webhooks.requests.signature_twins import refuse_twins
from webhooks.signature import FORM, RAW, SCHEMES, URL, pairs_text
from webhooks.wire.providers import ProviderName
from webhooks.wire.urls import url_variants

from ..apps import DOCUMENT, KEY, MESSAGE, PUBLIC_URL, VOICE, make_app, signature
from .test_parsing import KINDS

NOTE = Path(__file__).parents[3].joinpath("docs/signed-runs.md").read_text(encoding="utf-8")
SW = "0c9d8e7f-6a5b-4c3d-8e1f-0a9b8c7d6e5f"
SW_VOICE = VOICE | {"AccountSid": SW, "CallSid": "7f0c5a3e-2b1d-4c8f-9e6a-1d2c3b4a5f60"}
SW_MESSAGE = MESSAGE | {"AccountSid": SW, "MessageSid": "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9"}
FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
AC = VOICE["AccountSid"]
WANTED = {"AccountSid": AC, "CallSid": VOICE["CallSid"], "CallStatus": "completed", "From": "+1", "To": "+2"}
EVIL_JSON = json.dumps(WANTED).encode()
EVIL_QUERY = urlencode({**MESSAGE, "From": "+15559999999"}, quote_via=quote)


@dataclass(frozen=True)
class Sent:
    """One request on the wire."""

    target: str
    body: bytes = b""
    method: str = "POST"
    content_type: str = FORM_TYPE


@dataclass(frozen=True)
class Pair:
    """A genuine form and a twin that its signature verifies, but for the rules."""

    kind: type[WebhookRequest]
    provider: ProviderName
    genuine: Mapping[str, str]
    target: str
    twin: Sent
    as_kind: type[WebhookRequest] | None = None
    in_hex: bool = False


def run_of(form: Mapping[str, str]) -> str:
    return pairs_text(form.items())


def without(form: Mapping[str, str], *names: str, **more: str) -> dict[str, str]:
    return {name: value for name, value in form.items() if name not in names} | more


def form(target: str, pairs: Mapping[str, str]) -> Sent:
    return Sent(target, urlencode(pairs).encode())


def cut_at(body: str, twin: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A genuine message with this body, and its twin; both are checked to have one run."""
    return MESSAGE | {"Body": body}, {**without(MESSAGE, "Body", "From"), **twin}


SWALLOWED, SWALLOWING = cut_at(
    "hiFrom+15559999999FromA", {"Body": "hi", "From": "+15559999999", "FromA": "From+33655510001"}
)
CALLED = VOICE | {"CallerName": "JohnDigits5"}
BOTH = SW_VOICE | {"CallerName": "xDirectioninboundFrom+15559999999SpeechResulthi", "SpeechResult": "yes"}
BOTH_CUT = SW_VOICE | {
    "CallerName": "x", "From": "+15559999999", "SpeechResult": "hiDirectioninboundFrom+14155550199SpeechResultyes",
}  # fmt: skip
NAMED = VOICE | {"CallerName": f"?{urlencode({**VOICE, 'From': '+15559999999'}, quote_via=quote)}&zz="}
SIP = VOICE | {"From": "sip:alice@example.org"}
ROOM = {
    "AccountSid": AC, "ConferenceSid": "CF" + AC[2:], "FriendlyName": "Room 7", "StatusCallbackEvent": "conference-end",
}  # fmt: skip
STATUS = {name: value for name, value in MESSAGE.items() if name != "Body"} | {"MessageStatus": "failed"}
FAX = {"AccountSid": SW, "FaxSid": SW_VOICE["CallSid"], "FaxStatus": "delivered", "To": "+33755510000"}
RECORDING = {"AccountSid": AC, "RecordingSid": "RE" + AC[2:], "RecordingStatus": "completed"}
PAYING = {"For": "postal-code", "PaymentCardNumber": "xxxx1111"}
HASH = f"&bodySHA256={hashlib.sha256(EVIL_JSON).hexdigest()}&zz="
TYPED = MESSAGE | {"Body": f"?{EVIL_QUERY}&zz="}
SW_TYPED = SW_MESSAGE | {"Body": f"x&{urlencode({**SW_MESSAGE, 'From': '+15559999999'}, quote_via=quote)}&zz="}
HASHED = MESSAGE | {"Body": HASH}
SW_HASHED = SW_MESSAGE | {"Body": HASH}

PAIRS: dict[str, Pair] = {
    "an unknown parameter swallows a known one": Pair(
        MessageRequest, "twilio", SWALLOWED, "/hook", form("/hook", SWALLOWING)
    ),
    "a value ends early and an unknown name begins": Pair(
        VoiceRequest, "twilio", VOICE, "/hook", form("/hook", without(VOICE, "To", **{"To+1415": "5550100"}))
    ),
    "a name is cut between two unknown ones": Pair(
        MessageRequest, "twilio", MESSAGE | {"WaId": "33655510001"}, "/hook",
        form("/hook", MESSAGE | {"Wa": "I", "d336555100": "01"}),
    ),
    "a url loses its end": Pair(
        DialRequest, "twilio", VOICE | {"RecordingUrl": "https://a.example/Recordings/RE1"}, "/hook",
        form("/hook", VOICE | {"RecordingUrl": "https://a.example/", "Recordings/RE1": ""}),
    ),
    "a text swallows what is always sent": Pair(
        GatherRequest, "signalwire", SW_VOICE | {"CallerName": "John"}, "/hook",
        form("/hook", without(SW_VOICE, "Direction", CallerName="JohnDirectioninbound")),
    ),
    "a text swallows the keys": Pair(
        GatherRequest, "signalwire", SW_VOICE | {"CallerName": "John", "Digits": "5"}, "/hook",
        form("/hook", SW_VOICE | {"CallerName": "JohnDigits5"}),
    ),
    "a name in small letters is swallowed": Pair(
        GatherRequest, "twilio", VOICE | {"Digits": "5", "msg": "Gather End"}, "/hook",
        form("/hook", VOICE | {"Digits": "5", "To": VOICE["To"] + "msgGather End"}),
    ),
    "a name of one word is swallowed": Pair(
        PayRequest, "twilio", SIP | {"Result": "success"}, "/hook",
        form("/hook", SIP | {"From": SIP["From"] + "Resultsuccess"}),
    ),
    "a name of one word is cut in two": Pair(
        ConferenceStatusEvent, "twilio", ROOM | {"Reason": "It ended"}, "/hook",
        form("/hook", ROOM | {"Rea": "sonIt ended"}),
    ),
    "a name without a value is swallowed": Pair(
        VoiceRequest, "twilio", VOICE | {"CalledState": "CA", "CalledZip": ""}, "/hook",
        form("/hook", VOICE | {"CalledState": "CACalledZip"}),
    ),
    "a name of one word without a value is swallowed": Pair(
        GatherRequest, "twilio", VOICE | {"CallToken": "t1", "Digits": ""}, "/hook",
        form("/hook", VOICE | {"CallToken": "t1Digits"}),
    ),
    "a name with an odd value is swallowed": Pair(
        VoiceRequest, "twilio", VOICE | {"CalledState": "ON", "CalledZip": "k1a"}, "/hook",
        form("/hook", VOICE | {"CalledState": "ONCalledZipk1a"}),
    ),
    "a word in capitals is swallowed": Pair(
        MessageStatusEvent, "twilio", STATUS | {"ErrorMessage": "No", "EventType": "READ"}, "/hook",
        form("/hook", STATUS | {"ErrorMessage": "NoEventTypeREAD"}),
    ),
    "a type of media is swallowed": Pair(
        MessageRequest, "twilio", MESSAGE | {"From": "12345", "MediaContentType0": "Image/png"}, "/hook",
        form("/hook", MESSAGE | {"From": "12345MediaContentType0Image/png"}),
    ),
    "the end of a longer name stands alone": Pair(
        FaxStatusEvent, "signalwire", FAX | {"From": "12345", "OriginalMediaUrl": "https://a.example/1"}, "/hook",
        form("/hook", FAX | {"From": "12345Original", "MediaUrl": "https://a.example/1"}),
    ),
    "the beginning of a longer name stands alone": Pair(
        VoiceRequest, "twilio", VOICE | {"SipUsername": "alice"}, "/hook",
        form("/hook", VOICE | {"SipUser": "namealice"}),
    ),
    "a url loses all": Pair(
        RecordingStatusEvent, "twilio", RECORDING | {"RecordingUrl": "https://a.example/1"}, "/hook",
        form("/hook", RECORDING | {"RecordingUrl": "", "h": "ttps://a.example/1"}),
    ),
    "a label loses its end": Pair(
        ConferenceStatusEvent, "twilio", ROOM, "/hook", form("/hook", ROOM | {"FriendlyName": "", "Room": " 7"})
    ),
    "two texts": Pair(GatherRequest, "signalwire", BOTH, "/hook", form("/hook", BOTH_CUT)),
    "POST to GET by a query of its own": Pair(
        MessageRequest, "twilio", MESSAGE | {"Body": f"&{EVIL_QUERY}&zz="}, "/hook?order=7",
        Sent("/hook?order=7" + run_of(MESSAGE | {"Body": f"&{EVIL_QUERY}&zz="}), method="GET"),
    ),
    "POST to GET by a text variable": Pair(
        MessageRequest, "twilio", TYPED, "/say/x", Sent("/say/x" + run_of(TYPED), method="GET")
    ),
    "POST to GET by a text variable, with no identifier behind the text": Pair(
        VoiceRequest, "twilio", NAMED, "/say/x", Sent("/say/x" + run_of(NAMED), method="GET")
    ),
    "POST to empty POST": Pair(MessageRequest, "twilio", TYPED, "/say/x", Sent("/say/x" + run_of(TYPED))),
    "the URL takes the beginning of the form": Pair(
        MessageRequest, "twilio", MESSAGE | {"Body": f"hiAccountSid{AC}Bodyyo"}, "/hook?order=7",
        form(f"/hook?order=7AccountSid{AC}Bodyhi", MESSAGE | {"Body": "yo"}),
    ),
    "the URL takes the beginning of a form without an account": Pair(
        PayStatusEvent, "signalwire", PAYING | {"BankRoutingNumber": "xx12"}, "/say/x",
        form("/say/xBankRoutingNumberxx12", PAYING),
    ),
    "the form takes the end of the URL": Pair(
        MessageRequest, "twilio", MESSAGE, "/hook?A=7", form("/hook", {"?A=7": "", **MESSAGE})
    ),
    "the form takes the end of the path": Pair(
        MessageRequest, "twilio", MESSAGE, "/say/A", form("/say/", {"A": "", **MESSAGE})
    ),
    "base64 to hex, a raw body that is a form": Pair(
        MessageRequest, "signalwire", SW_TYPED, "/hook", Sent("/hook", run_of(SW_TYPED).encode()), in_hex=True
    ),
    "form to JSON by its hash, Twilio": Pair(
        MessageRequest, "twilio", HASHED, "/hook?order=7",
        Sent("/hook?order=7" + run_of(HASHED), EVIL_JSON, content_type=JSON_TYPE), CallStatusEvent,
    ),
    "form to JSON by its hash, SignalWire": Pair(
        MessageRequest, "signalwire", SW_HASHED, "/say/x?",
        Sent("/say/x?" + run_of(SW_HASHED), EVIL_JSON, content_type=JSON_TYPE), CallStatusEvent,
    ),
}  # fmt: skip
IN_ONE_RUN = [name for name in PAIRS if not PAIRS[name].in_hex and PAIRS[name].twin.content_type == FORM_TYPE]


def signed(pair: Pair) -> str:
    made = signature(PUBLIC_URL + pair.target, pair.genuine)
    return base64.b64decode(made).hex() if pair.in_hex else made


def through_flask(kind: type[WebhookRequest], provider: ProviderName, sent: Sent, signed: str) -> list[WebhookRequest]:
    """What a handler sees of a request, on a route with a text variable and on one without."""
    app = make_app(LAML_PROVIDER=provider)
    seen: list[WebhookRequest] = []
    hooks = Webhooks(app)
    for number, path in enumerate(("/hook", "/say/<name>", "/say/")):

        def handler(request: WebhookRequest, name: str = "") -> object:
            seen.append(request)
            return DOCUMENT if request.answer in ("voice", "messaging") else None

        handler.__name__ = f"handler{number}"
        hooks.route(kind, path)(handler)
    answer = app.test_client().open(
        sent.target, method=sent.method, data=sent.body, content_type=sent.content_type,
        headers={"X-Twilio-Signature": signed}, environ_overrides={"REQUEST_URI": sent.target},
    )  # fmt: skip
    assert (answer.status_code < 300) == bool(seen)
    return seen


def through_any(kind: type[WebhookRequest], provider: ProviderName, sent: Sent, signed: str) -> list[WebhookRequest]:
    with contextlib.suppress(Refused):
        return [
            read_request(
                kind, method=sent.method, url=PUBLIC_URL + sent.target, body=sent.body, keys=KEY, provider=provider,
                headers={"Content-Type": sent.content_type, "X-Twilio-Signature": signed},
            )
        ]  # fmt: skip
    return []


Way = Callable[[type[WebhookRequest], ProviderName, Sent, str], list[WebhookRequest]]
WAYS: dict[str, Way] = {"flask": through_flask, "read_request": through_any}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAIRS)
def test_a_twin_is_refused(name: str, way: str) -> None:
    pair = PAIRS[name]
    assert WAYS[way](pair.as_kind or pair.kind, pair.provider, pair.twin, signed(pair)) == []


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "two texts"])
@pytest.mark.parametrize("way", WAYS)
def test_the_genuine_request_is_taken(name: str, way: str) -> None:
    """Whatever its text spells; the one exception is a test of its own."""
    pair = PAIRS[name]
    sent = form(pair.target, pair.genuine)
    assert len(WAYS[way](pair.kind, pair.provider, sent, signature(PUBLIC_URL + pair.target, pair.genuine))) == 1


@pytest.mark.parametrize("name", [name for name in PAIRS if name not in ("POST to empty POST",)])
def test_without_the_rules_the_twin_would_be_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: the signatures verify, so nothing else stops them (an empty POST has no parameters anyway)."""
    pair = PAIRS[name]
    monkeypatch.setattr("webhooks.any_framework.refuse_twins", lambda *_: None)
    monkeypatch.setitem(SCHEMES["signalwire"], "form", (FORM, RAW))
    monkeypatch.setitem(SCHEMES["signalwire"], "none", (URL, RAW))
    assert len(through_any(pair.as_kind or pair.kind, pair.provider, pair.twin, signed(pair))) == 1


def test_a_get_read_as_a_form_is_refused() -> None:
    """A cut inside `Body`: what stands before it stays in the URL, what stands behind it becomes the form."""
    asked = {"To": "5", "MessageSid": MESSAGE["MessageSid"], "AccountSid": AC, "From": "6", "Body": "hi"}
    asked["Body"] += f"AccountSid{AC}BodyyoFrom15559999999MessageSid{MESSAGE['MessageSid']}To5"
    target = "/hook?" + urlencode(asked)
    made = signature(PUBLIC_URL + target, {})
    at = target.index("hiAccountSid") + 2
    twin = {"AccountSid": AC, "Body": "yo", "From": "15559999999", "MessageSid": MESSAGE["MessageSid"], "To": "5"}
    assert target[:at] + run_of(twin) == target
    for way in WAYS.values():
        assert way(MessageRequest, "twilio", Sent(target, method="GET"), made) != []
        assert way(MessageRequest, "twilio", form(target[:at], twin), made) == []


@pytest.mark.parametrize("first", ["AccountSid", "Body"])
def test_a_json_body_read_as_a_form_is_refused(first: str) -> None:
    """SignalWire signs URL and raw body in one run, in hexadecimal: written as base64 it would be a form's.

    Where the text comes first, nothing in the URL shows it but the quotation marks.
    """
    status = without(SW_MESSAGE, "NumMedia", MessageStatus="sent")
    evil = run_of({**status, "From": "+15559999999", "Body": "x"})
    values = {**status, "Body": "hi" + evil + "Zz"}
    body = json.dumps({first: values[first], **values}).encode()
    text = PUBLIC_URL + "/say/x" + body.decode()
    made = base64.b64decode(signature(text, {})).hex()
    at = body.index(b"hiAccountSid") + 2
    twin = {**status, "From": "+15559999999", "Body": "x", "Zz": body.decode().rpartition(evil + "Zz")[2]}
    for way in WAYS.values():
        assert way(MessageStatusEvent, "signalwire", Sent("/say/x", body, content_type=JSON_TYPE), made) != []
        taken = form("/say/x" + body[:at].decode(), twin)
        assert way(MessageStatusEvent, "signalwire", taken, base64.b64encode(bytes.fromhex(made)).decode()) == []


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "", "application/json"])
def test_a_form_under_another_content_type_is_read_by_nobody(content_type: str) -> None:
    sent = Sent("/hook", urlencode(VOICE).encode(), content_type=content_type)
    for way in WAYS.values():
        assert way(VoiceRequest, "twilio", sent, signature(PUBLIC_URL + "/hook", VOICE)) == []


def test_another_order_and_doubles_of_unknown_parameters_change_no_field() -> None:
    """Twilio signs the distinct pairs, so a double and another order verify: they are in `raw`, and nothing else."""
    pairs = [*VOICE.items(), ("Zz", "1"), ("Zz", "2")]
    made = signature(PUBLIC_URL + "/hook", VOICE | {"Zz": "1Zz2"})
    for body in (pairs, pairs[::-1], [*pairs, ("Zz", "1")]):
        (read,) = through_any(VoiceRequest, "twilio", Sent("/hook", urlencode(body).encode()), made)
        assert {name: getattr(read, name) for name in compiled(VoiceRequest).forms if name in vars(read)} == {}
        assert (read.account_sid, dict(read.raw)["Zz"] in "12") == (AC, True)


@pytest.mark.parametrize("name", ["from", "FROM", "From ", "Ｆrom"])
def test_names_are_told_by_every_character(name: str) -> None:
    """A name in other letters is another name: unknown, and sorted elsewhere."""
    genuine = without(VOICE, "From", **{name: "+14155550199"})
    twin = form("/hook", VOICE)
    for way in WAYS.values():
        assert way(VoiceRequest, "twilio", twin, signature(PUBLIC_URL + "/hook", genuine)) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://h",
        "https://h:8443",
        "https://h/p",
        "https://h/p?",
        "https://h:443/p?x=1",
        "https://u:p@h/p",
        "wss://h/p",
        "https://h/",
        "https://h/?x=%27",
        "https://h/it%27s%20me?x=[%C3%A9]|y&z=%22%26%3D%2B",
        "https://h/it's é?x={1}",
    ],
)
def test_no_spelling_of_a_url_has_the_path_of_another(url: str) -> None:
    """Spellings differ in port, credentials, a lone `?` or slash, and in escapes: never in a route or a parameter."""
    read = set()
    for spelling in url_variants(url):
        path, _, query = re.sub(r"^\w+://[^/?]*", "", spelling).partition("?")
        read.add((unquote(path).rstrip("/"), tuple(parse_qsl(query, keep_blank_values=True))))
    assert len(read) == 1


# What people write


WRITTEN = [
    "My heater shows ErrorCode5", "What is ButtonText", "ErrorCode5ErrorUrlhttps://a.example/", "From Paris To Rome",
    "hiFrom+15559999999FromA", "AccountSid" + AC, f"?AccountSid={AC}&From=%2B1", "Forwarded", "ForwardedtrueFrom+1", "",
    "DirectioninboundFrom+15559999999", "bodySHA256=" + "0" * 64,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_is_no_reason_for_a_refusal(text: str, way: str) -> None:
    requests: list[tuple[type[WebhookRequest], ProviderName, dict[str, str]]] = [
        (MessageRequest, "twilio", MESSAGE | {"Body": text}),
        (MessageRequest, "signalwire", SW_MESSAGE | {"Body": text}),
        (GatherRequest, "twilio", VOICE | {"SpeechResult": text}),
        (GatherRequest, "signalwire", SW_VOICE | {"SpeechResult": text, "CallerName": "John"}),
        (VoiceRequest, "twilio", VOICE | {"CallerName": text}),
    ]
    for kind, provider, pairs in requests:
        assert len(WAYS[way](kind, provider, form("/hook", pairs), signature(PUBLIC_URL + "/hook", pairs))) == 1


@pytest.mark.parametrize(
    "target", ["/hook?order=7&zz=", "/hook?text=a&to=b&Sid=1", "/say/what%20you%20like?x=%22", "/hook?"]
)
def test_an_apps_own_query_and_text_variables_work(target: str) -> None:
    made = signature(PUBLIC_URL + target, MESSAGE)
    for way in WAYS.values():
        assert len(way(MessageRequest, "twilio", form(target, MESSAGE), made)) == 1


def test_the_first_exception_is_refused_from_both_sides() -> None:
    """What one text spells between itself and another, no rule can tell from a twin: neither reading is taken."""
    with pytest.raises(FormError, match="CallerName"):
        refuse_twins(GatherRequest, tuple(BOTH.items()))
    with pytest.raises(FormError, match="SpeechResult"):
        refuse_twins(GatherRequest, tuple(BOTH_CUT.items()))
    refuse_twins(GatherRequest, tuple((BOTH | {"CallerName": "Direction inbound From +1 SpeechResult hi"}).items()))


def test_what_was_sent_twice_leaves_no_exception() -> None:
    """Twilio repeats the caller: a name that spells another one than the real is a name, and no more."""
    told = VOICE | {"Caller": VOICE["From"], "SpeechResult": "yes"}
    refuse_twins(GatherRequest, tuple((told | {"CallerName": BOTH["CallerName"]}).items()))


@pytest.mark.parametrize(
    ("genuine", "twin"),
    [("hiBrandx", {"Body": "hi", "Brand": "x"}), ("hi", {"Body": "hiNumSegments1"})],
    ids=["a text loses its end", "a text gains what nobody reads"],
)
def test_the_second_exception_changes_the_end_of_a_text_and_no_field(genuine: str, twin: Mapping[str, str]) -> None:
    before = parse_request(MessageRequest, tuple((MESSAGE | {"Body": genuine}).items()))
    pairs = tuple((MESSAGE | dict(twin)).items())
    refuse_twins(MessageRequest, pairs)
    after = parse_request(MessageRequest, pairs)
    changed = {name for name in vars(after) if getattr(after, name) != getattr(before, name)} - {"raw", "extra"}
    assert changed == {"body"}


# What a text could have made is in no field


@pytest.mark.parametrize(
    ("kind", "pairs", "name", "read"),
    [
        (MessageRequest, MESSAGE | {"ErrorCode": "11200"}, "error_code", False),
        (MessageStatusEvent, MESSAGE | {"MessageStatus": "failed", "ErrorCode": "30003"}, "error_code", True),
        (MessageStatusEvent, MESSAGE | {"MessageStatus": "sent", "ErrorCode": "30003"}, "error_code", False),
        (MessageStatusEvent, without(MESSAGE, "Body", MessageStatus="sent", ErrorCode="1"), "error_code", True),
        (GatherRequest, VOICE | {"CallerName": "John", "Digits": "5"}, "digits", True),
        (GatherRequest, VOICE | {"CallerName": "John", "Digits": "5", "SpeechResult": "hi"}, "digits", False),
        (GatherRequest, VOICE | {"Digits": "5", "SpeechResult": "hi"}, "digits", True),
        (GatherRequest, VOICE | {"CallerName": "J", "Digits": "5", "SipHeader_X-A": "SpeechResult"}, "digits", False),
        (RecordRequest, VOICE | {"CallerName": "J", "Digits": "5"}, "digits", False),
        (RecordRequest, VOICE | {"Digits": "5"}, "digits", True),
        (MessageRequest, MESSAGE | {"Forwarded": "true"}, "forwarded", False),
        (VoiceRequest, VOICE | {"SipHeader_X-A": "hi", "StirVerstat": "TN-Validation-Passed-A"}, "stir_verstat", False),
        (VoiceRequest, VOICE | {"StirVerstat": "TN-Validation-Passed-A"}, "stir_verstat", True),
        (MessageRequest, MESSAGE | {"MessageType": "button", "ButtonText": "Yes"}, "button_text", True),
        (MessageRequest, MESSAGE | {"MessageType": "text", "ButtonText": "Yes"}, "button_text", False),
    ],
)
def test_what_a_text_could_have_made_is_read_only_where_something_else_says_that_it_was_sent(
    kind: type[WebhookRequest], pairs: Mapping[str, str], name: str, read: bool
) -> None:
    request = parse_request(kind, tuple(pairs.items()))
    wire = next(wire for wire, (field, _) in compiled(kind).table.items() if field == name)
    assert (getattr(request, name) is not None, wire in request.extra) == (read, not read)


def listed() -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """The rows of the note about what is in no field: kind and text to names, and to names with an asterisk."""
    rows = dict[tuple[str, str], tuple[set[str], set[str]]]()
    part = NOTE.partition("## What is in no field")[2].partition("## ")[0]
    above: tuple[set[str], set[str]] = (set(), set())
    for line in part.splitlines():
        if not line.startswith("| ") or line.startswith("| Kind"):
            continue
        kinds, texts, names = (cell.strip() for cell in line.strip("|").split(" | "))
        sure, perhaps = set(re.findall(r"`(\w+)`(?!\*)", names)), set(re.findall(r"`(\w+)`\*", names))
        if names.startswith("also"):
            sure |= rows["*", "SipHeader_X-A"][0]
        elif names.startswith("the same"):
            sure |= above[0]
        else:
            above = sure, perhaps
        texts = re.sub(
            "a header of the other leg", "`DialSipHeader_X-A`", re.sub("a SIP header", "`SipHeader_X-A`", texts)
        )
        for kind in re.findall(r"`(\w+)`", kinds) or ["*"]:
            for text in re.findall(r"`([\w-]+)`", texts.partition(", without")[0]):
                rows[kind, text] = sure, perhaps
    return rows


def test_the_note_lists_what_is_withheld() -> None:
    """A request with all parameters of its kind and one text, without the caller's places, which SignalWire lacks."""
    rows, seen = listed(), set[tuple[str, str]]()
    for kind, _ in FAMILIES.values():
        shape = compiled(kind)
        places = {"CallerCity", "CallerState", "CallerZip", "CallerCountry"}
        headers = [prefix + "X-A" for prefix, _ in shape.headers]
        for text in [name for name, form in shape.forms.items() if form.people] + headers + sorted(shape.carried):
            names = sorted({name for name, form in shape.forms.items() if not form.people} - places | {text})
            run = signed_run.run_of(kind, tuple(names))
            row = (kind.__name__, text) if (kind.__name__, text) in rows else ("*", text)
            seen.add(row)
            assert (set(run.made), {name for name, _ in run.perhaps}) == rows.get(row, (set(), set())), row
    assert set(rows) <= seen, "each row is of a text that there is"


NOT_ALWAYS = {
    ("voice.inbound_number_status", "Direction"): "SignalWire leaves it out, and has no text in that event",
    ("messaging.status", "NumMedia"): "Twilio leaves it out, and has no text in that event",
}


@pytest.mark.parametrize("family", FAMILIES)
def test_what_counts_as_always_sent_is_so_in_the_reference(family: str) -> None:
    """A border that is not always there would be none."""
    kind, kinds = FAMILIES[family]
    due = {name for name, fact in compiled(kind).due.items() if not fact.given and not fact.unless}
    for of in kinds:
        known = {name for row, name in NOT_ALWAYS if row == of}
        assert due - known <= set(KINDS[of]["always"]), of


def test_the_note_names_tests_that_there_are() -> None:
    """Each row of the table has its test."""
    named = set(re.findall(r"`(test_\w+)", NOTE))
    files = Path(__file__).parents[1].rglob("test_*.py")
    there = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}
    assert len(named) > 12
    assert named <= there
    quoted = set(re.findall(r"\(“([^”]+)”\)", NOTE))
    assert quoted == set(PAIRS), "each pair of the table is a row of the note, and the reverse"


def test_the_rules_have_no_reason_to_look_at_a_url_without_a_name_in_it() -> None:
    """The usual request pays nothing for the border."""
    assert signature_twins.refuse_border(VoiceRequest, "/hook?order=7", "form") is None
