"""The errors of the document language, and `Problem`, the shape of one finding.

LamlError
├── GrammarError         wrong where it is written; .problem says what
│   ├── AttributeNameError     no such attribute
│   ├── AttributeValueError    a value of the wrong type, form or range, or one that is missing
│   ├── TextError              a text, comment or element's name that XML cannot carry, or a text not taken
│   └── NestingError           an element where it may not stand
├── DocumentError        what only the whole document shows; .problems lists all
├── UrlError             an object given as a URL that has none to give
├── SettingError         a dialect or validation mode that does not exist; also a ValueError
└── ParseError           the text is no document that we read; .line, .column
    ├── XmlRefused             DOCTYPE, processing instruction, foreign encoding, compressed bytes
    ├── XmlTooLarge            more than 64 kB
    ├── XmlTooDeep             nested too deep, or too many attributes or namespaces on one element
    └── XmlMalformed           not well-formed XML
        └── XmlWrongRoot             well-formed, and no <Response>

LamlWarning (a UserWarning)    accepted, yet doubtful
└── LamlDeprecationWarning     accepted, yet replaced by something else
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Problem(NamedTuple):
    """One thing that is wrong, or doubtful, in a document.

    Args:
        severity: `error` if a provider may refuse or misread the document, else `warning`.
        code: A short name of the kind of problem; `laml explain CODE` tells more.
        message: What came and what was expected, without the place.
        path: Elements from the root, and `@name` for an attribute: `Response/Gather/Say[2]@voice`. Of a text that
            is not read as a document `line 1, column 5`, or `document` if no place in it is known.
        line: Line of the text it was parsed from, from 1; `None` for a document built in Python.
        hint: What to do about it; may be empty.
        column: Of the tag, or of the attribute's name, in that line, from 1; `None` if only the line is known.
    """

    severity: Severity
    code: str
    message: str
    path: str
    line: int | None = None
    hint: str = ""
    column: int | None = None

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        where = f"{self.path} (line {self.line}{column})" if self.line and self.path[:5] != "line " else self.path
        return f"{where}: {self.message}{'; ' + self.hint if self.hint else ''}"


class LamlError(Exception):
    """Root of all errors of this package."""


class GrammarError(LamlError):
    """Something that the grammar does not allow, raised by the call that wrote it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def __reduce__(self) -> tuple[type[GrammarError], tuple[Problem]]:
        return type(self), (self.problem,)


class AttributeNameError(GrammarError):
    """The element has no attribute of that name."""


class AttributeValueError(GrammarError):
    """The attribute does not take that value, or needs one."""


class TextError(GrammarError):
    """A text, comment or element's name that XML cannot carry, or a text that the element does not take."""


class NestingError(GrammarError):
    """The element may not stand there."""


class DocumentError(LamlError):
    """The document as a whole has errors; `.problems` lists every one of them, errors first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        count = len(self.problems)
        super().__init__(f"the document has {count} {'problem' if count == 1 else 'problems'}:\n{lines}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class UrlError(LamlError):
    """An object was given where a URL belongs, and it has no usable `url`."""


class SettingError(LamlError, ValueError):
    """There is no such dialect or validation mode, or a function of texts does not take what it got."""


class ParseError(LamlError):
    """The text cannot be read as a document.

    Attributes:
        line, column: Where, from 1; `None` if the text was refused before it was read.
    """

    code = "xml-malformed"

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}, column {self.column}: {self.message}"


class XmlRefused(ParseError):
    """Something that a document never needs and an attack may: it is not read at all."""

    code = "xml-refused"


class XmlTooLarge(ParseError):
    """More bytes than a provider accepts."""

    code = "too-large"


class XmlTooDeep(ParseError):
    """Nested deeper, or with more attributes or namespaces on an element, than any document has."""

    code = "xml-too-deep"


class XmlMalformed(ParseError):
    """Not well-formed XML, or (as `XmlWrongRoot`) not of a document."""


class XmlWrongRoot(XmlMalformed):
    """Well-formed XML whose outermost element is not `<Response>`."""

    code = "wrong-root"


class LamlWarning(UserWarning):
    """Accepted, yet not documented by the provider, or without effect, or doubtful."""


class LamlDeprecationWarning(LamlWarning):
    """Accepted, yet replaced by something else."""
