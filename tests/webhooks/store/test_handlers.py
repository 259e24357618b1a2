"""What handlers do to themselves: they raise anything, fail for ever, or take long. Rows K5, K6, K11, D16."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from webhooks import CallStatusEvent
from webhooks.app.working import next_due, run_due
from webhooks.store.inbox import MAX_TRIES

from .counting import Counting, at_once, counting


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Counting]:
    made = counting(tmp_path)
    yield made
    made.close()


def test_an_event_that_comes_to_many_at_the_same_instant_runs_once(app: Counting) -> None:
    """D1. Without the store, the fault kept here, each delivery runs."""
    assert at_once(app, 5, clients=6) == {204}
    assert app.effects() == sorted(app.called) == [f"CA{number:03d}" for number in range(5)]
    bare, ran = Counting(store=None), list[str]()

    @bare.hooks.call_status("/bare")
    def handler(event: CallStatusEvent) -> None:
        ran.append(event.call_sid)

    assert at_once(bare, 5, clients=6, to="/bare") == {204}
    assert len(ran) == 30


def exhausting() -> None:
    raise MemoryError


def recursing() -> None:
    recursing()


def leaving() -> None:
    raise SystemExit(3)


def interrupting() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("fails", [exhausting, recursing, leaving, interrupting])
def test_whatever_a_handler_raises_its_writes_are_undone_and_its_event_is_owed(app: Counting, fails: object) -> None:
    """K6. What ends a process leaves the app; the others are a 500."""
    app.handle = lambda _: fails()  # type: ignore[operator]
    if fails in (leaving, interrupting):
        with pytest.raises((SystemExit, KeyboardInterrupt)):
            app.send("CA1")
    else:
        assert app.send("CA1").status_code == 500
    assert app.effects() == []
    assert app.statuses() == [("owed", 1)]
    app.handle = lambda _: None
    app.wait(60)
    assert run_due(app.app) == 1
    assert app.effects() == ["CA1"]


def test_an_event_whose_handler_always_raises_is_parked_and_stops_no_other(
    app: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    """K11."""

    def poisoned(event: CallStatusEvent) -> None:
        if event.call_sid == "CApoison":
            raise RuntimeError

    app.handle = poisoned
    assert app.send("CApoison").status_code == 500
    for number in range(2 * MAX_TRIES):
        assert app.send(f"CA{number}").status_code == 204
        app.wait(86_400)
        run_due(app.app)
    assert app.called.count("CApoison") == MAX_TRIES
    assert app.statuses()[0] == ("parked", MAX_TRIES)
    assert set(app.statuses()[1:]) == {("done", 1)}
    assert next_due(app.app) is None
    assert sum("webhook.parked" in record.message for record in caplog.records) == 1
    assert app.send("CApoison").status_code == 204


def test_a_slow_handler_costs_its_slot_only_and_its_second_delivery_is_acknowledged(
    app: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    """K5. It reads, and takes 60 seconds of the app's clock while the other deliveries come; then it writes."""
    began, goes_on = threading.Event(), threading.Event()
    ran: list[str] = []

    @app.hooks.call_status("/slow")
    def slow(event: CallStatusEvent) -> None:
        ran.append(event.call_sid)
        event.connection.exec_driver_sql("SELECT count(*) FROM effects").scalar()
        began.set()
        assert goes_on.wait(30)
        event.connection.exec_driver_sql("INSERT INTO effects (event) VALUES ('slow')")

    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(app.send("CAslow", to="/slow").status_code))
    thread.start()
    assert began.wait(30)
    assert app.send("CAslow", to="/slow").status_code == 204
    assert app.send("CAother").status_code == 204
    app.wait(60)
    assert run_due(app.app) == 0
    goes_on.set()
    thread.join()
    assert answers == [204]
    assert ran == ["CAslow"]
    assert app.effects() == ["CAother", "slow"]
    assert "webhook.slow path=/slow seconds=60" in caplog.text


def test_a_row_that_a_living_process_could_not_give_back_is_free_for_others(app: Counting, tmp_path: Path) -> None:
    """The store was away when the handler had failed, so the row still has its owner, which lives and does nothing."""
    import subprocess
    import sys

    inbox = app.inbox
    app.handle = lambda _: exhausting()
    inbox.give_back = lambda *_, **__: False  # type: ignore[method-assign]
    assert app.send("CA1").status_code == 500
    assert app.rows("SELECT owner FROM laml_events")[0][0] == inbox.database.owners.name  # type: ignore[union-attr]
    ask = (
        "from pathlib import Path; from webhooks.store.owners import Owners\n"
        f"owners = Owners(Path({str(tmp_path / 'test.sqlite3-owners')!r}))\n"
        "import sys; print(owners.handles(sys.argv[1], sys.argv[2]))"
    )
    key = app.rows("SELECT key FROM laml_events")[0][0]
    owners = inbox.database.owners
    assert owners is not None

    def other_sees() -> str:
        command = [sys.executable, "-c", ask, owners.name, key]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert other_sees() == "False"
    owners.begin(key, 1)
    assert other_sees() == "True"
    owners.end(key, 1)


@pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(days=1)])
def test_an_owed_event_is_handled_whatever_its_clock_does(app: Counting, moved: timedelta) -> None:
    """D16: back an hour it waits as long, unless it comes again."""
    app.handle = lambda _: exhausting()
    assert app.send("CA1").status_code == 500
    app.handle = lambda _: None
    app.clock.time += moved
    assert run_due(app.app) == (moved > timedelta(0))
    assert app.send("CA1").status_code == 204
    assert app.effects() == ["CA1"]
