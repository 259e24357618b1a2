"""Which processes are alive: on SQLite a row says which process handles it, and a dead one's rows are free at once.

A process holds a lock on a file of its own, which the system lets go when the process ends, however it ends. Locks of
`fcntl` are of one process: a forked child does not hold its parent's.
"""

from __future__ import annotations

import os
import secrets
import threading
from pathlib import Path
from types import ModuleType
from typing import IO, Final

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no fcntl; there a row is free when its process stops or its next try is due
    fcntl = None

_SUFFIX: Final = ".owner"


class Owners:
    """The processes that use one SQLite file.

    Args:
        folder: Where their files are; None for a database in memory, which one process uses.
    """

    def __init__(self, folder: Path | None) -> None:
        self.name = ""
        self._users = 0
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Become an owner; once for each that uses this.

        Raises:
            OSError: The folder cannot be written.
        """
        with self._lock:
            if not self._users:
                self._enter()
            self._users += 1

    def _enter(self) -> None:
        self.name = secrets.token_hex(8)
        if self._folder is None or fcntl is None:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = self._folder / f"{self.name}{_SUFFIX}"
            file = path.open("wb")
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists():  # nobody took it for a dead one's between the two lines above
                self._file = file
                return
            file.close()

    def leave(self) -> None:
        """Stop being an owner, when the last that uses this leaves."""
        with self._lock:
            self._users = max(0, self._users - 1)
            if not self._users:
                self._leave()

    def _leave(self) -> None:
        if self._file is not None and self._folder is not None:
            (self._folder / f"{self.name}{_SUFFIX}").unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def begin(self, key: str) -> None:
        """Say that this process handles a row."""
        with self._lock:
            self._running.add(key)

    def end(self, key: str) -> None:
        """Say that it does no more."""
        with self._lock:
            self._running.discard(key)

    def handles(self, owner: str | None, key: str) -> bool:
        """Whether an owner lives and handles a row; None owns nothing."""
        if owner is None:
            return False
        if owner == self.name:
            with self._lock:
                return key in self._running
        return self._lives(owner)

    def _lives(self, owner: str) -> bool:
        if self._folder is None:
            return False
        if fcntl is None:
            return True
        path = self._folder / f"{owner}{_SUFFIX}"
        try:
            file = path.open("r+b")
        except FileNotFoundError:
            return False
        with file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
            path.unlink(missing_ok=True)
            return False


_OWNERS: Final[dict[tuple[int, str], Owners]] = {}
_OWNERS_LOCK: Final = threading.Lock()


def owners_of(folder: Path) -> Owners:
    """The owners of a folder, the same for all in this process: a process can take each lock of its own again."""
    with _OWNERS_LOCK:
        return _OWNERS.setdefault((os.getpid(), str(folder)), Owners(folder))


def folder_beside(file: str) -> Path:
    """Where the owners of a database file are."""
    return Path(f"{os.path.abspath(file)}-owners")
