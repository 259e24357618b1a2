"""The journal of a bulk send: a line of JSON on disk before and after each message.

It contains no numbers and no texts: a row is identified by a digest of its position and contents.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import click


def key_of(number: int, row: Mapping[str, str]) -> str:
    """The key of a row in the journal: a digest of its position and contents."""
    text = json.dumps([number, sorted(row.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Journal:
    """The states of the rows of one bulk send; one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._states: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Journal:
        try:
            self._read()
            self._file = self._path.open("a", encoding="utf-8")
        except OSError as problem:
            raise click.ClickException(f"{self._path}: {problem.strerror}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _read(self) -> None:
        if not self._path.exists():
            return
        whole, _, cut = self._path.read_bytes().rpartition(b"\n")
        if cut:  # a crash cut the last line, so what it was about to record did not happen
            os.truncate(self._path, len(whole) + 1 if whole else 0)
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
                self._states[str(entry["key"])] = {name: str(value) for name, value in entry.items()}
            except (ValueError, TypeError, KeyError):
                raise click.ClickException(f"{self._path}: line {number} is no journal entry") from None

    def is_over(self, key: str) -> bool:
        """Whether that row was sent."""
        return self._states.get(key, {}).get("state") == "sent"

    def begin(self, key: str) -> datetime | None:
        """Note that a row is about to be sent.

        Returns:
            When an earlier attempt began, if its outcome is unknown; else None.
        """
        before = self._states.get(key, {})
        self._note(key, "sending", at=before.get("at") if before.get("state") == "sending" else None)
        return datetime.fromisoformat(before["at"]) if before.get("state") == "sending" else None

    def sent(self, key: str, sid: str) -> None:
        """Note that a row was sent."""
        self._note(key, "sent", sid=sid)

    def failed(self, key: str, error: str) -> None:
        """Note that a row was not sent, or that its outcome is unknown."""
        self._note(key, "sending" if error == "OutcomeUnknown" else "failed", error=error)

    def _note(self, key: str, state: str, at: str | None = None, **more: str) -> None:
        entry = {"key": key, "state": state, "at": at or datetime.now(UTC).isoformat(), **more}
        self._states[key] = entry
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
