"""The commands that speak to the provider, run as a user does, against a scripted server."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from rest.commands import groups, session
from rest.commands.groups import calls, numbers
from rest.commands.journal import Journal, key_of
from rest.commands.place import call
from rest.commands.send import send
from rest.commands.views import VIEWS
from rest.rows import RESOURCES
from rest.table.properties import properties_of
from rest.table.values import format_rfc2822

from ..clients import ACCOUNT, CALL_SID, PROJECT, TOKEN
from ..clocks import FakeClock
from ..server import Answer, Received, Server, reply


def run(command: click.Command, *words: str, url: str, provider: str = "twilio") -> Result:
    environment = {
        "LAML_PROVIDER": provider,
        "LAML_BASE_URL": url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SIGNALWIRE_PROJECT_ID": PROJECT,
        "SIGNALWIRE_API_TOKEN": TOKEN,
        "COLUMNS": "200",
    }
    return CliRunner().invoke(command, words, env=environment)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waits: the commands' client gets a clock that never sleeps."""
    real = session.Client
    clock = FakeClock(wall=datetime.now(UTC))
    monkeypatch.setattr(session, "Client", lambda max_per_second=None: real(max_per_second=max_per_second, clock=clock))


CALLS = {
    "calls": [{"sid": "CA1", "status": "completed", "from": "+15559870000", "to": "+15551230000", "price": "-0.0050"}]
}


def test_a_list_is_a_table() -> None:
    with Server([reply(200, CALLS)]) as server:
        result = run(calls, "list", "--limit", "5", url=server.url)
    assert result.exit_code == 0, result.output
    head, line = result.output.splitlines()
    assert head.split() == ["sid", "status", "direction", "from", "to", "start_time", "duration", "price"]
    assert line.split() == ["CA1", "completed", "+15559870000", "+15551230000", "-0.0050"]
    assert server.received[0].query == [("PageSize", "5")]


def test_a_list_as_json_is_a_record_per_line() -> None:
    with Server([reply(200, CALLS)]) as server:
        result = run(calls, "list", "--format", "json", url=server.url)
    assert [json.loads(line) for line in result.output.splitlines()] == CALLS["calls"]


def test_show_gives_every_property() -> None:
    with Server([reply(200, {**CALLS["calls"][0], "new": {"a": 1}})]) as server:
        result = run(calls, "show", "CA1", url=server.url)
    assert '{"a": 1}' in result.output
    assert "from" in result.output


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_shows_properties_that_there_are(name: str) -> None:
    row = next(one for one in RESOURCES if one.name == VIEWS[name].collection)
    assert set(VIEWS[name].columns) <= set(properties_of(row.record))
    group = getattr(groups, name)
    assert {"list", "show"} <= set(group.commands)
    provider = row.providers[0]
    with Server([reply(200, {row.list_key: [{"sid": "XX1"}]}), reply(200, {"sid": "XX1"})]) as server:
        listed = run(group, "list", url=server.url, provider=provider)
        shown = run(group, "show", "XX1", url=server.url, provider=provider)
    assert (listed.exit_code, shown.exit_code) == (0, 0), listed.output + shown.output


def test_an_error_is_one_line_without_a_traceback() -> None:
    with Server([reply(401, {"code": 20003, "message": "no"})]) as server:
        result = run(calls, "list", url=server.url)
    assert result.exit_code == 1
    assert result.output.startswith("Error: GET /2010-04-01/Accounts/")
    assert "check the account" in result.output
    assert TOKEN not in result.output


def test_a_call_follows_a_url() -> None:
    with Server([reply(201, {"sid": CALL_SID})]) as server:
        result = run(
            call, "+15551230000", "--from", "+15559870000", "--url", "https://example.com/", "--record", url=server.url
        )
    assert CALL_SID in result.output
    form = dict(server.received[0].form)
    assert form == {"To": "+15551230000", "From": "+15559870000", "Url": "https://example.com/", "Record": "true"}


def test_a_call_says_a_text_inline_or_from_a_bin() -> None:
    answers = [reply(201, {"sid": CALL_SID, "request_url": "https://example.com/laml-bins/B1"})]
    with Server(answers) as server:
        run(call, "+1", "--from", "+2", "--say", "a < b & c", url=server.url)
        run(call, "+1", "--from", "+2", "--say", "a < b & c", url=server.url, provider="signalwire")
    inline, hosted, placed = server.received
    document = "<Response><Say>a &lt; b &amp; c</Say></Response>"
    assert dict(inline.form)["Twiml"] == document
    assert dict(hosted.form)["Contents"] == document
    assert dict(placed.form)["Url"] == "https://example.com/laml-bins/B1"


@pytest.mark.parametrize("more", [[], ["--url", "https://x/", "--say", "y"]])
def test_a_call_needs_one_thing_to_do(more: list[str]) -> None:
    result = run(call, "+1", "--from", "+2", *more, url="http://127.0.0.1:1")
    assert (result.exit_code, "either --url or --say" in result.output) == (2, True)


def test_a_number_is_connected_with_a_handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app_to_connect.py").write_text(
        "class Handler:\n    url = 'https://example.com/answer'\n\n\nanswer = Handler()\nnothing = 5\n"
    )
    monkeypatch.chdir(tmp_path)
    numbers_page = {"incoming_phone_numbers": [{"sid": "PN1", "phone_number": "+15551230000"}]}
    with Server([reply(200, numbers_page), reply(200, {"sid": "PN1"})]) as server:
        words = ["connect", "+15551230000", "--voice", "app_to_connect:answer", "--sms", "https://example.com/sms"]
        result = run(numbers, *words, url=server.url)
        assert result.exit_code == 0, result.output
        wrong = [
            run(numbers, "connect", "+1", "--voice", text, url=server.url)
            for text in ("app_to_connect:nothing", "x", "no_such:x")
        ]
        none = run(numbers, "connect", "+1", url=server.url)
    assert server.received[1].path.endswith("/IncomingPhoneNumbers/PN1.json")
    assert dict(server.received[1].form) == {
        "VoiceUrl": "https://example.com/answer",
        "SmsUrl": "https://example.com/sms",
    }
    assert [one.exit_code for one in wrong] == [1, 1, 1]
    assert none.exit_code == 2


APP = """
from flask import Flask
from webhooks import Webhooks

app = Flask(__name__)
app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY="k", SECRET_KEY="s")
app.config.update(LAML_PUBLIC_URL="https://ivr.example.com")
hooks = Webhooks(app)
empty = Flask("empty")


@hooks.voice("/answer")
def answer(call): ...


@hooks.message("/sms")
def sms(message): ...


@hooks.call_status("/status")
def finished(event): ...
"""


def test_a_number_is_connected_with_an_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = APP + '\n\n@hooks.voice("/other")\ndef other(call): ...\n'
    (tmp_path / "ivr_to_connect.py").write_text(APP)
    (tmp_path / "ivr_of_two.py").write_text(two)
    monkeypatch.chdir(tmp_path)
    numbers_page = {"incoming_phone_numbers": [{"sid": "PN1", "phone_number": "+1"}]}
    with Server([reply(200, numbers_page), reply(200, {"sid": "PN1"})]) as server:
        result = run(numbers, "connect", "+1", "ivr_to_connect:app", url=server.url)
        wrong = [
            run(numbers, "connect", "+1", text, url=server.url) for text in ("ivr_to_connect:empty", "ivr_of_two:app")
        ]
    assert result.exit_code == 0, result.output
    assert dict(server.received[1].form) == {
        "VoiceUrl": "https://ivr.example.com/answer",
        "SmsUrl": "https://ivr.example.com/sms",
        "StatusCallback": "https://ivr.example.com/status",
    }
    assert [one.exit_code for one in wrong] == [1, 1]
    assert "answer and other" in wrong[1].output
    assert len(server.received) == 2


def test_a_number_that_is_not_ours_is_not_connected() -> None:
    with Server([reply(200, {"incoming_phone_numbers": []})]) as server:
        result = run(numbers, "connect", "+1", "--voice", "https://example.com/", url=server.url)
    assert (result.exit_code, "no such number" in result.output) == (1, True)


class Inbox:
    """Takes messages; loses its answers, before or after, for the texts that say so."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []

    def __call__(self, request: Received) -> Answer:
        if request.method == "GET":
            to = dict(request.query)["To"]
            return reply(200, {"messages": [one for one in self.taken[::-1] if one["to"] == to]})
        form = dict(request.form)
        if form["Body"] == "refused":
            return reply(400, {"code": 21211, "message": "no such number"})
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
            send, "+15551230000", "Hello", "--from", "+2", "--media", "https://example.com/1.png", url=server.url
        )
    assert result.exit_code == 0, result.output
    assert [one["body"] for one in inbox.taken] == ["Hello"]


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


def test_media_go_along_with_every_row_that_names_none(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("to,body,media_url\n+15551230000,one,\n+15551230001,two,https://x/2 https://x/3\n")
    words = ["--csv", str(file), "--from", "+2", "--per-second", "1000", "--media", "https://x/1"]
    with Server(Inbox()) as server:
        assert run(send, *words, url=server.url).exit_code == 0
    sent = [[value for name, value in one.form if name == "MediaUrl"] for one in server.received]
    assert sent == [["https://x/1"], ["https://x/2", "https://x/3"]]


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("to,text\n+1,x\n", "no column body"),
        ("to,body,when\n+1,x,y\n", "unknown column when"),
        ("to,body\n+1,x,y\n", "row 1"),
        ("to,body\n,x\n", "row 1"),
        ("", "no column to"),
    ],
)
def test_a_file_that_cannot_be_sent_is_refused_before_anything_is_sent(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "people.csv").write_text(text)
    result = run(send, "--csv", str(tmp_path / "people.csv"), "--from", "+2", url="http://127.0.0.1:1")
    assert (result.exit_code, words in result.output) == (1, True), result.output


def test_a_journal_of_something_else_is_refused(tmp_path: Path) -> None:
    file = rows(tmp_path / "people.csv", "one")
    (tmp_path / "people.csv.journal").write_text("hello\n")
    result = run(send, "--csv", str(file), "--from", "+2", url="http://127.0.0.1:1")
    assert (result.exit_code, "line 1" in result.output) == (1, True)


def test_send_needs_a_message_or_a_file() -> None:
    assert run(send, "+1", "--from", "+2", url="http://127.0.0.1:1").exit_code == 2
