"""`hooks.bins`: hosted documents, of a folder, of Python, and of the store.

No part of a request ever becomes a path: names are looked up among those that were read, and SIDs in the store.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NoReturn
from urllib.parse import quote

import laml

from ..bins.binding import BoundBin, bound
from ..bins.checks import check_contents
from ..bins.editing import BinEditor
from ..bins.live import Live
from ..bins.template import compile_template
from ..errors import BinMissing, ConfigError, TemplateError
from ..wire.logs import line, log
from ..wire.providers import Dialect
from ..wire.suggestions import did_you_mean
from .bin_folders import BinFolder, name_problem, read_document
from .documents import REFUSED, write
from .edited_bins import EditedBins

ROUTE: Final = "/laml-bins/"
MOST_NAMED: Final = 12
"""How many bins a message names."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One hosted document of a folder or of Python.

    Args:
        name: The last part of the URL: of a file its path in the folder, without `.xml`.
        file: Where it was read from; None if it was added in Python.
        xml: The document, with parameters perhaps.
        public: Whether anybody may fetch it, not only the provider.
        url_at: Makes the absolute URL of a path of the app.
    """

    name: str
    file: Path | None
    xml: str = field(repr=False)
    public: bool
    url_at: Callable[[str], str] = field(repr=False, compare=False)

    @property
    def path(self) -> str:
        """The route, below the prefix of the app, as it stands in a URL."""
        return ROUTE + quote(self.name)

    @property
    def answers(self) -> Literal["document"]:
        """What a request of its URL is answered with; `laml` and `rest` refuse one as a callback, or as a sound."""
        return "document"

    @property
    def url(self) -> str:
        """The absolute URL, in the current app or the only one.

        Raises:
            UrlError: There is no app, or more than one.
        """
        return self.url_at(self.path)

    def bind(self, **values: object) -> BoundBin:
        """The bin with values for its parameters, in the query of its URL: `bins["confirm"].bind(name="Ann")`.

        Args:
            values: A text, a number or a list of such by the name of each parameter; None leaves one out. What the
                provider sends under that name in its form comes first.
        Returns:
            An object with `.url`. The values can be read by whoever has it, and are covered by the signature.
        Raises:
            ConfigError: The document has no parameter of that name, or a value is neither text nor number.
        """
        return bound(lambda: self.url, self.xml, values, f"the bin {self.name!r}")

    @property
    def source(self) -> str:
        """Where it is changed: the path of its file, from the folder on; `Python` if it was added there."""
        return "Python" if self.file is None else "/".join(self.file.parts[-self.name.count("/") - 2 :])

    @property
    def etag(self) -> str:
        """A digest of the content."""
        return hashlib.sha256(self.xml.encode()).hexdigest()[:32]


class BinsByName(dict[str, Bin]):
    """Bins by name; one that is not there is told with what there is."""

    def __missing__(self, name: object) -> NoReturn:
        """Say what there is.

        Raises:
            BinMissing: Always; it is a KeyError too.
        """
        near = did_you_mean(name, self) if isinstance(name, str) else ""
        names = ", ".join(map(repr, sorted(self)[:MOST_NAMED])) + ", …" * (len(self) > MOST_NAMED)
        raise BinMissing(f"no bin is named {name!r}{near}; there {f'are {names}' if self else 'is none'}")


class Bins(EditedBins):
    """The hosted documents of a `Webhooks`: those with names, of folders and of Python, and those of the store.

    Args:
        url_at: Makes the absolute URL of a path of the app.
        host: Checks new bins and adds their routes to the apps that there are.
        editor: Gives what edits the stored bins of the app at hand.
    """

    def __init__(
        self,
        url_at: Callable[[str], str],
        host: Callable[[Collection[Bin]], None],
        editor: Callable[[], BinEditor],
    ) -> None:
        super().__init__(editor)
        self._url_at = url_at
        self._host = host
        self._bins: dict[str, Bin] = BinsByName()
        self._live: dict[str, Live] = {}
        self._folders: list[tuple[BinFolder, BinsByName]] = []

    # -- with names

    def __getitem__(self, name: str) -> Bin:
        """The bin of that name, of a folder or of Python.

        Raises:
            BinMissing: There is none of that name; it is a KeyError too.
        """
        try:
            return self._bins[name]
        except BinMissing as missing:
            raise BinMissing(f"{missing}; a bin of the store is found by its SID, with fetch(sid)") from None

    def __iter__(self) -> Iterator[Bin]:
        """All bins that have a name in the URL."""
        return iter(list(self._bins.values()))

    def from_folder(self, folder: str | Path, *, public: bool = False) -> Mapping[str, Bin]:
        """Host each `.xml` file of a folder and of the folders in it.

        Args:
            folder: Read now. In debug a file that changes is read again when it is asked for.
            public: Let anybody fetch the documents. Otherwise the provider's signature is verified, as anywhere.
        Returns:
            The bins by name: the path of the file in the folder, without `.xml`.
        Raises:
            ConfigError: The folder or a file cannot be used, or a document has errors; all of them are named.
        """
        if not isinstance(folder, str | Path):
            raise ConfigError(f"from_folder() needs the path of a folder, got {type(folder).__name__}")
        _need_flag(public)
        place, found = BinFolder(Path(folder), public), BinsByName()
        now = place.look()
        names: dict[str, Path | None] = {item.name: item.file for item in self}
        wrong = []
        for file in now:
            name = place.name_of(file)
            problem = place.unusable(file)
            if not problem and name in names:
                problem = f"{file}: {_taken(file, names[name])}"
            if problem:
                wrong.append(problem)
            else:
                names[name] = file
        if wrong:
            raise ConfigError("bins that cannot be hosted:\n  " + "\n  ".join(wrong))
        made = [Bin(place.name_of(file), file, read_document(file), public, self._url_at) for file in now]
        self._add(made)
        found.update((item.name, item) for item in made)
        place.seen = now
        self._folders.append((place, found))
        return found

    def add(self, name: str, document: laml.Document | str, *, public: bool = False) -> Bin:
        """Host a document under a name.

        Args:
            name: The last part of the URL; it may have slashes in it.
            document: A document of `laml`, or XML text; `{{From}}` in it is filled in from the request.
            public: Let anybody fetch it. Otherwise the provider's signature is verified, as anywhere.
        Raises:
            ConfigError: The name is taken or cannot be, or the document has errors; all of them are named.
        """
        if not isinstance(name, str):
            raise ConfigError(f"a bin needs a text as its name, got {type(name).__name__}")
        if not isinstance(document, str | laml.Element):
            raise ConfigError(f"the bin {name!r} cannot be hosted: got {type(document).__name__}, expected a document")
        _need_flag(public)
        name = unicodedata.normalize("NFC", name)
        problem = name_problem(name)
        if not problem and name in self._bins:
            problem = _taken(None, self._bins[name].file)
        if problem:
            raise ConfigError(f"the bin {name!r} cannot be hosted: {problem}")
        made = Bin(name, None, write(document), public, self._url_at)
        self._add([made])
        return made

    def _add(self, made: Collection[Bin]) -> None:
        self._host(made)
        live = _compiled(made)
        self._bins.update((item.name, item) for item in made)
        self._live.update(live)

    def read_again(self, dialect: Dialect) -> None:
        """Read what has changed in the folders, for an app in debug. What has errors is logged, and stays as it was."""
        for place, found in self._folders:
            try:
                now = place.look()
            except ConfigError as error:
                log.error(line("webhook.bin", error=error))
                continue
            for file in place.seen.keys() - now.keys():
                gone = found.pop(place.name_of(file), None)
                if gone is not None:
                    del self._bins[gone.name], self._live[gone.name]
            for file in [file for file in now if place.seen.get(file) != now[file]]:
                self._read_again(place, file, found, dialect)
            place.seen = now

    def _read_again(self, place: BinFolder, file: Path, found: dict[str, Bin], dialect: Dialect) -> None:
        name = place.name_of(file)
        problem = place.unusable(file)
        if not problem and name in self._bins and name not in found:
            problem = f"{file}: there is a bin of that name already"
        try:
            if problem:
                raise ConfigError(problem)
            made = Bin(name, file, read_document(file), place.public, self._url_at)
            check_bins([made], dialect)
            self._live.update(_compiled([made]))
            self._bins[name] = found[name] = made
        except (ConfigError, OSError) as error:
            log.error(line("webhook.bin", error=error, hint="what was served before is served still"))


def where_changed(bins: Bins, name: str) -> str:
    """Where a bin with a name is changed, in a sentence; empty if there is none of that name."""
    found = bins._bins.get(unicodedata.normalize("NFC", name))
    if found is None:
        return ""
    return "change the Python code that adds it" if found.file is None else f"change the file {found.source}"


def live_bin(bins: Bins, name: str) -> Live | None:
    """A bin by its name, as it is served; None if there is none of that name."""
    live = bins._live
    return live.get(name) or live.get(unicodedata.normalize("NFC", name))


def _compiled(bins: Iterable[Bin]) -> dict[str, Live]:
    """Bins as they are served, by name.

    Raises:
        ConfigError: They are no documents, or their parameters are written wrongly; all errors of all files are named.
    """
    live, wrong = {}, []
    for item in bins:
        try:
            live[item.name] = Live(compile_template(item.xml), item.public)
        except TemplateError as error:
            wrong += [_told(item, problem) for problem in error.problems]
    _raise(wrong)
    return live


def check_bins(bins: Iterable[Bin], dialect: Dialect) -> None:
    """Raise unless the documents are right in a dialect.

    Raises:
        ConfigError: One has errors; all errors of all files are named.
    """
    found = [(item, problem) for item in bins for problem in check_contents(item.xml, dialect)]
    _raise([_told(item, problem) for item, problem in found if problem.severity == "error"])


def _told(item: Bin, problem: laml.Problem) -> str:
    return f"{item.file or item.name}: {f'{problem.code}: ' if problem.code in REFUSED else ''}{problem}"


def _taken(new: Path | None, old: Path | None) -> str:
    """Why the bin of a file, or of Python, cannot have a name; `old` is the file of the bin that has it."""
    if new == old:
        made = "was read" if new is not None else "was hosted"
        return f"it {made} already: do so once, beside Webhooks(), and not in a function that makes several apps"
    return f"there is a bin of that name already, from {old or 'Python'}"


def _need_flag(public: object) -> None:
    """Raise unless it is True or False: a text that says no would let everybody in."""
    if not isinstance(public, bool):
        raise ConfigError(f"public={public!r}: expected True or False")


def _raise(wrong: Collection[str]) -> None:
    if wrong:
        raise ConfigError("bins with errors:\n  " + "\n  ".join(wrong))
