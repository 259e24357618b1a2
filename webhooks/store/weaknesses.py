"""What keeps a database from holding what the store promises; looked at once, when it is opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

_MOUNTS: Final = Path("/proc/mounts")
_OVER_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"})


def weaknesses(engine: Engine) -> list[str]:
    """Sentences for the log, each with what to do; none for a database that holds what is promised.

    Raises:
        SQLAlchemyError: The database cannot be asked.
    """
    if engine.dialect.name == "postgresql":
        return _of_server(engine)
    file = engine.url.database
    found = network_of(file, _mounts()) if file else None
    if found is None:
        return []
    return [
        f"the store is a SQLite file on a network mount ({found}), whose locks do not hold: two processes may write at "
        "once, and lose events. Put it on a disk of this machine, or take PostgreSQL"
    ]


def _of_server(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        if connection.exec_driver_sql("SHOW synchronous_commit").scalar() != "off":
            return []
    return [
        "synchronous_commit is off: events that were acknowledged may be lost when the server crashes. Set it to on "
        "for this database or role"
    ]


def network_of(file: str, mounts: str) -> str | None:
    """The kind of the network file system that a file is on; None if it is on a disk.

    Args:
        file: Its path.
        mounts: What is mounted, as `/proc/mounts` has it: device, place, kind and more.
    """
    path, best, kind = os.path.abspath(file.removeprefix("file:").partition("?")[0]), "", ""
    for line in mounts.splitlines():
        _, place, this, *_ = [*line.split(), "", "", ""]
        place = place.replace("\\040", " ")
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, this
    return kind if kind in _OVER_NETWORK or kind.startswith("fuse.ssh") else None


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(errors="replace")
    except OSError:  # not Linux
        return ""
