"""Compares URLs by where they lead: scheme, host and port, each whole."""

from __future__ import annotations

from typing import Final, TypeAlias
from urllib.parse import urljoin, urlsplit

Origin: TypeAlias = tuple[str, str, int]
_PORTS: Final = {"http": 80, "https": 443}


def origin_of(url: str) -> Origin | None:
    """Scheme, host and port of a URL of http or https, or None if it is none, or has a user or an odd character."""
    if not url.isascii() or not url.isprintable() or any(odd in url for odd in ' <>"\\^`{|}'):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port


def joined(base: str, url: str) -> str:
    """A URL as seen from another one; empty if it is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""
