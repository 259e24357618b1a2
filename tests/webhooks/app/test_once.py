"""What is answered once: one run of the handler, the same answer for all, and no failure that is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask, Response, abort

from webhooks import ConfigError, GatherRequest, StoredAnswer, VoiceRequest, Webhooks
from webhooks.app import answer_once
from webhooks.app.answer_once import MemoryOnce

from ..apps import make_app, post
from ..sockets import PATIENCE, send, serving
from .test_bind import target


class Pay:
    """An app whose handler counts its calls and does what a test wants."""

    def __init__(self, act: Callable[[int], str] = lambda count: f"<Response><Say>{count}</Say></Response>") -> None:
        self.app = make_app()
        self.calls: list[int] = []
        hooks = Webhooks(self.app)

        @hooks.gather("/pay", fallback="<Response><Say>sorry</Say></Response>")
        def pay(call: GatherRequest) -> str:
            self.calls.append(1)
            return act(len(self.calls))

        self.path = target(pay.bind_once(amount=5).url)


def test_bind_once_of_a_handler_whose_callers_hold_is_refused() -> None:
    hooks = Webhooks(make_app())

    @hooks.voice("/slow", hold="One moment please.")
    def slow(call: VoiceRequest) -> str:
        return "<Response/>"

    with pytest.raises(ConfigError, match=r"bind_once of slow: .*hold"):
        slow.bind_once(amount=5)


def test_a_url_from_before_the_handler_got_hold_is_still_answered_once() -> None:
    """The app is deployed anew while a call is on the line: one run of the handler, and nobody holds."""
    before, after, calls = make_app(), make_app(), []
    path = target(Webhooks(before).voice("/slow")(lambda call: "<Response/>").bind_once(amount=5).url)

    @Webhooks(after).voice("/slow", hold="One moment please.")
    def slow(call: VoiceRequest) -> str:
        calls.append(1)
        return f"<Response><Say>{len(calls)}</Say></Response>"

    assert [post(after, path).text for _ in range(2)] == ["<Response><Say>1</Say></Response>"] * 2


def fail_first(how: Callable[[], object]) -> Callable[[int], str]:
    def act(count: int) -> str:
        if count == 1:
            how()
        return f"<Response><Say>{count}</Say></Response>"

    return act


def broken() -> None:
    raise ConnectionError


@pytest.mark.parametrize(("how", "status"), [(broken, 200), (lambda: abort(404), 404)])
def test_what_failed_is_not_kept_though_its_fallback_was_a_document(how: Callable[[], object], status: int) -> None:
    """The fallback has the status 200: what makes it a failure is that the handler failed."""
    pay = Pay(fail_first(how))
    first = post(pay.app, pay.path)
    assert first.status_code == status
    assert "<Say>1</Say>" not in first.text
    assert [post(pay.app, pay.path).text for _ in range(2)] == ["<Response><Say>2</Say></Response>"] * 2


def count_up(app: Flask) -> None:
    """A hook that adds to what it gets, as those do that set cookies or rewrite bodies."""

    @app.after_request
    def change(response: Response) -> Response:
        response.set_data(response.get_data() + b"<!-- changed -->")
        response.headers.add("X-Changed", "yes")
        return response


def test_an_answer_that_is_given_again_was_changed_by_the_hooks_of_its_own_request_only() -> None:
    pay = Pay()
    count_up(pay.app)
    answers = [post(pay.app, pay.path) for _ in range(3)]
    assert [answer.text for answer in answers] == ["<Response><Say>1</Say></Response><!-- changed -->"] * 3
    assert [answer.headers.getlist("X-Changed") for answer in answers] == [["yes"]] * 3
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 3


def test_the_hooks_would_change_a_response_that_was_kept_itself() -> None:
    """The fault that the test above guards against."""
    app, kept = Flask("kept"), Response("x")
    app.add_url_rule("/", view_func=lambda: kept)
    count_up(app)
    assert [app.test_client().get("/").text.count("changed") for _ in range(3)] == [1, 2, 3]


def test_what_is_kept_is_plain_data() -> None:
    kept: list[StoredAnswer] = []

    class Spy:
        def answer(self, nonce: str, make: Callable[[], StoredAnswer]) -> StoredAnswer:
            kept.append(make())
            return kept[-1]

    app = make_app()
    pay = Webhooks(app, once=Spy()).gather("/pay")(lambda call: "<Response><Say>Hi</Say></Response>")
    assert post(app, target(pay.bind_once().url)).text == "<Response><Say>Hi</Say></Response>"
    (answer,) = kept
    assert (answer.status, answer.body) == (200, b"<Response><Say>Hi</Say></Response>")
    assert dict(answer.headers)["Content-Type"] == "text/xml; charset=utf-8"
    assert "Hi" not in repr(answer)


def test_of_requests_at_once_on_real_sockets_one_runs_the_handler() -> None:
    """The handler returns only when all requests have arrived; a second run of it would wait for ever."""
    many, arrived = 6, threading.Semaphore(0)

    def act(count: int) -> str:
        for _ in range(many):
            assert arrived.acquire(timeout=PATIENCE)
        return f"<Response><Say>{count}</Say></Response>"

    pay = Pay(act)
    answers: list[str] = []
    pay.app.before_request(arrived.release)
    with serving(pay.app) as port:
        threads = [threading.Thread(target=lambda: answers.append(send(port, pay.path).text)) for _ in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert answers == ["<Response><Say>1</Say></Response>"] * many


class Watched:
    """A lock that says when somebody has to wait for it."""

    def __init__(self, waits: threading.Semaphore) -> None:
        self._lock, self._waits = threading.Lock(), waits

    def __enter__(self) -> None:
        if self._lock.locked():
            self._waits.release()
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()


def times_made(monkeypatch: pytest.MonkeyPatch, lock: Callable[[threading.Semaphore], object]) -> int:
    """How often two threads make an answer, if the first goes on when the second waits or makes it too."""
    seen, made = threading.Semaphore(0), list[int]()

    class Slot(answer_once._Slot[int]):
        def __init__(self) -> None:
            super().__init__()
            self.lock = lock(seen)  # type: ignore[assignment]

    def make() -> int:
        made.append(1)
        if len(made) == 1:
            second.start()
            assert seen.acquire(timeout=PATIENCE)
        else:
            seen.release()
        return 1

    monkeypatch.setattr(answer_once, "_Slot", Slot)
    once: MemoryOnce[int] = MemoryOnce()
    second = threading.Thread(target=lambda: once.answer("n", make))
    once.answer("n", make)
    second.join(PATIENCE)
    return len(made)


def test_who_comes_while_an_answer_is_made_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert times_made(monkeypatch, Watched) == 1


def test_without_the_lock_an_answer_is_made_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the test above guards against."""
    assert times_made(monkeypatch, lambda _: nullcontext()) == 2


class Guarded(OrderedDict[str, Any]):
    """Remembers for each use whether a lock was held."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__()
        self._guard, self.held = lock, list[bool]()

    def _note(self) -> None:
        self.held.append(self._guard.locked())

    def setdefault(self, *args: Any) -> Any:
        self._note()
        return super().setdefault(*args)

    def move_to_end(self, *args: Any) -> None:
        self._note()
        super().move_to_end(*args)

    def __delitem__(self, key: str) -> None:
        self._note()
        super().__delitem__(key)


def uses_under_lock(lock: Any) -> list[bool]:
    once: MemoryOnce[int] = MemoryOnce(size=1)
    guarded = Guarded(once._lock)
    once._lock, once._slots = lock or once._lock, guarded
    for name in "abab":
        once.answer(name, lambda: 1)
    with pytest.raises(ZeroDivisionError):
        once.answer("c", lambda: 1 // 0)
    return guarded.held


def test_the_memory_of_answers_changes_under_its_lock_only() -> None:
    assert uses_under_lock(None) == [True] * 14
    assert uses_under_lock(nullcontext()) == [False] * 14


def test_an_answer_that_is_being_made_is_not_forgotten_for_newer_ones() -> None:
    """Forgotten, the next request with its nonce would run the handler a second time while it runs."""
    once: MemoryOnce[int] = MemoryOnce(size=1)

    def slowly() -> int:
        for name in "abc":
            once.answer(name, lambda: 2)
        return 1

    assert once.answer("n", slowly) == 1
    assert once.answer("n", lambda: 3) == 1
    assert len(once._slots) == 1


def test_what_failed_takes_no_place_in_the_memory() -> None:
    once: MemoryOnce[int] = MemoryOnce()
    with pytest.raises(ZeroDivisionError):
        once.answer("n", lambda: 1 // 0)
    assert len(once._slots) == 0


def test_who_waits_behind_a_failure_is_waited_for_by_those_who_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """If its place were given up with the failure, a third request would run the handler beside the second."""
    waits, kept = threading.Semaphore(0), list[bool]()
    once: MemoryOnce[int] = MemoryOnce()

    class Slot(answer_once._Slot[int]):
        def __init__(self) -> None:
            super().__init__()
            self.lock = Watched(waits)  # type: ignore[assignment]

    def second() -> int:
        kept.append("n" in once._slots)
        return 2

    def first() -> int:
        thread.start()
        assert waits.acquire(timeout=PATIENCE)
        raise ConnectionError

    monkeypatch.setattr(answer_once, "_Slot", Slot)
    thread = threading.Thread(target=lambda: once.answer("n", second))
    with pytest.raises(ConnectionError):
        once.answer("n", first)
    thread.join(PATIENCE)
    assert kept == [True]
    assert once.answer("n", lambda: 3) == 2
