"""What can go wrong with a database, for `flask laml doctor`: its version, its settings, and the disk that it is on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, text

from .database import Database, told_apart
from .listening import application_of
from .migrations import OLDEST, VERSION, version_of
from .sqlite import wal_is_safe

Finding: TypeAlias = tuple[str, str, str]
"""A mark (`✓`, `!` or `✗`), what was found, and what to do."""

ELSEWHERE: Final = "set LAML_DATABASE_URL to a PostgreSQL, which is on no disk of this machine"
NETWORK: Final = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.s3fs",
    "lustre",
    "virtiofs",
)
"""File systems of other machines, whose locks do not hold or do not last."""
PASSING: Final = ("tmpfs", "ramfs", "overlay", "aufs")
"""File systems that are gone with the machine or the container."""
PLATFORMS: Final[Mapping[str, str]] = {
    "AWS_LAMBDA_FUNCTION_NAME": "AWS Lambda",
    "DYNO": "Heroku",
    "FLY_APP_NAME": "Fly.io",
    "FUNCTION_TARGET": "Google Cloud Functions",
    "GAE_ENV": "Google App Engine",
    "K_SERVICE": "Google Cloud Run",
    "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "RENDER": "Render",
    "VERCEL": "Vercel",
    "WEBSITE_INSTANCE_ID": "Azure App Service",
}
"""What platforms set in the environment whose machines pass."""
MOST_CONNECTIONS: Final = 0.8
CONTAINER: Final = Path("/.dockerenv")
MOUNTS: Final = Path("/proc/self/mountinfo")


def findings(database: Database, app: str) -> Iterator[Finding]:
    """What there is to say of an open database.

    Raises:
        StoreAway: It cannot be asked.
    """
    with told_apart(), database.engine.connect() as connection:
        held = version_of(connection, database.tables)
        if held is not None:
            newer = ", which is newer" if held[0] > VERSION else ""
            yield "✓", f"its tables are of version {held[0]}; this lamlkit makes version {VERSION}{newer}", ""
            if held[1] > OLDEST:
                yield (
                    "!",
                    f"programs older than version {held[1]} may not use it any more",
                    "upgrade those that are left",
                )
        yield from of_sqlite(connection) if database.owners is not None else of_postgresql(database, connection, app)


def of_sqlite(connection: Connection) -> Iterator[Finding]:
    """The library, the journal, and the disk of a SQLite file."""
    file = connection.engine.url.database or ""
    if not file or file == ":memory:":
        yield "!", "the store is in memory: it is gone with this process", "set LAML_DATABASE_URL"
        return
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()).lower()
    synchronous = int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
    safe = wal_is_safe()
    words = f"SQLite {sqlite3.sqlite_version}, journal mode {mode}"
    if mode == "wal" and not safe:
        yield (
            "✗",
            f"{words}: several processes can damage the file with this version (the WAL-reset bug)",
            "use SQLite 3.51.3 or newer (or 3.50.7, 3.44.6), or take the mode back: PRAGMA journal_mode = DELETE",
        )
    else:
        yield "✓", words + ("" if safe else ", since this version is not safe with a write-ahead log"), ""
    if synchronous < 2:
        yield (
            "!",
            "synchronous is not FULL: a power cut may take what was acknowledged",
            "leave the engine's setting alone",
        )
    yield from of_disk(Path(file).resolve(), os.environ)


def of_disk(file: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the disk of a file stays, and whether its locks hold."""
    platform = next((name for variable, name in PLATFORMS.items() if environ.get(variable)), None)
    sort = file_system_of(file)
    if sort is not None and any(sort == name or sort.startswith((f"{name}.", f"{name}4")) for name in NETWORK):
        yield "✗", f"{file} is on a network mount ({sort}), where the locks of SQLite do not hold", ELSEWHERE
    elif sort in PASSING:
        where = "the container's own disk" if sort in ("overlay", "aufs") else "memory"
        yield "!", f"{file} is in {where} ({sort}) and is gone with it", f"mount a volume there, or {ELSEWHERE}"
    elif platform is not None:
        yield (
            "!",
            f"{file} is on a machine of {platform}, whose disk may pass",
            f"{ELSEWHERE}, unless it is on a volume",
        )
    elif CONTAINER.exists():
        yield "!", f"{file} is in a container, on a volume ({sort})", "one container at a time may use it"
    else:
        yield "✓", f"{file} is on a disk of this machine ({sort or 'unknown'})", ""


def file_system_of(file: Path) -> str | None:
    """The sort of file system that a file is on; None where the system does not say."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    best, found = -1, None
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if file.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), after.split()[0]
    return found


def of_postgresql(database: Database, connection: Connection, app: str) -> Iterator[Finding]:
    """The server's settings, and how many connections are left."""

    def ask(query: str, **values: object) -> Any:
        return connection.execute(text(query), values).scalar_one()

    yield "✓", f"PostgreSQL {ask('SHOW server_version')}", ""
    if ask("SHOW synchronous_commit") == "off":
        yield (
            "!",
            "synchronous_commit is off: a crash of the server may take the last events that were acknowledged",
            "set it to on for the role of the app: ALTER ROLE … SET synchronous_commit = on",
        )
    used = int(ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
    most = int(ask("SHOW max_connections")) - int(ask("SHOW superuser_reserved_connections"))
    pool: Any = database.engine.pool
    own = pool.size() + max(0, getattr(pool, "_max_overflow", 0)) if hasattr(pool, "size") else 0
    words = f"{used} of {most} connections are used" + (f"; a process of the app takes {own} at most" if own else "")
    if used > most * MOST_CONNECTIONS:
        yield "✗", words, "raise max_connections, run fewer processes, or put PgBouncer before it"
    else:
        yield "✓", words, ""
    count = int(ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name", name=application_of(app)))
    if count:
        yield "✓", f"{count} workers listen", ""
