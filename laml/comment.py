"""A comment in a document."""

from __future__ import annotations

from .errors import Problem, TextError
from .text import illegal


class Comment:
    """A comment in a document; `text` has no `--` in it, and line ends as a reader of XML gives them."""

    __slots__ = ("text",)

    def __init__(self, text: object) -> None:
        if not isinstance(text, str):
            raise _error(f"got {type(text).__name__}, expected a text", "bad-type")
        if "--" in text or text.endswith("-"):
            raise _error("a comment may not have '--' in it, nor end with '-'", "illegal-comment")
        found = illegal(text)
        if found:
            raise _error(f"the comment has {found}, which XML cannot carry", "illegal-character")
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Comment) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


def _error(message: str, code: str) -> TextError:
    return TextError(Problem("error", code, message, "comment()", None, "take it out or replace it"))
