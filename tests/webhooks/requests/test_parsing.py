"""The request kinds against the table of parameters, and what odd values become."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import CallStatusEvent, FormError, GatherRequest, Media, MessageRequest, VoiceRequest
from webhooks.app.decorators import Decorators
from webhooks.requests import FAMILIES, WebhookRequest, parse_request
from webhooks.requests.declarations import compiled, parse_boolean, parse_datetime, parse_integer, parse_number
from webhooks.requests.kinds import WITHOUT

from ..apps import MESSAGE, VOICE

KINDS: dict[str, dict[str, typing.Any]] = json.loads(
    Path(__file__).parents[1].joinpath("kinds.json").read_text(encoding="utf-8")
)
TAKEN = {kind: request for request, kinds in FAMILIES.values() for kind in kinds}
TYPES = {
    "integer": int,
    "number": Decimal,
    "boolean": bool,
    "datetime-rfc2822": datetime,
    "datetime-iso8601": datetime,
    "error-code": int,
}
NUMBERS_ANYWAY = {"RecordingChannels"}  # an enumeration of "1" and "2" by the table


def plain_type(hint: object) -> object:
    """The type that a field has when it is there: without None, notes and open enumerations."""
    if get_origin(hint) is Annotated:
        return plain_type(get_args(hint)[0])
    if get_origin(hint) in (typing.Union, types.UnionType):
        return plain_type(next(part for part in get_args(hint) if part is not type(None)))
    return str if get_origin(hint) is Literal else hint


def test_every_kind_of_the_reference_has_a_decorator_or_a_reason() -> None:
    assert len(KINDS) == 42
    assert set(TAKEN) | set(WITHOUT) == set(KINDS)
    assert not set(TAKEN) & set(WITHOUT)
    assert all(len(reason) > 20 for reason in WITHOUT.values())


def test_the_decorators_are_those_of_the_table() -> None:
    methods = {name for name in vars(Decorators) if not name.startswith("_")} - {"route"}
    assert methods == set(FAMILIES)
    for name, (kind, _) in FAMILIES.items():
        hints = get_type_hints(getattr(Decorators, name))
        assert get_args(hints["return"]) == (kind,), name


@pytest.mark.parametrize("kind", TAKEN)
def test_a_request_has_a_field_of_the_right_type_for_each_parameter(kind: str) -> None:
    request, shape = TAKEN[kind], compiled(TAKEN[kind])
    hints = get_type_hints(request, include_extras=True)
    prefixes = [prefix for prefix, _ in shape.headers]
    for name, of_type in KINDS[kind]["parameters"].items():
        if name.startswith(("MediaUrl{", "MediaContentType{")):
            assert shape.media == "media", kind
        elif name.endswith("*"):
            assert name[:-1] in prefixes, (kind, name)
        else:
            assert name in shape.table, f"{request.__name__} has no field for {name} of {kind}"
            expected = int if name in NUMBERS_ANYWAY else TYPES.get(of_type, str)
            assert plain_type(hints[shape.table[name][0]]) is expected, (kind, name, of_type)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_request_has_no_field_that_the_provider_does_not_send(family: str) -> None:
    """A misspelt wire name would wait for ever for a parameter that never comes."""
    request, kinds = FAMILIES[family]
    sent = {name for kind in kinds for name in KINDS[kind]["parameters"]}
    inherited = {"ApiVersion"}  # on the base, whether or not each kind is known to have it
    voice = set(KINDS["voice.inbound"]["parameters"]) if "CallToken" in compiled(request).table else set()
    assert set(compiled(request).table) - sent - inherited - voice == set()


@pytest.mark.parametrize("kind", TAKEN)
def test_what_a_request_cannot_be_without_is_always_sent_by_every_provider(kind: str) -> None:
    assert set(compiled(TAKEN[kind]).always) <= set(KINDS[kind]["always"])


@pytest.mark.parametrize("kind", TAKEN)
def test_the_answer_is_of_the_sort_that_the_kind_wants(kind: str) -> None:
    assert TAKEN[kind].answer == KINDS[kind]["answer"]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_request_can_be_made_with_nothing_and_shown(family: str) -> None:
    request = FAMILIES[family][0]
    assert repr(request()).startswith(f"<{request.__name__}")
    assert hash(request()) == hash(request())
    with pytest.raises(AttributeError):
        request().account_sid = "AC1"  # type: ignore[misc]


def parse(kind: type[WebhookRequest], form: Mapping[str, str], **more: str) -> typing.Any:
    return parse_request(kind, tuple({**form, **more}.items()))


@pytest.mark.parametrize("text", ["٣", "1_0", " 5 ", "-1", "5\n", "9" * 5000, str(2**63), "1e3", "0x1", "+1"])
def test_an_odd_number_is_none_and_named(text: str) -> None:
    """P6: int() takes the first five."""
    event = parse(CallStatusEvent, VOICE, SequenceNumber=text)
    assert event.sequence_number is None
    assert event.odd == ("SequenceNumber",)
    assert ("SequenceNumber", text) in event.raw


def test_values_are_converted_once() -> None:
    values = {"SequenceNumber": "3", "CallDuration": "27", "AudioInMos": "4.5"}
    event = parse(CallStatusEvent, VOICE | values, Timestamp="Tue, 14 Jan 2025 09:08:07 +0000")
    assert (event.sequence_number, event.duration, event.audio_in_mos) == (3, 27, Decimal("4.5"))
    assert event.timestamp == datetime(2025, 1, 14, 9, 8, 7, tzinfo=UTC)
    assert event.call_status == event.status == "ringing"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-01-14T09:08:07Z", datetime(2025, 1, 14, 9, 8, 7, tzinfo=UTC)),
        ("2025-01-14T09:08:07.250+02:00", datetime(2025, 1, 14, 7, 8, 7, 250000, tzinfo=UTC)),
        ("Tue, 14 Jan 2025 04:08:07 -0500", datetime(2025, 1, 14, 9, 8, 7, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("tomorrow", None),
        ("", None),
        ("2025-13-01", None),
    ],
)
def test_dates_become_aware_utc(text: str, moment: datetime | None) -> None:
    """P8: a year that does not fit is no error."""
    assert parse_datetime(text) == moment


@given(st.text())
def test_no_text_makes_a_converter_raise(text: str) -> None:
    for convert in (parse_integer, parse_number, parse_boolean, parse_datetime):
        convert(text)
    parse(CallStatusEvent, VOICE, Timestamp=text, SequenceNumber=text, CallStatus=text)


def test_an_empty_value_and_an_absent_one_are_two_things() -> None:
    call = parse(GatherRequest, VOICE, Digits="", Confidence="")
    assert (call.digits, call.speech_result, call.confidence, call.odd) == ("", None, None, ())


def test_an_unknown_status_is_passed_through() -> None:
    """P7."""
    assert parse(CallStatusEvent, VOICE, CallStatus="warp").status == "warp"


@pytest.mark.parametrize("address", ["anonymous", "+266696687", "client:bob", "sip:a@b", "", "+1<Dial>"])
def test_an_address_keeps_its_text(address: str) -> None:
    """P9."""
    assert parse(VoiceRequest, VOICE, From=address).from_ == address


def test_media_are_gathered_by_the_names_that_came() -> None:
    """P11: the number that NumMedia claims moves nothing."""
    media = {
        "MediaUrl1": "http://b",
        "MediaUrl0": "http://a",
        "MediaContentType0": "image/png",
        "MediaUrl10": "http://c",
    }
    message = parse(MessageRequest, MESSAGE | media, NumMedia="999999999", MediaUrlX="x")
    assert message.media == (Media("http://a", "image/png"), Media("http://b"), Media("http://c"))
    assert message.extra == {"MediaUrlX": "x"}


@pytest.mark.parametrize("name", ["__class__", "constructor", "{{x}}", "n" * 250, "a", "A", ""])
def test_a_strange_name_is_plain_text(name: str) -> None:
    """P13."""
    call = parse(VoiceRequest, VOICE, **{name: "1"})
    assert call.extra == {name: "1"}


def test_an_unknown_name_may_come_twice_and_a_known_one_not() -> None:
    """P4."""
    call = parse_request(VoiceRequest, (*VOICE.items(), ("A", "1"), ("A", "2"), ("a", "3")))
    assert (call.extra, call.raw[-3:]) == ({"A": "1", "a": "3"}, (("A", "1"), ("A", "2"), ("a", "3")))
    with pytest.raises(FormError) as caught:
        parse_request(VoiceRequest, (*VOICE.items(), ("CallSid", "CA2")))
    assert (caught.value.reason, caught.value.status) == ("repeated", 400)


def test_a_repr_shows_no_number_and_no_text() -> None:
    message = parse(MessageRequest, MESSAGE, Body="my PIN is 1234")
    shown = repr(message) + repr(parse(GatherRequest, VOICE, Digits="1234", SpeechResult="my PIN"))
    assert "PIN" not in shown
    assert "+" not in shown
    assert "1234" not in shown
    assert MESSAGE["MessageSid"] in shown
