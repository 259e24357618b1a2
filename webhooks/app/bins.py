"""Static documents, hosted: each `.xml` of a folder at `/laml-bins/<name>`; read and checked once, kept in memory.

No part of a request ever becomes a path: each bin has a route of its own, and any other name is not found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import laml

from ..errors import ConfigError
from ..wire.providers import Dialect
from .documents import check

ROUTE: Final = "/laml-bins/"

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Bin:
    """One hosted document.

    Args:
        name: The file's name without `.xml`; the last part of the URL.
        file: Where it was read from.
        xml: The document.
        public: Whether anybody may fetch it, not only the provider.
        url_at: Makes the absolute URL of a path of the app.
    """

    name: str
    file: Path
    xml: str = field(repr=False)
    public: bool
    url_at: Callable[[str], str] = field(repr=False, compare=False)

    @property
    def path(self) -> str:
        """The route, below the prefix of the app."""
        return ROUTE + self.name

    @property
    def url(self) -> str:
        """The absolute URL, in the current app or the only one.

        Raises:
            UrlError: There is no app, or more than one.
        """
        return self.url_at(self.path)

    @property
    def etag(self) -> str:
        """A digest of the content."""
        return hashlib.sha256(self.xml.encode()).hexdigest()[:32]


class Bins:
    """The hosted documents of a `Webhooks`, by name.

    Args:
        url_at: Makes the absolute URL of a path of the app.
        host: Checks new bins and adds their routes to the apps that there are.
    """

    def __init__(self, url_at: Callable[[str], str], host: Callable[[Collection[Bin]], None]) -> None:
        self._url_at = url_at
        self._host = host
        self._bins: dict[str, Bin] = {}

    def __getitem__(self, name: str) -> Bin:
        """The bin of that name.

        Raises:
            KeyError: There is none of that name.
        """
        return self._bins[name]

    def __iter__(self) -> Iterator[Bin]:
        """All bins."""
        return iter(self._bins.values())

    def from_folder(self, folder: str | Path, *, public: bool = False) -> Mapping[str, Bin]:
        """Host each `.xml` file that lies directly in a folder.

        Args:
            folder: Read now; a file that changes later is served as it was.
            public: Let anybody fetch the documents. Otherwise the provider's signature is verified, as anywhere.
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
        found = {file.stem: Bin(file.stem, file, _read(file), public, self._url_at) for file in files}
        self._host(found.values())
        self._bins.update(found)
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


def check_bins(bins: Iterable[Bin], dialect: Dialect) -> None:
    """Raise unless the documents are right in a dialect.

    Raises:
        ConfigError: One has errors; all errors of all files are named.
    """
    wrong = []
    for item in bins:
        checked = check(item.xml, dialect)
        if checked.fatal is not None:
            wrong.append(f"{item.file}: {checked.fatal}")
        wrong += [f"{item.file}: {problem}" for problem in checked.problems if problem.severity == "error"]
    if wrong:
        raise ConfigError("bins with errors:\n  " + "\n  ".join(wrong))
