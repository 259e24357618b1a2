"""Outlines a document as a caller would live through it: what is heard, what can be pressed, who is called, what next.

Returns steps; the caller decides how to show them. Checks nothing but the order of verbs, by `checks.order`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..checks.order import ASKS_AGAIN, ends, order_problems
from ..document import Response
from ..element import Element
from ..grammar import constraints as c
from .outline_words import AGAIN, SAYS_ALL, sentence

NEVER_REACHED: Final = "never reached"
GOES_ROUND: Final = "can go round for ever"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    Args:
        text: What happens, in words.
        line: Where it stands in the document, from 1.
        marks: What is odd about it: that it is never reached, goes round, or is not known.
        next: Where it goes from here, and when; empty if simply the next step follows.
        steps: What happens inside of it: prompts of a menu, parties of a dial.
    """

    text: str
    line: int | None = None
    marks: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def outline(document: Response) -> list[Step]:
    """The steps of a document, in order; the last says how it ends, if the end can be reached."""
    dialects = c.BITS[document.dialect]
    marks: dict[str, tuple[str, ...]] = {}
    for problem in order_problems(document, dialects):
        mark = {"unreachable": NEVER_REACHED, "loops": GOES_ROUND}.get(problem.code)
        if mark:
            marks[problem.path] = (*marks.get(problem.path, ()), mark)
    paths = _paths(document) if marks else {}
    steps = [_step(verb, document.kind, marks.get(paths.get(id(verb), ""), ())) for verb in document.children]
    if not any(ends(verb.tag, dialects, has_action=verb.has("action")) for verb in document.children):
        steps.append(Step(_END[document.kind] if steps or document.kind != "messaging" else "Nothing is sent back."))
    return steps


def _paths(document: Response) -> dict[int, str]:
    """The path of each verb by its `id`; asking each verb for its own would take the square of their number."""
    alike, seen = Counter(verb.tag for verb in document.children), Counter[str]()
    paths = {}
    for verb in document.children:
        seen[verb.tag] += 1
        place = f"[{seen[verb.tag]}]" if alike[verb.tag] > 1 else ""
        paths[id(verb)] = f"{document.tag}/{verb.tag}{place}"
    return paths


_END: Final[Mapping[str, str]] = {
    "voice": "The document ends here, and with it the call.",
    "messaging": "The document ends here.",
    "fax": "The document ends here, and with it the fax session.",
}


def _step(element: Element, kind: str, marks: tuple[str, ...] = ()) -> Step:
    inside = () if element.tag in SAYS_ALL else _inside(element, kind)
    if element.unknown:
        return Step(sentence(element, kind), element.line, (*marks, "not known"), (), inside)
    return Step(sentence(element, kind), element.line, marks, tuple(_next(element)), inside)


def _inside(element: Element, kind: str) -> tuple[Step, ...]:
    return tuple(_step(child, kind) for child in element.children)


def _next(element: Element) -> Iterator[str]:
    """Where it goes from here."""
    attributes = element.attributes
    action = attributes.get("action")
    target = f"{attributes.get('method', 'POST')} {action}" if action else AGAIN
    if element.tag == "Gather":
        yield f"with input: {target}"
        yield f"without: {target if attributes.get('actionOnEmptyResult') == 'true' else 'the next step'}"
    elif action or element.tag in ASKS_AGAIN:
        yield f"afterwards: {target}"
