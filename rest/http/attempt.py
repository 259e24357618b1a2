"""Makes one attempt at one request, through the adapter of `requests`; returns the outcome as a value.

The adapter is used without a `Session`: no cookies, no netrc, no proxies from the environment, no redirects. Errors
of the libraries below are never chained, because they contain the request and its credentials.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies
from urllib3 import BaseHTTPResponse, HTTPResponse

from ..errors import BadResponse, ConnectFailed, ResponseTooLarge, TimedOut, TransportError
from . import hook
from .clock import Limit
from .deadlines import SENDING, Sending, adapter
from .exchange import HttpAnswer, HttpRequest
from .failures import EXPECTED, failure, guarded
from .network import Network

MAX_ANSWER: Final = 10 * 1024 * 1024
"""Most bytes of one unpacked answer."""
CHUNK: Final = 16 * 1024
ENCODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
"""The encodings that are unpacked. One over another is refused: two could make 16 GB of one piece, before any limit."""


def _proxies(network: Network, url: str) -> dict[str, str]:
    """Scheme to proxy, for one URL."""
    if network.proxy:
        return {"http": network.proxy, "https": network.proxy}
    return dict(get_environ_proxies(url)) if network.trust_env else {}


def perform(
    request: HttpRequest, headers: Mapping[str, str], network: Network, connect: float, limit: Limit
) -> HttpAnswer | TransportError:
    """Send a request and read its whole answer.

    Args:
        request: What to send.
        headers: All headers but the length.
        network: Proxies and certificates.
        connect: Most seconds for making the connection.
        limit: The deadline.

    Returns:
        The answer, whatever its status, or the failure.
    """
    opened = begin(request, headers, network, connect, limit)
    if isinstance(opened, TransportError):
        return opened
    body = guarded(request, lambda: _read(opened.raw, request))
    if isinstance(body, TransportError):
        opened.raw.close()
        return body
    return HttpAnswer(opened.status_code, {name.lower(): value for name, value in opened.headers.items()}, body)


def begin(
    request: HttpRequest, headers: Mapping[str, str], network: Network, connect: float, limit: Limit
) -> Response | TransportError:
    """Send a request and read the head of its answer; the body waits in `.raw`."""
    prepared = PreparedRequest()
    prepared.method, prepared.url, prepared.body = request.method, request.target(), request.body()
    prepared.headers = CaseInsensitiveDict(headers)
    if prepared.body is not None:
        prepared.headers["Content-Length"] = str(len(prepared.body))
    try:
        seconds = limit.seconds()
    except TimeoutError as problem:  # nothing was sent, so the outcome of a POST is known
        kind = TimedOut if request.safe else ConnectFailed
        return kind(f"{request.method} {request.path}: not sent: {problem}", request.method, request.path, str(problem))
    timeout = (min(connect, seconds), seconds)
    outgoing = hook.Outgoing(request.method, str(prepared.url), headers, request.body(), seconds)
    try:
        answer = hook.asked(outgoing, request.path)
    except hook.NoAnswer as silence:
        return failure(request, silence.problem, written=True)
    if answer is not None:
        return _response(prepared, answer)
    proxies = _proxies(network, request.url)
    sending = Sending(limit, public_only=request.anonymous)
    token = SENDING.set(sending)
    try:
        opened = adapter().send(prepared, stream=True, timeout=timeout, verify=network.verify, proxies=proxies)
    except EXPECTED as problem:
        return failure(request, problem, written=sending.written)
    finally:
        SENDING.reset(token)
    if opened.headers.get("Content-Encoding", "").strip().lower() in ENCODINGS:
        return opened
    opened.raw.close()
    words = f"{request.method} {request.path}: the answer is packed otherwise than was asked for"
    return BadResponse(words, request.method, request.path)


def _response(prepared: PreparedRequest, answer: hook.Incoming) -> Response:
    """The answer of a hook, as the adapter gives that of a server."""
    raw = HTTPResponse(
        body=io.BytesIO(answer.body),
        headers=dict(answer.headers),
        status=answer.status,
        preload_content=False,
        request_method=prepared.method,
    )
    return HTTPAdapter().build_response(prepared, raw)


def _read(raw: BaseHTTPResponse, request: HttpRequest) -> bytes | TransportError:
    """The whole body, unpacked, within the limit."""
    length = raw.headers.get("Content-Length", "")
    if length.isdecimal() and "Content-Encoding" not in raw.headers and int(length) <= MAX_ANSWER:
        return raw.read()
    chunks = []
    size = 0
    for chunk in read_chunks(raw):
        size += len(chunk)
        if size > MAX_ANSWER:
            return ResponseTooLarge(
                f"{request.method} {request.path}: the answer exceeds {MAX_ANSWER} bytes", request.method, request.path
            )
        chunks.append(chunk)
    return b"".join(chunks)


def read_chunks(raw: BaseHTTPResponse) -> Iterator[bytes]:
    """The body, unpacked, in small pieces."""
    while chunk := raw.read(CHUNK, decode_content=True):
        yield chunk


def copy(request: HttpRequest, opened: Response, write: Callable[[bytes], None]) -> TransportError | None:
    """Pass the body to `write` in pieces. Returns the failure that interrupted it, if any; errors of `write` pass."""
    chunks = read_chunks(opened.raw)
    while True:
        chunk = guarded(request, lambda: next(chunks, b""))
        if isinstance(chunk, TransportError):
            opened.raw.close()
            return chunk
        if not chunk:
            return None
        try:
            write(chunk)
        except BaseException:
            opened.raw.close()
            raise


def start_of(request: HttpRequest, opened: Response, most: int) -> bytes:
    """The first bytes of a body, or none if it cannot be read."""
    found = guarded(request, lambda: opened.raw.read(most, decode_content=True))
    opened.raw.close()
    return found if isinstance(found, bytes) else b""
