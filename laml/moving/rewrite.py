"""Rewrites one source file: the text in, the text and the lines to look at out."""

from __future__ import annotations

import ast
from collections.abc import Set
from itertools import accumulate
from typing import Any, Final, NamedTuple

import libcst as cst

from .plan import Edit, Note, Plan
from .reading import File
from .usage import look

TOO_DEEP: Final = "it is nested too deep"
MOST_BRACKETS: Final = 200
"""Brackets in brackets; Python itself reads as many."""


class Moved(NamedTuple):
    """A source file as it is to be."""

    source: str
    notes: tuple[Note, ...]


class NotMoved(Exception):
    """A file that stays as it is, with the reason; `.line` is where, from 1, or `None`."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason


def move(source: str, pinned: Set[str] = frozenset()) -> Moved:
    """Rewrite a program that uses the vendors' packages.

    Args:
        source: The file, line ends as they are, without a byte order mark.
        pinned: Names that other files take from this one: they are not changed.
    Returns:
        The new text, in which everything but what is moved is as it was, and what a person must look at, by lines of
        the old text.
    Raises:
        NotMoved: It cannot be parsed, or cannot be kept as it is.
    """
    _refuse_deep(source)
    try:
        return _move(source, pinned)
    except cst.ParserSyntaxError as error:
        raise NotMoved(f"it cannot be parsed: {error.message}", error.raw_line) from None
    except RecursionError:
        raise NotMoved(TOO_DEEP) from None


def _move(source: str, pinned: Set[str]) -> Moved:
    file = File(source)
    if file.module.code != source:
        raise NotMoved("it cannot be written as it was read")
    plan = Plan(file, pinned)
    look(plan)
    code = file.module.visit(_Edits(plan.edits)).code if plan.edits else source
    if code != source:
        _check(code, source)
    return Moved(code, tuple(sorted(set(plan.notes))))


def _refuse_deep(source: str) -> None:
    """Refuse what no person writes: the parser of LibCST has no limit, and would end the process."""
    try:
        ast.parse(source)
    except (RecursionError, MemoryError):
        raise NotMoved(TOO_DEEP) from None
    except (SyntaxError, ValueError):  # for another version of Python perhaps: LibCST tells
        depth = accumulate((character in "([{") - (character in ")]}") for character in source)
        if max(depth, default=0) > MOST_BRACKETS:
            raise NotMoved(TOO_DEEP) from None


def _check(code: str, source: str) -> None:
    """Refuse a result that Python does not read, where it read the file before."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return  # a file for another version of Python
    try:
        ast.parse(code)
    except (SyntaxError, ValueError) as error:
        raise NotMoved(f"the result cannot be parsed: {error}") from None


class _Edits(cst.CSTTransformer):
    """Makes the planned edits, each where its node was."""

    def __init__(self, edits: dict[cst.CSTNode, Edit]) -> None:
        super().__init__()
        self._edits = edits

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Edit what is left, if an edit is planned for it."""
        left = super().on_leave(original_node, updated_node)
        edit = self._edits.get(original_node)
        return left if edit is None else edit(left)
