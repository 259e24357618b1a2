"""What a document has beside elements and texts, for its readers: comments, and the blanks between elements."""

from __future__ import annotations

from .errors import Problem, TextError
from .grammar.characters import illegal


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

    @property
    def xml(self) -> str:
        """As it stands in a document."""
        return f"<!--{self.text}-->"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Comment) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Layout(Comment):
    """Blanks between elements in a text that was parsed: written again, and no part of the document otherwise."""

    __slots__ = ()

    @property
    def xml(self) -> str:
        """As it stands in a document."""
        return self.text.replace("\r", "&#13;")


def _error(message: str, code: str) -> TextError:
    return TextError(Problem("error", code, message, "comment()", None, "take it out or replace it"))
