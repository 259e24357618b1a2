"""One call from an HTTP request to a typed, verified one, for any framework: Django, FastAPI, a function in a cloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from .errors import FormError
from .requests.base import WebhookRequest, parse_request
from .requests.signature_twins import refuse_twins
from .signature import Key, Message, body_hashes, verify
from .wire.forms import parse_form
from .wire.providers import PROVIDERS, ProviderName
from .wire.receiving import content_of, parse_json

R = TypeVar("R", bound=WebhookRequest)


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
    """Verify a request and make it a typed one.

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
        The request, its parameters those that the signature covers.
    Raises:
        SignatureError: It is not authentic; answer `.status`, 403, with an empty body.
        FormError: It cannot be read; answer `.status`, one of 400, 405, 413, 415, with an empty body.
    """
    row = PROVIDERS[provider]
    found = {name.lower(): value for name, value in headers.items()}
    bodiless = method.upper() == "GET"
    if bodiless and body:
        raise FormError("body-on-get", "a GET whose body no signature covers")
    if not bodiless and method.upper() != "POST":
        raise FormError("method", f"{method}; the providers send POST or GET", status=405)
    if len(set(body_hashes(url))) > 1:
        raise FormError("body-hash-repeated", "bodySHA256 came twice, with different values")
    content = content_of(found.get("content-type", ""), body, json_too=kind.json_too)
    query = url.partition("#")[0].partition("?")[2].encode("utf-8", "surrogatepass")
    pairs = parse_json(body) if content == "raw" else parse_form(query if bodiless else body)
    message = Message(
        url=url,
        content=content,
        signature=next((value for name in row.signature_headers if (value := found.get(name.lower()))), None),
        pairs=pairs if content == "form" else (),
        body=body,
        sha256_signature=found.get((row.sha256_header or "").lower()),
        settings=found.get((row.settings_header or "").lower()),
    )
    given = [keys] if isinstance(keys, (str, Key)) else keys
    verify(message, [key if isinstance(key, Key) else Key(key) for key in given], provider=provider)
    request = parse_request(kind, pairs)
    refuse_twins(kind, request.raw)
    return request
