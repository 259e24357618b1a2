"""Programs of calls over every element that twilio-python has: both builders run them, the documents are equal.

The calls are drawn from the condensed table of the grammar, so that no element or attribute is forgotten; what differs
on purpose is in `docs/moving.md`, and is held by `tools/test_defaults.py`.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import twilio.twiml.messaging_response as their_messaging
import twilio.twiml.voice_response as their_voice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from laml import MessagingResponse, VoiceResponse

from .table import ELEMENTS, attributes, element, for_dialect, right, text_for

DEEPEST = 4
ROOTS = {
    "voice": (VoiceResponse, their_voice.VoiceResponse),
    "messaging": (MessagingResponse, their_messaging.MessagingResponse),
}
MODULES = {"voice": their_voice, "messaging": their_messaging}
DIFFERS = {
    "Task": "its text is JSON, and ours takes the object as well",
    "Assistant": "gone from twilio-python",
    "Prompt": "under the root only twilio-python has it",
}
"""Elements left out, each with its reason."""


@dataclass
class Call:
    """One verb called, and the calls on what it returned."""

    tag: str
    method: str
    text: str | None
    attributes: dict[str, object]
    inner: "list[Call]" = field(default_factory=list)


def children(tag: str, kind: str) -> list[str]:
    if tag == "Response":
        found = ELEMENTS["Response"]["children_by_document"][kind]["twiml"]
    else:
        found = for_dialect(ELEMENTS[tag], "twiml")["children"]["twiml"]
    theirs = ROOTS[kind][1] if tag == "Response" else getattr(MODULES[kind], str(ELEMENTS[tag]["python_class"]), None)
    return [
        child
        for child in found
        if child not in DIFFERS
        and ELEMENTS[child].get("python_class")
        and hasattr(theirs, ELEMENTS[child]["python_method"])
    ]


def values(tag: str, name: str, fact: dict[str, Any], parent: str) -> list[object]:
    """Values that both builders write alike: twilio-python writes a list as Python does, so lists are left out."""
    return [value for value in right(tag, name, fact, "twiml", parent) if not isinstance(value, list)]


@st.composite
def calls(draw: st.DrawFn, tag: str, parent: str, kind: str, depth: int) -> Call:
    facts = attributes(tag, "twiml", parent)
    choices = {name: values(tag, name, fact, parent) for name, fact in facts.items()}
    known = [name for name in choices if choices[name] and facts[name].get("in_helper", True)]
    must = [name for name in known if facts[name].get("required") or parent in facts[name].get("required_in", [])]
    some = draw(st.lists(st.sampled_from(known), unique=True, max_size=4)) if known else []
    given_values = {
        facts[name]["python_name"]: draw(st.sampled_from(choices[name])) for name in dict.fromkeys([*must, *some])
    }
    text = text_for(tag, "twiml", parent)
    inside = children(tag, kind) if element(tag, "twiml", parent).get("children") and parent != "Refer" else []
    if depth < DEEPEST and inside and text is None:
        inner = draw(
            st.lists(st.sampled_from(inside).flatmap(lambda child: calls(child, tag, kind, depth + 1)), max_size=3)
        )
    else:
        inner = []
    return Call(tag, ELEMENTS[tag]["python_method"], text, given_values, inner)


def programs(kind: str) -> st.SearchStrategy[list[Call]]:
    verbs = st.sampled_from(children("Response", kind))
    return st.lists(verbs.flatmap(lambda tag: calls(tag, "Response", kind, 1)), min_size=1, max_size=4)


def run(target: Any, program: list[Call]) -> None:
    for call in program:
        text = [] if call.text is None else [call.text]
        made = getattr(target, call.method)(*text, **call.attributes)
        run(made, call.inner)


def canonical(xml: str) -> bytes:
    return etree.tostring(etree.fromstring(xml.encode()), method="c14n")


def both(kind: str, program: list[Call]) -> tuple[bytes, bytes]:
    ours, theirs = (root() for root in ROOTS[kind])
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the table has deprecated and undocumented names; whether they warn is tested elsewhere
        run(ours, program)
        run(theirs, program)
    return canonical(ours.to_xml(fragment=True)), canonical(str(theirs))


@pytest.mark.parametrize("kind", ROOTS)
def test_a_drawn_program_makes_the_same_document(kind: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(programs(kind))
    def same(program: list[Call]) -> None:
        ours, theirs = both(kind, program)
        assert ours == theirs

    same()


def every_call() -> Iterator[tuple[str, list[Call]]]:
    """Each element that twilio-python has, once per attribute value, under the way that leads to it."""
    for kind in ROOTS:
        todo: list[tuple[str, str, list[Call]]] = [(tag, "Response", []) for tag in children("Response", kind)]
        seen: set[tuple[str, str]] = set()
        while todo:
            tag, parent, way = todo.pop(0)  # the shortest way first
            if (tag, parent) in seen or len(way) > DEEPEST:
                continue
            seen.add((tag, parent))
            facts = attributes(tag, "twiml", parent)
            must = {
                fact["python_name"]: values(tag, name, fact, parent)[0]
                for name, fact in facts.items()
                if fact.get("required") or parent in fact.get("required_in", [])
            }
            method, text = ELEMENTS[tag]["python_method"], text_for(tag, "twiml", parent)
            yield kind, [*way, Call(tag, method, text, must)]
            for name, fact in facts.items():
                for value in values(tag, name, fact, parent):
                    yield kind, [*way, Call(tag, method, text, {**must, fact["python_name"]: value})]
            bare = [*way, Call(tag, method, None, must)]
            if parent != "Refer":
                todo += [(child, tag, bare) for child in children(tag, kind)]


def test_every_element_and_attribute_makes_the_same_element() -> None:
    counted = 0
    tags = set()
    for kind, way in every_call():
        program: list[Call] = []
        for call in reversed(way):
            program = [Call(call.tag, call.method, call.text, call.attributes, program)]
        ours, theirs = both(kind, program)
        assert ours == theirs, way[-1]
        counted += 1
        tags.add(way[-1].tag)
    print(f"counted: laml: {counted} calls, equal to twilio-python's, over {len(tags)} elements")
    assert len(tags) >= 55
    assert counted > 700
