"""Every send of every client passes one place, where hooks may answer and a setting keeps it at home."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from blinker import signal

from rest import (
    Client,
    ConfigError,
    ConnectFailed,
    Incoming,
    OutcomeUnknown,
    Outgoing,
    RestError,
    SendRefused,
    intercept,
)
from rest.http import attempt, hook
from rest.http.clock import APART, SystemClock

ACCOUNT = "AC" + "0" * 32
CALL = {"sid": "CA1", "status": "queued"}


def client() -> Client:
    return Client(ACCOUNT, "token", provider="twilio", environment={})


def create(of: Client) -> str:
    return of.calls.create(to="+15551230000", from_="+15559870000", url="https://example.com/answer").sid


@pytest.fixture(autouse=True)
def no_name_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no fault, kept or not, sends anything beyond this machine."""
    known = socket.getaddrinfo

    def look_up(host: str, *rest: object, **named: object) -> object:
        if host != "127.0.0.1":
            raise socket.gaierror(host)
        return known(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def seen() -> Iterator[list[Outgoing]]:
    """A hook that answers all, and what it got."""
    got: list[Outgoing] = []

    def answer(outgoing: Outgoing) -> Incoming:
        got.append(outgoing)
        return Incoming(201, {"Content-Type": "application/json"}, json.dumps(CALL).encode())

    take_away = intercept(answer)
    yield got
    take_away()


def test_a_hook_answers_in_the_providers_stead_and_sees_what_would_be_sent(seen: list[Outgoing]) -> None:
    assert create(client()) == "CA1"
    (outgoing,) = seen
    assert (outgoing.method, outgoing.url) == (
        "POST",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls.json",
    )
    assert outgoing.body == b"To=%2B15551230000&From=%2B15559870000&Url=https%3A%2F%2Fexample.com%2Fanswer"
    assert "token" not in repr(outgoing)
    assert "+1555" not in repr(outgoing)


def test_a_request_and_an_answer_show_what_is_no_secret() -> None:
    secret = "https://api.example/Accounts/AC1?To=%2B15551230000"
    outgoing = Outgoing("POST", secret, {"Authorization": "Basic x"}, b"To=%2B15551230000")
    assert repr(outgoing) == "Outgoing(method='POST')"
    assert repr(Incoming(201, {"X": "y"}, b"{}")) == "Incoming(status=201)"


def test_clients_of_all_threads_and_downloads_pass_it(seen: list[Outgoing], tmp_path: Path) -> None:
    made = client()
    thread = threading.Thread(target=create, args=(made,))
    thread.start()
    thread.join()
    with pytest.raises(RestError):  # what this hook answers is no recording
        made.recordings("RE" + "0" * 32).download(tmp_path / "a.wav")
    assert [one.method for one in seen][:2] == ["POST", "GET"]


def test_the_hook_that_was_added_last_is_asked_first_and_none_leaves_it_to_the_others(seen: list[Outgoing]) -> None:
    asked: list[str] = []
    take_away = intercept(lambda outgoing: asked.append(outgoing.method))
    assert create(client()) == "CA1"
    take_away()
    assert create(client()) == "CA1"
    assert (asked, len(seen)) == (["POST"], 2)


def test_what_a_hook_raises_comes_out() -> None:
    def refuse(outgoing: Outgoing) -> Incoming:
        raise LookupError("no such world")

    take_away = intercept(refuse)
    try:
        with pytest.raises(LookupError, match="no such world"):
            create(client())
    finally:
        take_away()


def refused() -> None:
    told = r"not sent to api.twilio.com, .*`provider`.* same provider.*@pytest.mark.live"
    with pytest.raises(SendRefused, match=told) as caught:
        create(client())
    assert "+1555" not in str(caught.value)
    with pytest.raises(SendRefused):
        client().calls("CA1").fetch()


def test_while_the_setting_is_there_nothing_is_sent_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hook.REFUSE, "1")
    refused()
    here = Client(ACCOUNT, "token", provider="twilio", base_url="http://127.0.0.1:1", environment={})
    with pytest.raises(ConnectFailed):
        create(here)


def test_each_hook_that_comes_or_goes_changes_what_clients_remember_by() -> None:
    seen = [hook.generation()]
    take_away = intercept(lambda outgoing: None)
    seen.append(hook.generation())
    take_away()
    seen.append(hook.generation())
    assert seen == [seen[0], seen[0] + 1, seen[0] + 2]


def test_without_the_setting_everything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(hook.REFUSE, raising=False)
    assert hook.asked(Outgoing("GET", "https://api.twilio.com/2010-04-01/Accounts.json", {}, None), "/") is None


def test_a_send_that_passes_by_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: attempts that do not ask. What is sent ends at an adapter of the test."""

    class Nowhere:
        def send(self, *_: object, **__: object) -> object:
            raise OSError("no network")

    monkeypatch.setenv(hook.REFUSE, "1")
    monkeypatch.setattr(hook, "asked", lambda outgoing, path: None)
    monkeypatch.setattr(attempt, "adapter", Nowhere)
    with pytest.raises(RestError) as caught:
        refused()
    assert not isinstance(caught.value, SendRefused)


class Elsewhere:
    """A clock of a rehearsal, which counts what is slept."""

    def __init__(self, at: float) -> None:
        self.at = at

    def monotonic(self) -> float:
        return self.at

    def now(self) -> datetime:
        return datetime(2026, 1, 14, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def test_clients_wait_by_the_clock_of_a_hook_and_by_the_machine_s_afterwards() -> None:
    """Monotonic time never goes back, whatever the clock that is lent says."""
    system, lent = SystemClock(), Elsewhere(5.0)
    before = system.monotonic()
    answers = iter([Incoming(429, {"Retry-After": "20"}), Incoming(201, {}, json.dumps(CALL).encode())])
    take_away = intercept(lambda _outgoing: next(answers), lent)
    began = system.monotonic()
    assert create(client()) == "CA1"
    assert (lent.at, system.now().year) == (25.0, 2026)
    assert system.monotonic() - began == 20.0
    take_away()
    after = system.monotonic()
    assert before + APART <= began < after - 20.0
    assert system.monotonic() - after < 60


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (TimeoutError(), OutcomeUnknown),
        (ConnectionResetError(), OutcomeUnknown),
        (IncompleteRead(b"{", 5), OutcomeUnknown),
    ],
)
def test_a_hook_that_gives_no_answer_leaves_the_outcome_of_a_post_unknown(
    problem: OSError, error: type[RestError]
) -> None:
    def silent(outgoing: Outgoing) -> Incoming:
        assert 0 < outgoing.seconds <= 10
        raise hook.NoAnswer(problem)

    take_away = intercept(silent)
    with pytest.raises(error):
        create(client())
    take_away()


def test_who_listens_for_requests_is_told_of_each_before_it_is_sent() -> None:
    told: list[tuple[str, str]] = []

    def note(_: object, method: str, path: str) -> None:
        assert not answered
        told.append((method, path))

    answered: list[str] = []

    def answer(outgoing: Outgoing) -> Incoming:
        answered.append(outgoing.method)
        return Incoming(201, {"Content-Type": "application/json"}, json.dumps(CALL).encode())

    take_away = intercept(answer)
    try:
        with signal("lamlkit.sending").connected_to(note):
            assert create(client()) == "CA1"
        assert create(client()) == "CA1"
    finally:
        take_away()
    assert told == [("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")]


def test_what_a_listener_raises_comes_out_and_nothing_is_sent() -> None:
    def refuse(_: object, method: str, path: str) -> None:
        raise RuntimeError(f"not now: {method}")

    def answer(_: Outgoing) -> Incoming:
        raise AssertionError("it was sent")

    take_away = intercept(answer)
    try:
        with signal("lamlkit.sending").connected_to(refuse), pytest.raises(RuntimeError, match="not now: POST"):
            create(client())
    finally:
        take_away()


@pytest.mark.parametrize("hook_", [None, 5, "answer"])
def test_what_cannot_be_called_is_no_hook(hook_: Any) -> None:
    """Every client of the process would ask it."""
    with pytest.raises(ConfigError, match=r"intercept: got .*, expected a function"):
        intercept(hook_)
