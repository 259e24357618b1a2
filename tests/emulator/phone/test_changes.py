"""What a page is told of what changes: everything once, in order, again after a lost stream, and never in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from emulator import Call, Provider
from emulator.engine.services import legs
from emulator.phone.changes import MOST_ENTRIES, Changes
from emulator.phone.streams import MOST_STREAMS, Streams, TooMany, written

from .callers_app import answer, app

pytestmark = pytest.mark.source("own: the stream of the phone")


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider("signalwire")
    made.host(app)
    yield made
    made.close()


def _steps(changes: Changes) -> list[tuple[int, str, str]]:
    return [(row["n"], row["kind"], row["text"]) for row in changes.take().get("entries", [])]  # type: ignore[attr-defined,index]


@pytest.mark.source("WHATWG HTML, 9.2.6 interpreting an event stream")
def test_an_event_has_its_place_one_line_of_data_and_a_blank_line() -> None:
    assert written({"text": "two\nlines é"}, "1.5/7") == b'id: 1.5/7\ndata: {"text":"two\\nlines \\u00e9"}\n\n'


def test_a_reader_is_told_everything_once_and_of_a_call_what_no_step_says(provider: Provider) -> None:
    changes = Changes(provider.engine.world)
    assert changes.take() == {"reset": True}
    call = provider.dial(answer)
    told = changes.take()
    assert [row["text"] for row in told["entries"]][:2] == ["ringing", "POST /answer"]  # type: ignore[attr-defined]
    (row,) = told["calls"]  # type: ignore[misc]
    assert (row["listening"], row["takes"], row["running"]) == ("Gather", ["keys", "speech"], [0, 0, 0])
    assert changes.take() == {}
    provider.wait(4)  # the prompt is over: the verb waits, which is no step
    told = changes.take()
    assert list(told) == ["calls"]
    assert told["calls"][0]["waits_for"] == "input"  # type: ignore[index]
    call.hang_up()
    assert [row["kind"] for row in changes.take()["entries"]] == ["status"]  # type: ignore[attr-defined]
    assert not changes.busy


def test_a_request_is_told_when_it_begins_and_when_it_is_answered(provider: Provider) -> None:
    world = provider.engine.world
    changes = Changes(world)
    entry = world.note("CA1", "request", "POST /slow?laml_state=forged")
    assert changes.take()["entries"][0]["outcome"] == ""  # type: ignore[index]
    place = changes.place
    entry.outcome = "200"
    for reader in (changes, Changes(world, place)):  # the one that stays, and one that comes back
        assert [(row["n"], row["outcome"]) for row in reader.take()["entries"]] == [(0, "200")]  # type: ignore[attr-defined]
        assert reader.take() == {}


def test_a_reader_that_comes_back_is_told_what_it_missed_and_no_more(provider: Provider) -> None:
    changes = Changes(provider.engine.world)
    call = provider.dial(answer)
    before = _steps(changes)
    place = changes.place
    call.press("13", now=True)
    again = Changes(provider.engine.world, place)
    missed = _steps(again)
    assert missed
    assert missed == _steps(changes)
    assert before + missed == _steps(Changes(provider.engine.world))


@pytest.mark.parametrize("place", ["", "0.000000/3", "nonsense", "x/-1", "{epoch}/99999", "{epoch}/²"])
def test_a_place_that_means_nothing_here_begins_anew(provider: Provider, place: str) -> None:
    provider.dial(answer)
    epoch = Changes(provider.engine.world).place.partition("/")[0]
    assert Changes(provider.engine.world, place.format(epoch=epoch)).take()["reset"] is True


def test_after_a_reset_a_reader_begins_anew(provider: Provider) -> None:
    changes = Changes(provider.engine.world)
    provider.dial(answer)
    changes.take()
    provider.wait(1)
    provider.engine.reset()
    assert changes.take() == {"reset": True}


def test_however_much_has_happened_only_so_much_is_told_at_once(provider: Provider) -> None:
    changes = Changes(provider.engine.world)
    for number in range(MOST_ENTRIES + 10):
        provider.engine.world.note("CA1", "note", str(number))
    assert len(_steps(changes)) == MOST_ENTRIES
    assert changes.more
    assert [text for _, _, text in _steps(changes)] == [str(MOST_ENTRIES + place) for place in range(10)]
    assert not changes.more


def _is_free(provider: Provider) -> bool:
    """Whether another thread could move the engine now."""
    got: list[bool] = []

    def take() -> None:
        got.append(provider.runner.lock.acquire(blocking=False))
        if got[0]:
            provider.runner.lock.release()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return got[0]


def test_a_reader_that_does_not_read_holds_nobody_up(provider: Provider) -> None:
    streams = Streams(provider.engine.world, provider.runner)
    events = streams.open("", lambda: False, answers=False)
    assert next(events) == b"retry: 500\n\n"
    assert json.loads(next(events).split(b"data: ")[1])["reset"] is True
    assert _is_free(provider)
    with provider.runner.lock:  # the kept fault: a stream that kept the lock would be seen
        assert not _is_free(provider)
    streams.close()
    assert list(events) == []


def test_phones_are_asked_for_as_long_as_a_page_is_open_that_answers(provider: Provider) -> None:
    world = provider.engine.world
    streams = Streams(world, provider.runner)
    looking, answering = (streams.open("", lambda: False, answers=yes) for yes in (False, True))
    assert world.phone("+15550001111").outcome == "ask"
    provider.phone("+15550002222").busy()
    assert world.phone("+15550002222").outcome == "busy"
    answering.close()  # type: ignore[attr-defined]
    assert world.phone("+15550001111").outcome == "answer"
    looking.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("then", "status"),
    [
        (lambda provider, call: provider.wait(25), "no-answer"),
        (lambda provider, call: call.hang_up(), "canceled"),
        (lambda provider, call: legs.decide(call.legs[0].leg, "busy"), "busy"),
        (lambda provider, call: legs.decide(call.legs[0].leg, "answer"), "in-progress"),
    ],
)
def test_a_phone_rings_on_the_page_no_longer_than_it_rings(
    provider: Provider, then: Callable[[Provider, Call], object], status: str
) -> None:
    """The kept fault: one that nobody had answered was shown for ever, and could not be answered."""
    changes = Changes(provider.engine.world)
    with closing(Streams(provider.engine.world, provider.runner).open("", lambda: False, answers=True)):  # type: ignore[type-var]
        call = provider.dial(answer)
        call.press("11")
        provider.wait(1)
        assert [row["asks"] for row in changes.take()["calls"]] == [False, True]  # type: ignore[attr-defined]
        then(provider, call)
        provider.wait(1)
    told = {row["sid"]: (row["status"], row["asks"]) for row in changes.take()["calls"]}  # type: ignore[attr-defined]
    assert told[call.legs[0].sid] == (status, False)


def test_no_more_pages_are_told_than_threads_are_to_spare(provider: Provider) -> None:
    streams = Streams(provider.engine.world, provider.runner)
    opened = [streams.open("", lambda: True, answers=False) for _ in range(MOST_STREAMS)]
    with pytest.raises(TooMany):
        streams.open("", lambda: True, answers=False)
    for events in opened:
        list(events)  # its page is gone: it ends
    assert next(streams.open("", lambda: False, answers=False))
