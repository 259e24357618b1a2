"""`laml send`: each row once, whatever happens between; the journal says what is known and is locked meanwhile."""

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rest.commands.journal import Journal, key_of
from rest.commands.send import send
from rest.objects import reconcile
from rest.table.values import format_rfc2822

from ..server import Answer, Received, Server, reply
from .running import run


class Inbox:
    """Takes messages; loses its answers, before or after, for the texts that say so. `lists` is whether it lists."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.lists = True

    def __call__(self, request: Received) -> Answer:
        if request.method == "GET":
            if not self.lists:
                return reply(500)
            to = dict(request.query).get("To")
            return reply(200, {"messages": [one for one in self.taken[::-1] if to in (None, one["to"])]})
        form = dict(request.form)
        if form["Body"] == "refused":
            return reply(400, {"code": 21211, "message": "no such number"})
        if form["Body"] == "dropped" and not self.lists:
            return reply(504)
        now = format_rfc2822(datetime.now(UTC))
        sid = f"SM{len(self.taken)}"
        self.taken.append(
            {"sid": sid, "to": form["To"], "from": form["From"], "body": form["Body"], "date_created": now}
        )
        return Answer(then="close") if form["Body"] == "lost" else reply(201, self.taken[-1])


def rows(path: Path, *bodies: str) -> Path:
    path.write_text("to,body\n" + "".join(f"+1555123000{number},{body}\n" for number, body in enumerate(bodies)))
    return path


def test_one_message_is_sent() -> None:
    inbox = Inbox()
    with Server(inbox) as server:
        result = run(
            *(send, "+15551230000", "Hello", "--from", "+2", "--media", "https://example.com/1.png"),
            *("--status", "https://example.com/told"),
            url=server.url,
        )
    assert result.exit_code == 0, result.output
    assert [(one["to"], one["body"]) for one in inbox.taken] == [("+15551230000", "Hello")]
    sent = dict(server.received[0].form)
    assert (sent["MediaUrl"], sent["StatusCallback"]) == ("https://example.com/1.png", "https://example.com/told")


def test_many_messages_are_sent_once_each_whatever_happens(tmp_path: Path) -> None:
    file = rows(tmp_path / "people.csv", "one", "lost", "refused", "two")
    inbox = Inbox()
    with Server(inbox) as server:
        first = run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
        second = run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "row 3" in first.output
    assert "3 of 4 sent" in first.output
    assert [one["body"] for one in inbox.taken] == ["one", "lost", "two"]
    journal = (tmp_path / "people.csv.journal").read_text()
    assert "+1555" not in journal
    assert "one" not in journal


def test_progress_is_shown_on_a_terminal_and_beside_the_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = rows(tmp_path / "people.csv", "one", "two")
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes that for a terminal
    with Server(Inbox()) as server:
        result = run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    assert "sending" in result.stderr
    assert "100%" in result.stderr
    assert result.stdout == f"2 of 2 sent; journal: {file}.journal\n"


def test_no_thread_remains_after_the_messages(tmp_path: Path) -> None:
    file = rows(tmp_path / "people.csv", "one", "two")
    before = threading.active_count()
    with Server(Inbox()) as server:
        run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    assert threading.active_count() <= before


def test_media_go_along_with_every_row_that_names_none(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("to,body,media_url\n+15551230000,one,\n+15551230001,two,https://x/2 https://x/3\n")
    words = ["--csv", str(file), "--from", "+2", "--per-second", "1000", "--media", "https://x/1"]
    with Server(Inbox()) as server:
        assert run(send, *words, url=server.url).exit_code == 0
    sent = [[value for name, value in one.form if name == "MediaUrl"] for one in server.received]
    assert sent == [["https://x/1"], ["https://x/2", "https://x/3"]]


def test_a_row_may_name_its_sender_and_columns_are_written_in_any_way(tmp_path: Path) -> None:
    file, inbox = tmp_path / "people.csv", Inbox()
    file.write_text("To , BODY,From\n+15551230000,one,\n+15551230001,two,+3\n")
    with Server(inbox) as server:
        assert run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url).exit_code == 0
    assert [(one["body"], one["from"]) for one in inbox.taken] == [("one", "+2"), ("two", "+3")]


def test_the_journal_is_where_it_is_wanted(tmp_path: Path) -> None:
    file, journal = rows(tmp_path / "people.csv", "one", "refused"), tmp_path / "elsewhere"
    with Server(Inbox()) as server:
        run(send, "--csv", str(file), "--from", "+2", "--journal", str(journal), url=server.url)
    assert states(journal) == ["sending", "sent", "sending", "failed"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "people.csv"]


@pytest.mark.parametrize("taken", [True, False], ids=["it was sent", "it was not"])
def test_a_send_that_was_killed_is_resumed_without_a_doubled_message(tmp_path: Path, taken: bool) -> None:
    """The journal says "sending" and no more: the process died there, and its message was sent or not."""
    file = rows(tmp_path / "people.csv", "one")
    inbox = Inbox()
    with Journal(tmp_path / "people.csv.journal") as journal:
        journal.begin(key_of(1, {"to": "+15551230000", "body": "one"}))
    with (tmp_path / "people.csv.journal").open("a") as cut:
        cut.write('{"key": "half a li')
    with Server(inbox) as server:
        if taken:
            now = format_rfc2822(datetime.now(UTC))
            inbox.taken.append({"sid": "SM9", "to": "+15551230000", "from": "+2", "body": "one", "date_created": now})
        result = run(send, "--csv", str(file), "--from", "+2", url=server.url)
        again = run(send, "--csv", str(file), "--from", "+2", url=server.url)
    assert (result.exit_code, again.exit_code) == (0, 0), result.output + again.output
    assert [one["body"] for one in inbox.taken] == ["one"]
    posts = [request for request in server.received if request.method == "POST"]
    assert len(posts) == (0 if taken else 1)


def states(journal: Path) -> list[str]:
    return [json.loads(line)["state"] for line in journal.read_text().splitlines()]


def twice(file: Path, inbox: Inbox) -> list[int]:
    """Send a file while nothing is listed, twice; then while everything is. The messages taken after each run."""
    taken = []
    with Server(inbox) as server:
        for inbox.lists in (False, False, True):
            run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
            taken.append(len(inbox.taken))
    return taken


@pytest.mark.parametrize(("body", "taken"), [("lost", [1, 1, 1]), ("dropped", [0, 0, 1])])
def test_a_row_whose_outcome_is_unknown_is_noted_so_and_never_sent_without_a_look(
    tmp_path: Path, body: str, taken: list[int]
) -> None:
    file = rows(tmp_path / "people.csv", body)
    assert twice(file, Inbox()) == taken
    assert states(tmp_path / "people.csv.journal") == ["sending", "unknown"] * 2 + ["sending", "sent"]


def test_a_journal_that_notes_it_as_failed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept."""
    monkeypatch.setattr(Journal, "unknown", lambda self, key: self.failed(key, "OutcomeUnknown"))
    assert twice(rows(tmp_path / "people.csv", "lost"), Inbox())[1] == 2


SAME = {"to": "+15551230000", "body": "one"}


def resumed(tmp_path: Path, rows: list[tuple[str, int, bool]]) -> tuple[int, list[str]]:
    """Resume a file of rows with the same receiver and text.

    Args:
        tmp_path: Where its files are.
        rows: The state of each in the journal (empty for none), the seconds since it began, and whether it arrived.
    Returns:
        How many messages there are in the end, and the last states of the rows.
    """
    file, written, inbox = tmp_path / "people.csv", tmp_path / "people.csv.journal", Inbox()
    file.write_text("to,body\n" + "+15551230000,one\n" * len(rows))
    lines, now = [], datetime.now(UTC)
    for number, (state, age, arrived) in enumerate(rows, start=1):
        at = now - timedelta(seconds=age)
        sid = f"SM9{number}"
        if state:
            entry = {"key": key_of(number, SAME), "state": state, "at": at.isoformat()}
            lines.append(json.dumps(entry | ({"sid": sid} if state == "sent" else {})))
        if arrived:
            made = format_rfc2822(at + timedelta(seconds=1))
            inbox.taken.append({"sid": sid, "from": "+2", "date_created": made, **SAME})
    written.write_text("".join(line + "\n" for line in lines))
    with Server(inbox) as server:
        result = run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    assert result.exit_code == 0, result.output
    journal = {entry["key"]: entry["state"] for entry in map(json.loads, written.read_text().splitlines())}
    return len(inbox.taken), list(journal.values())


ALIKE = {
    "the second was cut, and the first is no answer to it": [("sent", 20, True), ("sending", 10, False)],
    "the first was lost, and the second is no answer to it": [("unknown", 20, False), ("sent", 10, True)],
    "both were cut and arrived": [("unknown", 70, True), ("sending", 10, True)],
    "both were cut and neither arrived": [("unknown", 70, False), ("sending", 10, False)],
    "both were cut and the later one arrived": [("unknown", 70, False), ("sending", 10, True)],
    "one of three had not begun": [("sent", 12, True), ("unknown", 11, True), ("", 0, False)],
}


@pytest.mark.parametrize("name", ALIKE)
def test_of_rows_that_are_alike_none_is_lost_and_none_doubled(tmp_path: Path, name: str) -> None:
    assert resumed(tmp_path, ALIKE[name]) == (len(ALIKE[name]), ["sent"] * len(ALIKE[name]))


def test_what_this_run_sent_is_no_answer_to_a_later_row_however_many_were_sent_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rest.http.gateway.REMEMBERED", 0)
    assert resumed(tmp_path, [("failed", 70, False), ("unknown", 10, False)]) == (2, ["sent", "sent"])


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("the second was cut, and the first is no answer to it", 1),
        ("the first was lost, and the second is no answer to it", 1),
    ],
)
def test_a_journal_whose_messages_are_not_known_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, messages: int
) -> None:
    """The fault, kept: one is lost."""
    monkeypatch.setattr(Journal, "sids", lambda _: [])
    assert resumed(tmp_path, ALIKE[name])[0] == messages


def test_a_search_that_takes_the_newest_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept: the first row takes the message of the second, which is left without one."""
    monkeypatch.setattr(reconcile, "reversed", lambda records: records, raising=False)
    with pytest.raises(AssertionError, match="1 unknown"):
        resumed(tmp_path, ALIKE["both were cut and arrived"])


@pytest.mark.parametrize("third", ["refused", "two"])
def test_what_is_unknown_is_said_and_is_no_success(tmp_path: Path, third: str) -> None:
    file, inbox = rows(tmp_path / "people.csv", "one", "lost", third), Inbox()
    inbox.lists = False
    with Server(inbox) as server:
        result = run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    assert result.exit_code == 1
    assert f"{1 + (third == 'two')} of 3 sent, 1 unknown (the same command again looks for them)" in result.output


def test_the_time_of_an_unknown_row_stays_that_of_its_first_attempt(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        assert journal.begin("k") is None
        journal.unknown("k")
        first = journal.begin("k")
        journal.unknown("k")
        assert journal.begin("k") == first
    with Journal(tmp_path / "j") as journal:
        assert journal.begin("k") == first


def test_two_sends_at_once_do_not_share_a_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, inbox = rows(tmp_path / "people.csv", "one"), Inbox()
    words = ["--csv", str(file), "--from", "+2"]
    with Server(inbox) as server:
        with Journal(tmp_path / "people.csv.journal"):
            result = run(send, *words, url=server.url)
            assert (result.exit_code, "another laml send is using it" in result.output) == (1, True), result.output
            assert server.received == []
            monkeypatch.setattr("rest.commands.journal.lock", lambda file: None)  # the fault, kept
            assert run(send, *words, url=server.url).exit_code == 0
    assert len(inbox.taken) == 1


def synced_before(file: Path, monkeypatch: pytest.MonkeyPatch, sync: bool) -> list[bool]:
    """Of each request, whether its row was on disk as `sending`; what is not synced is lost with the machine."""
    on_disk = [""]
    seen: list[bool] = []
    journal = file.with_name(file.name + ".journal")
    monkeypatch.setattr(os, "fsync", lambda number: on_disk.append(journal.read_text()) if sync else None)
    inbox = Inbox()

    def script(request: Received) -> Answer:
        seen.append(on_disk[-1].count('"sending"') == len(seen) + 1)
        return inbox(request)

    with Server(script) as server:
        run(send, "--csv", str(file), "--from", "+2", "--per-second", "1000", url=server.url)
    return [*seen, on_disk[-1].count('"sent"') == len(seen)]


def test_each_row_is_on_disk_before_its_message_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = rows(tmp_path / "people.csv", "one", "two")
    assert synced_before(file, monkeypatch, sync=True) == [True] * 3
    (tmp_path / "people.csv.journal").unlink()
    assert synced_before(file, monkeypatch, sync=False) == [False] * 3  # the fault, kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("to,text\n+1,x\n", "no column body"),
        ("to,body,when\n+1,x,y\n", "unknown column when"),
        ("to,body\n+1,x,y\n", "row 1: expected 2 fields"),
        ("to,body\n+1,x\n,x\n", "row 2: expected 2 fields"),
        ("to,body\n \t,x\n", "row 1: expected 2 fields"),
        ("", "no column to"),
    ],
)
def test_a_file_that_cannot_be_sent_is_refused_before_anything_is_sent(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "people.csv").write_text(text)
    result = run(send, "--csv", str(tmp_path / "people.csv"), "--from", "+2", url="http://127.0.0.1:1")
    assert (result.exit_code, words in result.output) == (1, True), result.output


def test_send_needs_a_message_or_a_file() -> None:
    assert run(send, "+1", "--from", "+2", url="http://127.0.0.1:1").exit_code == 2
