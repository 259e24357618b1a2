"""Streams files of the API to disk: recordings, media, transcriptions. Knows no resource by name.

A file is written beside its destination and moved there once it is complete. If the connection is lost, the download
resumes where it stopped, if the server supports that. Redirects, which providers use to refer to their stores, are
followed to https only, and without credentials.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import urljoin, urlsplit

from ..errors import BadResponse, ParameterError, Redirected, TransportError
from ..http import decoding
from ..http.callback_urls import check_public_url
from ..http.exchange import HttpAnswer, HttpRequest
from ..http.gateway import Gateway
from ..http.retries import MAX_RETRIES, backoff, may_repeat
from ..table.resource import Resource

if TYPE_CHECKING:
    from requests import Response

MAX_FILE: Final = 1024**3
MAX_REDIRECTS: Final = 3
MAX_ERROR_BODY: Final = 64 * 1024
FILE_SECONDS: Final = 600.0
"""Most seconds for one file, by default."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

Progress = Callable[[int, int | None], None]
"""Called with the bytes so far and the bytes in all, or None if these are unknown."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was downloaded.

    Attributes:
        path: Where it is.
        size: Bytes.
        content_type: Content type that the server sent, without parameters; empty if it sent none.
    """

    path: Path
    size: int
    content_type: str


@dataclass(slots=True)
class _Fetch:
    """One download under way."""

    gateway: Gateway
    request: HttpRequest
    file: BinaryIO
    progress: Progress | None
    deadline: float
    ready_by: float
    version: str = ""
    content_type: str = ""
    redirects: int = 0
    losses: int = 0
    waits: int = 0

    def run(self) -> None:
        clock = self.gateway.transport.clock
        while True:
            opened = self.gateway.transport.begin(self._ranged(), self.deadline)
            problem = opened if isinstance(opened, TransportError) else self._received(opened)
            if problem is None:
                return
            if isinstance(problem, _Again):
                clock.sleep(problem.wait)
                continue
            self.losses += 1
            if self.losses > MAX_RETRIES or not may_repeat(self.request, problem):
                raise problem
            clock.sleep(backoff(self.losses))

    def _ranged(self) -> HttpRequest:
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if (had := self.file.tell()) and self.version:
            headers |= {"Range": f"bytes={had}-", "If-Range": self.version}
        return replace(self.request, headers=headers)

    def _received(self, opened: Response) -> TransportError | _Again | None:
        if opened.status_code in (200, 206):
            return self._write(opened)
        status, headers = opened.status_code, {name.lower(): value for name, value in opened.headers.items()}
        if status in _REDIRECTS and "location" in headers:
            opened.raw.close()
            return self._redirected(headers["location"])
        body = self.gateway.transport.rest_of(self.request, opened, MAX_ERROR_BODY)
        clock = self.gateway.transport.clock
        if status == 404 and clock.monotonic() < self.ready_by:
            self.waits += 1
            return _Again(min(backoff(min(self.waits, 5)), max(0.0, self.ready_by - clock.monotonic())))
        decoding.decode(self.request, HttpAnswer(status, headers, body))
        raise BadResponse(f"GET {self.request.path} got {status}", "GET", self.request.path)

    def _redirected(self, location: str) -> _Again:
        self.redirects += 1
        target = urljoin(self.request.url, location)
        home = target.startswith(self.gateway.origin + "/")
        if self.redirects > MAX_REDIRECTS or not (home or urlsplit(target).scheme == "https"):
            raise Redirected(
                f"GET {self.request.path}: redirected too often or away from https", "GET", self.request.path
            )
        if not home:
            check_public_url(target)
        self.request = replace(self.request, url=target, anonymous=not home)
        return _Again(0.0)

    def _write(self, opened: Response) -> TransportError | None:
        start = opened.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        if opened.status_code == 200 or start != str(self.file.tell()):
            self.file.seek(0)
            self.file.truncate()
        self.version = opened.headers.get("ETag", "")
        self.content_type = opened.headers.get("Content-Type", "").partition(";")[0].strip()
        length = opened.headers.get("Content-Length", "")
        total = self.file.tell() + int(length) if length.isdecimal() else None
        return self.gateway.transport.copy(self.request, opened, lambda chunk: self._chunk(chunk, total))

    def _chunk(self, chunk: bytes, total: int | None) -> None:
        self.file.write(chunk)
        if self.file.tell() > MAX_FILE:
            raise BadResponse(f"GET {self.request.path}: the file exceeds {MAX_FILE} bytes", "GET", self.request.path)
        if self.progress:
            self.progress(self.file.tell(), total)


@dataclass(frozen=True, slots=True)
class _Again:
    """The request is to be sent again after some seconds."""

    wait: float


def download(
    gateway: Gateway,
    resource: Resource,
    where: Mapping[str, str],
    path: str | os.PathLike[str],
    *,
    form: str = "",
    progress: Progress | None = None,
    wait: float = 0.0,
    seconds: float = FILE_SECONDS,
) -> Downloaded:
    """Stream one file of the API to disk.

    Args:
        gateway: The account's way to its provider.
        resource: Resource with an operation `download`.
        where: Variables of the path to their values.
        path: Where to put the file; an existing file is replaced once the new one is complete.
        form: One of the operation's formats, such as `mp3`.
        progress: Called after each piece.
        wait: Seconds to wait for a file that does not exist yet.
        seconds: Most seconds for the whole download.

    Raises:
        NotFound: There is no such file.
        ParameterError: There is no such format.
        TransportError: The file could not be fetched completely.
    """
    operation = resource.operation("download")
    if form not in operation.formats:
        choices = ", ".join(repr(one) for one in operation.formats)
        raise ParameterError(f"{resource.name}.download: format: expected one of {choices}", "format")
    request = gateway.request(resource, operation, where, {}, suffix=f".{form}" if form else "")
    return _to_disk(gateway, request, Path(path), progress, (wait, seconds))


def download_url(
    gateway: Gateway,
    label: str,
    url: str | None,
    path: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    seconds: float = FILE_SECONDS,
) -> Downloaded:
    """Stream a file from a URL that the provider sent; credentials are sent to its own origin only."""
    if not url:
        raise ParameterError(f"{label}: there is no file yet; fetch it again later", "url")
    home = url.startswith(gateway.origin + "/")
    if not home:
        check_public_url(url)
    request = HttpRequest("GET", url, (), label, True, anonymous=not home)
    return _to_disk(gateway, request, Path(path), progress, (0.0, seconds))


def _to_disk(
    gateway: Gateway, request: HttpRequest, path: Path, progress: Progress | None, patience: tuple[float, float]
) -> Downloaded:
    wait, seconds = patience
    part = path.with_name(path.name + ".part")
    now = gateway.transport.clock.monotonic()
    try:
        with part.open("wb") as file:
            fetch = _Fetch(gateway, request, file, progress, now + wait + seconds, now + wait)
            fetch.run()
            size = file.tell()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Downloaded(path, size, fetch.content_type)
