"""Which databases hold less than the store promises, and what the log says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from webhooks.store import weaknesses


@pytest.mark.parametrize(("kind", "told"), [("ext4", 0), ("nfs4", 1)])
def test_a_file_on_a_network_is_warned_of_and_one_on_a_disk_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, told: int
) -> None:
    monkeypatch.setattr(weaknesses, "_mounts", lambda: f"somewhere {tmp_path} {kind} rw 0 0")
    found = weaknesses.weaknesses(create_engine(f"sqlite:///{tmp_path}/events.sqlite3"))
    assert len(found) == told
    assert all("(nfs4), whose locks do not hold" in each for each in found)
    assert weaknesses.weaknesses(create_engine("sqlite://")) == []
