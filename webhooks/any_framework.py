"""`read_request`: verified, typed requests under any framework, such as Django or FastAPI. Knows no framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from .errors import ConfigError, FormError
from .requests.base import WebhookRequest, parse_request
from .requests.signature_twins import refuse_twins
from .signature import Key, row_of
from .wire.providers import ProviderName
from .wire.receiving import verified
from .wire.urls import split_url, url_variants

R = TypeVar("R", bound=WebhookRequest)

_RAW: Final = (
    "the bytes as they came, before anything parses them: request.body, request.get_data(), await request.body()"
)


def read_request(
    kind: type[R],
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    keys: str | Key | Sequence[str | Key],
    provider: ProviderName,
) -> R:
    """Verify a request and convert it into a typed one.

    Args:
        kind: The dataclass of what is expected: `VoiceRequest`, `MessageRequest`, …
        method: `POST` or `GET`.
        url: The public URL with its query, as the provider requested it: your own scheme and host, and path and query
            raw, as they stood in the request line. What frameworks call the URL has often been unescaped.
        headers: The request's; names in any case.
        body: The raw body, whole.
        keys: The signing key or auth token; several while one replaces another.
        provider: Whose rules hold.
    Returns:
        The request; its parameters are exactly those that the signature covers.
    Raises:
        SignatureError: It is not authentic; answer `.status`, 403, with an empty body.
        FormError: It cannot be read; answer `.status`, one of 400, 405, 413, 415, with an empty body.
        ConfigError: An argument is not what is wanted here, whatever was sent; it is named.
    """
    _check(kind, method, url, headers, body)
    row = row_of(provider)
    verb = method.upper()
    if verb not in ("GET", "POST"):
        raise FormError("method", f"{method}; the providers send POST or GET", status=405)
    given = keys if isinstance(keys, Iterable) and not isinstance(keys, str) else [keys]
    usable = [key if isinstance(key, Key) else Key(key) for key in given]
    by_name = {name.lower(): value for name, value in headers.items()}
    pairs, match = verified(
        verb,
        url,
        url_variants(url),
        lambda name: by_name.get(name.lower()),
        body if isinstance(body, bytes) else bytes(body),
        provider=row,
        keys_for=lambda _: usable,
        json_too=kind.json_too,
    )
    request = parse_request(kind, pairs)
    refuse_twins(kind, request.raw, split[1] if (split := split_url(url)) else url, match.scheme)
    return request


def _check(kind: object, method: object, url: object, headers: object, body: object) -> None:
    """Look at what the program gives, which no request can alter.

    Raises:
        ConfigError: One is of another kind than what is wanted; its value is not shown.
    """
    if not (isinstance(kind, type) and issubclass(kind, WebhookRequest)):
        raise ConfigError(f"read_request: kind: got {_kind(kind)}, expected a class such as VoiceRequest")
    if not isinstance(method, str):
        raise ConfigError(f"read_request: method: got {_kind(method)}, expected a text")
    if not isinstance(url, str):
        raise ConfigError(f"read_request: url: got {_kind(url)}, expected the public one as text")
    if not isinstance(headers, Mapping) and not hasattr(headers, "items"):
        raise ConfigError(f"read_request: headers: got {_kind(headers)}, expected a mapping of names to texts")
    if not isinstance(body, bytes | bytearray | memoryview):
        raise ConfigError(f"read_request: body: got {_kind(body)}, expected {_RAW}")


def _kind(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
