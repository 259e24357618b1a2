"""Tells documents apart: by route, opened state, and text with its tokens opened; a state that only counts is folded.

A token in a URL is timed, so that the same state a second later is another text: what it says is compared instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import laml
from webhooks.wire.logs import STATE_PARAMETER
from webhooks.wire.message import Json
from webhooks.wire.state import peek

from .model import FOLDED_FROM

_TOKEN: Final = re.compile(rf"\b{STATE_PARAMETER}=([A-Za-z0-9._~%-]+)")
# Identifiers of what the emulator makes: new in each run. Source: REST reference, SIDs of both providers.
_SID: Final = re.compile(r"\b(?:[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_TEXTLESS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Sight:
    """What a request and its document look like with their tokens opened.

    Args:
        route: Method, path and query, with the state behind it.
        key: Equal for what counts as the same document.
        bare: Method, path and query.
        names: The names in the state.
        document: The document, as it came.
        folded: Whether a counter in it stands for a higher one.
    """

    route: str
    key: str
    bare: str
    names: tuple[str, ...]
    document: str
    folded: bool = False

    @property
    def shape(self) -> str:
        """Equal for documents of the same verbs at the same route, whatever their texts."""
        return _shape(self.bare, self.names, self.document)


@dataclass(slots=True)
class Eyes:
    """Opens tokens, and remembers which values of a state have been seen.

    Args:
        home: Scheme and host of the application. A URL there counts as its path: tests may have another address.
        changing: Routes whose documents differ each time; these are told apart by their shape.
    """

    home: str = ""
    changing: set[str] = field(default_factory=set)
    _seen: dict[str, dict[int, int]] = field(default_factory=dict)

    def see(self, method: str, url: str, document: str) -> Sight:
        """What a request and its answer look like; the counters in them are noted as seen."""
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        token = next((value for name, value in pairs if name == STATE_PARAMETER), "")
        query = urlencode([(name, value) for name, value in pairs if name != STATE_PARAMETER])
        bare = f"{method} {parts.path or '/'}{'?' + query if query else ''}"
        state = _peek(token) if token else None
        folded: list[bool] = []
        shown = self._folded(parts.path, state, folded) if state else {}
        near = document.replace(f"{self.home}/", "/") if self.home else document
        body = _SID.sub("…", self._opened(_DECLARATION.sub("", near), folded))
        route = _SID.sub("…", f"{bare} {{{_words(shown)}}}" if shown else bare)
        names = tuple(sorted(shown))
        key = _shape(bare, names, document) if bare in self.changing else f"{route}\n{body}"
        return Sight(route, key, bare, names, document, any(folded))

    def _opened(self, document: str, folded: list[bool]) -> str:
        def open_token(found: re.Match[str]) -> str:
            state = _peek(unquote(found[1]))
            if state is None:
                return found[0]
            before = document[max(0, found.start() - 300) : found.start()]
            place = re.split(r"[\"'<>\s]", before)[-1].partition("?")[0]
            return f"{STATE_PARAMETER}={{{quote(_words(self._folded(urlsplit(place).path, state, folded)))}}}"

        return _TOKEN.sub(open_token, document)

    def _folded(self, path: str, state: Mapping[str, Json], folded: list[bool]) -> dict[str, Json]:
        """The state, with counters that went past the last value that is told apart put back to it."""
        told = dict(state)
        for name, value in state.items():
            if type(value) is not int:
                continue
            others = {key: other for key, other in state.items() if key != name and type(other) is not int}
            seen = self._seen.setdefault(f"{path} {name} {_words(others)}", {})
            if value not in seen:
                run = [value - back for back in range(1, FOLDED_FROM + 1)]
                seen[value] = seen[value - 1] if all(one in seen for one in run) else value
            told[name] = seen[value]
            folded.append(seen[value] != value)
        return told


_peek = lru_cache(maxsize=4096)(peek)


def _words(state: Mapping[str, Json]) -> str:
    return ", ".join(f"{name}={json.dumps(value, sort_keys=True)}" for name, value in sorted(state.items()))


@lru_cache(maxsize=256)
def parsed(document: str) -> laml.Element | None:
    """The document, to be read only; None for what is none."""
    try:
        return laml.parse(document)
    except laml.ParseError:
        return None


def _shape(bare: str, names: tuple[str, ...], document: str) -> str:
    """A route, and the verbs of its document and the routes in them, without texts and numbers."""
    root = parsed(document)
    return "\n".join([f"{bare} {' '.join(names)}", *(_shape_lines(root, 0) if root is not None else ())])


def _shape_lines(element: laml.Element, depth: int) -> list[str]:
    routes = [
        f"{name}={_TEXTLESS.sub('#', urlsplit(value).path)}"
        for name, value in sorted(element.attributes.items())
        if name in ("action", "url", "waitUrl")
    ]
    own = f"{'.' * depth}{element.tag} {' '.join(routes)}"
    if element.tag == "Redirect":
        own += _TEXTLESS.sub("#", urlsplit(element.text.strip()).path)
    return [own, *(line for child in element.children for line in _shape_lines(child, depth + 1))]
