"""A process that saves a bin: `python -m … URL SID TEXT COUNT`. Prints each version that it has saved.

`DIE` in the environment kills it in the middle of a save, when the new version is written and the bin does not say yet
that it is served; `NAIVE` is the fault: it commits that much.
"""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import Connection

from webhooks.bins.records import StoredBin
from webhooks.bins.sql import SqlBins
from webhooks.store.database import open_database, read_url

from .editors import editor_of


def document(text: str) -> str:
    """A long document that says one thing in all of its parts, so that half of it would be seen."""
    return "<Response>" + f"<Say>{text}</Say>" * 500 + "</Response>"


class Dying(SqlBins):
    def _keep(self, connection: Connection, made: StoredBin) -> None:
        super()._keep(connection, made)
        if os.environ.get("NAIVE"):
            connection.commit()
        os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, sid: str, text: str, count: int) -> None:
    database = open_database(read_url(url), may_migrate=False)
    kind = Dying if os.environ.get("DIE") else SqlBins
    editor = editor_of(kind(database, "ivr"))
    for number in range(count):
        print(editor.update(sid, contents=document(f"{text} {number}")).version, flush=True)
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], count=int(sys.argv[4]))
