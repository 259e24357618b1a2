"""The token of the phone: made anew for each start, sent in a header, or exchanged for a cookie by one click.

Knows no path of the phone but its first. Source: threat list E11; RFC 6265bis, SameSite.
"""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs, quote, unquote
from wsgiref.types import WSGIEnvironment

PATH: Final = "/phone/"
FIELD: Final = "token"


class PhoneToken:
    """A secret that a client shows.

    Args:
        text: The token; a new one if absent.
    """

    def __init__(self, text: str | None = None) -> None:
        self._text = text or secrets.token_urlsafe(16)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "PhoneToken()"

    def address(self, origin: str) -> str:
        """The address that a person opens: it has the token once, and leaves a cookie in its place."""
        return f"{origin}{PATH}?{FIELD}={quote(self._text, safe='')}"

    def is_in(self, environ: WSGIEnvironment) -> bool:
        """Whether a request has the token, in `Authorization: Bearer` or in the cookie."""
        scheme, _, given = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if scheme.lower() == "bearer" and self._is(given):
            return True
        try:
            cookie = SimpleCookie(str(environ.get("HTTP_COOKIE", ""))).get(_cookie(environ))
        except CookieError:
            return False
        return cookie is not None and self._is(unquote(cookie.value))

    def enter(self, environ: WSGIEnvironment) -> list[tuple[str, str]] | None:
        """The headers that turn the token in an address into a cookie; None if the address has none, or another."""
        try:
            given = parse_qs(str(environ.get("QUERY_STRING", "")), max_num_fields=2).get(FIELD, [])
        except ValueError:
            return None
        if environ["REQUEST_METHOD"] != "GET" or len(given) != 1 or not self._is(given[0]):
            return None
        cookie = f"{_cookie(environ)}={quote(self._text, safe='')}; Path={PATH}; HttpOnly; SameSite=Strict"
        told = [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]
        return [("Location", PATH), ("Set-Cookie", cookie), *told]

    def _is(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._text.encode())


def _cookie(environ: WSGIEnvironment) -> str:
    """The name of the cookie: browsers give one cookie to all ports of a host, and each may have an emulator."""
    return f"laml_phone_{environ.get('SERVER_PORT', '')}"
