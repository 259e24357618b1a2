"""Held answers over one database: any process finds them, and makes them where another has died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask

from webhooks import (
    GatherRequest,
    Webhooks,
)
from webhooks.app.app_state import state_of
from webhooks.app.background import Jobs, Queued

from ..apps import VOICE, make_app, post
from ..store.databases import Time
from .stored_apps import url
from .test_bind import target

A = TypeVar("A")


def held(folder: Path, asked: list[str], clock: Time | None = None) -> tuple[Flask, Queued]:
    app, queue = make_app(), Queued()

    @Webhooks(app, database=url(folder), executor=queue, clock=clock).gather("/slow", hold="One moment please.")
    def slow(call: GatherRequest) -> str:
        asked.append(call.digits or "")
        return "<Response><Say>Done.</Say></Response>"

    return app, queue


def poll_of(document: str) -> str:
    return target(document.partition("<Redirect>")[2].partition("</Redirect>")[0].replace("&amp;", "&"))


def test_a_held_answer_is_found_by_a_poll_that_comes_to_another_process(tmp_path: Path) -> None:
    asked: list[str] = []
    (one, queue), (two, _) = held(tmp_path, asked), held(tmp_path, asked)
    call = VOICE
    poll = poll_of(post(one, "/slow", {**call, "Digits": "5"}).text)
    assert "<Redirect>" in post(two, poll, call).text
    queue.drain()
    assert post(two, poll, call).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


class Unfinished:
    """A fault: what it runs is committed, and its thread has not come to its end."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        function()
        return Future()


class AtOnce:
    """An executor whose threads have ended before anybody looks."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        future: Future[A] = Future()
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit, asyncio.CancelledError])
def test_a_handler_that_would_end_its_thread_ends_no_process_that_is_asked_for_its_answer(
    tmp_path: Path, raised: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    hooks = Webhooks(app, database=url(tmp_path), executor=AtOnce())

    @hooks.gather("/slow", hold="One moment please.", fallback="<Response><Say>Sorry.</Say></Response>")
    def slow(call: GatherRequest) -> str:
        raise raised

    assert "Sorry." in post(app, "/slow", VOICE).text
    assert f"error={raised.__name__}" in caplog.text


def test_a_held_answer_is_found_as_soon_as_it_is_committed_though_its_thread_has_not_ended(tmp_path: Path) -> None:
    app = make_app()

    @Webhooks(app, database=url(tmp_path), executor=Unfinished()).gather("/slow", hold="One moment please.")
    def slow(call: GatherRequest) -> str:
        return "<Response><Say>Done.</Say></Response>"

    poll = poll_of(post(app, "/slow", {**VOICE, "Digits": "5"}).text)
    assert post(app, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"


def test_a_held_answer_whose_process_died_is_begun_again_by_a_poll(tmp_path: Path) -> None:
    """That its process lives is known by its lock; a held one that waits in a queue for long is as good as dead."""
    asked: list[str] = []
    clock = Time()
    (one, _), (two, queue) = held(tmp_path, asked, clock), held(tmp_path, asked, clock)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    for _ in range(4):
        clock.pass_(timedelta(seconds=2))
        poll = poll_of(post(two, poll, VOICE).text)
    queue.drain()
    assert post(two, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


def test_a_held_answer_that_a_full_process_cannot_begin_again_is_begun_by_the_next(tmp_path: Path) -> None:
    asked: list[str] = []
    clock = Time()
    (one, _), (full, queue), (three, runs) = (held(tmp_path, asked, clock) for _ in range(3))
    state_of(full).jobs = Jobs(queue, clock, unfinished=0)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    clock.pass_(timedelta(seconds=8))
    assert post(full, poll, VOICE).status_code == 503
    clock.pass_(timedelta(minutes=1))
    poll = poll_of(post(three, poll, VOICE).text)
    runs.drain()
    assert post(three, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


def test_a_held_answer_that_another_process_has_made_is_found_where_it_was_begun(tmp_path: Path) -> None:
    """The caller came to one process, whose thread was late; another has made the answer meanwhile."""
    asked: list[str] = []
    clock = Time()
    (one, late), (two, queue) = held(tmp_path, asked, clock), held(tmp_path, asked, clock)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    for _ in range(4):
        clock.pass_(timedelta(seconds=2))
        poll = poll_of(post(two, poll, VOICE).text)
    queue.drain()
    late.drain()
    for app in (one, two):
        assert post(app, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]
