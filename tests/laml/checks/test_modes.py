"""How long a `validation` block holds: around a `yield`, in managers, in threads, and left in any order."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Any

import pytest
from flask import Flask

import laml
from laml import Say
from laml.checks import modes


def mode() -> str:
    """The mode that holds here, by what a wrong attribute does."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            Say("Hi", voyce="x")  # type: ignore[call-arg]
        except laml.GrammarError:
            return "strict"
    return "warn" if caught else "off"


def numbers(seen: list[str], wanted: Any = "off") -> Iterator[int]:
    for number in range(3):
        with laml.validation(wanted):
            seen.append(mode())
            yield number
            seen.append(mode())
        seen.append(mode())


def test_around_a_yield_the_mode_holds_for_the_generator_alone() -> None:
    seen: list[str] = []
    around = [mode()]
    for _ in numbers(seen):
        around.append(mode())
    assert seen == ["off", "off", "strict"] * 3
    assert around == ["strict"] * 4


def test_a_block_that_held_until_it_is_left_would_be_seen_by_who_iterates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: the context variable alone, as it was."""
    monkeypatch.setattr(modes, "_suspendable", lambda frame: None)
    assert [mode() for _ in numbers([])] == ["off"] * 3


def test_of_blocks_that_are_left_in_another_order_none_stays() -> None:
    first, second = numbers([], "off"), numbers([], "warn")
    next(first)
    next(second)
    first.close()
    assert mode() == "strict"
    second.close()
    assert mode() == "strict"
    assert modes._blocks.get() == ()


def test_plain_blocks_that_are_left_in_another_order_leave_the_rest() -> None:
    first, second = laml.validation("off"), laml.validation("warn")
    seen = []
    for step in (first.__enter__, second.__enter__, lambda: first.__exit__(None, None, None)):
        step()
        seen.append(mode())
    second.__exit__(None, None, None)
    assert [*seen, mode()] == ["off", "warn", "warn", "strict"]


def test_a_generator_that_is_left_alone_leaves_nothing_behind() -> None:
    def start() -> None:
        next(numbers([]))

    start()
    assert mode() == "strict"
    kept = numbers([])
    next(kept)
    assert mode() == "strict"


def test_a_generator_that_is_closed_elsewhere_leaves_nothing_behind() -> None:
    """As a server closes a stream in another thread, or in another context, than it began it in."""
    for close in (_in_a_thread, contextvars.Context().run):
        stream = numbers([])
        next(stream)
        close(stream.close)
        assert mode() == "strict"


def _in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)


@contextmanager
def lax() -> Iterator[None]:
    with laml.validation("off"):
        yield


def test_the_body_of_a_manager_that_wraps_the_block_is_inside_it() -> None:
    with lax():
        assert mode() == "off"
    with ExitStack() as stack:
        stack.enter_context(laml.validation("off"))
        stack.enter_context(lax())
        assert mode() == "off"
    assert mode() == "strict"


def test_a_manager_in_a_generator_holds_while_that_generator_runs() -> None:
    seen = []

    def wrapped() -> Iterator[int]:
        with lax():
            seen.append(mode())
            yield 1

    assert [mode() for _ in wrapped()] == ["strict"]
    assert seen == ["off"]


def test_what_a_generator_calls_is_inside_its_block() -> None:
    def deep(level: int) -> str:
        return deep(level - 1) if level else mode()

    def one() -> Iterator[str]:
        with laml.validation("off"):
            yield deep(20)

    def two() -> Iterator[str]:
        with laml.validation("warn"):
            yield from one()
            yield mode()

    assert list(two()) == ["off", "warn"]


def test_a_decorated_function_runs_inside() -> None:
    assert laml.validation("off")(mode)() == "off"


def test_tasks_and_asynchronous_generators_have_their_own_modes() -> None:
    async def stream(seen: list[str]) -> AsyncIterator[int]:
        for number in range(2):
            with laml.validation("off"):
                await asyncio.sleep(0)
                seen.append(mode())
                yield number

    @asynccontextmanager
    async def lax_too() -> AsyncIterator[None]:
        with laml.validation("off"):
            yield

    async def main() -> None:
        seen: list[str] = []
        around = [mode() async for _ in stream(seen)]
        assert (seen, around) == (["off"] * 2, ["strict"] * 2)
        async with lax_too():
            await asyncio.sleep(0)
            assert mode() == "off"
            assert await asyncio.create_task(asyncio.to_thread(mode)) == "off"
        assert mode() == "strict"

    asyncio.run(main())


def test_a_view_that_streams_leaves_the_other_requests_of_its_thread_as_they_were() -> None:
    app, seen = Flask("streams"), list[str]()

    @app.get("/stream")
    def stream() -> Iterator[str]:
        with laml.validation("off"):
            yield str(Say("Hi", voyce="x"))  # type: ignore[call-arg]
            seen.append(mode())
            yield "end"

    app.add_url_rule("/mode", view_func=mode)
    parts = app.test_client().get("/stream").iter_encoded()
    assert "voyce" in next(iter(parts)).decode()
    assert app.test_client().get("/mode").text == "strict"
    assert [part.decode() for part in parts] == ["end"]
    assert seen == ["off"]


@pytest.fixture
def open_block() -> Iterator[None]:
    with laml.validation("off"):
        yield


@pytest.mark.usefixtures("open_block")
def test_a_fixture_that_waits_in_its_block_does_not_change_the_mode_of_the_test() -> None:
    assert mode() == "strict"
