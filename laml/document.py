"""The root of a document: what all three kinds of `Response` share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .checks.calls import Mode, checked_dialect, checked_mode
from .comment import Comment
from .element import Element
from .grammar.constraints import Dialect

Document = Element
"""Anything that renders a document: every element renders the one that it belongs to."""


class Response(Element):
    """The root of a document, with its dialect and its validation mode.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off` for the verbs made from this document; `None` for what `validation(…)` says.

    Attributes:
        around: The comments before and behind it in the text that it was parsed from.
    """

    __slots__ = ("_validate", "around", "dialect", "loose")
    tag = "Response"
    kind = ""

    def __init__(self, *children: Element, dialect: Dialect | None = None, validate: Mode | None = None) -> None:
        self.dialect = checked_dialect(dialect)
        self._validate = checked_mode(validate) if validate is not None else None
        self.loose = False
        self.around: tuple[Sequence[Comment], Sequence[Comment]] = ((), ())
        self._fill(children, None, {})

    def _copy_from(self, other: Any) -> None:
        super()._copy_from(other)
        self.dialect = other.dialect
        self._validate = other._validate
        self.loose = other.loose
        self.around = other.around
