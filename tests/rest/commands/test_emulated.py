"""The commands as a user runs them: found by the `laml` command, speaking HTTP to the provider in a box."""

import json
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result

from emulator import Provider, ProviderServer

OURS, CALLER = "+15559870000", "+15551230000"
HELLO = "<Response><Say>Hello from a bin</Say></Response>"


@pytest.fixture(params=["signalwire", "twilio"])
def server(request: pytest.FixtureRequest) -> Iterator[ProviderServer]:
    with ProviderServer(Provider(request.param)) as made:
        made.client().incoming_phone_numbers.create(phone_number=OURS)
        yield made


def laml(server: ProviderServer, *words: str) -> Result:
    (entry,) = entry_points(group="laml.commands", name=words[0])
    command = entry.load()
    assert isinstance(command, Command)
    return CliRunner().invoke(command, words[1:], env={**server.settings, "COLUMNS": "200"})


def records(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_call_is_placed_listed_and_shown(server: ProviderServer) -> None:
    placed = laml(server, "call", CALLER, "--from", OURS, "--say", "Good morning", "--format", "json")
    assert placed.exit_code == 0, placed.output
    sid = json.loads(placed.output)["sid"]
    assert server.provider.call(sid).heard("Good morning")
    (listed,) = records(laml(server, "calls", "list", "--format", "json"))
    assert (listed["sid"], listed["to"], listed["from"]) == (sid, CALLER, OURS)
    table = laml(server, "calls", "list").output.splitlines()
    assert table[0].split()[:2] == ["sid", "status"]
    assert table[1].split()[0] == sid
    assert sid in laml(server, "calls", "show", sid).output


def test_messages_of_a_file_are_sent_once_and_listed(server: ProviderServer, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"to,body\n{CALLER},One\n+15551230001,Two\n")
    words = ["send", "--csv", str(file), "--from", OURS, "--per-second", "1000"]
    for _ in range(2):
        assert "2 of 2 sent" in laml(server, *words).output
    listed = records(laml(server, "messages", "list", "--format", "json"))
    assert sorted(str(one["body"]) for one in listed) == ["One", "Two"]


def test_a_number_is_connected_and_shows_it(server: ProviderServer) -> None:
    shown = laml(server, "numbers", "connect", OURS, "--voice", "https://app.example/answer")
    assert (shown.exit_code, shown.output) == (0, "voice_url\thttps://app.example/answer\n")
    (number,) = records(laml(server, "numbers", "list", "--format", "json"))
    assert (number["phone_number"], number["voice_url"]) == (OURS, "https://app.example/answer")


@pytest.mark.parametrize("group", ["recordings", "queues", "conferences", "applications"])
def test_an_empty_list_is_a_head_without_lines(server: ProviderServer, group: str) -> None:
    assert len(laml(server, group, "list").output.splitlines()) == 1
    missing = laml(server, group, "show", "XX1")
    assert (missing.exit_code, "404" in missing.output) == (1, True)
    assert "Traceback" not in missing.output


def test_bins_and_faxes_are_listed_where_the_provider_has_them(server: ProviderServer) -> None:
    client = server.client()
    if client.provider == "twilio":
        refused = laml(server, "bins", "list")
        assert (refused.exit_code, "Twilio has no such operation" in refused.output) == (1, True)
        return
    client.laml_bins.create(name="hello", contents=HELLO)
    client.faxes.create(to=CALLER, from_=OURS, media_url="https://app.example/fax.pdf")
    (bin_,) = records(laml(server, "bins", "list", "--format", "json"))
    (fax,) = records(laml(server, "faxes", "list", "--format", "json"))
    assert (bin_["name"], fax["to"]) == ("hello", CALLER)
