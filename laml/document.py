"""The root of a document: what all three kinds of `Response` share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from .checks.modes import Mode, checked_dialect, checked_mode
from .comment import Comment
from .element import Element
from .grammar.constraints import Dialect
from .misspelt import mark_missing_verbs
from .registry import register_root

Document = Element
"""Anything that renders a document: every element renders the one that it belongs to."""
TwiML = Element
"""The name of the base class in twilio-python."""


class Response(Element):
    """The root of a document, with its dialect and its validation mode.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off` for the verbs made from this document; `None` for what `validation(…)` says.

    Attributes:
        outer_comments: The comments before and behind it in the text that it was parsed from.
    """

    __slots__ = ("_validate", "dialect", "outer_comments", "was_parsed")
    tag = "Response"
    is_document = True
    first_verb: ClassVar[str] = ""
    """The tag of the first verb that tells documents of this kind from others."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "kind" in cls.__dict__:
            register_root(cls, cls.first_verb)
            mark_missing_verbs(cls)

    def __init__(self, *children: Element | None, dialect: Dialect | None = None, validate: Mode | None = None) -> None:
        self.dialect = checked_dialect(dialect)
        self._validate = checked_mode(validate) if validate is not None else None
        self.was_parsed = False
        self.outer_comments: tuple[Sequence[Comment], Sequence[Comment]] = ((), ())
        self._fill(children, None, {})

    def _copy_from(self, other: Any) -> None:
        super()._copy_from(other)
        self.dialect = other.dialect
        self._validate = other._validate
        self.was_parsed = other.was_parsed
        self.outer_comments = other.outer_comments
