"""Who may ask this server: programs of this machine by its own name, and pages that the server itself sent.

Knows no credentials. Host keeps out a page whose name was pointed at this machine (DNS rebinding), Origin a page of
another site that sends a form or a request. Source: threat list E11; Fetch standard, Origin header.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from wsgiref.types import WSGIEnvironment

HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


def refusal(environ: WSGIEnvironment, hosts: Collection[str] = HOSTS) -> str | None:
    """The reason why a request is not answered; None if it is.

    Args:
        environ: The request.
        hosts: Names in `Host` that are answered, in lower case and without a port.
    """
    host = str(environ.get("HTTP_HOST", "")).lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in hosts:
        return "this host is not answered: use http://127.0.0.1 and the port"
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and str(origin).lower() != f"{environ.get('wsgi.url_scheme', 'http')}://{host}":
        return "pages of other sites are not answered"
    return None
