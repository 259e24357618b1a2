"""Receives one request: reads its body once, keeps its raw target, verifies it. WSGI only: no Flask, no typed requests.

The result is a `Delivery`, whose pairs are exactly those that the signature covers. Anything else raises `Refused`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Final
from urllib.parse import quote, unquote_to_bytes
from wsgiref.types import InputStream, WSGIEnvironment

from ..errors import FormError, Refused, SignatureError
from ..signature import Key, Match, body_hashes, verify
from .forms import MAX_BODY_BYTES, parse_form
from .message import Content, Message, Pairs, without_halves
from .providers import Provider
from .settings import Settings

MAX_TARGET_LENGTH: Final = 8_192
_DRAIN_BYTES: Final = 4 * MAX_BODY_BYTES  # read and thrown away, so that the sender sees the 413 and not a reset
_LENGTH: Final = re.compile(r"[0-9]{1,19}")
_PLAIN_FORMS: Final = frozenset(  # as the providers write it; recognised without being taken apart
    {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8"}
)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A verified request.

    Args:
        method: `POST`, `GET`, or `HEAD` where a document is static.
        target: Path and query, raw, as they stood in the request line.
        pairs: The parameters that the provider sent: of the body, or of the query for a GET.
        query: The raw query.
        body: The raw body.
        match: The key, URL and scheme that verified it.
    """

    method: str
    target: str
    pairs: Pairs = field(repr=False)
    query: bytes = field(repr=False)
    body: bytes = field(repr=False)
    match: Match = field(repr=False)


def receive(
    environ: WSGIEnvironment, settings: Settings, *, methods: Sequence[str], json_too: bool = False
) -> Delivery:
    """Read and verify one request.

    Args:
        environ: The WSGI environment; its input is read.
        settings: The app's.
        methods: Those that the route takes.
        json_too: Whether the body may be JSON instead of a form.
    Raises:
        Refused: 400, 405, 411, 413, 414, 415 for what cannot be read, 403 for what is not authentic.
    """
    method = environ["REQUEST_METHOD"]
    if method not in methods:
        raise Refused("method", f"{method}; this route takes {', '.join(methods)}", status=405)
    target = raw_target(environ)
    check_signed(partial(header, environ), settings.provider)
    start = missing_start(environ, target, settings.public_url.path)
    body = read_body(environ)
    pairs, match = verified(
        method,
        target,
        settings.public_url.candidates(target, start),
        partial(header, environ),
        body,
        provider=settings.provider,
        keys_for=partial(_keys_for, settings),
        json_too=json_too,
    )
    if settings.accounts and account_of(pairs) not in settings.accounts:
        raise SignatureError("account", "the request is of an account that LAML_ACCOUNT_SID does not name")
    return Delivery(method, target, pairs, query_of(target), body, match)


def verified(
    method: str,
    url: str,
    candidates: Sequence[str],
    header: Callable[[str], str | None],
    body: bytes,
    *,
    provider: Provider,
    keys_for: Callable[[Pairs], Sequence[Key]],
    json_too: bool,
) -> tuple[Pairs, Match]:
    """Read the parameters of a request, and verify that the provider signed exactly these.

    Args:
        method: `POST`; or `GET` or `HEAD`, which have their parameters in the query.
        url: The URL or target as it stood in the request line.
        candidates: The URLs that may have been signed for it, the likeliest first.
        header: Gives the value of a header by its name, or None.
        body: The raw body, whole.
        provider: Whose rules hold.
        keys_for: Gives the signing keys that count for the parameters, which name the account.
        json_too: Whether the body may be JSON instead of a form.
    Returns:
        The parameters, in the order sent; and the key, URL and scheme that verified them.
    Raises:
        FormError: The request cannot be read, or has something that no signature covers.
        SignatureError: It is not authentic; `.unmatched` is the request.
    """
    check_signed(header, provider)
    if len(url) > MAX_TARGET_LENGTH:
        raise FormError("long-target", f"{len(url)} characters; at most {MAX_TARGET_LENGTH} are read", status=414)
    if len(body) > MAX_BODY_BYTES:
        raise FormError("too-large", f"{len(body)} bytes; at most {MAX_BODY_BYTES} are read", status=413)
    bodiless = method in ("GET", "HEAD")
    if bodiless and body:
        raise FormError("body-on-get", "a GET whose body no signature covers")
    content = content_of(header("Content-Type") or "", body, json_too=json_too)
    pairs = parse_json(body) if content == "raw" else parse_form(query_of(url) if bodiless else body)
    if len(set(body_hashes(url))) > 1:
        raise FormError("body-hash-repeated", "bodySHA256 came twice, with different values")
    message = Message(
        url=url,
        content=content,
        signature=next((value for name in provider.signature_headers if (value := header(name))), None),
        pairs=pairs if content == "form" else (),
        body=body,
        sha256_signature=header(provider.sha256_header) if provider.sha256_header else None,
        settings=header(provider.settings_header) if provider.settings_header else None,
    )
    keys = keys_for(pairs)
    try:
        return pairs, verify(message, keys, provider=provider.name, urls=candidates)
    except SignatureError as error:
        error.unmatched = message
        raise


def check_signed(header: Callable[[str], str | None], provider: Provider) -> None:
    """Raise unless a request has a signature, whatever it says; before its body is read and anything is parsed.

    Raises:
        SignatureError: It has none.
    """
    if not any(header(name) for name in provider.signature_headers):
        raise SignatureError("no-signature", f"no {provider.signature_headers[0]} header")


def _keys_for(settings: Settings, pairs: Pairs) -> Sequence[Key]:
    keys = settings.keys_for(account_of(pairs))
    if not keys:
        raise SignatureError("no-key", "LAML_SIGNING_KEY gives no key for the account of this request")
    return keys


def named_account(pairs: Pairs) -> str | None:
    """The account SID among parameters, which may be empty; None if there is none."""
    return next((value for name, value in pairs if name == "AccountSid"), None)


def account_of(pairs: Pairs) -> str:
    """The account SID among parameters; empty if there is none."""
    return named_account(pairs) or ""


def query_of(url: str) -> bytes:
    """The raw query of a URL or target."""
    return url.partition("#")[0].partition("?")[2].encode("utf-8", "surrogatepass")


def raw_target(environ: WSGIEnvironment) -> str:
    """Path and query as they stood in the request line, escapes untouched.

    Raises:
        FormError: It is no path, has a fragment, or is longer than `MAX_TARGET_LENGTH`.
    Source: uWSGI, mod_wsgi, waitress and Werkzeug set `REQUEST_URI`, gunicorn and Werkzeug `RAW_URI`.
    """
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not raw:
        path = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
        query = str(environ.get("QUERY_STRING", ""))
        raw = quote(path.encode("latin-1"), safe="/!$&'()*+,;=:@~") + (f"?{query}" if query else "")
    text = str(raw)
    if len(text) > MAX_TARGET_LENGTH:
        raise FormError("long-target", f"{len(text)} characters; at most {MAX_TARGET_LENGTH} are read", status=414)
    if not text.isascii():
        text = text.encode("latin-1", "replace").decode("utf-8", "replace")
    absolute = _ABSOLUTE.match(text)
    if absolute:  # the proxy form of a request line: the origin in it is only claimed
        text = text[absolute.end() :] or "/"
    if not text.startswith("/") or "#" in text:
        raise FormError("target", "the request line holds no path")
    return text


def mount_of(environ: WSGIEnvironment) -> str:
    """The path under which a server or middleware mounted the app."""
    script = str(environ.get("SCRIPT_NAME", "")).rstrip("/")
    return quote(script.encode("latin-1"), safe="/!$&'()*+,;=:@~")


def missing_start(environ: WSGIEnvironment, target: str, prefix: str = "") -> str:
    """The start of the path that was signed and that the target lacks: there is one way in to each route, and no other.

    Args:
        environ: Its `PATH_INFO` was routed, below `SCRIPT_NAME`.
        target: The raw target.
        prefix: The path of the public URL.
    Returns:
        The prefix, if a proxy took it away; an empty text if it is in the target, since the app is mounted there.
    Raises:
        SignatureError: Something between server and app rewrote the path, perhaps because of a header.
    """
    signed = target.partition("?")[0]
    if signed == environ.get("PATH_INFO") and "%" not in target:
        return prefix
    path, script = (str(environ.get(name, "")).encode("latin-1") for name in ("PATH_INFO", "SCRIPT_NAME"))
    whole = _path(unquote_to_bytes(signed))
    if whole == _path(path):
        return prefix
    if whole == _path(script + path):
        mount = mount_of(environ)
        return "" if mount == prefix or mount.startswith(prefix + "/") else prefix
    if whole == _path(unquote_to_bytes(prefix) + path):
        return ""
    raise SignatureError("path-rewritten", "the path that reached the app is not the path of the request line")


def _path(path: bytes) -> bytes:
    """A path with one slash at its start: servers disagree about several."""
    return b"/" + path.lstrip(b"/")


def read_body(environ: WSGIEnvironment, limit: int = MAX_BODY_BYTES) -> bytes:
    """Read the whole body, once.

    Raises:
        FormError: It is chunked (411), longer than the limit (413), or shorter than it says (400).
    """
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise FormError("chunked", "a body without a length; the providers send one", status=411)
    declared = str(environ.get("CONTENT_LENGTH") or "0")
    if not _LENGTH.fullmatch(declared):
        raise FormError("length", "Content-Length is no number")
    length = int(declared)
    if length == 0:
        return b""
    stream = environ["wsgi.input"]
    if length > limit:
        _drain(stream, min(length, _DRAIN_BYTES))
        raise FormError("too-large", f"{length} bytes; at most {limit} are read", status=413)
    parts, missing = [], length
    while missing > 0 and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing:
        raise FormError("truncated", f"{length - missing} of {length} bytes came")
    return b"".join(parts)


def _drain(stream: InputStream, length: int) -> None:
    while length > 0 and (part := stream.read(min(length, MAX_BODY_BYTES))):
        length -= len(part)


def content_of(content_type: str, body: bytes, *, json_too: bool) -> Content:
    """The scheme that a body is signed by.

    Raises:
        FormError: 415, for a type that no signature covers.
    """
    if not body:
        return "none"
    if content_type in _PLAIN_FORMS:
        return "form"
    kind, *parameters = content_type.lower().split(";")
    charset = next((p.partition("=")[2].strip(' "') for p in parameters if p.strip().startswith("charset=")), "utf-8")
    if charset in ("utf-8", "utf8"):
        if kind.strip() == "application/x-www-form-urlencoded":
            return "form"
        if kind.strip() == "application/json" and json_too:
            return "raw"
    raise FormError("content-type", f"{kind.strip() or 'no'} content type on this route", status=415)


def parse_json(body: bytes) -> Pairs:
    """Read a JSON object of plain values into pairs, as a form is read.

    Raises:
        FormError: It is no such object, or a name in it is repeated.
    """

    def unique(pairs: list[tuple[str, object]]) -> list[tuple[str, object]]:
        found = [(without_halves(name), value) for name, value in pairs]
        if len({name for name, _ in found}) < len(found):
            raise FormError("json", "a name came twice")
        return found

    try:
        members = json.loads(
            body.decode(), object_pairs_hook=unique, parse_int=str, parse_float=str, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise FormError("json", "the body is no JSON") from None
    if not body.lstrip().startswith(b"{") or any(isinstance(value, list) for _, value in members):
        raise FormError("json", "the body is no object of plain values")
    return tuple((name, _plain(value)) for name, value in members)


def _no_number(name: str) -> str:
    raise ValueError(f"{name} is no JSON")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else without_halves(str(value))


def header(environ: WSGIEnvironment, name: str) -> str | None:
    """The value of a header, or None. Servers join two of one name by a comma; such a value matches no signature."""
    return environ.get(_key_of(name))


@cache
def _key_of(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"
