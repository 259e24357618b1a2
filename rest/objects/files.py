"""Streams files of the API to disk: recordings, media, transcriptions. Knows no resource by name.

A file is written beside its destination, under a name of its own and for its owner only, and moved there once it is
complete. If the connection is lost, the download resumes where it stopped, if the server supports that and the rest
belongs to the same bytes. Redirects, which providers use to refer to their stores, are followed to https only, without
credentials, and not to this machine or network.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, BinaryIO, Final

from ..errors import BadResponse, ParameterError, Redirected, TransportError, Truncated
from ..http import decoding
from ..http.callback_urls import check_public_url
from ..http.exchange import HttpAnswer, HttpRequest
from ..http.gateway import Gateway
from ..http.origins import joined, origin_of
from ..http.ranges import Part, ends_itself, length_of, part_of, strong_version
from ..http.retries import MAX_RETRIES, backoff, may_repeat
from ..table.resource import Resource

if TYPE_CHECKING:
    from requests import Response

OK: Final = 200
PARTIAL: Final = 206
_OF_RANGES: Final = frozenset({PARTIAL, 416})
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
    total: int | None = None
    resuming: bool = field(init=False)
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
        had = self.file.tell()
        self.resuming = had > 0 and self.version != ""
        if self.resuming:
            headers |= {"Range": f"bytes={had}-", "If-Range": self.version}
        return replace(self.request, headers=headers)

    def _received(self, opened: Response) -> TransportError | _Again | None:
        if opened.status_code == OK:
            return self._write_all(opened)
        if opened.status_code in _OF_RANGES and self.resuming:
            part = part_of(opened.headers) if opened.status_code == PARTIAL else None
            if part is not None and self._continues(part, opened.headers):
                self.total = part.total
                return self._copy(opened)
            opened.raw.close()
            self._start_anew()
            return _Again(0.0)
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
        target = joined(self.request.url, location)
        origin = origin_of(target)
        home = origin == origin_of(self.gateway.origin)
        if self.redirects > MAX_REDIRECTS or origin is None or not (home or origin[0] == "https"):
            raise Redirected(
                f"GET {self.request.path}: redirected too often, away from https, or to what is no URL",
                "GET",
                self.request.path,
            )
        if not home:
            check_public_url(target)
        self.request = replace(self.request, url=target, anonymous=not home)
        return _Again(0.0)

    def _continues(self, part: Part, headers: Mapping[str, str]) -> bool:
        """Whether a part goes on where the file stops, and is of the same bytes."""
        return (
            part.start == self.file.tell()
            and self.total in (None, part.total)
            and strong_version(headers) == self.version
        )

    def _start_anew(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.version, self.total = "", None

    def _write_all(self, opened: Response) -> TransportError | None:
        if not ends_itself(opened.headers):
            opened.raw.close()
            words = f"GET {self.request.path}: the answer does not say where it ends, so a part looks like the whole"
            raise BadResponse(words, "GET", self.request.path)
        self._start_anew()
        self.version = strong_version(opened.headers)
        self.content_type = opened.headers.get("Content-Type", "").partition(";")[0].strip()
        if "Content-Encoding" not in opened.headers:
            self.total = length_of(opened.headers)
        return self._copy(opened)

    def _copy(self, opened: Response) -> TransportError | None:
        lost = self.gateway.transport.copy(self.request, opened, self._chunk)
        if lost is None and self.total is not None and self.file.tell() != self.total:
            words = f"GET {self.request.path}: {self.file.tell()} of {self.total} bytes came"
            return Truncated(words, "GET", self.request.path)
        return lost

    def _chunk(self, chunk: bytes) -> None:
        self.file.write(chunk)
        if self.file.tell() > MAX_FILE:
            raise BadResponse(f"GET {self.request.path}: the file exceeds {MAX_FILE} bytes", "GET", self.request.path)
        if self.progress:
            self.progress(self.file.tell(), self.total)


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
    wait: float,
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
        ParameterError: There is no such format, the path is that of a folder, or a value is of another type.
        TransportError: The file could not be fetched completely.
    """
    operation = resource.operation("download")
    if form not in operation.formats:
        choices = ", ".join(repr(one) for one in operation.formats)
        raise ParameterError(f"{resource.name}.download: format: expected one of {choices}", "format")
    place = _place(path, f"{resource.name}.download")
    _check_seconds(f"{resource.name}.download", wait=wait, seconds=seconds)
    request = gateway.request(resource, operation, where, {}, suffix=f".{form}" if form else "")
    return _to_disk(gateway, request, place, progress, (wait, seconds))


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
    place = _place(path, label)
    _check_seconds(label, seconds=seconds)
    origin = origin_of(url)
    if origin is None:
        raise ParameterError(f"{label}: what the provider sent is no URL", "url")
    home = origin == origin_of(gateway.origin)
    if not home:
        check_public_url(url)
    request = HttpRequest("GET", url, (), label, True, anonymous=not home)
    return _to_disk(gateway, request, place, progress, (0.0, seconds))


def _place(path: object, label: str) -> Path:
    """Where a file is to be, before anything is fetched."""
    given = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(given, str):
        raise ParameterError(f"{label}: path: expected the name of a file, got {type(path).__name__}", "path")
    place = Path(given)
    if place.is_dir():
        raise ParameterError(f"{label}: path: {given!r} is a folder: give the name of the file too", "path")
    return place


def _check_seconds(label: str, **given: object) -> None:
    for name, value in given.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
            came = value if isinstance(value, float) else type(value).__name__
            raise ParameterError(f"{label}: {name}: expected seconds from 0, got {came}", name)


def _to_disk(
    gateway: Gateway, request: HttpRequest, path: Path, progress: Progress | None, patience: tuple[float, float]
) -> Downloaded:
    wait, seconds = patience
    now = gateway.transport.clock.monotonic()
    # A new file, never one that is there or a link, for its owner only; two downloads to one name have one each.
    number, name = mkstemp(prefix=f"{path.name[:64]}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            fetch = _Fetch(gateway, request, file, progress, now + wait + seconds, now + wait)
            fetch.run()
            size = file.tell()
            file.flush()
            os.fsync(number)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Downloaded(path, size, fetch.content_type)
