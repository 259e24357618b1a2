"""The commands that speak to the provider, run as a user does, against a scripted server."""

import json
import sys
from pathlib import Path

import click
import pytest

from rest.commands import groups
from rest.commands.groups import calls, messages, numbers
from rest.commands.place import call
from rest.commands.send import send
from rest.commands.views import VIEWS
from rest.rows import RESOURCES
from rest.table.properties import properties_of

from ..clients import CALL_SID, TOKEN
from ..server import Server, reply
from .running import run

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


STEERS = "\x1b[2J\x1b]0;title\x07\x9b31m\r\n\x00\u202e\u2066\u2028\x7f"
"""Clears a screen, names a window, colours, ends lines, turns the direction: what a terminal obeys."""
OBEYED = set("\x1b\x07\x9b\r\x00\u202e\u2066\u2028\x7f")


@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("columns", [60, 400])
def test_what_people_write_steers_no_terminal(form: str, columns: int) -> None:
    """Anybody may send a message to a number of the account."""
    message = {"sid": "SM1", "status": STEERS, "body": f"Hello ☎ 👩‍👩‍👧{STEERS}", f"odd{STEERS}": STEERS}
    for words, body in ((["list"], {"messages": [message]}), (["show", "SM1"], message)):
        with Server([reply(200, body)]) as server:
            output = run(messages, *words, "--format", form, url=server.url, columns=columns).output
        assert not set(output) & OBEYED
    assert "Hello ☎ 👩‍👩‍👧" in output
    if form == "json":
        assert json.loads(output) == message


def test_an_error_of_the_provider_steers_no_terminal() -> None:
    with Server([reply(400, {"code": 7, "message": f"No {STEERS}"})]) as server:
        output = run(messages, "show", "SM1", url=server.url).output
    assert "No " in output
    assert not set(output) & OBEYED


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


@pytest.mark.parametrize("provider", ["twilio", "signalwire"])
def test_a_call_says_a_text(provider: str) -> None:
    with Server([reply(201, {"sid": CALL_SID})]) as server:
        run(call, "+1", "--from", "+2", "--say", "a < b & c", url=server.url, provider=provider)
    assert dict(server.received[0].form)["Twiml"] == "<Response><Say>a &lt; b &amp; c</Say></Response>"


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
    assert "--voice ivr_of_two:answer\n  --voice ivr_of_two:other" in wrong[1].output
    assert len(server.received) == 2


FACTORY = """
from flask import Flask
from webhooks import Webhooks

hooks = Webhooks()


def create_app(name="ivr"):
    app = Flask(__name__)
    app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY="k", SECRET_KEY="s")
    app.config.update(LAML_PUBLIC_URL=f"https://{name}.example.com")
    hooks.init_app(app)
    return app


@hooks.voice("/answer")
def answer(call): ...


@hooks.voice("/other")
def other(call): ...


@hooks.voice_fallback("/sorry")
def sorry(call): ...
"""


def test_the_app_of_a_factory_is_connected_with_its_fallback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ivr_factory.py").write_text(FACTORY)
    monkeypatch.chdir(tmp_path)
    numbers_page = {"incoming_phone_numbers": [{"sid": "PN1", "phone_number": "+1"}]}
    with Server([reply(200, numbers_page), reply(200, {"sid": "PN1"})]) as server:
        words = ["connect", "+1", "ivr_factory:create_app('shop')", "--voice", "ivr_factory:other"]
        result = run(numbers, *words, url=server.url)
    assert result.exit_code == 0, result.output
    assert dict(server.received[1].form) == {
        "VoiceUrl": "https://shop.example.com/other",
        "VoiceFallbackUrl": "https://shop.example.com/sorry",
    }


def test_a_call_takes_a_handler_of_the_app_of_a_factory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ivr_called.py").write_text(FACTORY)
    monkeypatch.chdir(tmp_path)
    words = ["+1", "--from", "+2", "--url", "ivr_called:answer"]
    with Server([reply(201, {"sid": CALL_SID})] * 2) as server:
        without = run(call, *words, url=server.url)
        named = run(call, *words, "--app", "ivr_called:create_app", url=server.url)
        monkeypatch.setenv("FLASK_APP", "ivr_called.py")
        by_environment = run(call, *words, url=server.url)
    assert "an app that a function makes is named by --app" in without.output
    assert [named.exit_code, by_environment.exit_code] == [0, 0], named.output
    assert [dict(one.form)["Url"] for one in server.received] == ["https://ivr.example.com/answer"] * 2


MISFITS = """
from flask import Flask
from webhooks import Webhooks

app = Flask(__name__)
app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY="k", LAML_PUBLIC_URL="https://ivr.example.com")
hooks = Webhooks(app, store=None)
sms = hooks.message("/sms", name="sms")(lambda message: None)
answer = hooks.voice("/answer", name="answer")(lambda call: "<Response/>")
recorded = hooks.recording_status("/recorded", name="recorded")(lambda event: None)
"""


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        (call, ["+1", "--from", "+2", "--url", "misfits:sms"], "a handler that answers with a voice document"),
        (call, ["+1", "--from", "+2", "--say", "x", "--status", "misfits:recorded"], "a handler of call_status"),
        (send, ["+1", "x", "--from", "+2", "--status", "misfits:recorded"], "a handler of message_status"),
        (numbers, ["connect", "+1", "--voice", "misfits:sms"], "a handler that answers with a voice document"),
        (numbers, ["connect", "+1", "--sms", "misfits:answer"], "a handler that answers with a document for messages"),
        (numbers, ["connect", "+1", "--status", "misfits:answer"], "a handler of events"),
    ],
)
def test_a_handler_that_does_not_fit_is_refused_before_anything_is_sent(
    command: click.Command, words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "misfits.py").write_text(MISFITS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "misfits", raising=False)
    with Server([]) as server:
        result = run(command, *words, url=server.url)
    assert result.exit_code == 1
    assert f"expected {said}" in " ".join(result.output.split())
    assert not server.received


def test_a_number_that_is_not_ours_is_not_connected() -> None:
    with Server([reply(200, {"incoming_phone_numbers": []})]) as server:
        result = run(numbers, "connect", "+1", "--voice", "https://example.com/", url=server.url)
    assert (result.exit_code, "no such number" in result.output) == (1, True)
