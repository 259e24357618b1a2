"""Reads the attributes of a verb. A wrong value becomes the default, and a problem with the provider's code.

Source: call semantics 2.1 and 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import laml

from ..models import Endpoint
from ..problems import ATTRIBUTE_CODES
from ..requests import urls
from ..world import World

SCHEMA_WARNING = 12200
_WHOLE = re.compile(r"[0-9]{1,9}")  # ours: no number of a document has more digits


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of one element, of a document fetched from `base`."""

    world: World
    subject: str
    verb: laml.Element
    base: str | None
    given: Mapping[str, str]
    """What the element has, by XML name: read once, as each verb asks for many."""

    def text(self, name: str, default: str = "") -> str:
        """The attribute's text, unchanged."""
        return self.given.get(name, default)

    def has(self, name: str) -> bool:
        """Whether the attribute is present, even if it is empty."""
        return name in self.given

    def whole(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`; anything else is a problem and gives the default."""
        raw = self.given.get(name)
        if raw is None:
            return default
        text = raw.strip()
        if not _WHOLE.fullmatch(text) or int(text) < least or (most is not None and int(text) > most):
            top = f" to {most}" if most is not None else ""
            self._warn(name, raw, f"a whole number from {least}{top}", str(default) if default >= least else "no limit")
            return default
        return int(text)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        raw = self.given.get(name)
        if raw is None:
            return default
        if raw.strip().lower() in ("true", "false"):
            return raw.strip().lower() == "true"
        self._warn(name, raw, "true or false", str(default).lower())
        return default

    def choice(self, name: str, default: str, allowed: Collection[str]) -> str:
        """One of some words."""
        raw = self.given.get(name)
        if raw is None or raw in allowed:
            return default if raw is None else raw
        self._warn(name, raw, f"one of {', '.join(sorted(allowed))}", default)
        return default

    def words(self, name: str, default: str, allowed: Collection[str]) -> frozenset[str]:
        """The allowed words of a list separated by blanks."""
        raw = self.given.get(name)
        given = (default if raw is None else raw).split()
        for word in given:
            if word not in allowed:
                self._warn(name, word, f"words of {', '.join(sorted(allowed))}", "nothing for it")
        return frozenset(word for word in given if word in allowed)

    def method(self, name: str = "method", default: str = "POST") -> str:
        """GET or POST."""
        raw = self.given.get(name)
        if raw is None:
            return default
        if raw.strip().upper() in ("GET", "POST"):
            return raw.strip().upper()
        self._warn(name, raw, "GET or POST", default)
        return default

    def url(self, name: str) -> str | None:
        """A URL, resolved; None if the attribute is absent.

        Raises:
            UrlRefused: It cannot be resolved or requested.
        """
        raw = self.given.get(name)
        return None if raw is None else urls.resolve(self.base, raw)

    def endpoint(self, name: str, method: str = "method", default: str = "POST") -> Endpoint | None:
        """An address with its method. One that cannot be requested is a problem, and counts as absent."""
        try:
            url = self.url(name)
        except urls.UrlRefused as error:
            code = 15004 if error.relative else 11100
            self.world.problem(self.subject, code, f"{self._where(name)}: {error}")
            return None
        return None if not url else Endpoint(url, self.method(method, default))

    def _where(self, name: str) -> str:
        line = f" (line {self.verb.line})" if self.verb.line else ""
        return f"{self.verb.tag} {name}{line}"

    def _warn(self, name: str, got: str, expected: str, used: str) -> None:
        code = ATTRIBUTE_CODES.get((self.verb.tag, name), SCHEMA_WARNING)
        detail = f"{self._where(name)}: got {got!r}, expected {expected}; {used or 'the default'} is used"
        self.world.problem(self.subject, code, detail)
