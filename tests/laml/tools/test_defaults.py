"""The same calls make the same XML as twilio-python makes; what differs is what docs/moving.md says, row by row."""

import contextlib
import io
import re
import types
import warnings
from pathlib import Path

import pytest
import twilio.twiml.messaging_response as twilio_messaging
import twilio.twiml.voice_response as twilio_voice
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import laml.messaging_response as our_messaging
import laml.voice_response as our_voice

from ..strategies import METHODS, PHONES, TEXTS, attributes

PAGE = Path(__file__).parents[3] / "docs" / "moving.md"
PASSES, NOT_XML, NOTHING, PRINTS = "passes", "not XML", "nothing", "prints "


def canonical(xml: str) -> bytes:
    return etree.tostring(etree.fromstring(xml.encode()), method="c14n")


# -- equal

WORDS = TEXTS.filter(lambda text: bool(text.strip()) and "\r" not in text)
LINKS = st.sampled_from(["/next", "https://example.com/a?b=1&c=%20", "menu.xml"])
CALLS: dict[str, st.SearchStrategy[tuple[tuple[object, ...], dict[str, object]]]] = {
    "say": st.tuples(st.tuples(WORDS), attributes(voice=st.sampled_from(["man", "Polly.Joanna"]),
                                                  loop=st.integers(0, 5), language=st.just("de-DE"))),
    "play": st.tuples(st.tuples(LINKS), attributes(loop=st.integers(0, 5))),
    "pause": st.tuples(st.just(()), attributes(length=st.integers(1, 9))),
    "redirect": st.tuples(st.tuples(LINKS), attributes(method=METHODS)),
    "hangup": st.just(((), {})),
    "gather": st.tuples(st.just(()), attributes(
        num_digits=st.integers(1, 9), action=LINKS, method=METHODS, timeout=st.integers(1, 60),
        input=st.sampled_from(["dtmf", "dtmf speech"]), hints=WORDS.map(lambda text: text[:99]),
        finish_on_key=st.sampled_from(["", "#", "1"]), action_on_empty_result=st.booleans(), language=st.just("en-GB"),
        profanity_filter=st.booleans(), speech_timeout=st.sampled_from(["auto", 2, "3"]), partial_result_callback=LINKS,
    )),
    "dial": st.tuples(st.tuples(PHONES), attributes(
        caller_id=PHONES, timeout=st.integers(5, 600), time_limit=st.integers(1, 86400), answer_on_bridge=st.booleans(),
        hangup_on_star=st.booleans(), action=LINKS, method=METHODS, trim=st.just("trim-silence"),
        record=st.sampled_from(["do-not-record", "record-from-ringing-dual"]), recording_status_callback=LINKS,
        recording_status_callback_event=st.sampled_from(["completed", "in-progress absent"]),
        ring_tone=st.sampled_from(["de", "us-old"]),
    )),
    "number": st.tuples(st.tuples(PHONES), attributes(
        send_digits=st.sampled_from(["1", "ww12#"]), url=LINKS, method=METHODS, status_callback=LINKS,
        status_callback_event=st.sampled_from(["answered", "initiated completed"]),
    )),
    "message": st.tuples(st.tuples(WORDS), attributes(to=PHONES, from_=PHONES, action=LINKS, method=METHODS)),
}  # fmt: skip


Step = tuple[str, tuple[object, ...], dict[str, object], list[object]]


def steps(*names: str) -> st.SearchStrategy[Step]:
    """Calls of some verbs: name, arguments, keywords, and no calls on what they return."""
    return st.one_of([CALLS[name].map(lambda call, name=name: (name, *call, [])) for name in names])


def nested(name: str, inner: st.SearchStrategy[object], *args: object) -> st.SearchStrategy[object]:
    """A call of a verb with calls on what it returns."""
    return st.tuples(st.just(name), st.just(args), CALLS[name].map(lambda call: call[1]), st.lists(inner, max_size=3))


PROGRAMS = st.lists(
    st.one_of(
        steps("say", "play", "pause", "redirect", "hangup", "gather", "dial"),
        nested("gather", steps("say", "play", "pause")),
        st.tuples(st.just("dial"), st.just(()), CALLS["dial"].map(lambda call: call[1]),
                  st.lists(steps("number"), min_size=1, max_size=3)),
    ),
    max_size=5,
)  # fmt: skip


def run(target: object, program: list[Step]) -> None:
    for name, args, named, inner in program:
        run(getattr(target, name)(*args, **named), inner)  # type: ignore[arg-type]


@given(PROGRAMS)
def test_a_program_of_calls_makes_the_same_voice_document(program: list[object]) -> None:
    theirs, ours = twilio_voice.VoiceResponse(), our_voice.VoiceResponse()
    run(theirs, program)  # type: ignore[arg-type]
    run(ours, program)  # type: ignore[arg-type]
    assert canonical(str(ours)) == canonical(str(theirs))


@given(st.lists(steps("message"), max_size=4))
def test_a_program_of_calls_makes_the_same_messaging_document(program: list[object]) -> None:
    theirs, ours = twilio_messaging.MessagingResponse(), our_messaging.MessagingResponse()
    run(theirs, program)  # type: ignore[arg-type]
    run(ours, program)  # type: ignore[arg-type]
    assert canonical(str(ours)) == canonical(str(theirs))


def test_the_modules_have_the_names_that_code_in_the_wild_imports() -> None:
    for ours, theirs in ((our_voice, twilio_voice), (our_messaging, twilio_messaging)):
        made = {name for name in ours.__all__ if not name.startswith("_")}
        assert made - set(vars(theirs)) <= {"Denoise", "Verto", "ReceiveFax"} | {
            n for n in made if n not in vars(theirs)
        }
        assert {"VoiceResponse", "MessagingResponse"} & made


def test_add_child_makes_the_same() -> None:
    theirs, ours = twilio_voice.VoiceResponse(), our_voice.VoiceResponse()
    for response in (theirs, ours):
        response.add_child("NewVerb", "Text & more", status_callback="/x", from_="a").add_child("Deep", loud=True)
    assert canonical(str(ours)) == canonical(str(theirs))


# -- different


def rows() -> list[tuple[str, str, str]]:
    """Call, what twilio-python does, what we do, from the page's tables."""
    page = PAGE.read_text(encoding="utf-8").split("\n## The client\n")[0]
    found = re.findall(r"^\| (`.*`) \| (.*?) \| (.*?) \| .* \|$", page, re.MULTILINE)
    return [(call.strip("`"), theirs.strip("`"), ours.strip("`")) for call, theirs, ours in found]


ROWS = rows()


def outcome(call: str, voice: types.ModuleType, messaging: types.ModuleType) -> tuple[str, list[type[Warning]]]:
    """What a call leads to: the inner XML in canonical form, what it prints, or the exception's name; and warnings."""
    r, m = voice.VoiceResponse(), messaging.MessagingResponse()
    names = {"r": r, "m": m, **vars(voice)}
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(call, names)
            xml = str(m if call.startswith("m.") else r)
        except Exception as error:
            return f"raises {type(error).__name__}", []
    if printed.getvalue():
        return PRINTS + canonical(printed.getvalue().strip()).decode(), []
    try:
        inner = canonical(xml).decode().removeprefix("<Response>").removesuffix("</Response>")
    except etree.XMLSyntaxError:
        inner = NOT_XML
    return inner, [warning.category for warning in caught]


def expected(cell: str) -> str:
    if cell.startswith("raises ") or cell in (PASSES, NOT_XML):
        return cell
    if cell == NOTHING:
        return ""
    if cell.startswith(PRINTS):
        return PRINTS + canonical(cell.removeprefix(PRINTS).strip("`")).decode()
    return canonical(f"<Response>{cell}</Response>").decode().removeprefix("<Response>").removesuffix("</Response>")


def test_the_page_has_all_its_rows() -> None:
    calls, names = PAGE.read_text(encoding="utf-8").split("\n## Names\n")
    about_the_client = calls.split("\n## The client\n")[1].count("\n| `")
    assert len(ROWS) == calls.count("\n| `") - about_the_client
    assert "\n| `" in names
    assert len(ROWS) > 30


@pytest.mark.parametrize(("call", "theirs", "ours"), ROWS, ids=[call[:60] for call, *_ in ROWS])
def test_a_row_of_the_page_is_true(call: str, theirs: str, ours: str) -> None:
    they_do, _ = outcome(call, twilio_voice, twilio_messaging)
    if theirs == PASSES:
        assert not they_do.startswith("raises")
    else:
        assert they_do == expected(theirs)
    we_do, warned = outcome(call, our_voice, our_messaging)
    if ours.startswith("warns "):
        assert [category.__name__ for category in warned] == [ours.removeprefix("warns ")]
        assert we_do == they_do
    else:
        assert we_do == expected(ours)
        assert we_do != they_do


def test_the_reader_of_the_page_sees_an_untrue_row() -> None:
    with pytest.raises(AssertionError):
        test_a_row_of_the_page_is_true('r.say("Hi")', "<Say>Hi</Say>", "raises TextError")
    with pytest.raises(AssertionError):
        test_a_row_of_the_page_is_true('r.say("Hi", voyce="x")', "raises TypeError", "raises AttributeNameError")
