"""The journal of a bulk send: a line of JSON on disk before and after each message.

It contains no numbers and no texts: a row is identified by a digest of its position and contents.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final

import click

if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[str]) -> None:
        """Lock a file for this process, until it is closed; OSError if another process has it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(file: IO[str]) -> None:
        """Lock a file for this process, until it is closed; OSError if another process has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def key_of(number: int, row: Mapping[str, str]) -> str:
    """The key of a row in the journal: a digest of its position and contents."""
    text = json.dumps([number, sorted(row.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


UNKNOWN: Final = frozenset({"sending", "unknown"})
"""The states of a row that may have been sent: the process ended meanwhile, or nobody answered who knows."""


class Journal:
    """The states of the rows of one bulk send. It is locked: one process at a time sends what is in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._states: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Journal:
        try:
            self._file = self._path.open("a", encoding="utf-8")
        except OSError as problem:
            raise click.ClickException(f"{self._path}: {problem.strerror}") from None
        try:
            lock(self._file)
            self._read()
        except OSError as problem:
            self._file.close()
            in_use = isinstance(problem, BlockingIOError | PermissionError)
            words = "another laml send is using it" if in_use else problem.strerror
            raise click.ClickException(f"{self._path}: {words}") from None
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _read(self) -> None:
        whole, _, cut = self._path.read_bytes().rpartition(b"\n")
        if cut:  # a crash cut the last line, so what it was about to record did not happen
            os.truncate(self._path, len(whole) + 1 if whole else 0)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
                self._states[str(entry["key"])] = {name: str(value) for name, value in entry.items()}
            except (ValueError, KeyError, AttributeError):
                raise click.ClickException(f"{self._path}: line {number} is no journal entry") from None

    def sids(self) -> list[str]:
        """The identifiers of the messages that were sent."""
        return [entry["sid"] for entry in self._states.values() if "sid" in entry]

    def is_over(self, key: str) -> bool:
        """Whether that row was sent."""
        return self._states.get(key, {}).get("state") == "sent"

    def begin(self, key: str) -> datetime | None:
        """Note that a row is about to be sent.

        Returns:
            When an earlier attempt began, if its outcome is unknown; else None.
        """
        before = self._states.get(key, {})
        since = before["at"] if before.get("state") in UNKNOWN else None
        self._note(key, "sending", at=since)
        return datetime.fromisoformat(since) if since else None

    def sent(self, key: str, sid: str) -> None:
        """Note that a row was sent."""
        self._note(key, "sent", sid=sid)

    def unknown(self, key: str) -> None:
        """Note that a row may have been sent; the time stays that of its first attempt."""
        self._note(key, "unknown", at=self._states[key]["at"])

    def failed(self, key: str, error: str) -> None:
        """Note that a row was not sent."""
        self._note(key, "failed", error=error)

    def _note(self, key: str, state: str, at: str | None = None, **more: str) -> None:
        entry = {"key": key, "state": state, "at": at or datetime.now(UTC).isoformat(), **more}
        self._states[key] = entry
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
