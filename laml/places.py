"""Names the places of elements: paths in a document, lines and columns in the text of one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from .errors import Problem
from .tags import find_attributes, find_starts

if TYPE_CHECKING:
    from .element import Element


def placed(found: Sequence[Problem], document: Element, text: str) -> list[Problem]:
    """Problems with their lines and columns in a text; what is nowhere in it stays as it is.

    Args:
        found: Problems of the document.
        document: What was parsed from the text.
        text: The text as it was given.
    """
    if not found:
        return []
    text = text.removeprefix("\ufeff")
    starts = dict(zip(_paths(document, document.tag), find_starts(text), strict=False))
    line_starts = [0, *(end.end() for end in re.finditer("\n", text))]
    attributes_at = cache(partial(find_attributes, text))  # one tag may have as many problems as attributes

    def at(problem: Problem) -> Problem:
        path, _, name = problem.path.partition("@")
        start = starts.get(path)
        if start is None or problem.line is None:
            return problem
        start = attributes_at(start).get(name, start) if name else start
        line = bisect_right(line_starts, start)
        return problem._replace(line=line, column=start - line_starts[line - 1] + 1)

    return [at(problem) for problem in found]


def in_order(element: Element) -> Iterator[Element]:
    """An element and all in it, in the order of their start tags."""
    yield element
    for child in element.children:
        yield from in_order(child)


def _paths(element: Element, path: str) -> Iterator[str]:
    """The paths of an element and of all in it, in the order of their start tags."""
    yield path
    children = element.children
    for child, below in zip(children, paths_below(path, children), strict=True):
        yield from _paths(child, below)


def paths_below(path: str, children: Sequence[Element]) -> list[str]:
    """The path of each child of the element at a path: `Response/Say`, with a number where some share a tag."""
    tags = [child.tag for child in children]
    counts = Counter(tags)
    seen: Counter[str] = Counter()
    found = []
    for tag in tags:
        seen[tag] += 1
        found.append(f"{path}/{tag}[{seen[tag]}]" if counts[tag] > 1 else f"{path}/{tag}")
    return found
