"""The journal of a bulk send: what is read of it, what a crash left, and how one is refused."""

import json
import os
from pathlib import Path

import click
import pytest

from rest.commands import journal as of_journal
from rest.commands.journal import Journal, key_of
from rest.commands.send import send

from .running import run


def test_rows_have_the_keys_that_earlier_versions_wrote() -> None:
    """A journal that a send of another version left is resumed. Sums by sha256sum, of `[1, [["body", "hé"], …]]`."""
    row = {"to": "+15551230000", "body": "h\u00e9"}
    assert key_of(1, row) == "c83129e72f415d8bfb4510f43daffbcb"
    assert key_of(2, row) == "cfa5ef2a415392e310ffaebbb0ee8fc7"


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_line_that_a_crash_cut_is_taken_away_and_no_other(tmp_path: Path, before: int) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        for number in range(before):
            journal.begin(f"k{number}")
            journal.sent(f"k{number}", "SM1")
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"key": "half a li')
    with Journal(path):
        assert path.read_bytes() == whole
    with Journal(path) as journal:
        assert [journal.is_over(f"k{number}") for number in range(3)] == [number < before for number in range(3)]
        journal.failed("k9", "NotFound")
    assert [json.loads(line)["key"] for line in path.read_text().splitlines()][2 * before :] == ["k9"]


@pytest.mark.parametrize("line", ["hello", "[]", "7", "{}", '{"state": "sent"}', "null"])
def test_a_journal_of_something_else_is_refused(tmp_path: Path, line: str) -> None:
    good = '{"key": "k", "state": "sent", "at": "2026-01-01T00:00:00+00:00"}'
    (tmp_path / "people.csv").write_text("to,body\n+1,x\n")
    (tmp_path / "people.csv.journal").write_text(f"{good}\n{line}\n")
    result = run(send, "--csv", str(tmp_path / "people.csv"), "--from", "+2", url="http://127.0.0.1:1")
    assert (result.exit_code, "line 2 is no journal entry" in result.output) == (1, True), result.output


def test_a_journal_that_cannot_be_opened_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match=f"^{tmp_path}: Is a directory$"), Journal(tmp_path):
        raise AssertionError


def _no_locks(file: object) -> None:
    raise OSError(37, "No locks available")


def _no_read(path: Path) -> bytes:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("owner", "name", "fault", "words"),
    [
        (of_journal, "lock", _no_locks, "No locks available"),
        (Path, "read_bytes", _no_read, "Input/output error"),
        (Path, "read_bytes", lambda path: b"hello\n", "line 1 is no journal entry"),
    ],
)
def test_a_journal_that_is_refused_is_left_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, fault: object, words: str
) -> None:
    refused = Journal(tmp_path / "j")
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, fault)
        with pytest.raises(click.ClickException, match=words):
            refused.__enter__()
    with Journal(tmp_path / "j") as journal:  # which is locked no more
        assert not journal.is_over("k")


def test_what_is_written_is_synced_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append((tmp_path / "j").read_bytes().count(b"\n")))
    with Journal(tmp_path / "j") as journal:
        journal.begin("k")
        journal.unknown("k")
        journal.failed("k", "NotFound")
        journal.sent("k", "SM1")
    assert synced == [1, 2, 3, 4]
