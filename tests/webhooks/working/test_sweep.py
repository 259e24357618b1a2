"""The sweep with a client of the test's own: which handler is fed, what is left, and what is one event."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rest import Client
from webhooks import CallStatusEvent, ConfigError, MessageStatusEvent, StoreError, SweepClient, Webhooks
from webhooks.app import sweep as swept_module
from webhooks.app.app_state import state_of
from webhooks.app.testing import SigningClient
from webhooks.store import inbox as inbox_module

from ..apps import make_app
from .apps import FORM, Time

DAY = timedelta(days=1)
ACCOUNT = FORM["AccountSid"]


@dataclass(frozen=True)
class Record:
    """A call or a message, as the REST API lists it."""

    sid: str
    status: str = "completed"
    direction: str = "outbound-api"
    account_sid: str = ACCOUNT
    from_: str = FORM["From"]
    to: str = FORM["To"]
    duration: int = 7


class Listing:
    """What a list gives; it may be cut off, and knows how many were read and from when."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = records
        self.after: datetime | None = None
        self.read = 0
        self.ends_at: int | None = None

    def stream(
        self, *, start_time_after: datetime | None = None, date_sent_after: datetime | None = None, page_size: int
    ) -> Iterator[Record]:
        assert 0 < page_size <= 1000
        self.after = start_time_after or date_sent_after
        for record in self.records:
            if self.read == self.ends_at:
                raise ConnectionError("cut off")
            self.read += 1
            yield record


class Provider:
    def __init__(self, calls: Iterable[Record] = (), messages: Iterable[Record] = ()) -> None:
        self.calls = Listing(calls)
        self.messages = Listing(messages)


class App:
    """An app with handlers, and what they got."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.app = make_app(LAML_DATABASE_URL=f"sqlite:///{folder / 'test.sqlite3'}", **settings)
        self.time = Time()
        self.hooks = Webhooks(self.app, clock=self.time)
        self.client = SigningClient(self.app)
        self.got: list[tuple[str, str, str]] = []
        self.fails: set[str] = set()

    def status(self, path: str = "/status", **options: Any) -> Any:
        def handler(event: CallStatusEvent, **values: object) -> None:
            if event.call_sid in self.fails:
                raise RuntimeError("no")
            self.got.append((path.format(**values), event.call_sid, event.status))

        return self.hooks.call_status(path, name=path.strip("/").split("/")[0], **options)(handler)

    def post(self, path: str, sid: str, status: str = "completed", **more: str) -> int:
        return self.client.post(path, {**FORM, "CallSid": sid, "CallStatus": status, **more}).status_code

    def sweep(self, *calls: Record, since: Any = DAY, **options: Any) -> tuple[int, int, int, int, int]:
        swept = self.hooks.sweep(Provider(calls), since, **options)
        return swept.looked_at, swept.known, swept.fed, swept.failed, swept.unrouted


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    found = App(tmp_path)
    yield found
    state_of(found.app).store.close()


def test_our_client_is_one_that_can_be_swept_with() -> None:
    """For mypy and pyright."""
    client: SweepClient = Client("AC" + "0" * 32, "secret")
    assert callable(client.calls.stream)


LATE = {"SequenceNumber": "3", "Timestamp": "Sun, 01 Mar 2026 12:00:00 +0000", "CallDuration": "7"}


@pytest.mark.parametrize("options", [{}, {"final": True}, {"latest": True}], ids=str)
def test_what_comes_late_is_the_event_that_was_found(
    app: App, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.status(**options)
    assert app.sweep(Record("CA1")) == (1, 0, 1, 0, 0)
    assert app.post("/status", "CA1", **LATE) == 204
    assert app.got == [("/status", "CA1", "completed")]
    assert app.post("/status", "CA1", "ringing") == 204
    assert app.sweep(Record("CA1")) == (1, 1, 0, 0, 0)
    assert [status for _, _, status in app.got if status == "completed"] == ["completed"]


def test_without_that_rule_it_would_be_handled_twice(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: other content under the same name is another event, as for callbacks."""
    monkeypatch.setattr(inbox_module, "same_content", str.__eq__)
    app.status()
    app.sweep(Record("CA1"))
    app.post("/status", "CA1", **LATE)
    assert len(app.got) == 2


def test_what_has_come_is_not_fed(app: App) -> None:
    app.status()
    app.post("/status", "CA1", **LATE)
    app.post("/status", "CA2", "ringing")
    assert app.sweep(Record("CA1"), Record("CA2"), Record("CA3", "busy")) == (3, 1, 2, 0, 0)
    assert app.got[2:] == [("/status", "CA2", "completed"), ("/status", "CA3", "busy")]


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "new-of-tomorrow"])
def test_a_call_under_way_is_left_alone(app: App, status: str) -> None:
    app.status()
    assert app.sweep(Record("CA1", status)) == (1, 0, 0, 0, 0)
    assert app.got == []


def test_messages_are_fed_by_their_status(app: App) -> None:
    """No callback tells of one that came in. One that was read is told so, though it was delivered before."""
    got: list[tuple[str, str, int | None]] = []

    @app.hooks.message_status("/sent")
    def sent(event: MessageStatusEvent) -> None:
        got.append((event.message_sid, event.status, event.error_code))

    form = {**FORM, "MessageSid": "SM2", "MessageStatus": "delivered"}
    assert app.client.post("/sent", form).status_code == 204
    got.clear()
    records = [
        Record("SM1", "received", "inbound"),
        Record("SM2", "read"),
        Record("SM3", "sent"),
        Record("SM4", "failed"),
    ]
    swept = app.hooks.sweep(Provider(messages=records), DAY)
    assert (swept.looked_at, swept.known, swept.fed) == (4, 0, 2)
    assert got == [("SM2", "read", None), ("SM4", "failed", None)]
    assert app.hooks.messages["SM2"].status == "read"


def test_of_several_handlers_the_one_that_knows_the_call_is_fed_and_else_the_first(app: App) -> None:
    first, second = app.status("/first"), app.status("/second")
    app.post("/second", "CA1", "ringing")
    app.got.clear()
    app.sweep(Record("CA1"), Record("CA2"))
    assert app.got == [("/second", "CA1", "completed"), ("/first", "CA2", "completed")]
    app.sweep(Record("CA3"), to=[second])
    assert app.got[2:] == [("/second", "CA3", "completed")]
    assert app.sweep(Record("CA3"), to=[first, second]) == (1, 1, 0, 0, 0)


def test_an_event_has_path_and_state_of_the_others_of_its_call(app: App) -> None:
    got: list[object] = []

    @app.hooks.call_status("/of/<int:number>", name="numbered")
    def numbered(event: CallStatusEvent, number: int) -> None:
        got.append((number, event.status, event.state.get("order")))

    with app.app.app_context():
        url = numbered.bind(number=7, order=3).url
    app.post(url, "CA1", "ringing")
    assert app.sweep(Record("CA1"), Record("CA2")) == (2, 0, 1, 0, 1), "of CA2 nobody knows the number"
    assert got == [(7, "ringing", 3), (7, "completed", 3)]
    app.post(url, "CA1", **LATE)
    assert len(got) == 2


def test_a_handler_that_has_moved_knows_what_came_to_its_old_path(app: App) -> None:
    app.status("/old")
    app.post("/old", "CA1")
    app.post("/old", "CA2", "ringing")
    moved = App(Path(app.app.config["LAML_DATABASE_URL"].removeprefix("sqlite:///")).parent)
    moved.status("/new", formerly=["/old"])
    assert moved.sweep(Record("CA1"), Record("CA2")) == (2, 1, 1, 0, 0)
    assert moved.got == [("/new", "CA2", "completed")]
    state_of(moved.app).store.close()


def test_it_may_be_cut_off_and_begun_again(app: App) -> None:
    app.status()
    provider = Provider([Record(f"CA{number}") for number in range(250)])
    provider.calls.ends_at = 220
    with pytest.raises(ConnectionError):
        app.hooks.sweep(provider, DAY)
    assert len(app.got) == 200
    provider.calls.ends_at, provider.calls.read = None, 0
    swept = app.hooks.sweep(provider, DAY)
    assert (swept.looked_at, swept.known, swept.fed) == (250, 200, 50)
    assert len({sid for _, sid, _ in app.got}) == len(app.got) == 250


def test_it_holds_no_more_records_than_it_looks_at_together(app: App) -> None:
    app.status()
    ahead: list[int] = []

    def records() -> Iterator[Record]:
        for number in range(300):
            ahead.append(number - len(app.got))
            yield Record(f"CA{number}")

    app.hooks.sweep(Provider(records()), DAY)
    assert len(app.got) == 300
    assert max(ahead) < swept_module.AT_ONCE


def test_a_handler_that_fails_stops_no_other_and_is_owed(app: App, caplog: pytest.LogCaptureFixture) -> None:
    app.status()
    app.fails = {"CA1"}
    with caplog.at_level(logging.INFO, "webhooks"):
        assert app.sweep(Record("CA1"), Record("CA2")) == (2, 0, 2, 1, 0)
    (told,) = [record.message for record in caplog.records if record.message.startswith("webhook.swept")]
    assert told.endswith("looked_at=2 known=0 fed=2 failed=1 unrouted=0")
    assert FORM["From"] not in caplog.text
    assert app.hooks.health().owed == 1
    assert app.sweep(Record("CA1")) == (1, 1, 0, 0, 0), "it is known, and tried again by whoever works"


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit, RuntimeError])
def test_a_handler_that_would_end_the_sweep_ends_its_try(app: App, raised: type[BaseException]) -> None:
    got: list[str] = []

    @app.hooks.call_status("/status")
    def handler(event: CallStatusEvent) -> None:
        if event.call_sid == "CA1":
            raise raised
        got.append(event.call_sid)

    assert app.sweep(Record("CA1"), Record("CA2")) == (2, 0, 2, 1, 0)
    assert got == ["CA2"]


@dataclass(frozen=True)
class Unreadable(Record):
    """A record with a property that the client cannot convert."""

    @property
    def end_time(self) -> datetime:
        raise ValueError("32 January")


@pytest.mark.parametrize(
    ("odd", "fed"),
    [
        (Unreadable("CA1"), 2),
        (Record("CA1", from_=None, to=None, duration=None), 2),  # type: ignore[arg-type]
        (Record("CA1", account_sid=None), 1),  # type: ignore[arg-type]
        (Record("CA1", status=None), 1),  # type: ignore[arg-type]
        (Record(None), 1),  # type: ignore[arg-type]
        (Record("CA\0\ud83d" + "1" * 100), 2),
    ],
    ids=["an odd date", "no numbers", "no account", "no status", "no SID", "an odd SID"],
)
def test_an_odd_record_stops_no_other(app: App, odd: Record, fed: int) -> None:
    """It is fed if it says of what account and call it is, and that it is over."""
    app.status()
    assert app.sweep(odd, Record("CA2")) == (2, 0, fed, 0, 0)


def test_later_leaves_the_handler_to_the_workers(app: App) -> None:
    app.status(later=True)
    state_of(app.app).ring = lambda _app, _key: None
    assert app.sweep(Record("CA1")) == (1, 0, 1, 0, 0)
    assert (app.got, app.hooks.health().owed) == ([], 1)


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "begin"),
    [
        (timedelta(hours=2), datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (datetime(2026, 2, 28, 5, tzinfo=UTC), datetime(2026, 2, 28, 5, tzinfo=UTC)),
        (date(2026, 2, 27), datetime(2026, 2, 27, tzinfo=UTC)),
    ],
)
def test_the_window_begins_where_it_is_said(app: App, since: Any, begin: datetime) -> None:
    app.status()
    app.hooks.message_status("/sent", name="sent")(lambda event: None)
    provider = Provider()
    app.hooks.sweep(provider, since)
    assert provider.calls.after == provider.messages.after == begin


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime(2026, 3, 1), "no zone"),
        (timedelta(0), "nothing has happened"),
        (date(2026, 3, 2), "nothing has happened"),
        ("2h", "expected a timedelta"),
    ],
)
def test_a_window_that_cannot_be_is_refused(app: App, since: Any, words: str) -> None:
    app.status()
    with pytest.raises(ConfigError, match=words):
        app.sweep(since=since)


def test_what_cannot_be_swept_is_said(app: App, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no handler of call_status or message_status"):
        app.sweep()
    voice = app.hooks.voice("/answer", name="answer")(lambda call: "<Response/>")
    app.status()
    with pytest.raises(ConfigError, match="is no handler of call_status or message_status"):
        app.sweep(to=[voice])
    bare = make_app()
    without = Webhooks(bare, store=None)
    without.call_status("/status")(lambda event: None)
    with pytest.raises(StoreError, match="has no store"):
        without.sweep(Provider(), DAY)


def test_a_client_of_another_account_is_refused(tmp_path: Path) -> None:
    app = App(tmp_path, LAML_ACCOUNT_SID="AC" + "1" * 32)
    app.status()
    with pytest.raises(ConfigError, match="LAML_ACCOUNT_SID"):
        app.sweep(Record("CA1"))
    assert app.got == []
    state_of(app.app).store.close()


def test_a_store_that_is_away_ends_it(app: App, tmp_path: Path) -> None:
    app.status()
    app.sweep(Record("CA1"))
    (tmp_path / "test.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="away"):
        app.sweep(Record("CA2"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "soon"), "neither a span such as 2h or 3d, nor a day or a time"),
        ((), "Missing option '--since'"),
        (("--since", "2h", "--to", "nobody"), "no handler 'nobody'"),
    ],
)
def test_the_command_says_what_is_wrong(app: App, words: tuple[str, ...], said: str) -> None:
    app.status()
    result = app.app.test_cli_runner().invoke(args=["laml", "sweep", *words])
    assert result.exit_code == 2
    assert said in result.output


def test_the_command_tells_of_a_client_without_credentials_in_one_line(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.status()
    for name in ("SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_API_TOKEN", "SIGNALWIRE_SPACE_URL", "TWILIO_ACCOUNT_SID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    result = app.app.test_cli_runner().invoke(args=["laml", "sweep", "--since", "2h"])
    assert result.exit_code == 1
    assert "SIGNALWIRE_PROJECT_ID" in result.output
