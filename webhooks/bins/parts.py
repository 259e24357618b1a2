"""What a compiled template is made of, and how its sections are paired. Knows the tags, and no XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from laml import Problem
from laml.checks.single import Doubts

from .tags import ITEM, Tag

MAX_DEPTH: Final = 32
"""As deep as elements nest; sections may as well."""


class Variable(NamedTuple):
    """The value of a parameter; `.` is the value that the innermost section goes through. `tag` is where it stands."""

    name: str
    tag: Tag


class Section(NamedTuple):
    """What is there once for each value of a parameter; inverted, once if it has none."""

    name: str
    inverted: bool
    body: Sequence[Part]
    tag: Tag


class Number(NamedTuple):
    """What becomes a number of E.164."""

    body: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Node:
    """An element.

    Args:
        tag, nsmap: As lxml has them.
        fixed: Names and values of attributes that are never filled in.
        attributes: Names and values of the others, and whether a value may be wrong.
        body: Texts, parameters, sections and elements, in order.
        doubts: Whether a text of its may be wrong; `None` if nothing is filled into it.
        size: The least number of characters that its tags have.
    """

    tag: str
    nsmap: dict[str | None, str]
    fixed: dict[str, str]
    attributes: tuple[tuple[str, Sequence[Part], Doubts], ...]
    body: Sequence[Part]
    doubts: Doubts | None
    size: int


Part: TypeAlias = "str | Variable | Section | Number | Node"
Says: TypeAlias = Callable[[Tag, str, str], Problem]
"""Makes the problem of a tag, of a message and a hint."""


class _Open(NamedTuple):
    tag: Tag | None
    body: list[Part]


def paired(content: Sequence[str | Tag | Node], where: str, says: Says) -> tuple[Sequence[Part], list[Problem]]:
    """The content of one element or value, with its sections put together.

    Args:
        content: Texts, tags and elements, in order.
        where: In words, for messages: `<Say>`.
        says: Makes a problem.

    Returns:
        The parts, and what is wrong; with problems the parts are of no use.
    """
    problems: list[Problem] = []
    still_open = [_Open(None, [])]
    for item in content:
        if not isinstance(item, Tag):
            if isinstance(item, Node) and (number := _number_around(still_open)):
                problems.append(says(number, "an element stands in {{#e164}}", "it takes texts and parameters only"))
            still_open[-1].body.append(item)
        elif item.kind == "variable":
            still_open[-1].body.append(Variable(item.name, item))
        elif item.kind == "close":
            opened = still_open[-1].tag
            if opened is None or opened.name != item.name:
                problems.append(says(item, *_closes_nothing(item, opened, where)))
                continue
            body = still_open.pop().body
            still_open[-1].body.append(_section(opened, body))
        else:
            if item.kind == "number" and _number_around(still_open):
                problems.append(says(item, "{{#e164}} stands in {{#e164}}", "once is enough"))
            still_open.append(_Open(item, []))
    for one in still_open:
        if one.tag is not None:
            message = f"{{{{{_sign(one.tag)}{one.tag.name}}}}} is not closed in {where}"
            hint = f"write {{{{/{one.tag.name}}}}} at the same level of elements"
            problems.append(says(one.tag, message, hint))
    return tuple(still_open[0].body), problems


def _number_around(still_open: Sequence[_Open]) -> Tag | None:
    return next((one.tag for one in still_open if one.tag is not None and one.tag.kind == "number"), None)


def _closes_nothing(tag: Tag, opened: Tag | None, where: str) -> tuple[str, str]:
    if opened is not None:
        expected = f"{{{{/{opened.name}}}}}"
        return f"{{{{/{tag.name}}}}} stands where {expected} is expected", f"close {opened.name} first, in {where}"
    message = f"{{{{/{tag.name}}}}} closes no section of {where}"
    return message, "a section begins and ends at the same level of elements"


def _sign(tag: Tag) -> str:
    return "^" if tag.kind == "inverted" else "#"


def _section(tag: Tag, body: list[Part]) -> Part:
    return Number(tuple(body)) if tag.kind == "number" else Section(tag.name, tag.kind == "inverted", tuple(body), tag)


def misplaced(parts: Sequence[Part], says: Says, depth: int = 0, goes_through: str = "") -> Iterator[Problem]:
    """What is wrong with sections in sections, however many elements are between them.

    Args:
        parts: The whole template.
        says: Makes a problem.
        depth: In how many sections the parts are.
        goes_through: The name of the section around them that has values to go through; empty if there is none.
    """
    for part in parts:
        if isinstance(part, Variable):
            if part.name == ITEM and not goes_through:
                hint = "name a parameter, or put it into {{#Name}}…{{/Name}}"
                yield says(part.tag, "{{.}} stands in no section", hint)
        elif isinstance(part, Section):
            if depth == MAX_DEPTH:
                hint = "write them beside each other"
                yield says(part.tag, f"sections are nested deeper than {MAX_DEPTH}", hint)
            else:
                within = goes_through if part.inverted else part.name
                yield from misplaced(part.body, says, depth + 1, within)
        elif not isinstance(part, str):
            for inner in _within(part):
                yield from misplaced(inner, says, depth, goes_through)


def names_in(parts: Sequence[Part]) -> Iterator[str]:
    """The names of all parameters in some parts, each as often as it stands there."""
    for part in parts:
        if (isinstance(part, Variable) and part.name != ITEM) or isinstance(part, Section):
            yield part.name
        if not isinstance(part, str | Variable):
            for inner in _within(part):
                yield from names_in(inner)


def _within(part: Section | Number | Node) -> Iterator[Sequence[Part]]:
    """The parts of a part: of an element also those of its attributes."""
    if isinstance(part, Node):
        for _, value, _ in part.attributes:
            yield value
    yield part.body
