"""What is refused where it is written, in which dialect and mode, and what the errors say."""

import copy
import pickle
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import laml
from laml import (
    AttributeNameError,
    AttributeValueError,
    Conference,
    Dial,
    Element,
    Gather,
    GrammarError,
    Hangup,
    LamlError,
    LamlWarning,
    NestingError,
    Number,
    Pause,
    Play,
    Redirect,
    Say,
    SettingError,
    TextError,
    VoiceResponse,
)

from ..strategies import VERBS

Call = Callable[[VoiceResponse], object]

REFUSED: dict[str, tuple[Call, type[GrammarError], str]] = {
    "a misspelt name": (
        lambda r: r.say("Hi", voyce="man"),  # type: ignore[call-arg]
        AttributeNameError,
        "Response/Say: unknown attribute 'voyce' (did you mean 'voice'?); <Say> takes ",
    ),
    "a misspelt value": (
        lambda r: r.gather(input="dtfm"),  # type: ignore[arg-type]
        AttributeValueError,
        "Response/Gather@input: got 'dtfm', expected one or more of 'dtmf', 'speech'",
    ),
    "a value out of range": (
        lambda r: r.gather(timeout=-3),
        AttributeValueError,
        "Response/Gather@timeout: got -3, expected a whole number, at least 0",
    ),
    "a value of another type": (
        lambda r: r.pause(length=1.5),  # type: ignore[arg-type]
        AttributeValueError,
        "Response/Pause@length: got 1.5, expected a whole number",
    ),
    "a number in the spelling of scientists": (
        lambda r: r.gather(num_digits="1e3"),  # type: ignore[arg-type]
        AttributeValueError,
        "Response/Gather@numDigits: got '1e3', expected a whole number, at least 1",
    ),
    "an endless number": (
        lambda r: r.gather(num_digits=10**5000),
        AttributeValueError,
        "Response/Gather@numDigits: got int, expected a whole number, at least 1",
    ),
    "a truth value for a number": (
        lambda r: r.gather(num_digits=True),
        AttributeValueError,
        "Response/Gather@numDigits: got 'true', expected a whole number, at least 1",
    ),
    "a method that is none": (
        lambda r: r.redirect("/x", method="TRACE"),  # type: ignore[arg-type]
        AttributeValueError,
        "Response/Redirect@method: got 'TRACE', expected one of 'GET', 'POST'",
    ),
    "a script for a URL": (
        lambda r: r.gather(action="javascript:alert(1)"),
        AttributeValueError,
        "Response/Gather@action: got a URL of scheme 'javascript'; expected http or https",
    ),
    "a blank in a URL": (
        lambda r: r.redirect("/a b"),
        TextError,
        "Response/Redirect: the URL has ' ' in it; percent-encode it",
    ),
    "bytes": (lambda r: r.gather(hints=b"a"), AttributeValueError, "Response/Gather@hints: got bytes, expected a text"),  # type: ignore[arg-type]
    "bytes as text": (lambda r: r.say(b"Hi"), TextError, "Response/Say: got bytes, expected a text"),  # type: ignore[arg-type]
    "an element as text": (
        lambda r: r.say(Say("Hi")),  # type: ignore[arg-type]
        TextError,
        "Response/Say: got Say, expected a text; append() attaches elements",
    ),
    "text where none may be": (
        lambda r: r.gather().add_text("Press 1"),
        TextError,
        "Response/Gather: <Gather> takes no text; put it into <Say>",
    ),
    "a control character": (
        lambda r: r.say("a\x07b"),
        TextError,
        "Response/Say: the text has U+0007 at position 2, which XML cannot carry",
    ),
    "half a character": (
        lambda r: r.dial(caller_id="\ud83d"),
        AttributeValueError,
        "Response/Dial@callerId: the value has U+D83D at position 1, which XML cannot carry",
    ),
    "a character that is none": (lambda r: r.say("\ufffe"), TextError, "U+FFFE at position 1"),
    "an element where it may not be": (
        lambda r: r.append(Number("+15551230000")),
        NestingError,
        "Response/Number: <Number> may not stand in <Response>; it belongs in <Dial>; <Response> takes ",
    ),
    "an attribute given twice": (
        lambda r: r.say("Hi", voice="man", extra={"voice": "woman"}),  # type: ignore[call-arg]
        AttributeNameError,
        "Response/Say: 'voice' is given twice; give it once",
    ),
    "an attribute given twice, by hand first": (
        lambda r: r.say("Hi", extra={"voice": "woman"}, voice="man"),  # type: ignore[call-arg]
        AttributeNameError,
        "Response/Say: 'voice' is given twice; give it once",
    ),
    "extras that are no mapping": (
        lambda r: r.say("Hi", extra="voice"),  # type: ignore[call-arg]
        AttributeValueError,
        "Response/Say: extra got str, expected a mapping",
    ),
    "an extra name that XML does not have": (
        lambda r: r.say("Hi", extra={"a b": "c"}),  # type: ignore[call-arg]
        AttributeNameError,
        "Response/Say: got 'a b' as the name of an attribute, expected a letter or '_' and then letters, digits",
    ),
    "an extra value that XML cannot carry": (
        lambda r: r.say("Hi", extra={"a": "\x00"}),  # type: ignore[call-arg]
        AttributeValueError,
        "Response/Say@a: the value has U+0000 at position 1",
    ),
    "keys to play inside Gather": (
        lambda r: r.gather().play(digits="12"),
        AttributeValueError,
        "Response/Gather/Play@digits: 'digits' is not allowed in Gather",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_strict_refuses(case: str) -> None:
    call, kind, words = REFUSED[case]
    with pytest.raises(GrammarError) as caught:
        call(VoiceResponse())
    assert type(caught.value) is kind
    assert words in str(caught.value)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_no_trace_in_the_document(case: str) -> None:
    response = VoiceResponse()
    with pytest.raises(GrammarError):
        REFUSED[case][0](response)
    assert all(child.tag == "Gather" and not child.children and not child.text for child in response)


def test_the_error_comes_from_the_line_that_wrote_it() -> None:
    response = VoiceResponse()
    try:
        response.say("Hi")
        response.gather(timeout=-3)  # this line
        response.say("Bye")
    except AttributeValueError as error:
        here = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
        assert [frame.line for frame in here] == ["response.gather(timeout=-3)  # this line"]
    else:
        pytest.fail("nothing was raised")


def test_warnings_point_at_the_line_that_wrote_it() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        response = VoiceResponse(Play(), validate="warn")
        response.say("Hi", voice="no such voice")
        str(response)
    assert {Path(warning.filename) for warning in caught} == {Path(__file__)}
    assert [warning.lineno - caught[0].lineno for warning in caught] == [0, 1]


UNCHANGEABLE = {"half a character", "a control character", "a character that is none", "bytes as text"} | {
    name for name in REFUSED if name.startswith("an element as") or "extra" in name or "twice" in name
}
"""What no mode lets pass: the document would not be XML, or nobody knows what was meant."""


@pytest.mark.parametrize("case", sorted(REFUSED.keys() - UNCHANGEABLE - {"bytes", "an endless number"}))
def test_warn_warns_and_off_is_silent_and_both_render(case: str) -> None:
    call, _, words = REFUSED[case]
    response = VoiceResponse(validate="warn")
    with pytest.warns(LamlWarning) as caught:
        call(response)
    assert any(words in str(warning.message) for warning in caught)
    silent = VoiceResponse(validate="off")
    call(silent)
    assert laml.parse(str(silent), validate="off") == silent == response


@pytest.mark.parametrize("case", sorted(UNCHANGEABLE))
@pytest.mark.parametrize("mode", ["warn", "off"])
def test_no_mode_passes_what_would_not_be_xml(case: str, mode: laml.checks.modes.Mode) -> None:
    with pytest.raises(LamlError):
        REFUSED[case][0](VoiceResponse(validate=mode))


def test_the_mode_of_a_block_holds_inside_it_only() -> None:
    response = VoiceResponse()
    with laml.validation("off"):
        response.say("Hi", voyce="man")  # type: ignore[call-arg] # what is tested
        with laml.validation("strict"), pytest.raises(AttributeNameError):
            response.say("Hi", voyce="man")  # type: ignore[call-arg] # what is tested
        response.say("Hi", voyce="man")  # type: ignore[call-arg] # what is tested
    with pytest.raises(AttributeNameError):
        response.say("Hi", voyce="man")  # type: ignore[call-arg] # what is tested
    assert str(response).count('voyce="man"') == 2


def test_a_document_with_a_mode_of_its_own_does_not_ask_the_block() -> None:
    with laml.validation("off"), pytest.raises(AttributeValueError):
        VoiceResponse(validate="strict").gather(timeout=-3)


def test_the_mode_of_a_block_is_not_seen_by_other_threads() -> None:
    with laml.validation("off"), ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(lambda: error_of(lambda: Gather(timeout=-3))).result(), AttributeValueError)


@pytest.mark.parametrize(
    "call",
    [
        lambda: VoiceResponse(dialect="cxml"),  # type: ignore[arg-type]
        lambda: VoiceResponse(validate="loose"),  # type: ignore[arg-type]
        lambda: VoiceResponse(validate=[]),  # type: ignore[arg-type]
        lambda: VoiceResponse().check("cxml"),  # type: ignore[arg-type]
        lambda: laml.check("<Response/>", "cxml"),  # type: ignore[arg-type]
        lambda: laml.parse("<Response/>", dialect="cxml"),  # type: ignore[arg-type]
        lambda: laml.parse("<Response/>", validate="loose"),  # type: ignore[arg-type]
        lambda: laml.validation("loose").__enter__(),  # type: ignore[arg-type]
    ],
)
def test_a_dialect_or_mode_that_does_not_exist_is_named(call: Callable[[], object]) -> None:
    with pytest.raises(SettingError, match=r"got (dialect|validation mode) .*, expected"):
        call()


def error_of(call: Callable[[], object]) -> Exception | None:
    try:
        call()
    except LamlError as error:
        return error
    return None


# -- dialects

ONE_DIALECT: list[Any] = [
    ("laml", lambda: Dial("+15551230000", caller_name="Front desk")),
    ("laml", lambda: Pause(length=0)),
    ("laml", lambda: Gather(timeout=0)),
    ("laml", lambda: Gather(finish_on_key="*#")),
    ("laml", lambda: Play("rtmp://example.com/live")),
    ("twiml", lambda: Dial(Conference("a", recording_status_callback="/relative"))),
    ("twiml", lambda: Dial("+15551230000", call_reason="Your order")),
    ("twiml", lambda: Dial(Number("+15551230000", machine_detection="Enable"))),
    pytest.param(
        "twiml",
        lambda: Say("x" * 4097, voice="Google.en-US-Standard-A"),
        marks=pytest.mark.filterwarnings("ignore:.* got 'Google"),
    ),
    ("twiml", Redirect),
]


@pytest.mark.parametrize(("dialect", "make"), ONE_DIALECT)
def test_a_detached_element_may_be_of_either_dialect_and_is_judged_when_attached(
    dialect: laml.grammar.constraints.Dialect, make: Callable[[], Element]
) -> None:
    other: laml.grammar.constraints.Dialect = "twiml" if dialect == "laml" else "laml"
    make()
    assert str(VoiceResponse(make()))
    assert str(VoiceResponse(make(), dialect=dialect))
    assert [p for p in VoiceResponse(make()).check(other) if p.severity == "error"]
    with pytest.raises(LamlError):
        str(VoiceResponse(make(), dialect=other))
    if make().tag != "Redirect":  # an empty one is told by the whole only
        for attach in (VoiceResponse(dialect=other).append, VoiceResponse(dialect=other).nest):
            with pytest.raises(GrammarError):
                attach(make())


def test_a_refused_element_is_not_attached() -> None:
    response = VoiceResponse(dialect="twiml")
    pause = Pause(length=0)
    with pytest.raises(AttributeValueError):
        response.append(pause)
    assert response.children == []
    assert pause.parent is None


def test_verbs_are_judged_by_the_document_at_once() -> None:
    VoiceResponse(dialect="laml").pause(length=0)
    with pytest.raises(AttributeValueError, match="Response/Pause@length: got 0, expected a whole number, at least 1"):
        VoiceResponse(dialect="twiml").pause(length=0)


def test_a_right_attribute_is_judged_without_asking_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path counts the elements beside: with it, `digits` in thousands of Plays took ever longer."""
    paths: list[str] = []
    at = laml.checks.calls.path_at
    monkeypatch.setattr(laml.checks.calls, "path_at", lambda place, tag: paths.append(tag) or at(place, tag))
    response = VoiceResponse()
    for digits in ("1", "ww1", "1"):
        response.play(digits=digits)
    assert paths == []
    with pytest.raises(AttributeValueError, match=r"^Response/Play\[4\]@digits: "):
        response.play(digits="one")
    assert paths == ["Play"]


def test_a_value_remembered_for_one_dialect_is_still_refused_in_the_other() -> None:
    """Encoded values are remembered by attribute; the verdict is the dialect's."""
    for _ in range(3):
        VoiceResponse(dialect="laml").pause(length=0)
        VoiceResponse().pause(length=0)
        with pytest.raises(AttributeValueError):
            VoiceResponse(dialect="twiml").pause(length=0)


def test_a_place_is_found_in_the_union_and_then_judged_in_the_dialect() -> None:
    """A chain never builds two different trees: where one dialect lacks the place it raises, and does not climb on."""
    for dialect in ("twiml", None):
        response = VoiceResponse(dialect=dialect)  # type: ignore[arg-type] # a loop over the names
        assert response.dial().application("AP0123").parent is response.children[0]
    refusing = VoiceResponse(dialect="laml")
    with pytest.raises(NestingError, match="<Application> in <Dial> does not exist in laml; it belongs to twiml only"):
        refusing.dial().application("AP0123")
    response = VoiceResponse(dialect="laml")
    assert response.gather().denoise().parent is response
    with pytest.raises(NestingError, match="Response/Denoise: <Denoise> in <Response> does not exist in twiml"):
        VoiceResponse(dialect="twiml").gather().denoise()


def test_a_text_given_in_pieces_is_judged_as_a_whole() -> None:
    response = VoiceResponse(dialect="laml")
    said = response.say("x" * 4000)
    with pytest.raises(TextError, match="the text has 4100 characters, at most 4096 are allowed"):
        said.add_text("y" * 100)
    assert len(said.text) == 4000


UNFINISHED = st.sampled_from([Dial, Redirect, Play, Say, Gather, Number])
"""Classes whose bare elements lack something, at least in one dialect."""


@given(
    st.lists(st.one_of(VERBS, st.builds(lambda cls: cls(), UNFINISHED)), max_size=4), st.sampled_from(["laml", None])
)
def test_a_strict_document_renders_exactly_if_its_check_finds_no_error(
    verbs: list[Element], dialect: laml.grammar.constraints.Dialect | None
) -> None:
    document = VoiceResponse(dialect=dialect)
    for verb in verbs:
        (Dial(extra={"x": "y"}) if verb.tag == "Number" else document).append(verb)  # type: ignore[call-arg]
        if verb.tag == "Number":
            document.append(verb.root)
    errors = [problem for problem in document.check() if problem.severity == "error"]
    refused = error_of(lambda: str(document))
    assert isinstance(refused, laml.DocumentError) == bool(errors)
    assert set(getattr(refused, "problems", ())) == set(errors)


# -- the errors themselves


def test_a_problem_rides_on_the_error() -> None:
    error = error_of(lambda: VoiceResponse(Hangup()).gather(timeout=-3))
    assert isinstance(error, AttributeValueError)
    assert error.problem == laml.Problem(
        "error",
        "out-of-range",
        "got -3, expected a whole number, at least 0 (laml), at least 1 (twiml)",
        "Response/Gather@timeout",
    )


@pytest.mark.parametrize("case", REFUSED)
def test_errors_survive_pickling_and_copying(case: str) -> None:
    error = error_of(lambda: REFUSED[case][0](VoiceResponse()))
    assert isinstance(error, GrammarError)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.problem == error.problem


@pytest.mark.parametrize("mode", ["strict", "warn", "off"])
@pytest.mark.parametrize("hints", [["\ud800"], ["a\x00"], ("b", "\x07"), {"\x1b"}])
def test_no_mode_passes_a_list_with_what_xml_cannot_carry(hints: Any, mode: laml.checks.modes.Mode) -> None:
    with pytest.raises(AttributeValueError, match="which XML cannot carry; take it out or replace it"):
        VoiceResponse(validate=mode).gather(hints=hints)


def test_an_item_that_is_no_text_is_told() -> None:
    with pytest.raises(AttributeValueError, match="got list with NoneType in it, expected a text or a list of texts"):
        VoiceResponse().gather(hints=["a", None])  # type: ignore[list-item] # what is tested
