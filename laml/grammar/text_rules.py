"""What the text of an element is, as a row: its kind, its length, its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, Literal, Never

from ..errors import Severity
from . import constraints as c
from .facts import Facts, characters_in
from .handlers import Fetched
from .rows import Row
from .values import PLACEHOLDER, Finding, check_url, shown

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

    def most(self, facts: Facts | None) -> tuple[int, str]:
        """The limit of an element, and what it comes with in words; without one the smallest of all."""
        if facts is None:
            return self.families[0][2], ""
        value = facts.value(self.attribute) or ""
        return next((most, words) for pattern, words, most in self.families if re.fullmatch(pattern, value, re.DOTALL))


class TextRule(Row):
    """What the text of an element is.

    Args:
        name: The keyword that carries it, as in twilio-python.
        kind: `plain`, `url`, `phone`, `sip`, `json` (an object), or `name` (an identifier or address).
        required: Dialects (flags) in which it must be there.
        at_most: Most characters, by dialect; where an attribute decides, that of the mark-up included.
        values: The only texts accepted, if not empty.
        pattern: A form that all texts have, with what it means.
        schemes: Schemes of a URL, by dialect; http and https where not stated.
        severity: Of a breach of `values` and `pattern`.
        missing: The severity of a text that is not there; a warning where no page of the provider asks for it.
        warns: Dialects (flags) whose pages do not have the element: there a text that is missing, or is no JSON, is
            a warning.
        fetched: Of a URL, what is fetched from it.
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
    fetched: Fetched = ""

    def findings(
        self, text: str, dialect: int, tag: str, *, whole: bool, facts: Facts | None = None
    ) -> Iterator[Finding]:
        """Check a text in one dialect.

        Args:
            text: The element's own characters, or those that it is about to have.
            dialect: The flag of the dialect.
            tag: The element's tag, for messages.
            whole: Only the whole text of an element can be missing.
            facts: What the element shows, if there is one; otherwise the smallest limit is applied.
        """
        if not text.strip():
            if whole and self.required & dialect:
                severity = "warning" if dialect & self.warns else self.missing
                yield Finding(severity, "missing-text", f"<{tag}> needs a text", f"pass {self.name}=")
            return
        if PLACEHOLDER in text:
            return
        yield from self._of_length(text, dialect, facts)
        text = text.strip()
        if self.values and text not in self.values:
            expected = f"expected one of {', '.join(self.values)}"
            yield Finding(self.severity, "bad-value", f"got {shown(text)}, {expected}")
        if self.pattern and not re.fullmatch(self.pattern[0], text):
            yield Finding(self.severity, "bad-value", f"expected {self.pattern[1]}")
        if self.kind == "json":
            if whole and not _is_json_object(text):
                severity = "warning" if dialect & self.warns else "error"
                yield Finding(severity, "bad-value", "the text is no JSON object", 'write it as {"name": "value"}')
        elif self.kind != "plain":
            yield from self._of_kind(text, dialect)

    def _of_kind(self, text: str, dialect: int) -> Iterator[Finding]:
        if self.kind == "url":
            found = check_url(text, _url_form(self.schemes.get(dialect, _WEB.schemes)))
            if found:
                yield found
        elif self.kind == "phone" and not _PHONE.fullmatch(text):
            message, hint = "this does not look like a phone number", "write it as +15551234567"
            yield Finding("warning", "unusual-value", message, hint)
        elif self.kind == "sip" and not _SIP.fullmatch(text):
            message, hint = "this does not look like a SIP address", "write it as sip:ann@example.com"
            yield Finding("warning", "unusual-value", message, hint)

    def is_surely_right(self, text: str, shortest: int) -> bool:
        """Whether neither dialect has anything against a text that is all of an element's; `False` if unsure.

        Args:
            text: All characters of the element.
            shortest: The smallest of the limits of all dialects and attributes.
        """
        if len(text) > shortest or self.values or self.pattern:
            return False
        match self.kind:
            case "plain" | "name":
                return True
            case "url":
                return text == text.strip() and check_url(text, _WEB) is None
            case "phone":
                return _PHONE.fullmatch(text) is not None
            case "sip":
                return _SIP.fullmatch(text) is not None
        return False

    def least(self, dialect: int) -> int | None:
        """The length up to which no text is too long, whatever the attributes; `None` if none ever is."""
        most = self.at_most.get(dialect)
        return most.most(None)[0] if isinstance(most, MostBy) else most

    def _of_length(self, text: str, dialect: int, facts: Facts | None) -> Iterator[Finding]:
        least = self.least(dialect)
        if least is None or (len(text) <= least and (facts is None or not facts.tags)):
            return
        most, words, length = least, "", len(text)
        by = self.at_most[dialect]
        if isinstance(by, MostBy):
            most, words = by.most(facts)
            length += sum(map(characters_in, facts.children)) if facts is not None else 0
        if length > most:
            message = f"the text has {length} characters, at most {most} are allowed{words and f' with {words}'}"
            yield Finding("error", "too-long", message, "shorten it")


@cache
def _url_form(schemes: tuple[str, ...]) -> c.UrlForm:
    return c.UrlForm(schemes=schemes)


def _is_json_object(text: str) -> bool:
    import json  # noqa: PLC0415 - one element needs it, and it costs start-up time

    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
