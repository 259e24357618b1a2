"""Parameters on their way out: spelled, checked and refused before anything is sent."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rest import NotOffered, ParameterError, RestError
from rest.http.encoding import encode
from rest.http.gateway import quoted_part
from rest.resources.calls import CALLS
from rest.resources.laml_bins import LAML_BINS, LamlBin
from rest.resources.messages import MESSAGES
from rest.resources.payments import PAYMENTS
from rest.table.names import python_name, wire_name
from rest.table.resource import Operation

from ..clients import make_client
from ..server import Server, reply

CREATE = CALLS.operation("create")
LIST = CALLS.operation("list")
WHO = {"to": "+15551230000", "from_": "+15559870000"}
TWO_EVENTS = [("StatusCallbackEvent", "initiated"), ("StatusCallbackEvent", "completed")]
WEST = timezone(timedelta(hours=-5))
CALL = {**WHO, "url": "https://example.com/answer"}


class Handler:
    """What a webhook handler looks like from here; its URL is known only later."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def url(self) -> str:
        self.asked += 1
        return "https://example.com/late"


class Document:
    """What a document looks like from here."""

    def __str__(self) -> str:
        return "<Response><Hangup/></Response>"

    def to_xml(self) -> str:
        return str(self)


def fields(operation: Operation, provider: str = "twilio", **given: object) -> Counter[tuple[str, str]]:
    return Counter(encode(operation, "calls.create", given, provider))  # type: ignore[arg-type]  # a literal


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ({"timeout": 20}, [("Timeout", "20")]),
        ({"timeout": "20"}, [("Timeout", "20")]),
        ({"record": True, "async_amd": False}, [("Record", "true"), ("AsyncAmd", "false")]),
        ({"record": "True"}, [("Record", "true")]),
        ({"method": "get"}, [("Method", "GET")]),
        ({"trim": None}, []),
        ({"statusCallback": "https://x/"}, [("StatusCallback", "https://x/")]),
        ({"sendDigits": "1w2"}, [("SendDigits", "1w2")]),
        ({"status_callback_event": "completed"}, [("StatusCallbackEvent", "completed")]),
        ({"status_callback_event": "initiated completed"}, TWO_EVENTS),
        ({"status_callback_event": ("initiated", "completed")}, TWO_EVENTS),
        ({"recording_status_callback_event": ["absent"]}, [("RecordingStatusCallbackEvent", "absent")]),
        ({"extra": {"Shiny": "new", "Many": ["a", "b"]}}, [("Shiny", "new"), ("Many", "a"), ("Many", "b")]),
        ({"extra": {"Timeout": "999"}}, [("Timeout", "999")]),
        ({"twiml": Document()}, [("Twiml", "<Response><Hangup/></Response>")]),
        ({"twiml": "<Response/>"}, [("Twiml", "<Response/>")]),
    ],
)  # fmt: skip
def test_values_become_fields(given: dict[str, object], wire: list[tuple[str, str]]) -> None:
    base = [("To", WHO["to"]), ("From", WHO["from_"]), ("Url", CALL["url"])]
    assert fields(CREATE, **CALL, **given) == Counter([*base, *wire])


class Word(StrEnum):
    """A set of texts, as programs keep them since Python 3.11."""

    METHOD = "GET"
    EVENTS = "initiated completed"


class Old(str, Enum):  # noqa: UP042 - `str()` of its members is not their value, which is what is tested
    """A set of texts, as programs keep them that are older."""

    METHOD = "GET"
    EVENTS = "initiated completed"
    NUMBER = "+15551230000"


class Plain(Enum):
    """A set of values that are no texts themselves."""

    METHOD = "GET"
    EVENTS = "initiated completed"
    SECONDS = 20
    YES = True


class Prints(str):
    """A kind of text that prints otherwise than it reads, as a marked-up or translated one may."""

    __slots__ = ()

    def __str__(self) -> str:
        return "printed"


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        *[({"method": kind.METHOD}, [("Method", "GET")]) for kind in (Word, Old, Plain)],
        *[({"status_callback_event": kind.EVENTS}, TWO_EVENTS) for kind in (Word, Old, Plain)],
        ({"timeout": Plain.SECONDS, "record": Plain.YES}, [("Timeout", "20"), ("Record", "true")]),
        ({"caller_id": Old.NUMBER}, [("CallerId", "+15551230000")]),
        ({"caller_id": Prints("+15551230000")}, [("CallerId", "+15551230000")]),
        ({"status_callback": Prints("https://x/")}, [("StatusCallback", "https://x/")]),
        ({"extra": {"One": Old.NUMBER, "Two": Plain.METHOD}}, [("One", "+15551230000"), ("Two", "GET")]),
    ],
)  # fmt: skip
def test_members_of_enumerations_and_kinds_of_text_are_their_values(
    given: dict[str, object], wire: list[tuple[str, str]]
) -> None:
    sent = encode(CREATE, "calls.create", {**CALL, **given}, "twilio")
    assert Counter(sent) == Counter([("To", WHO["to"]), ("From", WHO["from_"]), ("Url", CALL["url"]), *wire])
    assert dict(parse_qsl(urlencode(sent))).keys() == dict(sent).keys()
    assert all((name, text) in parse_qsl(urlencode(sent)) for name, text in wire)


def test_what_extra_is_given_is_written_as_declared_parameters_are() -> None:
    """A boolean, a time, and None, which means not given."""
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=WEST)
    extra = {"Yes": True, "No": False, "Nothing": None, "At": at, "Many": [True, None, 2], "Url": Handler()}
    sent = encode(CREATE, "calls.create", {**CALL, "extra": {**extra, "Object": {"a": 1}}}, "twilio")
    assert sent[3:] == [
        ("Yes", "true"),
        ("No", "false"),
        ("At", "2026-01-02T08:04:05Z"),
        ("Many", "true"),
        ("Many", "2"),
        ("Url", "https://example.com/late"),
        ("Object", '{"a": 1}'),
    ]


def test_a_list_is_joined_for_the_provider_that_wants_it_so() -> None:
    found = fields(CREATE, "signalwire", **CALL, recording_status_callback_event=["completed", "absent"])
    assert found[("RecordingStatusCallbackEvent", "completed absent")] == 1


def print_it() -> None:
    """A handler whose decorator was forgotten."""


@pytest.mark.parametrize(
    ("given", "words", "parameter"),
    [
        ({"timeuot": 5}, ["timeuot", "did you mean timeout?", "extra"], "timeuot"),
        ({"statusCallbak": 5}, ["did you mean status_callback?"], "statusCallbak"),
        ({"text": "x"}, ["no parameter text is known: it takes"], "text"),
        ({"callback": "https://x/"}, ["did you mean status_callback?"], "callback"),
        ({"zzz": 5}, ["it takes", "machine_detection"], "zzz"),
        ({"timeout": 700}, ["timeout", "700", "from 1 to 600"], "timeout"),
        ({"timeout": "soon"}, ["timeout", "whole number"], "timeout"),
        ({"timeout": 1.5}, ["whole number"], "timeout"),
        ({"timeout": True}, ["whole number"], "timeout"),
        ({"record": "yes"}, ["record", "True or False"], "record"),
        ({"method": "PUT"}, ["PUT", "GET, POST"], "method"),
        ({"trim": "trim-silense"}, ["did you mean trim-silence?"], "trim"),
        ({"status_callback_event": ["ended"]}, ["ended", "completed"], "status_callback_event"),
        ({"url": 5}, ["url", "object with a url", "int"], "url"),
        ({"url": print_it}, ["got the function print_it: a decorator such as @hooks.voice above it makes it"], "url"),
        ({"to": ["+1"]}, ["to", "expected text, got list"], "to"),
        ({"twiml": "Hello"}, ["twiml", "expected XML"], "twiml"),
        ({"twiml": "<Response>" + "x" * 4000 + "</Response>"}, ["4021", "4000", "host the document", "url="], "twiml"),
        ({"send_digits": "call me"}, ["0-9 # * w W"], "send_digits"),
        ({"send_digits": "1" * 33}, ["1 to 32"], "send_digits"),
        ({"extra": "x"}, ["extra"], "extra"),
        ({"extra": {"X": object()}}, ["extra", "X: expected text", "got object"], "extra"),
        ({"extra": {"X": b"1"}}, ["X: expected text", "got bytes"], "extra"),
        ({"status_callback_event": b"completed"}, ["expected text, got bytes"], "status_callback_event"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_the_way_out(
    given: dict[str, object], words: list[str], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        fields(CREATE, **{**CALL, **given})
    assert isinstance(caught.value, ValueError)
    assert caught.value.parameter == parameter
    assert all(word in str(caught.value) for word in ["calls.create", *words]), caught.value


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"to": "+1", "url": "https://x/"}, ["from_ is missing"]),
        (WHO, ["url or application_sid or twiml"]),
    ],
)
def test_what_is_missing_is_named(given: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ParameterError) as caught:
        fields(CREATE, **given)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_message_needs_a_sender_and_something_to_say() -> None:
    create = MESSAGES.operation("create")
    for half in ({"to": "+1", "body": "x"}, {"to": "+1", "from_": "+2"}):
        with pytest.raises(ParameterError):
            fields(create, **half)
    assert fields(create, to="+1", messaging_service_sid="MG", media_url=[Handler(), "https://x/2"]) == Counter(
        [
            ("To", "+1"),
            ("MessagingServiceSid", "MG"),
            ("MediaUrl", "https://example.com/late"),
            ("MediaUrl", "https://x/2"),
        ]
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [("text", "body"), ("message", "body"), ("sender", "from_"), ("phone", "to"), ("image", "media_url")],
)
def test_what_people_call_a_parameter_is_told_by_its_name(name: str, meant: str) -> None:
    with pytest.raises(ParameterError, match=f"no parameter {name} is known: did you mean {meant}\\?"):
        fields(MESSAGES.operation("create"), **{name: "x"})


def test_a_text_that_is_too_long_is_refused_and_not_repeated() -> None:
    with pytest.raises(ParameterError, match="1601 characters, at most 1600") as caught:
        fields(MESSAGES.operation("create"), to="+1", from_="+2", body="x" * 1601)
    assert "xxx" not in str(caught.value)


def test_a_hosted_document_may_be_longer_than_an_inline_one() -> None:
    long = f"<Response><Say>{'x' * 9000}</Say></Response>"
    assert fields(LAML_BINS.operation("create"), "signalwire", name="n", contents=long)[("Contents", long)] == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [({"a": "1", "b": 2}, '{"a": "1", "b": 2}'), ('{"a": 1}', '{"a": 1}')],
)
def test_an_object_is_sent_as_its_json(value: object, text: str) -> None:
    found = fields(PAYMENTS.operation("create"), idempotency_key="1", status_callback="https://x/", parameter=value)
    assert found[("Parameter", text)] == 1


def endless() -> dict[str, object]:
    made: dict[str, object] = {}
    made["itself"] = made
    return made


@pytest.mark.parametrize("value", [5, ["a"], {"a": object()}, {"a": float("nan")}, {("a",): 1}, endless()])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(ParameterError, match=r"calls\.create: parameter: expected a dict"):
        fields(PAYMENTS.operation("create"), idempotency_key="1", status_callback="https://x/", parameter=value)


@pytest.mark.parametrize("price", ["0.00001", "-1", Decimal("1.23456")])
def test_a_price_has_four_decimals_at_most(price: object) -> None:
    with pytest.raises(ParameterError, match="four decimals"):
        fields(CREATE, "signalwire", **CALL, max_price_per_minute=price)


def test_what_only_the_other_provider_takes_is_refused_with_the_way_out() -> None:
    with pytest.raises(NotOffered, match=r"SignalWire takes no twiml.*as url=.*laml_bins"):
        fields(CALLS.operation("update"), "signalwire", twiml="<Response/>")
    with pytest.raises(NotOffered, match="Twilio takes no machine_words_threshold"):
        fields(CREATE, "twilio", **CALL, machine_words_threshold=5)


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ({"start_time": date(2024, 3, 1)}, ("StartTime", "2024-03-01")),
        ({"start_time_after": date(2024, 3, 1)}, ("StartTime>", "2024-03-01")),
        ({"end_time_before": "2024-03-01"}, ("EndTime<", "2024-03-01")),
        ({"start_time": datetime(2024, 3, 1, 23, 30)}, ("StartTime", "2024-03-01T23:30:00Z")),
        ({"start_time": datetime(2024, 3, 1, 23, 30, tzinfo=WEST)}, ("StartTime", "2024-03-02T04:30:00Z")),
        ({"page_number": 2}, ("Page", "2")),
        ({"page_token": "PA1"}, ("PageToken", "PA1")),
    ],
)  # fmt: skip
def test_filters_by_time_carry_their_sign_in_the_name(given: dict[str, object], wire: tuple[str, str]) -> None:
    assert fields(LIST, **given) == Counter([wire])


@pytest.mark.parametrize("value", ["yesterday", 5, "01.03.2024", True])
def test_a_filter_by_time_takes_no_prose(value: object) -> None:
    with pytest.raises(ParameterError, match="YYYY-MM-DD"):
        fields(LIST, start_time=value)


def test_a_handler_is_asked_for_its_url_when_the_request_is_made() -> None:
    handler = Handler()
    with Server([reply(201, {"sid": "CA1"})]) as server:
        client = make_client(server.url)
        client.calls.create(**{**CALL, "url": handler}, status_callback=handler)  # type: ignore[arg-type]
    assert handler.asked >= 2
    sent = dict(server.received[0].form)
    assert sent["Url"] == sent["StatusCallback"] == "https://example.com/late"


def test_a_hosted_document_is_a_url() -> None:
    hosted = LamlBin(None, LAML_BINS, {}, {"sid": "B1", "request_url": "https://example.com/laml-bins/B1"})
    assert fields(CREATE, **WHO, url=hosted)[("Url", "https://example.com/laml-bins/B1")] == 1


def test_prices_are_written_exactly() -> None:
    for value, text in ((Decimal("0.10"), "0.10"), (1, "1"), ("0.0125", "0.0125"), (Decimal("1E-4"), "0.0001")):
        found = fields(CREATE, "signalwire", **CALL, max_price_per_minute=value)
        assert found[("MaxPricePerMinute", text)] == 1


@pytest.mark.parametrize(
    "part",
    [
        "", ".", "..", "../Accounts", "a/b", "a\\b", "a\r\nX: y", "a?b", "a#b", "a%2fb", "a b", "\x00", "x" * 257,
        "\ud800", 5, None,
    ]
)  # fmt: skip
def test_c19_a_part_of_a_path_cannot_leave_its_place(part: object) -> None:
    client = make_client("http://127.0.0.1:1")
    with pytest.raises(ParameterError):
        quoted_part("Sid", part, "calls")
    if part is not None:
        with pytest.raises(ValueError, match="Sid"):
            client.calls(part)  # type: ignore[call-overload]  # on purpose


@given(st.text(min_size=1))
def test_whatever_is_taken_as_part_of_a_path_stays_one_part(part: str) -> None:
    try:
        quoted = quoted_part("Sid", part, "calls")
    except ParameterError:
        return
    assert "/" not in quoted
    assert quoted.isascii()
    assert quoted not in (".", "..")


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text()))))
def test_whatever_is_given_either_fits_or_is_refused_as_documented(given_: dict[str, object]) -> None:
    try:
        encode(CREATE, "calls.create", {**CALL, **given_}, "twilio")
    except RestError:
        return


@pytest.mark.parametrize(
    ("python", "wire"),
    [("from_", "From"), ("status_callback", "StatusCallback"), ("sip_auth_username", "SipAuthUsername"), ("to", "To")],
)
def test_names_have_two_spellings(python: str, wire: str) -> None:
    assert wire_name(python) == wire
    assert python_name(wire) == python.rstrip("_")
    assert python_name(wire[0].lower() + wire[1:]) == python.rstrip("_")
