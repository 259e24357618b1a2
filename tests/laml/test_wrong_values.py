"""A value of a wrong type, for any text and any attribute: one of our errors, or a document without a trace of it.

Nothing else is raised, and no `None` and no representation of an object for programmers comes into the XML.
"""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import twilio.twiml.voice_response
from lxml import etree

import laml
from laml import Element, FaxResponse, LamlError, LamlWarning, MessagingResponse, VoiceResponse
from laml import elements as modules
from laml.grammar.attributes import Attribute


class Plain:
    """An object that says nothing of itself."""


@dataclass
class Linked:
    url: object


WRONG: dict[str, Any] = {
    "None": None, "a number": 5, "a negative number": -1, "a fraction": 2.5, "no number": float("nan"), "true": True,
    "a decimal": Decimal("1.50"), "bytes": b"text", "an object": Plain(), "a class": Plain, "a list": [],
    "a list of texts": ["one", "two"], "a list of objects": [Plain(), None], "a mapping": {"a": 1},
    "a mapping of objects": {"a": Plain()}, "a set": {"one"}, "a time": datetime(2026, 1, 1, tzinfo=UTC),
    "a function": len, "a url that is None": Linked(None), "a url that is a number": Linked(5),
    "an element": laml.Say("Hi"), "a class of elements": laml.Say, "a tuple": ("x",), "an empty text": "",
}  # fmt: skip
TRACES = re.compile(r"None|object at 0x|<class|Plain|datetime\.|built-in|nan|b'|\[\]|Linked")


def classes() -> list[type[Element]]:
    """Every element of the grammar, and the documents."""
    found = {cls for cls in vars(laml).values() if isinstance(cls, type) and issubclass(cls, Element) and cls.tag}
    return sorted(
        {*found, VoiceResponse, MessagingResponse, FaxResponse}, key=lambda cls: (cls.__module__, cls.__name__)
    )


def methods() -> Iterator[tuple[type[Element], str, type[Element]]]:
    """Each verb with a class that can hold what it makes, and the class of that."""
    seen = set()
    for cls in classes():
        for name, function in inspect.getmembers(cls, inspect.isfunction):
            own = function.__module__.startswith(modules.__name__) and not name.startswith("_")
            made = function.__annotations__.get("return", "")
            target = next((each for each in classes() if each.__name__ == made and each.kind == cls.kind), None)
            if own and target is not None and target.tag in cls.holds and function not in seen:
                seen.add(function)
                yield cls, name, target


METHODS = list(methods())


def holder(cls: type[Element]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LamlWarning)
        made: Any = cls() if cls in (VoiceResponse, MessagingResponse, FaxResponse) else cls.__new__(cls)
        if not isinstance(made, VoiceResponse | MessagingResponse | FaxResponse):
            made._fill((), None, {})
    return made


def outcome(make: Callable[[], Element]) -> str:
    """The XML of what was made, or the sentence of our error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LamlWarning)
        try:
            xml = make().to_xml(fragment=True)
        except LamlError:
            return ""
    etree.fromstring(xml)
    return xml


def traces(xml: str) -> list[str]:
    return TRACES.findall(xml)


def parameters(cls: type[Element], name: str, target: type[Element]) -> Iterator[str]:
    """What a verb takes by keyword: its text, and the attributes of the element that it makes."""
    signature = inspect.signature(getattr(cls, name))
    yield from [each for each, row in signature.parameters.items() if row.kind == row.POSITIONAL_OR_KEYWORD][1:]
    yield from target.attributes_known()


def found_by_verbs(value: object) -> tuple[list[object], int]:
    """The traces that a value leaves, given to each verb by each of its keywords; and how many of them took it."""
    found: list[object] = []
    taken = 0
    for cls, name, target in METHODS:
        verb = getattr(cls, name)
        for keyword in parameters(cls, name, target):
            xml = outcome(partial(verb, holder(cls), **{keyword: value}))
            taken += bool(xml)
            if traces(xml):
                found.append((cls.__name__, name, keyword, xml))
    return found, taken


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_value_for_any_text_or_attribute_is_told_or_leaves_no_trace(words: str) -> None:
    found, _ = found_by_verbs(WRONG[words])
    assert found == []


def test_every_verb_is_tried_with_every_attribute() -> None:
    assert len(METHODS) > 60
    assert sum(len(list(parameters(*row))) for row in METHODS) > 400
    assert found_by_verbs("1")[1] > 250  # the others take no such text


@pytest.mark.parametrize("words", ["None", "an object", "a list", "a function", "a url that is None"])
def test_a_value_that_is_written_as_python_shows_it_is_found(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Attribute, "text", lambda self, value: str(value))
    monkeypatch.setattr("laml.element.plain", str)
    found, _ = found_by_verbs(WRONG[words] if words != "None" else [None])
    assert len(found) > 100


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_value_given_to_a_class_of_elements_is_told_or_leaves_no_trace(words: str) -> None:
    value = WRONG[words]
    for cls in classes():
        if issubclass(cls, VoiceResponse | MessagingResponse | FaxResponse):
            continue
        made: Any = cls
        for keyword in cls.attributes_known():
            assert not traces(outcome(partial(made, **{keyword: value}))), (cls, keyword)
        if "content" in inspect.signature(cls).parameters:
            assert not traces(outcome(partial(made, value))), cls


def menu(_: object) -> None:
    """A handler whose decorator was forgotten."""


VOICE: Any = VoiceResponse
MESSAGING: Any = MessagingResponse
REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: VOICE().say(None), "Response/Say: got None, expected a text; leave it out for an empty one"),
    (lambda: VOICE().redirect(None), "Response/Redirect: got None, expected a URL; leave it out"),
    (lambda: MESSAGING().redirect(None), "Response/Redirect: got None, expected a URL; leave it out"),
    (
        lambda: VOICE().gather(action=5),
        "Response/Gather@action: got int, expected a URL or an object with a `url`",
    ),
    (
        lambda: VOICE().gather(action=menu),
        "got function, expected a URL or an object with a `url`; a decorator such as @hooks.voice above menu makes",
    ),
    (lambda: VOICE().redirect(lambda: None), "a decorator such as @hooks.voice above the function makes it a handler"),
    (lambda: VOICE().gather(action=True), "Response/Gather@action: got bool, expected a URL"),
    (lambda: VOICE().redirect(5), "Response/Redirect: got int, expected a URL or an object with a `url`"),
    (
        lambda: VOICE().append(twilio.twiml.voice_response.Say("Hi")),
        "got Say of twilio.twiml.voice_response, expected an element; make it with Say of laml",
    ),
    (
        lambda: VOICE().gather(input="dtmf,speech"),
        "separate the items with blanks, not with commas",
    ),
    (
        lambda: VOICE().dial().number("+15551230000", status_callback_event="initiated, ringing"),
        "got 'initiated,', expected one or more of 'initiated', 'ringing', 'answered', 'completed'; separate the items",
    ),
    (lambda: VOICE().gather(input="dmtf,speech"), "Response/Gather@input: got 'dmtf,speech', expected"),
    (lambda: VOICE().play({"a": 1}), "Response/Play: got dict, expected a URL or an object with a `url`"),
    (lambda: VOICE().enqueue("q").task({"a": Plain()}), "Response/Enqueue/Task: got dict, expected a text"),
    (lambda: str(VOICE().play(None)), "Response/Play: <Play> needs a text or 'digits'"),
    (lambda: str(VOICE().dial(None)), "Response/Dial: <Dial> has nothing to act on; give it a text or a noun"),
    (lambda: str(MESSAGING().message(None)), "Response/Message: <Message> is empty; give it a text"),
    (
        lambda: str(VOICE().dial().number(None)),
        "Response/Dial/Number: <Number> needs a text; pass phone_number=",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED)
def test_what_is_no_text_and_no_url_is_told_with_what_was_expected(make: Callable[[], object], says: str) -> None:
    with pytest.raises(LamlError) as refused:
        make()
    assert says in str(refused.value)


def test_a_say_without_words_is_a_warning_of_the_whole_document() -> None:
    """Markup reference, Say: an empty one speaks nothing."""
    for response in (VoiceResponse().say(), VoiceResponse().say("")):
        assert [(each.severity, each.code) for each in response.check()] == [("warning", "missing-text")]


def test_a_text_that_is_none_is_a_warning_where_errors_are() -> None:
    with pytest.warns(LamlWarning, match="got None, expected a text"):
        assert str(VOICE(validate="warn").say(None).to_xml(fragment=True)) == "<Say />"
