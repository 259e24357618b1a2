"""Who may use a page of ours, and under which headers a browser shows it. The login is the app's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from flask import Response, current_app, request

Login: TypeAlias = Callable[[], Any]
"""Called at each request: `True` lets the person in, `False` or `None` does not, a response is sent instead."""
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # without a referrer a browser sends no origin with a form either
    "Cache-Control": "no-store",
}
SAFE: Final = ("GET", "HEAD")


def refusal(login: Login, public_host: str) -> Response | None:
    """The answer to a request that may not pass; `None` if it may.

    Args:
        login: The app's own.
        public_host: The host of the app's public URL, at which a proxy may be, in small letters.
    """
    allowed = login()
    if allowed is not True:
        if allowed is False or allowed is None:
            return Response("You may not use this page.\n", status=403, mimetype="text/plain")
        return current_app.make_response(allowed)
    if request.method not in SAFE and not is_ours(public_host):
        return Response("This form was sent by another site.\n", status=403, mimetype="text/plain")
    return None


def is_ours(public_host: str) -> bool:
    """Whether a browser sent the request from a page of this origin; one that says nothing is not believed.

    Source: Fetch Metadata, `Sec-Fetch-Site`; RFC 6454, `Origin`. No page can set either of them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc.lower() in (request.host.lower(), public_host)


def with_headers(answer: Response) -> Response:
    """The answer under the headers of a page: nothing of it is framed, guessed or kept, and no script stands in it."""
    answer.headers.update(HEADERS)
    return answer
