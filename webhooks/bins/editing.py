"""Makes, changes and restores bins. What is wrong is told as a whole, and what was live before stays live."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import laml

from ..errors import BinChanged, BinMissing, BinReadOnly, BinRefused
from ..wire.clock import Clock
from .arguments import is_number, need_flag, need_number, need_text, shown
from .records import DEFAULT_CONTENTS, MAX_NAME_LENGTH, SID, BinVersion, StoredBin, new_sid
from .stores import BinStore

STATUSES: Final = {laml.XmlTooLarge.code: 413, laml.XmlRefused.code: 400}
"""The statuses of what is not read at all; other documents are understood and refused, with a 422."""
EXAMPLE: Final = "5184b831-184f-4209-872d-ccdccc80f2f1"
"""A SID as the reference shows one."""
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class BinEditor:
    """Makes and changes the bins of one app.

    Args:
        store: Where they are kept.
        clock: The time.
        check: Finds what is wrong with a document; a problem that is no error stops nothing.
        url_of: Makes the absolute URL of a bin by its SID.
        account: The account that new bins are of.
        sid: Makes an identifier.
        elsewhere: Says where a bin with a name is changed, such as a file; empty if there is none of that name.
    """

    store: BinStore
    clock: Clock
    check: Callable[[str], Sequence[laml.Problem]]
    url_of: Callable[[str], str] = lambda _sid: ""
    account: str = ""
    sid: Callable[[], str] = new_sid
    elsewhere: Callable[[str], str] = lambda _name: ""

    def create(
        self,
        name: str,
        contents: str = DEFAULT_CONTENTS,
        *,
        public: bool = False,
        expires: timedelta | None = None,
    ) -> StoredBin:
        """Make a bin.

        Args:
            name: Its name for people.
            contents: The document; an empty one without it.
            public: Let anybody fetch it, not only the provider.
            expires: After which time it is gone.
        Raises:
            BinRefused: The name or the document has errors.
        """
        given: object = name
        self._refuse("" if given is None else name, contents)
        need_flag("public", public)
        now = self.clock.now()
        made = StoredBin(
            sid=self.sid(),
            name=name,
            contents=contents,
            date_created=now,
            date_updated=now,
            account_sid=self.account,
            public=public,
            expires=None if expires is None else now + expires,
        )
        self.store.add(made)
        return self._with_url(made)

    def find(self, sid: str) -> StoredBin | None:
        """A bin; None if there is none, or if it has expired."""
        found = self.store.find(sid) if isinstance(sid, str) and SID.fullmatch(sid) else None
        return None if found is None or found.is_over(self.clock.now()) else self._with_url(found)

    def fetch(self, sid: str) -> StoredBin:
        """A bin.

        Raises:
            BinMissing: There is none.
            BinReadOnly: It is none of the store, but of a file or of Python.
        """
        found = self.find(sid)
        if found is not None:
            return found
        where = self.elsewhere(sid) if isinstance(sid, str) else ""
        if where:
            raise BinReadOnly(f"the bin {sid!r} is no bin of the store: {where}")
        raise _missing(sid)

    def list(self, name: str = "", *, limit: int | None = None, offset: int = 0) -> Sequence[StoredBin]:
        """The bins, the newest first; none of those that expire.

        Args:
            name: Only those with this text in their names.
            limit: How many at most.
            offset: How many to leave out first.
        Raises:
            ArgumentError: One of them is no text, or no number that can be.
        """
        need_text("name", name)
        need_number("limit", limit, 0)
        need_number("offset", offset, 0)
        if _UNSEEN.search(name):
            return []
        return [self._with_url(found) for found in self.store.listed(name, limit=limit, offset=offset)]

    def number(self, name: str = "") -> int:
        """How many `list` gives in all."""
        return 0 if _UNSEEN.search(name) else self.store.number(name)

    def update(
        self,
        sid: str,
        *,
        name: str | None = None,
        contents: str | None = None,
        public: bool | None = None,
        version: int | None = None,
    ) -> StoredBin:
        """Change what is given, and nothing else. What is changed is a new version; the old ones are kept.

        Args:
            sid: The bin.
            name: Its new name.
            contents: The new document.
            public: Whether anybody may fetch it.
            version: The version that this is a change of: it is refused if there is a newer one.
        Raises:
            BinMissing: There is no such bin.
            BinChanged: It is of another version.
            BinRefused: The name or the document has errors.
            ArgumentError: `public` is neither True nor False, or `version` is no number.
        """
        self._refuse(name, contents)
        need_flag("public", public, optional=True)
        now = self.clock.now()

        def change(old: StoredBin) -> StoredBin:
            _same(old, version)
            new = replace(
                old,
                name=old.name if name is None else name,
                contents=old.contents if contents is None else contents,
                public=old.public if public is None else public,
            )
            return old if new == old else replace(new, version=old.version + 1, date_updated=now)

        saved = self.store.save(self.fetch(sid).sid, change)
        if saved is None:  # it was deleted this moment
            raise _missing(sid)
        return self._with_url(saved)

    def delete(self, sid: str, *, version: int | None = None) -> None:
        """Delete a bin and all of its versions.

        Args:
            sid: The bin.
            version: The version that is meant: nothing is deleted if there is a newer one.
        Raises:
            BinMissing: There is no such bin.
            BinChanged: It is of another version.
        """
        if not self.store.remove(self.fetch(sid).sid, lambda found: _same(found, version)):
            raise _missing(sid)

    def versions(self, sid: str) -> Sequence[BinVersion]:
        """All versions of a bin, the newest first.

        Raises:
            BinMissing: There is no such bin.
        """
        return self.store.versions(self.fetch(sid).sid)

    def version(self, sid: str, number: int) -> BinVersion:
        """One version of a bin.

        Raises:
            BinMissing: There is no such bin, or no such version.
        """
        found = self.store.version(self.fetch(sid).sid, number) if is_number(number) else None
        if found is None:
            raise BinMissing(f"the bin {sid} has no version {shown(number)}; versions are numbered from 1")
        return found

    def diff(self, sid: str, old: int | None = None, new: int | None = None) -> str:
        """What differs between two versions, as `diff -u` writes it; empty if nothing does.

        Args:
            sid: The bin.
            old: The older version; the one before `new` unless given.
            new: The newer version; the one that is served unless given.
        Raises:
            BinMissing: There is no such bin, or no such version.
        """
        last = self.fetch(sid).version if new is None else new
        first = max(1, last - 1) if old is None else old
        return difference(self.version(sid, first), self.version(sid, last))

    def restore(self, sid: str, number: int, *, version: int | None = None) -> StoredBin:
        """Serve again what a version said: it is saved once more, as a new version.

        Args:
            sid: The bin.
            number: The version to serve again.
            version: The version that this is a change of: it is refused if there is a newer one.
        Raises:
            BinMissing: There is no such bin, or no such version.
            BinChanged: It is of another version.
            BinRefused: What it said has errors, which were none when it was saved.
        """
        return self.update(sid, contents=self.version(sid, number).contents, version=version)

    def purge(self, limit: int = 100) -> int:
        """Delete bins that have expired; returns how many."""
        return self.store.purge(self.clock.now(), limit)

    def _refuse(self, name: str | None, contents: str | None) -> None:
        problems = [*_of_name(name), *(() if contents is None else self.check(contents))]
        if any(problem.severity == "error" for problem in problems):
            statuses = [STATUSES[problem.code] for problem in problems if problem.code in STATUSES]
            raise BinRefused(problems, status=statuses[0] if statuses else BinRefused.status)

    def _with_url(self, found: StoredBin) -> StoredBin:
        return replace(found, request_url=self.url_of(found.sid))


def _of_name(name: object) -> Sequence[laml.Problem]:
    if name is None:
        return ()
    if not isinstance(name, str):
        message = f"got {type(name).__name__}, expected a text"
        return (laml.Problem("error", "bin-name", message, "name"),)
    if not name.strip():
        return (laml.Problem("error", "bin-name", "a bin needs a name that is not blank", "name"),)
    if len(name) > MAX_NAME_LENGTH:
        message = f"a name of {len(name)} characters, at most {MAX_NAME_LENGTH}"
        return (laml.Problem("error", "bin-name", message, "name"),)
    if _UNSEEN.search(name):
        return (laml.Problem("error", "bin-name", "a name with characters that nobody can see", "name"),)
    return ()


def _same(found: StoredBin, version: int | None) -> None:
    need_number("version", version, 0)  # of REST, 0 is the version that there never is
    if version is not None and version != found.version:
        raise BinChanged(found.version)


def _missing(sid: str) -> BinMissing:
    if isinstance(sid, str) and SID.fullmatch(sid):
        return BinMissing(f"there is no bin {sid}")
    got = shown(sid) if isinstance(sid, str) else type(sid).__name__
    return BinMissing(f"there is no bin of this SID: got {got}, expected a SID such as {EXAMPLE}")


def difference(old: BinVersion, new: BinVersion) -> str:
    """What differs between two versions, as `diff -u` writes it. A document in one line is told tag by tag."""
    before, after = _told(old), _told(new)
    if before == after and old.contents != new.contents:  # blanks between two tags
        before, after = old.contents.splitlines(), new.contents.splitlines()
    names = f"version {old.number}", f"version {new.number}"
    dates = old.saved_at.isoformat(), new.saved_at.isoformat()
    lines = difflib.unified_diff(before, after, *names, *dates, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _told(version: BinVersion) -> list[str]:
    return [f"name: {version.name}", *version.contents.replace("><", ">\n<").splitlines()]
