"""What is accepted, with or without a warning, and how often a doubt is told."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import pytest

import laml
from laml import (
    AttributeNameError,
    AttributeValueError,
    Dial,
    Element,
    FaxResponse,
    Gather,
    LamlDeprecationWarning,
    LamlWarning,
    MessagingResponse,
    Receive,
    Say,
    VoiceResponse,
)

from .test_calls import error_of

Call = Callable[[VoiceResponse], object]


@pytest.mark.parametrize(
    ("make", "written"),
    [
        (lambda: Gather(num_digits="4"), '<Gather numDigits="4" />'),
        (lambda: Gather(profanity_filter="false"), '<Gather profanityFilter="false" />'),
        (lambda: Gather(profanity_filter=False), '<Gather profanityFilter="false" />'),
        (lambda: Dial("5", answer_on_bridge=True), '<Dial answerOnBridge="true">5</Dial>'),
        (lambda: Gather(input=["dtmf", "speech"]), '<Gather input="dtmf speech" />'),
        (lambda: Gather(hints=["sales", "support"]), '<Gather hints="sales,support" />'),
        (lambda: Gather(hints={"b", "a"}), '<Gather hints="a,b" />'),
        (lambda: Gather(speech_timeout="auto"), '<Gather speechTimeout="auto" />'),
        (lambda: Gather(num_digits=None, action=None), "<Gather />"),
        (lambda: Say(None, voice=None), "<Say />"),
        (lambda: Say(5), "<Say>5</Say>"),
        (lambda: Say(message=1.5), "<Say>1.5</Say>"),
        (lambda: Say("Hi", extra=None), "<Say>Hi</Say>"),
        (lambda: Say("Hi", extra={"newOne": True, "old": None, "n": 5}), '<Say n="5" newOne="true">Hi</Say>'),
        (lambda: Gather(action="{{action}}", num_digits="{{n}}"), '<Gather action="{{action}}" numDigits="{{n}}" />'),
    ],
)
def test_accepted(make: Callable[[], Element], written: str) -> None:
    assert make().to_xml(fragment=True) == written


def test_verbs_accept_numbers_as_text() -> None:
    assert VoiceResponse().say(5).text == "5"  # type: ignore[arg-type] # accepted at run time
    assert VoiceResponse().dial(15551230000).text == "15551230000"  # type: ignore[arg-type]


class Sounds(str, Enum):  # noqa: UP042 - `str()` of its member is not its value, which is what is tested
    """A set of addresses, as programs keep them."""

    HELLO = "https://example.com/hello.mp3"


class Ways(Enum):
    """The same of an enumeration whose members are no texts."""

    HELLO = "https://example.com/hello.mp3"


class Marked(str):
    """A kind of text that escapes what is added to it, or prints otherwise than it reads."""

    __slots__ = ()

    def __str__(self) -> str:
        return "printed"

    def __add__(self, other: str) -> "Marked":
        return Marked(f"added {other}")


@pytest.mark.parametrize("url", [Sounds.HELLO, Ways.HELLO, Marked("https://example.com/hello.mp3")])
def test_kinds_of_text_are_taken_wherever_a_text_or_url_is(url: Any) -> None:
    """Those of templates (`Markup`, `SafeString`), of settings (`AnyUrl`), and members of enumerations."""
    address = "https://example.com/hello.mp3"
    assert VoiceResponse().play(url).text == address
    assert VoiceResponse().redirect(url).text == address
    assert MessagingResponse().message("Hi").media(url).text == address
    assert VoiceResponse().gather(action=url).attributes == {"action": address}
    assert VoiceResponse().say(url).append("!").text == f"{address}!"
    said = VoiceResponse().say("At ")
    said.add_text(url)
    assert said.text == f"At {address}"
    assert type(VoiceResponse().play(url).text) is str


def test_true_one_and_one_point_zero_are_not_confused() -> None:
    """They are equal keys in Python; what was remembered for one must not answer for another."""
    assert Gather(num_digits=1).attributes == {"numDigits": "1"}
    for wrong in (True, 1.0):
        with pytest.raises(AttributeValueError):
            Gather(num_digits=wrong)  # type: ignore[arg-type] # what is tested
    assert Gather(barge_in_ok=None, num_digits=1).attributes == {"numDigits": "1"}  # type: ignore[call-arg]


def test_what_is_deprecated_warns_and_passes() -> None:
    with pytest.warns(LamlDeprecationWarning, match="'alice' is deprecated; use woman"):
        said = VoiceResponse().say("Hi", voice="alice")
    assert said.attributes == {"voice": "alice"}


DEPRECATED: dict[str, tuple[Literal["laml", "twiml"], Call]] = {
    "VirtualAgent": ("laml", lambda r: r.connect().virtual_agent(connector_name="sales")),
    "Receive": ("twiml", lambda r: FaxResponse(dialect=r.dialect).receive()),
    "Autopilot": ("twiml", lambda r: r.connect().autopilot("helper")),
    "Assistant": ("twiml", lambda r: r.connect().assistant(id="a")),
    "AI": ("laml", lambda r: r.connect().ai()),
}


@pytest.mark.filterwarnings("ignore:.*no page of the provider documents:laml.LamlWarning")
@pytest.mark.parametrize("tag", DEPRECATED)
def test_an_element_that_its_dialect_gave_up_warns_at_the_call(tag: str) -> None:
    dialect, call = DEPRECATED[tag]
    with pytest.warns(LamlDeprecationWarning, match=f"<{tag}> is deprecated"):
        call(VoiceResponse(dialect=dialect))


def test_an_element_that_its_dialect_gave_up_warns_when_it_is_attached() -> None:
    received = Receive()
    with pytest.warns(LamlDeprecationWarning, match="Response/Receive: <Receive> is deprecated"):
        FaxResponse(dialect="twiml").append(received)
    FaxResponse(dialect="laml").append(received)
    FaxResponse().receive()


def test_a_text_that_no_page_asks_for_is_missed_by_a_warning_only() -> None:
    response = VoiceResponse(dialect="twiml")
    with pytest.warns(LamlWarning):
        response.dial().sim()
    assert [(x.severity, x.path) for x in response.check() if x.code == "missing-text"] == [
        ("warning", "Response/Dial/Sim")
    ]
    assert "<Sim />" in str(response)


@pytest.mark.parametrize("cls", [laml.Hangup, laml.Body, laml.Leave, laml.Identity, laml.SsmlP, laml.Languages])
def test_elements_without_attributes_take_those_written_by_hand(cls: Any) -> None:
    assert cls(extra={"newAttribute": "on"}).attributes == {"newAttribute": "on"}
    with pytest.raises(AttributeNameError, match="takes no attributes"):
        cls(new_attribute="on")


def test_verbs_without_attributes_take_those_written_by_hand() -> None:
    assert VoiceResponse().hangup(extra={"reason": "busy"}).attributes == {"reason": "busy"}
    assert laml.MessagingResponse().message("Hi").media("/a.png", extra={"alt": "cat"}).attributes == {"alt": "cat"}


def test_a_doubt_about_an_attribute_is_told_once() -> None:
    with pytest.warns(LamlWarning) as seen:
        VoiceResponse(dialect="laml").say("a").w("x", role="amazon:VB")
    assert sum("@role" in str(warning.message) for warning in seen) == 1


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda r: r.pause(length=1.5), "expected a whole number, at least 0 (laml), at least 1 (twiml)"),
        (lambda r: r.dial().conference("x", beep="loud"), "expected true or false or 'onEnter', 'onExit'"),
    ],
)
def test_what_was_expected_is_said_once(call: Call, expected: str) -> None:
    assert str(error_of(lambda: call(VoiceResponse()))).endswith(expected)


def test_what_only_a_provider_could_know_warns_and_passes() -> None:
    with pytest.warns(LamlWarning, match="expected a voice such as"):
        VoiceResponse().say("Hi", voice="Google.xx-Nobody")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("20.00"), "20.00"),
        (Decimal("1E+2"), "100"),
        (0.1234567, "0.1234567"),
        (1e-7, "0.0000001"),
        (5.0, "5"),
        (20, "20"),
    ],
)
def test_a_number_keeps_its_digits_and_has_no_exponent(amount: Any, written: str) -> None:
    assert VoiceResponse().pay(charge_amount=amount).attributes == {"chargeAmount": written}


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("inf")])
def test_what_is_no_number_is_refused_as_one(amount: Any) -> None:
    with pytest.raises(AttributeValueError, match="expected a number"):
        VoiceResponse().pay(charge_amount=amount)
