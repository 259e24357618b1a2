"""What the text of an element is, as a row: its kind, its length, its form. Knows elements only by what they show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal, Never

from ..errors import Severity
from . import constraints as c
from .rows import Row
from .values import PLACEHOLDER, Finding, check_url, shown

if TYPE_CHECKING:
    from ..element import Element

_NONE: Final[Mapping[int, Never]] = {}
TextKind = Literal["plain", "url", "phone", "name", "sip", "json"]
SHORT_SPEECH: Final = 3000
"""Characters up to which no text is too long with the mark-up in it, whoever speaks it."""
_PHONE = re.compile(c.PHONE)
_WEB = c.UrlForm()
_SIP = re.compile(r"sips?:\S+")


class MostBy(Row):
    """Most characters of a text and of the mark-up in it, by the value of an attribute.

    Args:
        attribute: Its name; one that is not there has an empty value.
        families: A pattern of whole values, what they are in words (empty for all others), and their limit; the first
            that matches counts, and the last matches all. The first has the smallest limit.
    """

    attribute: str
    families: tuple[tuple[str, str, int], ...]

    def most(self, element: Element | None) -> tuple[int, str]:
        """The limit of an element, and what it comes with in words; without one the smallest of all."""
        if element is None:
            return self.families[0][2], ""
        value = element.attributes.get(self.attribute, "")
        return next((most, words) for pattern, words, most in self.families if re.fullmatch(pattern, value, re.DOTALL))


class TextRule(Row):
    """What the text of an element is.

    Args:
        name: The keyword that carries it, as in twilio-python.
        kind: `plain`, `url`, `phone`, `sip`, `json` (an object), or `name` (an identifier or address).
        required: Dialects (bits) in which it must be there.
        at_most: Most characters, by dialect bit; where an attribute decides, that of the mark-up included.
        values: The only texts accepted, if not empty.
        pattern: A form that all texts have, with what it means.
        schemes: Schemes of a URL, by dialect bit; http and https where not stated.
        severity: Of a breach of `values` and `pattern`.
        missing: The severity of a text that is not there; a warning where no page of the provider asks for it.
        warns: Dialects (bits) whose pages do not have the element: there a text that is missing, or is no JSON, is
            a warning.
    """

    name: str
    kind: TextKind = "plain"
    required: int = 0
    at_most: Mapping[int, int | MostBy] = _NONE
    values: tuple[str, ...] = ()
    pattern: tuple[str, str] | None = None
    schemes: Mapping[int, tuple[str, ...]] = _NONE
    severity: Severity = "error"
    missing: Severity = "error"
    warns: int = 0

    def findings(
        self, text: str, bit: int, tag: str, *, whole: bool, element: Element | None = None
    ) -> Iterator[Finding]:
        """Judge a text in the dialect of `bit`.

        Args:
            text: The element's own characters, or those that it is about to have.
            bit: The dialect.
            tag: The element's tag, for messages.
            whole: Only the whole text of an element can be missing.
            element: The element, where there is one; else the smallest limit is applied.
        """
        if not text.strip():
            if whole and self.required & bit:
                missing: Severity = "warning" if bit & self.warns else self.missing
                yield Finding(missing, "missing-text", f"<{tag}> needs a text", f"pass {self.name}=")
            return
        if bit == c.LAML and PLACEHOLDER in text:
            return
        yield from self._of_length(text, bit, element)
        text = text.strip()
        if self.values and text not in self.values:
            message = f"got {shown(text)}, expected one of {', '.join(self.values)}"
            yield Finding(self.severity, "bad-value", message)
        if self.pattern and not re.fullmatch(self.pattern[0], text):
            yield Finding(self.severity, "bad-value", f"expected {self.pattern[1]}")
        if self.kind == "url":
            found = check_url(text, c.UrlForm(schemes=self.schemes.get(bit, ("http", "https"))))
            if found:
                yield found
        if self.kind == "phone" and not _PHONE.fullmatch(text):
            message = "this does not look like a phone number"
            yield Finding("warning", "unusual-value", message, "write it as +15551234567")
        if self.kind == "sip" and not _SIP.fullmatch(text):
            message = "this does not look like a SIP address"
            yield Finding("warning", "unusual-value", message, "write it as sip:ann@example.com")
        if self.kind == "json" and whole and not _is_json_object(text):
            severity: Severity = "warning" if bit & self.warns else "error"
            yield Finding(severity, "bad-value", "the text is no JSON object", 'write it as {"name": "value"}')

    def beyond_doubt(self, text: str, shortest: int) -> bool:
        """Whether neither dialect has anything to say about a text that is all of an element's; `False` if unsure.

        Args:
            text: All characters of the element.
            shortest: The smallest of the limits of all dialects and attributes.
        """
        if len(text) > shortest or self.values or self.pattern:
            return False
        if self.kind == "url":
            return text == text.strip() and check_url(text, _WEB) is None
        return self.kind in ("plain", "name")

    def least(self, bit: int) -> int | None:
        """The length up to which no text is too long, whatever the attributes; `None` if none ever is."""
        most = self.at_most.get(bit)
        return most.most(None)[0] if isinstance(most, MostBy) else most

    def _of_length(self, text: str, bit: int, element: Element | None) -> Iterator[Finding]:
        least = self.least(bit)
        if least is None or (len(text) <= least and (element is None or not element.children)):
            return
        most, words, length = least, "", len(text)
        by = self.at_most[bit]
        if isinstance(by, MostBy):
            most, words = by.most(element)
            length += sum(map(_length, element.children)) if element is not None else 0
        if length > most:
            message = f"the text has {length} characters, at most {most} are allowed{words and f' with {words}'}"
            yield Finding("error", "too-long", message, "shorten it")


def _length(element: Element) -> int:
    """How many characters stand in an element and in all that it holds."""
    length = 0
    for item in element._content:
        if item.__class__ is str:
            length += len(item)
        elif hasattr(item, "_content"):
            length += _length(item)
    return length


def _is_json_object(text: str) -> bool:
    import json  # noqa: PLC0415 - one element needs it, and it costs start-up time

    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
