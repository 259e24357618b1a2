"""What a store of bins can do, and the one in memory: for the emulator, and for an app that has no store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from .records import BinVersion, StoredBin

Change: TypeAlias = Callable[[StoredBin], StoredBin]
"""Makes of a bin what it shall be; the same bin if nothing changes. It may raise, and then nothing is saved."""


@dataclass(frozen=True, slots=True)
class Requests:
    """How often a bin was fetched, and when last."""

    number: int
    last: datetime

    def and_(self, other: Requests) -> Requests:
        """Both together."""
        return Requests(self.number + other.number, max(self.last, other.last))


class BinStore(Protocol):
    """Where bins are kept. It checks nothing, and knows no time.

    Each method raises `StoreAway` if the store cannot be asked now.
    """

    def add(self, made: StoredBin) -> None:
        """Keep a new bin."""
        ...

    def find(self, sid: str) -> StoredBin | None:
        """A bin as it is now; None if there is none."""
        ...

    def listed(self, part: str = "", *, limit: int | None = None, offset: int = 0) -> Sequence[StoredBin]:
        """The bins with a text in their names, the newest first; none that expire."""
        ...

    def number(self, part: str = "") -> int:
        """How many `listed` gives in all."""
        ...

    def save(self, sid: str, change: Change) -> StoredBin | None:
        """Change a bin, which nobody else changes meanwhile; a new version is kept beside the old ones.

        Returns:
            The bin as it is now; None if there is none.
        """
        ...

    def remove(self, sid: str, check: Callable[[StoredBin], object]) -> bool:
        """Delete a bin and its versions; returns whether there was one. `check` may raise, and then it stays."""
        ...

    def versions(self, sid: str) -> Sequence[BinVersion]:
        """All versions of a bin, the newest first."""
        ...

    def version(self, sid: str, number: int) -> BinVersion | None:
        """One version of a bin; None if there is none of that number."""
        ...

    def count(self, requests: Mapping[str, Requests]) -> None:
        """Add requests to bins, by SID; those of bins that are gone are dropped."""
        ...

    def current(self, sids: Collection[str]) -> Mapping[str, int]:
        """The numbers of the versions that bins have now; those that are gone are left out."""
        ...

    def purge(self, before: datetime, limit: int) -> int:
        """Delete bins that have expired by a time, of any app; returns how many."""
        ...


class MemoryBins:
    """Bins in the memory of this process."""

    def __init__(self) -> None:
        self._bins: dict[str, StoredBin] = {}
        self._versions: dict[str, list[BinVersion]] = {}
        self._lock = threading.RLock()

    def clear(self) -> None:
        """Forget all bins."""
        with self._lock:
            self._bins.clear()
            self._versions.clear()

    def add(self, made: StoredBin) -> None:
        """Keep a new bin."""
        with self._lock:
            self._bins[made.sid] = made
            self._versions[made.sid] = [version_of(made)]

    def find(self, sid: str) -> StoredBin | None:
        """A bin as it is now; None if there is none."""
        return self._bins.get(sid)

    def listed(self, part: str = "", *, limit: int | None = None, offset: int = 0) -> Sequence[StoredBin]:
        """The bins with a text in their names, the newest first; none that expire."""
        with self._lock:
            found = [one for one in reversed(self._bins.values()) if part in one.name and one.expires is None]
        return found[offset : None if limit is None else offset + limit]

    def number(self, part: str = "") -> int:
        """How many `listed` gives in all."""
        return len(self.listed(part))

    def save(self, sid: str, change: Change) -> StoredBin | None:
        """Change a bin; a new version is kept beside the old ones."""
        with self._lock:
            old = self._bins.get(sid)
            if old is None:
                return None
            new = change(old)
            self._bins[sid] = new
            if new.version != old.version:
                self._versions[sid].insert(0, version_of(new))
            return new

    def remove(self, sid: str, check: Callable[[StoredBin], object]) -> bool:
        """Delete a bin and its versions; returns whether there was one."""
        with self._lock:
            found = self._bins.get(sid)
            if found is None:
                return False
            check(found)
            del self._bins[sid], self._versions[sid]
            return True

    def versions(self, sid: str) -> Sequence[BinVersion]:
        """All versions of a bin, the newest first."""
        return tuple(self._versions.get(sid, ()))

    def version(self, sid: str, number: int) -> BinVersion | None:
        """One version of a bin; None if there is none of that number."""
        return next((one for one in self.versions(sid) if one.number == number), None)

    def count(self, requests: Mapping[str, Requests]) -> None:
        """Add requests to bins, by SID."""
        with self._lock:
            for sid, new in requests.items():
                found = self._bins.get(sid)
                if found is not None:
                    last = max(new.last, found.date_last_accessed or new.last)
                    number = found.num_requests + new.number
                    self._bins[sid] = replace(found, num_requests=number, date_last_accessed=last)

    def current(self, sids: Collection[str]) -> Mapping[str, int]:
        """The numbers of the versions that bins have now."""
        return {sid: found.version for sid in sids if (found := self._bins.get(sid)) is not None}

    def purge(self, before: datetime, limit: int) -> int:
        """Delete bins that have expired by a time."""
        with self._lock:
            gone = [sid for sid, found in self._bins.items() if found.is_over(before)][:limit]
            for sid in gone:
                del self._bins[sid], self._versions[sid]
        return len(gone)


def version_of(made: StoredBin) -> BinVersion:
    """What a bin is now, as one of its versions."""
    return BinVersion(made.version, made.name, made.contents, made.date_updated)
