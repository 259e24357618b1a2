"""Static documents, hosted: each `.xml` of a folder at `/laml-bins/<name>`; read and checked once, kept in memory.

No part of a request ever becomes a path: each bin has a route of its own, and what has none is not found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

import laml

from ..errors import ConfigError
from .app_state import AppState, Verified, state_of
from .documents import CONTENT_TYPE, check

ROUTE: Final = "/laml-bins/"
METHODS: Final = ("POST", "GET", "HEAD")

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Bin:
    """One hosted document.

    Args:
        name: The file's name without `.xml`; the last part of the URL.
        file: Where it was read from.
        xml: The document.
        public: Whether it is given to whoever asks, not only to the provider.
    """

    name: str
    file: Path
    xml: str = field(repr=False)
    public: bool
    where: Callable[[str], str] = field(repr=False, compare=False)

    @property
    def url(self) -> str:
        """The absolute URL, in the current app or the only one there is.

        Raises:
            UrlError: There is no app, or more than one.
        """
        return self.where(ROUTE + self.name)

    @property
    def etag(self) -> str:
        """A name of this content."""
        return hashlib.sha256(self.xml.encode()).hexdigest()[:32]


class Bins:
    """The hosted documents of a `Webhooks`, by name."""

    def __init__(self, where: Callable[[str], str], apps: Callable[[], Iterator[Flask]]) -> None:
        self._where = where
        self._apps = apps
        self._bins: dict[str, Bin] = {}

    def __getitem__(self, name: str) -> Bin:
        """Find a bin by its name.

        Raises:
            KeyError: There is none of that name.
        """
        return self._bins[name]

    def __iter__(self) -> Iterator[Bin]:
        """Go through all bins."""
        return iter(self._bins.values())

    def from_folder(self, folder: str | Path, *, public: bool = False) -> Mapping[str, Bin]:
        """Host each `.xml` file that lies directly in a folder.

        Args:
            folder: Read now; a file that changes later is served as it was.
            public: Give the documents to whoever asks. Otherwise the provider's signature is verified, as anywhere.
        Returns:
            The bins by name.
        Raises:
            ConfigError: The folder or a file cannot be used, or a document has errors; all of them are named.
        """
        root = Path(folder)
        if not root.is_dir():
            raise ConfigError(f"there is no folder {str(root)!r} to take bins from")
        files = sorted(file for file in root.iterdir() if file.suffix == ".xml")
        wrong = [problem for file in files if (problem := self._unusable(file, root))]
        if wrong:
            raise ConfigError("bins that cannot be hosted:\n  " + "\n  ".join(wrong))
        found = {file.stem: Bin(file.stem, file, _read(file), public, self._where) for file in files}
        apps = list(self._apps())
        for app in apps:
            check_bins(found.values(), state_of(app))
        self._bins.update(found)
        for app in apps:
            for item in found.values():
                serve(app, state_of(app), item)
        return found

    def _unusable(self, file: Path, root: Path) -> str:
        if not _NAME.fullmatch(file.stem):
            return f"{file}: the name may have letters, digits, - and _ only"
        if file.stem in self._bins:
            return f"{file}: there is a bin of that name already, from {self._bins[file.stem].file}"
        if not file.is_file() or root.resolve() not in file.resolve().parents:
            return f"{file}: no file of this folder"
        if file.stat().st_size > laml.MAX_DOCUMENT_BYTES:
            return f"{file}: {file.stat().st_size} bytes, at most {laml.MAX_DOCUMENT_BYTES}"
        return ""


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"bins that cannot be hosted:\n  {file}: byte {error.start} is not UTF-8") from None


def check_bins(bins: Iterable[Bin], state: AppState) -> None:
    """Check documents against the dialect of an app.

    Raises:
        ConfigError: One has errors; all of them, in all files, are named.
    """
    wrong = []
    for item in bins:
        checked = check(item.xml, state.settings.provider.dialect)
        if checked.fatal is not None:
            wrong.append(f"{item.file}: {checked.fatal}")
        wrong += [f"{item.file}: {problem}" for problem in checked.problems if problem.severity == "error"]
    if wrong:
        raise ConfigError("bins with errors:\n  " + "\n  ".join(wrong))


def serve(app: Flask, state: AppState, item: Bin) -> None:
    """Add the route of a bin."""
    endpoint = f"{state.endpoints}.bin-{item.name}"
    if not item.public:
        state.verified[endpoint] = Verified(METHODS)

    def view() -> Response:
        if not item.public and not state.delivered(request.environ):
            return Response(status=403)
        response = Response(item.xml, content_type=CONTENT_TYPE)
        response.set_etag(item.etag)
        response.headers["Cache-Control"] = "no-cache"  # kept, and asked about each time
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.method != "POST":
            response.make_conditional(request)
        return response

    app.add_url_rule(
        state.prefix + ROUTE + item.name,
        endpoint=endpoint,
        view_func=view,
        methods=["POST", "GET"],
        provide_automatic_options=False,
        strict_slashes=True,
        merge_slashes=False,
    )
