"""The paths that faults are for: what a test wrote, brought to a pattern, and refused where it could never strike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from glob import escape
from typing import Any, Final
from urllib.parse import urlsplit

from laml.grammar.spelling import nearest
from rest.rows import operations
from webhooks import UrlError

from .errors import EmulatorError
from .stage import Target

_CONVERTER: Final = re.compile(r"<(?:(\w+)(?:\([^>]*\))?:)?\w+>")
_ONE_PART: Final = frozenset({None, "default", "string", "int", "float", "uuid", "any"})
_VARIABLE: Final = re.compile(r"\{\w+\}")
PART, REST = "\0", "\1"
"""What stands for a variable of a route: in one part of the path, or over several."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the addresses that can be asked.

    Args:
        public_url: Where the application is.
        address: The URL of a handler, or of another object that has one.
        routes: Gives the routes, with `PART` and `REST` in them; None while they cannot be known.
    """

    public_url: Callable[[], str] = lambda: ""
    address: Callable[[Target], object] = lambda target: getattr(target, "url", None)
    routes: Callable[[], tuple[str, ...] | None] = lambda: None

    def path(self, call: str, given: Target) -> str:
        """The pattern of a fault for the application.

        Raises:
            EmulatorError: It is no path, or one of another origin.
        """
        if not isinstance(given, str):
            return escape(urlsplit(self._url(call, given)).path or "/")
        if "://" in given:
            return self._own(call, given)
        if given[:1] not in ("/", "*", "?", "["):
            raise EmulatorError(f"{call}({given!r}): expected a path that begins with a slash, such as {'/' + given!r}")
        return given

    def struck(self, call: str, pattern: str) -> None:
        """Refuse a pattern that no route of the application matches, where its routes are known.

        Raises:
            EmulatorError: With the nearest route.
        """
        routes = self.routes()
        if routes is None or any(meets(pattern, route) for route in routes):
            return
        raise EmulatorError(
            f"{call}({pattern!r}): no route of the application matches this path{near(pattern, routes)}"
        )

    def _url(self, call: str, given: Target) -> str:
        try:
            found = self.address(given)
        except UrlError as error:
            raise EmulatorError(f"{call}({given!r}): {error}; or give its path") from error
        if not isinstance(found, str):
            raise EmulatorError(f"{call}({given!r}): expected a path such as '/status', or a handler")
        return found

    def _own(self, call: str, given: str) -> str:
        public = urlsplit(self.public_url())
        try:
            parts = urlsplit(given)
        except ValueError as error:
            raise EmulatorError(f"{call}({given!r}): {error}") from error
        if (parts.scheme, parts.netloc.lower()) != (public.scheme, public.netloc.lower()):
            raise EmulatorError(
                f"{call}({given!r}): a fault is for a path of the application at {self.public_url()};"
                f" give the path, such as {parts.path or '/'!r}"
            )
        return parts.path or "/"


def api_path(call: str, given: object) -> str:
    """The pattern of a fault of the API: a path below the account, without suffix.

    Raises:
        EmulatorError: It is none, or no resource has it; with a suggestion.
    """
    if not isinstance(given, str):
        raise EmulatorError(f"{call}({given!r}): expected a path below the account, such as '/Messages'")
    if given.lower().endswith(".json"):
        raise EmulatorError(f"{call}({given!r}): expected a path without .json, such as {given[:-5]!r}")
    known = _api_routes()
    if "://" in given or not any(meets(given, route) for route in known):
        raise EmulatorError(f"{call}({given!r}): no resource has this path{near(given, known)}")
    return given


@cache
def _api_routes() -> tuple[str, ...]:
    found = {_VARIABLE.sub("\0", operation.path) for _, operation in operations()}
    account = f"/Accounts/{PART}"
    below = {path.removeprefix(account) or "/" for path in found if path.startswith(account)}
    return tuple(sorted(below | found))


def flask_routes(app: Any, prefix: str) -> tuple[str, ...] | None:
    """The routes of a Flask application below the prefix of its public URL; None if something else may answer, too."""
    rules, layer = getattr(app, "url_map", None), getattr(app, "wsgi_app", None)
    while type(layer).__name__ == "SignatureLayer":
        layer = getattr(layer, "_inner", None)
    if rules is None or getattr(layer, "__self__", None) is not app or getattr(rules, "host_matching", False):
        return None
    return tuple(prefix + as_route(rule.rule) for rule in rules.iter_rules())


def as_route(path: str) -> str:
    """A path of Flask, with `PART` and `REST` in place of its variables."""
    return _CONVERTER.sub(_variable, path)


def _variable(found: re.Match[str]) -> str:
    return PART if found[1] in _ONE_PART else REST


def near(pattern: str, routes: Iterable[str]) -> str:
    """The route that was meant, as the end of a sentence; empty if none is like it."""
    readable = [route.replace(PART, "*").replace(REST, "*") for route in routes]
    last = pattern.rpartition("/")[2].lower()
    found = nearest(pattern, readable) or next((one for one in readable if last and one.lower().endswith(last)), None)
    return f"; did you mean {found!r}?" if found else ""


def meets(pattern: str, route: str) -> bool:
    """Whether some path matches both a pattern with `*`, `?` and `[…]`, and a route with variables."""
    tokens = re.findall(r"\[!?\]?[^\]]*\]|.", pattern, re.DOTALL)
    reached = {0}  # how many tokens are used up, after each character of the route
    for char in route:
        reached = _over(_stars(reached, tokens), tokens, char)
    return len(tokens) in _stars(reached, tokens)


def _stars(reached: set[int], tokens: list[str]) -> set[int]:
    """The places that are reached too, since a star may stand for nothing."""
    found = set(reached)
    for index, one in enumerate(tokens):
        if index in found and one == "*":
            found.add(index + 1)
    return found


def _over(reached: set[int], tokens: list[str], char: str) -> set[int]:
    """The places after one character of the route, which for a variable stands for one character or more."""
    found: set[int] = set()
    for index in reached:
        if char in (PART, REST):
            for end in range(index, len(tokens)):
                if tokens[end] == "/" and char == PART:
                    break
                found.add(end if tokens[end] == "*" else end + 1)
        elif index < len(tokens):
            found |= _step(index, tokens[index], char)
    return found


def _step(index: int, one: str, char: str) -> set[int]:
    if one == "*":
        return {index}
    return {index + 1} if one in ("?", char) or (len(one) > 1 and fnmatchcase(char, one)) else set()
