"""Jobs in the background: how many there may be, how long they are found, and what a stop waits for."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from webhooks import VoiceRequest, Webhooks
from webhooks.app import background
from webhooks.app.background import KEPT_SECONDS, MAX_UNFINISHED, MAX_WORKERS, Jobs, LazyThreads, Queued
from webhooks.app.background import TooManyJobsError as TooMany

from .apps import VOICE, make_app, post
from .sockets import PATIENCE, send, serving
from .test_slow import next_url
from .wire.test_state import FakeClock


class Ten:
    """Jobs with room for ten, and four of them unfinished."""

    def __init__(self, kind: type[Jobs[int]] = Jobs) -> None:
        self.queue, self.clock = Queued(), FakeClock()
        self.jobs = kind(self.queue, self.clock, unfinished=4, size=10)

    def finished(self, *names: str) -> None:
        for name in names:
            self.jobs.start(name, lambda: 1)
            self.queue.drain()

    def first_of_refusal(self, name: str) -> bool | None:
        """Whether a job is refused as the first of a jam; None if it was started."""
        try:
            self.jobs.start(name, lambda: 1)
        except TooMany as refused:
            return refused.first
        return None


def test_a_job_too_many_is_not_started_and_a_jam_has_one_first() -> None:
    ten = Ten()
    assert [ten.first_of_refusal(name) for name in "abcdefg"] == [None] * 4 + [True, False, False]
    assert len(ten.queue) == 4
    ten.queue.drain()
    assert [ten.first_of_refusal(name) for name in "efghij"] == [None] * 4 + [True, False]


def test_a_jam_ends_when_half_of_the_places_are_free_again() -> None:
    """Else each job that ends in a flood would cost a line in the log."""
    ten = Ten()
    assert [ten.first_of_refusal(name) for name in "abcdef"] == [None] * 4 + [True, False]

    def end(count: int) -> None:
        for _ in range(count):
            ten.queue._waiting.pop(0)()

    end(1)
    assert [ten.first_of_refusal(name) for name in "gh"] == [None, False]  # three were left
    end(2)
    assert [ten.first_of_refusal(name) for name in "ijk"] == [None, None, True]  # two were left
    end(1)
    assert [ten.first_of_refusal(name) for name in "lm"] == [None, False]


def test_who_starts_a_job_gets_what_it_will_give() -> None:
    ten = Ten()
    future = ten.jobs.start("a", lambda: 7)
    ten.queue.drain()
    assert future.result(0) == 7


def found(ten: Ten, names: str) -> str:
    return "".join(name for name in names if (future := ten.jobs.find(name)) and future.done())


def test_no_job_is_forgotten_before_its_answer_was_fetched() -> None:
    ten = Ten()
    ten.finished(*"abcdefghij")
    assert ten.first_of_refusal("k") is True
    assert found(ten, "abcdefghij") == "abcdefghij"


class Forgetful(Jobs[int]):
    """Makes room by forgetting the oldest, as the jobs did before."""

    def _place(self, name: str) -> Any:
        while len(self._jobs) >= self._size:
            self._jobs.popitem(last=False)
        return super()._place(name)


def test_jobs_that_make_room_by_forgetting_are_found_out() -> None:
    """The fault that the test above guards against."""
    ten = Ten(Forgetful)
    ten.finished(*"abcdefghij")
    assert ten.first_of_refusal("k") is None
    assert "a" not in found(ten, "abcdefghij")


def test_what_was_fetched_gives_room_and_stays_while_there_is_some() -> None:
    ten = Ten()
    ten.finished(*"abcdefghij")
    assert found(ten, "cd") == "cd"
    assert found(ten, "cd") == "cd"
    assert [ten.first_of_refusal(name) for name in "klm"] == [None, None, True]
    assert found(ten, "abcdefghij") == "abefghij"


def test_a_finished_job_is_found_for_ten_minutes() -> None:
    ten = Ten()
    ten.jobs.start("late", lambda: 1)
    ten.clock.time += timedelta(hours=1)
    ten.queue.drain()
    ten.clock.time += timedelta(seconds=KEPT_SECONDS)
    assert found(ten, "") == ""
    assert ten.jobs.find("late") is not None
    ten.clock.time += timedelta(seconds=1)
    assert ten.jobs.find("late") is None
    assert KEPT_SECONDS == 600


def test_a_job_that_could_not_be_handed_over_takes_no_place() -> None:
    class Closed:
        def submit(self, function: Callable[[], object], /) -> Future[Any]:
            raise RuntimeError("cannot schedule new futures after shutdown")

    jobs: Jobs[int] = Jobs(Closed(), FakeClock(), unfinished=1)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="shutdown"):
            jobs.start("a", lambda: 1)


class Guarded(deque[Any]):
    """Remembers for each use whether a lock was held."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__()
        self._guard, self.held = lock, list[bool]()

    def append(self, item: Any) -> None:
        self.held.append(self._guard.locked())
        super().append(item)

    def popleft(self) -> Any:
        self.held.append(self._guard.locked())
        return super().popleft()


@pytest.mark.parametrize("guarded", [True, False], ids=["the lock", "the fault, kept"])
def test_the_queue_of_threads_changes_under_its_lock_only(guarded: bool) -> None:
    threads = LazyThreads(1)
    queue = threads._waiting = Guarded(threads._lock)
    if not guarded:
        threads._lock = nullcontext()  # type: ignore[assignment]
    assert [threads.submit(lambda n=n: n).result(PATIENCE) for n in range(3)] == [0, 1, 2]
    assert queue.held == [guarded] * 6


class GuardedJobs(OrderedDict[str, Any]):
    """Remembers for each use whether a lock was held."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__()
        self._guard, self.held = lock, list[bool]()

    def items(self) -> Any:
        self.held.append(self._guard.locked())
        return super().items()

    def __delitem__(self, key: str) -> None:
        self.held.append(self._guard.locked())
        super().__delitem__(key)


@pytest.mark.parametrize("guarded", [True, False], ids=["the lock", "the fault, kept"])
def test_the_jobs_change_under_their_lock_only(guarded: bool) -> None:
    class Full:
        def submit(self, function: Callable[[], object], /) -> Future[Any]:
            raise RuntimeError

    ten = Ten()
    kept = ten.jobs._jobs = GuardedJobs(ten.jobs._lock)
    if not guarded:
        ten.jobs._lock = nullcontext()  # type: ignore[assignment]
    ten.finished("a")
    ten.jobs.find("a")
    ten.jobs.executor = Full()
    with pytest.raises(RuntimeError):
        ten.jobs.start("b", lambda: 1)
    assert len(kept.held) > 3
    assert set(kept.held) == {guarded}


def test_no_more_threads_run_than_may_however_often_all_have_ended() -> None:
    threads = LazyThreads(2)
    for _ in range(3):
        futures = [threads.submit(lambda: None) for _ in range(3)]
        assert [future.result(PATIENCE) for future in futures] == [None] * 3
        for thread in threading.enumerate():
            if thread.name == "webhooks":
                thread.join(PATIENCE)
        assert threads._running == 0
    assert threads._stopping() is False


def test_what_a_queued_function_raises_is_raised_where_its_result_is_asked_for() -> None:
    queue = Queued()
    future = queue.submit(lambda: 1 // 0)
    queue.drain()
    with pytest.raises(ZeroDivisionError):
        future.result(PATIENCE)


def test_when_python_ends_what_has_not_begun_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for it is told at once, and not left waiting."""
    monkeypatch.setattr(LazyThreads, "_stopping", lambda self: True)
    future = LazyThreads(1).submit(lambda: 1)
    with pytest.raises(CancelledError):
        future.result(PATIENCE)


def test_what_was_cancelled_before_it_began_is_not_run() -> None:
    threads, ran, gate = LazyThreads(1), [], threading.Event()
    first = threads.submit(lambda: gate.wait(PATIENCE))
    second = threads.submit(lambda: ran.append(1))
    assert second.cancel()
    gate.set()
    assert first.result(PATIENCE) is True
    assert threads.submit(lambda: 3).result(PATIENCE) == 3
    assert ran == []


def test_threads_run_slow_handlers_by_default() -> None:
    threads = LazyThreads(1)
    assert [threads.submit(lambda n=n: n).result(PATIENCE) for n in range(3)] == [0, 1, 2]
    with pytest.raises(SystemExit):
        threads.submit(lambda: sys.exit(1)).result(PATIENCE)
    assert threads.submit(lambda: 7).result(PATIENCE) == 7


def test_no_more_functions_run_at_once_than_there_are_workers() -> None:
    threads, running, most, lock = LazyThreads(3), 0, 0, threading.Lock()
    three = threading.Barrier(3)

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        three.wait(PATIENCE)
        with lock:
            running -= 1
        three.wait(PATIENCE)

    futures = [threads.submit(work) for _ in range(12)]
    for future in futures:
        future.result(PATIENCE)
    assert most == 3


def test_on_real_sockets_one_too_many_gets_a_503_and_each_other_its_answer(caplog: pytest.LogCaptureFixture) -> None:
    """As many as may be hold; the workers are at work until the last was refused."""
    app, go = make_app(), threading.Event()

    @Webhooks(app).voice("/slow", hold="One moment please.")
    def slow(call: VoiceRequest) -> str:
        assert go.wait(PATIENCE)
        return f"<Response><Say>{call.call_sid}</Say></Response>"

    def form(number: int) -> dict[str, str]:
        return VOICE | {"CallSid": f"CA{number:032}"}

    with serving(app) as port:
        held = [send(port, "/slow", form(number)) for number in range(MAX_UNFINISHED)]
        refused = [send(port, "/slow", form(MAX_UNFINISHED + number)) for number in range(3)]
        go.set()
        for job in app.extensions["webhooks"].jobs._jobs.values():
            job.future.result(PATIENCE)
        answers = [send(port, next_url(one.text), form(number)).text for number, one in enumerate(held)]
    assert [(one.status, one.text, one.headers["Retry-After"]) for one in refused] == [(503, "", "5")] * 3
    assert [one.status for one in held] == [200] * MAX_UNFINISHED
    assert answers == [f"<Response><Say>CA{n:032}</Say></Response>" for n in range(MAX_UNFINISHED)]
    assert caplog.text.count("webhook.busy path=/slow") == 1
    assert MAX_WORKERS < MAX_UNFINISHED


STOP = """
import sys, threading
from webhooks.app.background import LazyThreads

class Patient(LazyThreads):
    def _stopping(self):
        return False

def work():
    threading.main_thread().join()
    sys.stdout.write(".")

threads = (Patient if sys.argv[1] == "patient" else LazyThreads)(2)
for number in range(50):
    threads.submit(work)
"""


@pytest.mark.parametrize(("kind", "ran"), [("ours", 2), ("patient", 50)])
def test_a_stop_waits_for_the_functions_that_run_and_not_for_the_queue(kind: str, ran: int) -> None:
    """Each function lasts until the process stops. The patient threads are the fault: they run the whole queue."""
    done = subprocess.run([sys.executable, "-c", STOP, kind], capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout) == ran, done


def test_a_held_caller_finds_the_answer_at_the_last_poll() -> None:
    app, queue = make_app(), Queued()
    Webhooks(app, executor=queue).voice("/slow", hold="Wait.")(lambda call: "<Response><Say>Done</Say></Response>")
    text = post(app, "/slow").text
    for _ in range(background.MAX_POLLS - 1):
        text = post(app, next_url(text)).text
    queue.drain()
    assert "<Say>Done</Say>" in post(app, next_url(text)).text


def test_the_page_has_the_numbers_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "types-of-webhooks.md").read_text(encoding="utf-8")
    about = " ".join(page.partition("## Callers who hold")[2].split())
    assert (MAX_WORKERS, background.MAX_POLLS, KEPT_SECONDS) == (8, 60, 600)
    assert "sixty times at most" in about
    assert f"Eight handlers run at once, and {MAX_UNFINISHED} may wait and run." in about
    assert "for ten minutes" in about
    assert f"beyond {background.MAX_JOBS:,}, new callers get the 503" in about


def test_threads_that_could_not_start_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may have no thread left for a while. What cannot be run is refused; what others run is not."""

    def fails(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    threads = LazyThreads(2)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", fails)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="new thread"):
                threads.submit(lambda: "never")
    began, goes_on = threading.Event(), threading.Event()
    first = threads.submit(lambda: (began.set(), goes_on.wait(10)))
    assert began.wait(10)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", fails)
        second = threads.submit(lambda: "after the first")
    goes_on.set()
    assert second.result(10) == "after the first"
    assert first.result(10)
