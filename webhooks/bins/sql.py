"""Bins in the database of the store. Loaded late: it needs SQLAlchemy.

A version is written in one transaction with the number that says which version is served, after the row of the bin has
been locked. So of two who save at once one is first, and a process that dies leaves the old version or the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, delete, func, insert, or_, select, tuple_, update

from ..store.database import Database, again_if_broken
from .records import BinVersion, StoredBin
from .stores import Change, Requests, version_of

IN_ONE_STATEMENT: Final = 500
"""Identifiers in one statement: SQLite takes so many parameters at least."""


class SqlBins:
    """The bins of one app.

    Args:
        database: The open database.
        app: The name of the app.
        begin: Gives the connection to work on, and commits at the end what is its to commit; a transaction of the
            store's own unless given.
    """

    def __init__(
        self, database: Database, app: str, begin: Callable[[], AbstractContextManager[Connection]] | None = None
    ) -> None:
        self._app = app
        self._begin = database.begin if begin is None else begin
        self._bins, self._versions = database.tables.bins, database.tables.bin_versions
        bins, versions = self._bins.c, self._versions.c
        same = and_(versions.app == bins.app, versions.sid == bins.sid, versions.version == bins.version)
        self._read = (
            select(self._bins, versions.contents).join(self._versions, same).where(bins.app == bindparam("of_app"))
        )
        self._find = self._read.where(bins.sid == bindparam("of_sid"))

    def add(self, made: StoredBin) -> None:
        """Keep a new bin, and its first version."""
        row = {
            "sid": made.sid,
            "account": made.account_sid[:64],
            "name": made.name,
            "version": made.version,
            "public": made.public,
            "created_at": made.date_created,
            "updated_at": made.date_updated,
            "expires_at": made.expires,
            "requests": made.num_requests,
            "accessed_at": made.date_last_accessed,
        }
        with self._begin() as connection:
            connection.execute(insert(self._bins), {"app": self._app, **row})
            self._keep(connection, made)

    def find(self, sid: str) -> StoredBin | None:
        """A bin as it is now; None if there is none."""

        def look() -> StoredBin | None:
            with self._begin() as connection:
                return self._one(connection, sid)

        return again_if_broken(look)

    def listed(self, part: str = "", *, limit: int | None = None, offset: int = 0) -> Sequence[StoredBin]:
        """The bins with a text in their names, the newest first; none that expire."""
        bins = self._bins.c
        statement = (
            self._read.where(*self._named(part)).order_by(bins.created_at.desc(), bins.sid).limit(limit).offset(offset)
        )
        with self._begin() as connection:
            return [_bin(row) for row in connection.execute(statement, {"of_app": self._app})]

    def number(self, part: str = "") -> int:
        """How many `listed` gives in all."""
        counted = select(func.count()).where(self._bins.c.app == self._app, *self._named(part))
        with self._begin() as connection:
            return int(connection.execute(counted).scalar_one())

    def save(self, sid: str, change: Change) -> StoredBin | None:
        """Change a bin; a new version is kept beside the old ones."""
        bins = self._bins.c
        with self._begin() as connection:
            old = self._locked(connection, sid)
            if old is None:
                return None
            new = change(old)
            if new == old:
                return old
            if new.version != old.version:
                self._keep(connection, new)
            row = {"name": new.name, "version": new.version, "public": new.public, "updated_at": new.date_updated}
            connection.execute(update(self._bins).where(bins.app == self._app, bins.sid == sid).values(row))
            return new

    def remove(self, sid: str, check: Callable[[StoredBin], object]) -> bool:
        """Delete a bin and its versions; returns whether there was one."""
        with self._begin() as connection:
            found = self._locked(connection, sid)
            if found is None:
                return False
            check(found)
            for table in (self._versions, self._bins):
                connection.execute(delete(table).where(table.c.app == self._app, table.c.sid == sid))
            return True

    def versions(self, sid: str) -> Sequence[BinVersion]:
        """All versions of a bin, the newest first."""
        with self._begin() as connection:
            return [_version(row) for row in connection.execute(self._of(sid))]

    def version(self, sid: str, number: int) -> BinVersion | None:
        """One version of a bin; None if there is none of that number."""
        with self._begin() as connection:
            row = connection.execute(self._of(sid).where(self._versions.c.version == number)).first()
        return None if row is None else _version(row)

    def count(self, requests: Mapping[str, Requests]) -> None:
        """Add requests to bins, by SID, always in one order, so that two processes never wait for each other."""
        bins = self._bins.c
        last = bindparam("last", type_=bins.accessed_at.type)
        later = case((or_(bins.accessed_at.is_(None), bins.accessed_at < last), last), else_=bins.accessed_at)
        statement = (
            update(self._bins)
            .where(bins.app == self._app, bins.sid == bindparam("of_sid"))
            .values(requests=bins.requests + bindparam("more"), accessed_at=later)
        )
        rows = [{"of_sid": sid, "more": new.number, "last": new.last} for sid, new in sorted(requests.items())]
        if rows:
            with self._begin() as connection:
                connection.execute(statement, rows)

    def current(self, sids: Collection[str]) -> Mapping[str, int]:
        """The numbers of the versions that bins have now."""
        bins, wanted = self._bins.c, list(sids)
        found: dict[str, int] = {}

        def look() -> None:
            with self._begin() as connection:
                for start in range(0, len(wanted), IN_ONE_STATEMENT):
                    some = bins.sid.in_(wanted[start : start + IN_ONE_STATEMENT])
                    rows = connection.execute(select(bins.sid, bins.version).where(bins.app == self._app, some))
                    found.update({row.sid: row.version for row in rows})

        again_if_broken(look)
        return found

    def purge(self, before: datetime, limit: int) -> int:
        """Delete bins that have expired by a time, of any app."""
        bins = self._bins.c
        old = select(bins.app, bins.sid).where(bins.expires_at.is_not(None), bins.expires_at <= before).limit(limit)
        with self._begin() as connection:
            gone = [(row.app, row.sid) for row in connection.execute(old)]
            if gone:
                for table in (self._versions, self._bins):
                    connection.execute(delete(table).where(tuple_(table.c.app, table.c.sid).in_(gone)))
        return len(gone)

    def _named(self, part: str) -> list[Any]:
        bins = self._bins.c
        where: list[Any] = [bins.expires_at.is_(None)]
        if part:
            where.append(func.replace(bins.name, part, "") != bins.name)  # LIKE of SQLite does not tell A from a
        return where

    def _one(self, connection: Connection, sid: str) -> StoredBin | None:
        row = connection.execute(self._find, {"of_app": self._app, "of_sid": sid}).first()
        return None if row is None else _bin(row)

    def _locked(self, connection: Connection, sid: str) -> StoredBin | None:
        """A bin that nobody else changes until the transaction ends: a write is a lock on each database."""
        bins = self._bins.c
        lock = update(self._bins).where(bins.app == self._app, bins.sid == sid).values(version=bins.version)
        connection.execute(lock)
        return self._one(connection, sid)

    def _keep(self, connection: Connection, made: StoredBin) -> None:
        new = version_of(made)
        row = {"version": new.number, "name": new.name, "contents": new.contents, "saved_at": new.saved_at}
        connection.execute(insert(self._versions), {"app": self._app, "sid": made.sid, **row})

    def _of(self, sid: str) -> Any:
        versions = self._versions.c
        return (
            select(versions.version, versions.name, versions.contents, versions.saved_at)
            .where(versions.app == self._app, versions.sid == sid)
            .order_by(versions.version.desc())
        )


def _bin(row: Any) -> StoredBin:
    return StoredBin(
        sid=row.sid,
        name=row.name,
        contents=row.contents,
        date_created=row.created_at,
        date_updated=row.updated_at,
        version=row.version,
        date_last_accessed=row.accessed_at,
        num_requests=row.requests,
        account_sid=row.account,
        public=row.public,
        expires=row.expires_at,
    )


def _version(row: Any) -> BinVersion:
    return BinVersion(row.version, row.name, row.contents, row.saved_at)
