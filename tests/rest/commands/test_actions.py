"""What commands do to one record, and tables as another program reads them.

Expected are the requests of the vendors' pages: Status=completed ends a call, a recording is a file below its SID,
numbers are found below their country and bought by PhoneNumber.
"""

import json
from pathlib import Path

import pytest

from rest.commands import session
from rest.commands.groups import calls, numbers, recordings

from ..clients import CALL_SID
from ..server import Server, reply
from .running import run

RECORDING = "RE" + "0" * 32
NUMBER = {"sid": "PN" + "1" * 32, "phone_number": "+15551230000"}
OWNED = {"incoming_phone_numbers": [NUMBER]}
LONG = [
    {"sid": "CA" + str(n) * 32, "status": "completed", "from": "+15559870000", "to": "sip:" + "a" * 120} for n in (1, 2)
]


def test_a_call_is_hung_up() -> None:
    with Server([reply(200, {"sid": CALL_SID, "status": "completed"})]) as server:
        result = run(calls, "hangup", CALL_SID, "--format", "json", url=server.url)
    assert result.exit_code == 0, result.output
    (request,) = server.received
    assert (request.method, request.path.rpartition("/")[2]) == ("POST", f"{CALL_SID}.json")
    assert dict(request.form) == {"Status": "completed"}
    assert json.loads(result.output)["status"] == "completed"


@pytest.mark.parametrize(
    ("words", "saved", "asked"),
    [
        ([], f"{RECORDING}.wav", f"{RECORDING}.wav"),
        (["call.mp3"], "call.mp3", f"{RECORDING}.mp3"),
        (["call.MP3", "--audio", "wav"], "call.MP3", f"{RECORDING}.wav"),
        (["--audio", "mp3"], f"{RECORDING}.mp3", f"{RECORDING}.mp3"),
    ],
)
def test_a_recording_is_saved_as_a_file(
    words: list[str], saved: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Server([reply(200, b"RIFF", [("Content-Type", "audio/x-wav")])]) as server:
        result = run(recordings, "download", RECORDING, *words, url=server.url)
    assert result.output == f"{saved}\t4 bytes\n"
    assert (tmp_path / saved).read_bytes() == b"RIFF"
    assert server.received[0].path.endswith(f"/Recordings/{asked}")


def test_a_recording_that_cannot_be_saved_is_one_line(tmp_path: Path) -> None:
    with Server([reply(200, b"RIFF", [("Content-Type", "audio/x-wav")])]) as server:
        result = run(recordings, "download", RECORDING, str(tmp_path / "absent" / "call.wav"), url=server.url)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.endswith("No such file or directory\n")
    assert str(tmp_path / "absent") in result.output


def test_a_recording_that_is_not_there_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Server([reply(404, {"code": 20404, "message": "no"})]) as server:
        result = run(recordings, "download", RECORDING, url=server.url)
    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert result.output.startswith("Error: ")


@pytest.mark.parametrize(
    ("group", "words", "answers", "deleted"),
    [
        (recordings, ("delete", RECORDING), [], f"/Recordings/{RECORDING}.json"),
        (numbers, ("release", NUMBER["phone_number"]), [reply(200, OWNED)], f"/{NUMBER['sid']}.json"),
        (numbers, ("release", NUMBER["sid"]), [], f"/{NUMBER['sid']}.json"),
    ],
)
def test_what_cannot_be_undone_is_asked_first(group, words, answers, deleted) -> None:
    with Server([*answers, reply(204, b"")]) as server:
        done = run(group, *words, "--yes", url=server.url)
    assert done.exit_code == 0, done.output
    assert (server.received[-1].method, server.received[-1].path.endswith(deleted)) == ("DELETE", True)
    for answer in ("n\n", ""):
        with Server(answers) as server:
            refused = run(group, *words, url=server.url, stdin=answer)
        assert refused.exit_code == 1
        assert all(request.method == "GET" for request in server.received)
    with Server([*answers, reply(204, b"")]) as server:
        assert run(group, *words, url=server.url, stdin="y\n").exit_code == 0
        assert server.received[-1].method == "DELETE"


def test_numbers_are_searched_in_a_country() -> None:
    found = {"available_phone_numbers": [{"phone_number": "+15551230000", "locality": "Reno", "region": "NV"}] * 3}
    words = ["search", "--area-code", "775", "--contains", "555", "--region", "NV", "--sms", "--limit", "2"]
    with Server([reply(200, found)] * 2) as server:
        result = run(numbers, *words, url=server.url)
        toll_free = run(numbers, "search", "--country", "ca", "--kind", "toll-free", "--no-voice", url=server.url)
    assert [line.split()[0] for line in result.output.splitlines()] == ["phone_number", *["+15551230000"] * 2]
    assert toll_free.exit_code == 0, toll_free.output
    local, other = server.received
    assert local.path.endswith("/AvailablePhoneNumbers/US/Local.json")
    assert dict(local.query) == {"AreaCode": "775", "Contains": "555", "InRegion": "NV", "SmsEnabled": "true"}
    assert other.path.endswith("/AvailablePhoneNumbers/CA/TollFree.json")
    assert dict(other.query) == {"VoiceEnabled": "false"}


def test_a_country_is_two_letters() -> None:
    result = run(numbers, "search", "--country", "USA", url="http://127.0.0.1:1")
    assert (result.exit_code, "two letters such as US, not 'USA'" in result.output) == (2, True)


def test_a_number_is_bought() -> None:
    with Server([reply(201, NUMBER)]) as server:
        refused = run(numbers, "buy", "+15551230000", url=server.url, stdin="n\n")
        bought = run(numbers, "buy", "+15551230000", "--yes", "--format", "json", url=server.url)
    assert (refused.exit_code, "The provider charges for it" in refused.output) == (1, True)
    assert json.loads(bought.output)["sid"] == NUMBER["sid"]
    (request,) = server.received
    assert (request.method, dict(request.form)) == ("POST", {"PhoneNumber": "+15551230000"})


def test_a_number_that_is_not_ours_is_not_released() -> None:
    with Server([reply(200, {"incoming_phone_numbers": []})]) as server:
        result = run(numbers, "release", "+15551230000", "--yes", url=server.url)
    assert (result.exit_code, "no such number in the account" in result.output) == (1, True)


@pytest.mark.parametrize("columns", [20, 80, 400])
def test_a_piped_table_is_whole_however_narrow_the_terminal_was(columns: int) -> None:
    with Server([reply(200, {"calls": LONG}), reply(200, LONG[0])]) as server:
        listed = run(calls, "list", url=server.url, columns=columns)
        shown = run(calls, "show", LONG[0]["sid"], url=server.url, columns=columns)
    head, *lines = listed.output.splitlines()
    assert head.split()[:3] == ["sid", "status", "direction"]
    assert [line.split() for line in lines] == [[c["sid"], "completed", c["from"], c["to"]] for c in LONG]
    assert [line.split() for line in shown.output.splitlines()[1:]] == [[key, LONG[0][key]] for key in sorted(LONG[0])]


def test_values_that_look_like_markup_are_shown_as_they_are() -> None:
    with Server([reply(200, {"calls": [{"sid": "[red]x[/red]", "status": ":smile:"}]})]) as server:
        result = run(calls, "list", url=server.url)
    assert result.output.splitlines()[1].split() == ["[red]x[/red]", ":smile:"]


def test_a_cut_table_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: the table is as wide as the terminal that nobody looks at."""
    monkeypatch.setattr(session, "UNBOUNDED", 40)
    with pytest.raises(AssertionError):
        test_a_piped_table_is_whole_however_narrow_the_terminal_was(20)
