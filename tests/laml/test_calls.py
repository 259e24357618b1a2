"""Calls as they are written for twilio-python: values by position, keywords as in XML, copies, pickles, the base class.

What is expected comes from twilio-python, which makes the same call in the same test.
"""

import copy
import importlib
import inspect
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from twilio.twiml import TwiML as TheirTwiML
from twilio.twiml import lower_camel

import laml
from laml import AttributeNameError, AttributeValueError, Element, UnknownElement, VoiceResponse
from laml.checks import calls as checks

from .test_differential import MODULES, ROOTS, Call, canonical, every_call

MODULE_NAMES = ["voice_response", "messaging_response", "fax_response"]


def made_by(function: Callable[..., object]) -> str | None:
    """The class that a method of twilio-python's makes."""
    found = re.search(r"self\.nest\(\s*(\w+)\(", inspect.getsource(function))
    return found[1] if found else None


def methods() -> Iterator[tuple[str, str, str, str, list[str]]]:
    """Module, class, method, the class that it makes, and its parameters, of all methods of twilio-python that add."""
    for module in MODULE_NAMES:
        theirs = importlib.import_module(f"twilio.twiml.{module}")
        for name, cls in vars(theirs).items():
            if not isinstance(cls, type) or cls.__module__ != theirs.__name__:
                continue
            for method, function in vars(cls).items():
                if method.startswith("_"):
                    continue
                made = made_by(function)
                assert made, (name, method)
                given = list(inspect.signature(function).parameters.values())[1:]
                yield module, name, method, made, [p.name for p in given if p.kind != p.VAR_KEYWORD]


METHODS = list(methods())


def our_order(module: str, holder: str, method: str, made: str) -> list[str]:
    """The parameters that our method takes by position."""
    ours = importlib.import_module(f"laml.{module}")
    own = list(inspect.signature(getattr(getattr(ours, holder), method)).parameters.values())[1:]
    assert [p.kind for p in own][-2:] == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]
    return [p.name for p in own[:-2]] + getattr(ours, made).by_position.split()


@pytest.mark.parametrize(("module", "holder", "method", "made", "theirs"), METHODS, ids=lambda each: str(each)[:30])
def test_the_order_of_values_is_that_of_twilios_signature(module, holder, method, made, theirs):
    assert our_order(module, holder, method, made) == theirs


def test_another_order_is_found(monkeypatch):
    monkeypatch.setattr(laml.Say, "by_position", "loop voice language")
    row = next(row for row in METHODS if row[1:3] == ("VoiceResponse", "say"))
    with pytest.raises(AssertionError):
        test_the_order_of_values_is_that_of_twilios_signature(*row)


def given_to(function: Callable[..., object], call: Call) -> list[object]:
    """The text and attributes of a call, as values in the order of the function's signature, up to the last given."""
    names = [p.name for p in inspect.signature(function).parameters.values() if p.kind == p.POSITIONAL_OR_KEYWORD][1:]
    values = dict(call.attributes)
    if call.text is not None:
        values[names[0]] = call.text
    last = max((names.index(name) for name in values if name in names), default=-1)
    return [values.get(name) for name in names[: last + 1]]


def known_to(function: Callable[..., object], call: Call) -> bool:
    """Whether all attributes of a call are parameters of the function."""
    return call.attributes.keys() <= inspect.signature(function).parameters.keys()


def both_ways(kind: str, way: list[Call], last: Callable[[Any, Callable[..., object], Call], None]) -> list[bytes]:
    """The documents of ours and theirs, where the last call is made by `last`."""
    documents = []
    for root, module in zip(ROOTS[kind], ("ours", "theirs"), strict=True):
        target = document = root()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = dict(vars(MODULES[kind]))
            holder = names[type(document).__name__]
            for call in way[:-1]:
                text = [] if call.text is None else [call.text]
                holder = names[made_by(getattr(holder, call.method)) or ""]
                target = getattr(target, call.method)(*text, **call.attributes)
            last(getattr(target, way[-1].method), getattr(holder, way[-1].method), way[-1])
            xml = document.to_xml(fragment=True) if module == "ours" else str(document)
        documents.append(canonical(xml))
    return documents


CALLS = [(kind, way) for kind, way in every_call() if way[-1].attributes or way[-1].text is not None]


def by_position(verb: Any, signature: Callable[..., object], call: Call) -> None:
    verb(*given_to(signature, call))


def by_name_in_xml(verb: Any, signature: Callable[..., object], call: Call) -> None:
    text = [] if call.text is None else [call.text]
    verb(*text, **{lower_camel(TheirTwiML.MAP.get(name, name)): value for name, value in call.attributes.items()})


def theirs_of(kind: str, way: list[Call]) -> Callable[..., object]:
    """The method of twilio-python's that the last call is."""
    holder = ROOTS[kind][1]
    for call in way[:-1]:
        holder = getattr(MODULES[kind], made_by(getattr(holder, call.method)) or "")
    return getattr(holder, way[-1].method)


def test_values_by_position_make_the_same_documents():
    counted = 0
    for kind, way in CALLS:
        if known_to(theirs_of(kind, way), way[-1]):
            ours, theirs = both_ways(kind, way, by_position)
            assert ours == theirs, way[-1]
            counted += 1
    print(f"counted: laml: {counted} calls by position, equal to twilio-python's")
    assert counted > 600


def test_keywords_as_in_xml_make_the_same_documents():
    for kind, way in CALLS:
        ours, theirs = both_ways(kind, way, by_name_in_xml)
        assert ours == theirs, way[-1]


def test_positions_that_are_lost_are_found(monkeypatch):
    """The fault: values by position are thrown away."""
    monkeypatch.setattr("laml.element.named", lambda cls, positional, attributes: attributes)
    with pytest.raises(AssertionError):
        test_values_by_position_make_the_same_documents()


def test_a_keyword_as_in_xml_that_is_unknown_is_found(monkeypatch):
    monkeypatch.setattr(checks, "spelled_as_in_xml", lambda compiled, name: None)
    with pytest.raises((AssertionError, AttributeNameError, AttributeValueError)):
        test_keywords_as_in_xml_make_the_same_documents()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda r: r.pause(5, 6), "<Pause> takes length by position, got 1 more"),
        (lambda r: r.hangup("x"), "<Hangup> takes no value by position, got 1 more"),
        (lambda r: r.denoise("on", 1), "<Denoise> takes state by position, got 1 more"),
        (lambda r: r.say("Hi", "alice", voice="man"), "<Say> got 'voice' by position and by keyword"),
        (lambda r: r.redirect("/x", "GET", method="GET"), "<Redirect> got 'method' by position and by keyword"),
    ],
)
def test_too_many_values_are_refused_as_python_does(call, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        call(VoiceResponse())


def test_a_keyword_and_its_name_in_xml_are_not_both_taken():
    with pytest.raises(AttributeNameError, match="given twice"):
        VoiceResponse().gather(num_digits=1, numDigits=2)


def test_values_by_position_are_checked():
    with pytest.raises(AttributeValueError):
        VoiceResponse().pause("long")
    with pytest.raises(AttributeNameError):
        VoiceResponse().start().stream("a", None, "wss://example.com", None, None, None, "opus")


def test_a_required_attribute_may_be_spelled_as_in_xml():
    pay = VoiceResponse(validate="warn").pay()
    assert pay.prompt(**{"for": "security-code"}).attributes == {"for": "security-code"}


@pytest.mark.parametrize("module", MODULE_NAMES)
def test_the_constructors_take_what_twilios_take(module):
    theirs, ours = (importlib.import_module(f"{package}.{module}") for package in ("twilio.twiml", "laml"))
    counted = 0
    for name, cls in vars(theirs).items():
        if not isinstance(cls, type) or cls.__module__ != theirs.__name__ or name.endswith("Response"):
            continue
        text = [p.name for p in inspect.signature(cls).parameters.values() if p.kind != p.VAR_KEYWORD]
        with laml.validation("off"):
            for given in ([], {}) if not text else (["{}"], {text[0]: "{}"}):
                args, named = (given, {}) if isinstance(given, list) else ([], given)
                same = [each(*args, **named, extraAttribute="x") for each in (getattr(ours, name), cls)]
                assert canonical(same[0].to_xml(fragment=True)) == canonical(str(same[1])), name
                counted += 1
    assert counted


# -- the base class


def test_the_base_class_is_theirs_by_name():
    for module in (laml, *(importlib.import_module(f"laml.{name}") for name in MODULE_NAMES)):
        assert module.TwiML is Element
        assert isinstance(VoiceResponse().say("Hi"), module.TwiML)


def document() -> VoiceResponse:
    response = VoiceResponse(dialect="twiml", validate="warn")
    with response.gather(num_digits=1, hints=["a", "b"], action="/menu", extra={"new": True}) as gather:
        gather.say("Press ", loop=2).break_(time="1s")
    response.comment("opening hours")
    response.add_child("NewVerb", "text", status_callback="/x").add_child("Deep")
    response.dial(timeout=20).number("+15551230000", status_callback_event=["answered", "completed"])
    return response


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_the_same_document(protocol):
    response = document()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twin = pickle.loads(pickle.dumps(response, protocol))
    assert twin.to_xml() == response.to_xml()
    assert twin == response
    assert (twin.dialect, twin._validate) == ("twiml", "warn")
    assert [child.parent is twin for child in twin.children] == [True] * len(twin.children)
    twin.say("more")
    assert twin != response


def test_a_pickled_part_is_detached_and_as_small_as_it_is():
    gather = document().children[0]
    pickled = pickle.dumps(gather)
    twin = pickle.loads(pickled)
    assert twin == gather
    assert twin.parent is None
    assert twin.to_xml(fragment=True) == gather.to_xml(fragment=True)
    assert len(pickled) < 2000
    assert twin.attributes["numDigits"] == "1"


def test_parsed_documents_and_unknown_elements_are_pickled():
    xml = "<Response><!--a--><Say>Hi</Say><New a='1'>x</New></Response>"
    parsed = laml.parse(xml, validate="off")
    twin = pickle.loads(pickle.dumps(parsed))
    assert twin.to_xml() == parsed.to_xml()
    assert [child.line for child in twin.children] == [1, 1]
    assert twin.children[1].name == "New"


class Menu(VoiceResponse):
    """A document of a user's own class."""

    def __init__(self) -> None:
        super().__init__()
        self.told = ["hours"]


def test_a_class_derived_from_a_document_keeps_what_it_has():
    menu = Menu()
    menu.say("Hi")
    for twin in (copy.copy(menu), copy.deepcopy(menu), pickle.loads(pickle.dumps(menu))):
        assert twin.to_xml() == menu.to_xml()
        assert twin.told == ["hours"]
        assert twin.told is not menu.told


def test_verbs_are_the_elements_as_twilio_lists_them():
    ours, theirs = VoiceResponse(), ROOTS["voice"][1]()
    for response in (ours, theirs):
        response.say("Hi")
        response.gather(num_digits=1).say("1")
        response.hangup()
    assert [verb.tag for verb in ours.verbs] == [verb.name for verb in theirs.verbs]
    assert [verb.tag for verb in ours.verbs[1].verbs] == [verb.name for verb in theirs.verbs[1].verbs]


@pytest.mark.parametrize("declared", [True, False])
def test_a_document_and_a_part_with_and_without_declaration_are_theirs(declared):
    ours, theirs = VoiceResponse(), ROOTS["voice"][1]()
    for response in (ours, theirs):
        response.gather(num_digits=1).say("1")
    assert ours.to_xml(declared) == theirs.to_xml(declared)
    assert ours.to_xml(xml_declaration=declared) == theirs.to_xml(xml_declaration=declared)
    assert ours.verbs[0].to_xml(xml_declaration=False) == theirs.verbs[0].to_xml(xml_declaration=False)


def test_a_document_without_declaration_is_checked_as_a_whole():
    response = VoiceResponse()
    response.dial()
    with pytest.raises(laml.DocumentError):
        response.to_xml(xml_declaration=False)
    assert response.to_xml(fragment=True) == "<Response><Dial /></Response>"


# -- elements by hand


def test_an_amazon_tag_with_a_name_is_written_read_and_checked():
    """SignalWire's page refers to Amazon's for the mark-up of its voices; nobody declares its prefix."""
    response = VoiceResponse()
    say = response.say("They ", voice="Polly.Joanna")
    say.add_child("amazon:effect", "whisper", name="whispered").add_text("!")
    xml = response.to_xml()
    assert '<Say voice="Polly.Joanna">They <amazon:effect name="whispered">whisper!</amazon:effect></Say>' in xml
    assert laml.parse(xml, validate="off").to_xml() == xml
    assert laml.check(xml, "laml") == []
    assert [problem.code for problem in laml.check(xml, "twiml")] == ["wrong-dialect"]
    theirs = ROOTS["voice"][1]()
    child = theirs.say("They ", voice="Polly.Joanna").add_child("amazon:effect", "whisper!")
    child.attrs["name"] = "whispered"  # their own add_child has a parameter of that name
    assert str(theirs) == xml


@pytest.mark.parametrize(
    "xml",
    [
        "<Response><!-- <amazon:x> --><Say><amazon:effect name='a'>x</amazon:effect ></Say></Response>",
        "<Response><Say><amazon:effect/>x<![CDATA[<amazon:y>]]><amazon:domain>z</amazon:domain></Say></Response>",
        "<Response><Say xmlns:amazon='urn:a'><amazon:effect/></Say></Response>",
        "<Response>\n<Say>&lt;amazon:<amazon:breath/></Say>\n<Pause/></Response>",
    ],
)
def test_amazon_tags_of_a_text_are_kept_and_nothing_else_is_touched(xml):
    again = laml.parse(xml, validate="off").to_xml()
    assert laml.parse(again, validate="off").to_xml() == again
    tags, without_data = re.compile(r"<amazon:\w+"), re.sub(r"<!\[CDATA.*?\]\]>", "", xml)
    assert tags.findall(again) == tags.findall(without_data)
    assert "amazon\u00b7" not in again


@pytest.mark.parametrize(
    "xml",
    [
        "<Response><Say><amazon:effect></Say></Response>",
        "<Response><Say><amazon:effect/><other:tag/></Say></Response>",
        "<amazon:Response/>",
        "<Response><amazon:a><!--",
    ],
)
def test_what_is_wrong_beside_an_amazon_tag_is_still_refused(xml):
    with pytest.raises(laml.ParseError):
        laml.parse(xml)


def test_an_unknown_element_is_made_as_their_generic_node():
    from twilio.twiml import GenericNode

    theirs, ours = (
        cls("New", "text", status_callback="/x", from_="+1", loud=True) for cls in (GenericNode, UnknownElement)
    )
    assert canonical(ours.to_xml(fragment=True)) == canonical(str(theirs))
    assert UnknownElement("New", name="x").attributes == {"name": "x"}
