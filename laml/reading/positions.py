"""Finds where in the text of a document its problems are: the line and column of a tag or of an attribute's name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, cast

from ..errors import Problem
from ..grammar.characters import position
from ..tree import Node, paths_in
from .tags import find_attributes, find_starts

if TYPE_CHECKING:
    from lxml import etree


def placed(found: Sequence[Problem], document: Node, text: str) -> list[Problem]:
    """Problems with their lines and columns in a text; what is nowhere in it stays as it is.

    Args:
        found: Problems of the document.
        document: What was parsed from the text.
        text: The text as it was given.
    """
    starts = dict(zip(paths_in(document, document.tag), find_starts(text), strict=False))
    line_starts = [0, *(end.end() for end in re.finditer("\n", text))]
    attributes_at = cache(partial(find_attributes, text))  # one tag may have as many problems as attributes

    def at(problem: Problem) -> Problem:
        path, _, name = problem.path.partition("@")
        start = starts.get(path)
        if start is None:
            return problem
        start = attributes_at(start).get(name, start) if name else start
        line = bisect_right(line_starts, start)
        return problem._replace(line=line, column=start - line_starts[line - 1] + 1)

    return [at(problem) for problem in found]


def place_of(root: etree._Element, node: etree._Element, text: str) -> tuple[int, int]:
    """The line and column, from 1, of the tag of a node that was parsed from a text."""
    starts = find_starts(text)
    number = next((number for number, each in enumerate(root.iter("*")) if each is node), len(starts))
    return position(text, starts[number]) if number < len(starts) else (cast("int | None", node.sourceline) or 1, 1)
