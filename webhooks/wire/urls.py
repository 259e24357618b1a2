"""The spellings of a URL that may have been signed, a short, fixed list; text only, no requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

_DEFAULT_PORTS: Final = {"https": "443", "http": "80", "wss": "443", "ws": "80"}
_SPLIT: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)\Z", re.DOTALL)
_PORT: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{1,5}))?\Z")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, credentials, host and port of a URL; `port` is None if the URL has none."""

    scheme: str
    credentials: str | None = field(repr=False)
    host: str
    port: str | None

    def text(self, *, port: str | None, credentials: bool) -> str:
        """The origin as text, with this port (None: without) and with or without its credentials."""
        user = f"{self.credentials}@" if credentials and self.credentials is not None else ""
        return f"{self.scheme}://{user}{self.host}" + (f":{port}" if port else "")


def split_url(url: str) -> tuple[Origin, str] | None:
    """The origin of a URL and the text behind it, or None if the URL cannot be read."""
    whole = _SPLIT.match(url)
    if whole is None:
        return None
    credentials, at, hostport = whole["authority"].rpartition("@")
    parts = _PORT.match(hostport)
    if parts is None:
        return None
    scheme, host, port = whole["scheme"], parts["host"], parts["port"]
    return Origin(scheme, credentials if at else None, host, port), whole["rest"]


def origin_variants(origin: Origin, *, credentials: bool = True) -> tuple[str, ...]:
    """The spellings of an origin: as it is, without its port, with the default one.

    Args:
        origin: The origin.
        credentials: Whether its credentials are part of the spellings.
    Source: Twilio signs https voice requests without the port and others with it; its validator and SignalWire's try
        the URL with and without.
    """
    default = _DEFAULT_PORTS.get(origin.scheme.lower())
    ports = (origin.port, None, default)
    return tuple(dict.fromkeys(origin.text(port=port, credentials=credentials) for port in ports))


_MARKS: Final = re.compile(r"%(?:21|27|28|29|2A|7E)", re.IGNORECASE)
_UNFIT_ESCAPES: Final = re.compile(r"%(?:20|3C|3E|5B|5C|5D|5E|60|7B|7C|7D)|(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
_UNFIT: Final = re.compile(r"[ <>\[\]\\^`{|}]|[^\x00-\x7f]+")
_ODD: Final = re.compile(r"[% <>\[\]\\^`{|}]|[^\x00-\x7f]")


def spellings(target: str) -> tuple[str, ...]:
    """The ways in which a target may have been written when it was signed: the same path, the same parameters.

    Whoever configures a URL may write characters raw that are escaped when they are sent, or the reverse.

    Args:
        target: Path and query, as they came.
    Returns:
        Itself; with marks (`!'()*~`) raw; with what may not stand in a URL raw (blanks, brackets, other scripts);
        with both; with what may not stand in a URL escaped. What separates (`/ ? & = + % # ;`), letters, digits and
        quotation marks are never touched. At a lone slash each without it, as where a URL has no path.
    Source: twilio-node 5, `withLegacyQuerystring` of its validator (the apostrophe); vectors no-10, no-12 and no-13.
    """
    found = [target]
    if _ODD.search(target):
        marks, fit = _MARKS.sub(_raw, target), _UNFIT_ESCAPES.sub(_raw, target)
        found += [marks, fit, _MARKS.sub(_raw, fit), _UNFIT.sub(lambda found: quote(found[0]), target)]
    if target == "/" or target.startswith("/?"):
        found += [each[1:] for each in found]
    return tuple(dict.fromkeys(found))


def _raw(found: re.Match[str]) -> str:
    """What escapes stand for; themselves, if that is no text."""
    try:
        return unquote(found[0], errors="strict")
    except UnicodeDecodeError:
        return found[0]


@lru_cache(maxsize=256)
def url_variants(url: str) -> tuple[str, ...]:
    """The texts that may have been signed for a URL, the likeliest first; 36 at most, three for most URLs.

    Args:
        url: Absolute, with its escapes untouched. One that cannot be read has no other spelling.
    Returns:
        The URL as given; without its port; with the default port; each without a lone `?` at the end, or, for
        WebSocket addresses, with a slash at the end of the path; and each spelling of path and query.
    """
    split = split_url(url)
    if split is None:
        return (url,)
    origin, rest = split
    rests: tuple[str, ...] = spellings(rest)
    if rest.endswith("?") and rest.count("?") == 1:
        rests += spellings(rest[:-1])
    elif origin.scheme.lower() in ("ws", "wss"):
        path, mark, query = rest.partition("?")
        rests += (f"{path}/{mark}{query}",) if not path.endswith("/") else ()
    return tuple(text + tail for tail in rests for text in origin_variants(origin))
