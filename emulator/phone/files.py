"""The files of the page, and the headers under which a browser gets them.

Source: CSP Level 3; Fetch standard, X-Content-Type-Options.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
SAFE: Final = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]
PACKAGE: Final = __name__.rpartition(".")[0]
HTML: Final = "page.html"
CLOSED: Final = "closed.html"


@cache
def names() -> frozenset[str]:
    """The names of the files."""
    return frozenset(item.name for item in files(PACKAGE).iterdir() if item.name.rpartition(".")[2] in TYPES)


def read(name: str) -> tuple[list[tuple[str, str]], bytes] | None:
    """The headers and the content of a file; None if there is no such file."""
    if name not in names():
        return None
    kind = TYPES[name.rpartition(".")[2]]
    return [("Content-Type", kind), *SAFE], files(PACKAGE).joinpath(name).read_bytes()
