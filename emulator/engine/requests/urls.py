"""URLs as a provider reads them: relative references, connection overrides, credentials, GET parameters.

Knows nothing of calls. Source: call semantics reference 2.3; webhook reference, responses.connection_overrides.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from ..profiles.profile import Profile
from ..wire import Deadline, Pairs

_MILLISECONDS = re.compile(r"[0-9]{1,9}")
_UNUSABLE = re.compile(r"[\x00-\x20\\]").search
_AS_IT_IS = "/%:;?&=+$,@!~*'()[]|^{}-._"  # what may stand in a request line; anything else is escaped


class UrlRefused(ValueError):
    """A reference that cannot be requested; `.relative` says whether only a base was missing."""

    def __init__(self, reference: str, why: str, *, relative: bool = False) -> None:
        super().__init__(f"{reference!r}: {why}")
        self.reference = reference
        self.relative = relative


def resolve(base: str | None, reference: str | None) -> str:
    """The absolute URL of a reference that stands in the document fetched from `base`.

    An empty or absent reference means `base` itself. The fragment of the base is never inherited.

    Raises:
        UrlRefused: There is no base for a relative reference, or the result is no http(s) URL.
    """
    text = (reference or "").strip()
    if _UNUSABLE(text):
        raise UrlRefused(text, "it holds a blank, a control character or a backslash")
    own_base = None if base is None else base.partition("#")[0]
    try:
        written = urlsplit(text)
        if own_base is None and not written.scheme:
            raise UrlRefused(text, "it is relative, and nothing is there that it could be relative to", relative=True)
        url = urljoin(own_base or "", text) if text else own_base or ""
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0  # raises for no number
    except UrlRefused:
        raise
    except ValueError as error:
        raise UrlRefused(text, str(error)) from error
    if not usable or (written.scheme and not written.netloc):
        raise UrlRefused(text, "expected an http or https URL with a host")
    return url


def below(public_url: str, reference: str) -> str:
    """A URL as it is, or what stands below the public URL of an application, whose path may be a proxy's prefix."""
    if urlsplit(reference).scheme or reference.startswith("//"):
        return urljoin(public_url, reference)
    return public_url.rstrip("/") + "/" + reference.lstrip("/")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL prepared for sending: without fragment and credentials, which became deadline and authorization."""

    url: str
    authorization: str | None
    deadline: Deadline


def target(url: str, profile: Profile) -> Target:
    """Take fragment and credentials off a URL; overrides of the fragment change the profile's deadline."""
    parts = urlsplit(url)
    authorization = None
    host = parts.netloc
    if "@" in host:
        credentials, _, host = host.rpartition("@")
        authorization = "Basic " + base64.b64encode(unquote(credentials).encode()).decode("ascii")
    path, query = quote(parts.path or "/", safe=_AS_IT_IS), quote(parts.query, safe=_AS_IT_IS)
    bare = urlunsplit((parts.scheme, host, path, query, ""))
    return Target(bare, authorization, _deadline(parts.fragment, profile))


def _deadline(fragment: str, profile: Profile) -> Deadline:
    deadline = profile.fetching.deadline
    for name, text in parse_qsl(fragment):
        row = profile.fetching.overrides.get(name)
        if row is None or not _MILLISECONDS.fullmatch(text):
            continue
        field, least, most = row
        seconds = min(max(int(text), least), most) / 1000
        if field == "connect":
            deadline = replace(deadline, connect=seconds)
        elif field == "read":
            deadline = replace(deadline, read=seconds)
        else:
            deadline = replace(deadline, total=seconds)
    return deadline


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a document is asked for again, and after what: `ct`, `rt`, `4xx`, `5xx` or `all`."""

    times: int
    after: frozenset[str] = frozenset({"ct"})


def retries(url: str, profile: Profile) -> Retries:
    """The retries of a document: those of the profile, or what the fragment says where the provider reads it there."""
    found = Retries(profile.fetching.attempts_at_documents - 1)
    most = profile.fetching.most_retries
    for name, text in parse_qsl(urlsplit(url).fragment) if most else ():
        if name == "rc" and _MILLISECONDS.fullmatch(text):
            found = replace(found, times=min(int(text), most))
        elif name == "rp":
            found = replace(found, after=frozenset(text.split(",")))
    return found


def with_query(url: str, params: Pairs) -> str:
    """The URL of a GET: with the parameters behind its own query."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(params)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def path_of(url: str) -> str:
    """Path and query, as a timeline shows them; what is no URL is shown as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def origin_of(url: str) -> str:
    """Scheme, host and port as written, in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
