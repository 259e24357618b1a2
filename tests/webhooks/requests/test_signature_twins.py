"""One signed text can be cut into parameters in many ways: none but the genuine one changes what a handler sees."""

from __future__ import annotations

import contextlib
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import (
    FormError,
    GatherRequest,
    MessageRequest,
    MessageStatusEvent,
    PayStatusEvent,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
)
from webhooks.requests import FAMILIES, parse_request
from webhooks.requests.declarations import compiled
from webhooks.requests.signature_twins import refuse_twins
from webhooks.signature import pairs_text

from ..apps import DOCUMENT, MESSAGE, PUBLIC_URL, VOICE, get, make_app, post, signature
from ..vectors import ACCEPTED, Vector

GATHER = VOICE | {"Digits": "5", "CallerName": "John Smith", "FromCity": "PARIS", "FromCountry": "FR"}
CHAT = MESSAGE | {"ButtonText": "Yes", "FromCity": "PARIS", "FromCountry": "FR", "ErrorCode": "11200"}


FAILED = MESSAGE | {"MessageStatus": "failed", "ErrorCode": "30003"}


def without(form: dict[str, str], *names: str, **more: str) -> dict[str, str]:
    return {name: value for name, value in form.items() if name not in names} | more


TWINS = {
    "a key joined to the direction": (GATHER, without(GATHER, "Digits", CallStatus="ringingDigits5")),
    "the sid goes on": (GATHER, without(GATHER, "CallStatus", CallSid=VOICE["CallSid"] + "CallStatusringing")),
    "a number goes on": (GATHER, without(GATHER, "FromCity", From="+14155550199FromCityPARIS")),
    "a city goes on": (GATHER, without(GATHER, "FromCountry", FromCity="PARISFromCountryFR")),
    "the value moves into the name": (GATHER, without(GATHER, "Digits", Digits5="")),
    "the name moves into the value": (GATHER, without(GATHER, "Digits", Digit="s5")),
    "a name is cut in two": (GATHER, without(GATHER, "CallerName", Caller="NameJohn Smith")),
    "a button of a button's message joined to the text": (
        CHAT | {"MessageType": "button"}, without(CHAT, "ButtonText", Body="helloButtonTextYes", MessageType="button")
    ),
    "a failure joined to the text": (
        FAILED, without(FAILED, "ErrorCode", Body="helloErrorCode30003"),
    ),
    "a new name swallows an old one": (GATHER, without(GATHER, "Digits", "Direction", Digits5Direction="inbound")),
}  # fmt: skip


def same_text(one: dict[str, str], other: dict[str, str]) -> bool:
    return pairs_text(one.items()) == pairs_text(other.items())


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_with_the_same_signature_never_reaches_the_handler(name: str) -> None:
    """S5. The signature is that of the genuine request, and verifies: the text is the same."""
    genuine, twin = TWINS[name]
    kind: type[WebhookRequest] = MessageRequest if "MessageSid" in genuine else GatherRequest
    kind = MessageStatusEvent if "MessageStatus" in genuine else kind
    app, seen = make_app(), []
    Webhooks(app).route(kind, "/hook")(lambda request: seen.append(request) or DOCUMENT)
    signed = signature(PUBLIC_URL + "/hook", genuine)
    assert post(app, "/hook", genuine, signed=signed).status_code in (200, 204)
    assert len(seen) == 1
    if name not in ("a key joined to the direction",):
        assert same_text(genuine, twin), "the case is no twin"
        signed_twin = signed
    else:
        signed_twin = signature(PUBLIC_URL + "/hook", twin)
    assert post(app, "/hook", twin, signed=signed_twin).status_code in (400, 403)
    assert len(seen) == 1


def test_without_the_check_a_twin_would_change_what_the_handler_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webhooks.app.handling.refuse_twins", lambda *_: None)
    genuine, twin = TWINS["the value moves into the name"]
    app, seen = make_app(), []
    Webhooks(app).gather("/hook")(lambda request: seen.append(request.digits) or DOCUMENT)
    signed = signature(PUBLIC_URL + "/hook", genuine)
    assert post(app, "/hook", twin, signed=signed).status_code == 200
    assert seen == [None]


@given(st.data())
def test_no_cut_of_the_signed_text_shows_another_known_value(data: st.DataObject) -> None:
    """Any two neighbours joined, or any boundary between name and value moved: only the end of a text may move."""
    genuine = data.draw(st.sampled_from([GATHER, CHAT, VOICE, MESSAGE]))
    kind: type[WebhookRequest] = MessageRequest if "MessageSid" in genuine else GatherRequest
    names = sorted(genuine)
    place = data.draw(st.integers(0, len(names) - 1))
    name, count = names[place], data.draw(st.integers(1, 3))
    run = "".join(n + genuine[n] for n in names[place : place + count])
    cut = data.draw(st.integers(1, len(run)))
    twin = without(genuine, *names[place : place + count]) | {run[:cut]: run[cut:]}
    if len(twin) < len(genuine) - count + 1 or not same_text(genuine, twin) or twin == genuine:
        return
    try:
        parsed = parse_request(kind, tuple(twin.items()))
        refuse_twins(kind, parsed.raw)
    except FormError:
        return
    original = parse_request(kind, tuple(genuine.items()))
    changed = {
        field for field in parsed.__dict__.keys() | original.__dict__.keys()
        if field not in ("extra", "raw", "odd") and getattr(parsed, field) != getattr(original, field)
    }  # fmt: skip
    assert changed <= compiled(kind).texts, (name, twin)
    for field in changed:
        one, other = getattr(parsed, field) or "", getattr(original, field) or ""
        assert one.startswith(other) or other.startswith(one)


@pytest.mark.parametrize("vector", [v for v in ACCEPTED if v.pairs], ids=str)
def test_no_genuine_request_is_taken_for_a_twin(vector: Vector) -> None:
    for kind, _ in FAMILIES.values():
        with contextlib.suppress(FormError):  # it is no request of this kind
            parse_request(kind, vector.pairs)
            refuse_twins(kind, vector.pairs)


@pytest.mark.parametrize(
    "body",
    ["Forwarded message: hi", "Forwarded", "ErrorCode is 30007, why?", "From Paris", "To be", "my Address", "Digits5"],
)
def test_what_people_write_is_not_taken_for_a_twin(body: str) -> None:
    refuse_twins(MessageRequest, tuple((MESSAGE | {"Body": body}).items()))


@pytest.mark.parametrize("name", ["Brand", "FromCarrier", "RecordingUrlMp3", "DigitsMasked", "CallStatusReason"])
def test_a_new_parameter_of_the_provider_is_not_taken_for_a_twin(name: str) -> None:
    refuse_twins(GatherRequest, tuple((VOICE | {name: "x"}).items()))


def test_a_new_parameter_that_could_hide_a_text_is_refused_unless_the_text_is_there() -> None:
    """S5: `CallerNameJohn=` has the signature of `CallerName=John`."""
    with pytest.raises(FormError, match="value of CallerName could") as caught:
        refuse_twins(GatherRequest, tuple((VOICE | {"CallerNameJohn": ""}).items()))
    assert "John" not in str(caught.value), "a name may hold what somebody said"
    refuse_twins(GatherRequest, tuple((VOICE | {"CallerName": "John", "CallerNameSource": "x"}).items()))


def test_a_parameter_of_another_kind_of_request_is_no_twin() -> None:
    refuse_twins(PayStatusEvent, tuple((VOICE | {"ForwardedFrom": "+14155550111"}).items()))


def test_a_query_read_as_a_body_or_the_reverse_reaches_nobody() -> None:
    """S6, S7, S8, S9: the URL of one request is the URL and body of another."""
    app, seen = make_app(), []
    hooks = Webhooks(app)
    for number, path in enumerate(("/hook", "/hookA/admin", "/hookBody")):

        def handler(call: VoiceRequest) -> str:
            seen.append(call)
            return DOCUMENT

        handler.__name__ = f"handler{number}"
        hooks.voice(path)(handler)
    url = PUBLIC_URL + "/hook"
    s6 = signature(url + "?x=1", VOICE)
    tail = pairs_text(VOICE.items())
    assert post(app, "/hook?x=1" + tail, body="", signed=s6).status_code in (400, 403)
    assert get(app, "/hook?x=1" + tail.replace("+", "%2B"), signed=s6).status_code in (400, 403)
    assert get(app, "/hookA/admin", signed=signature(url, {"A": "/admin"})).status_code in (400, 403)
    assert get(app, "/hookBody?x=1", signed=signature(url, {"Body": "?x=1"})).status_code in (400, 403)
    bare = signature(url, {})
    assert post(app, "/hook", VOICE, signed=bare).status_code == 403
    assert seen == []


def test_repeated_keys_are_refused_in_any_order() -> None:
    """S10, S11."""
    app, seen = make_app(), []
    Webhooks(app).gather("/hook")(lambda call: seen.append(call) or DOCUMENT)
    for digits in (("5", "6"), ("6", "5"), ("5", "5")):
        body = urlencode([*VOICE.items(), *(("Digits", d) for d in digits)])
        for signed in (signature(PUBLIC_URL + "/hook", VOICE | {"Digits": "5"}),
                       signature(PUBLIC_URL + "/hook", VOICE | {"Digits": "5Digits6"})):  # fmt: skip
            assert post(app, "/hook", body=body, signed=signed).status_code in (400, 403)
    assert seen == []
