"""Which processes are alive: on SQLite a row says which process handles it, and a dead one's rows are free at once.

A process holds locks on a file of its own, which the system lets go when the process ends, however it ends: one on its
first byte, that it lives, and one for each row that it handles, on a byte whose number is made of the row's key. Locks
of `fcntl` are of one process: a forked child does not hold its parent's.
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
        self._running: dict[str, int] = {}
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
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
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
        if self._file is not None:
            Path(self._file.name).unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def begin(self, key: str, tries: int) -> bool:
        """Say that this process handles a row; returns whether it may, since another try may run in it."""
        with self._lock:
            if self._running.setdefault(key, tries) != tries:
                return False
            if self._file is not None:
                _hold(self._file, _place(key))
            return True

    def end(self, key: str, tries: int) -> None:
        """Say that it does no more."""
        with self._lock:
            if self._running.get(key) != tries:
                return
            del self._running[key]
            if self._file is not None:
                _let_go(self._file, _place(key))

    def keeps(self, key: str, tries: int) -> bool:
        """Whether this process has handled a row since it was taken for this try."""
        with self._lock:
            return self._running.get(key) == tries

    def handles(self, owner: str | None, key: str) -> bool:
        """Whether an owner lives and handles a row; None owns nothing."""
        if owner is None:
            return False
        if owner == self.name:
            with self._lock:
                return key in self._running
        return self._other_handles(owner, key)

    def _other_handles(self, owner: str, key: str) -> bool:
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
            if not _lock(file, _place(key)):
                return True
            if _lock(file, 0):
                path.unlink(missing_ok=True)  # it is dead
            return False


def _place(key: str) -> int:
    """The byte that is locked for a row."""
    return 1 + int(key[:15], 16)


def _hold(file: IO[bytes], place: int) -> None:
    """Lock a byte of a file of one's own; who only looks at it has it for an instant, which is waited for."""
    assert fcntl is not None  # noqa: S101 - without it there is no file
    fcntl.lockf(file, fcntl.LOCK_EX, 1, place)


def _let_go(file: IO[bytes], place: int) -> None:
    assert fcntl is not None  # noqa: S101 - likewise
    fcntl.lockf(file, fcntl.LOCK_UN, 1, place)


def _lock(file: IO[bytes], place: int) -> bool:
    """Lock a byte of a file; False if another process has it."""
    assert fcntl is not None  # noqa: S101 - who asks has looked
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except OSError:
        return False
    return True


_OWNERS: Final[dict[tuple[int, str], Owners]] = {}
_OWNERS_LOCK: Final = threading.Lock()


def owners_of(folder: Path) -> Owners:
    """The owners of a folder, the same for all in this process: a process can take each lock of its own again."""
    with _OWNERS_LOCK:
        return _OWNERS.setdefault((os.getpid(), str(folder)), Owners(folder))


def folder_beside(file: str) -> Path:
    """Where the owners of a database file are: beside the file itself, by whatever links a process has come to it."""
    return Path(f"{os.path.realpath(file)}-owners")
