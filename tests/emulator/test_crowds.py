"""Several calls, queues and a conference at once, changed from outside at any moment: all comes to an end."""

from __future__ import annotations

import contextlib
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator import Call, EmulatorError, NobodyListens, NobodyThere, Provider
from emulator.engine import calls
from emulator.engine.models import FINAL_CALL, Detection
from emulator.engine.services import legs

from .pages import Pages

pytestmark = pytest.mark.source("own: everything comes to an end")

PUBLIC = "https://app.example"
LONGEST = 900.0  # seconds; stands for the four hours of a call
DOCUMENTS = {
    "/enqueue": '<Response><Enqueue waitUrl="/wait" action="/next">support</Enqueue></Response>',
    "/silent": '<Response><Enqueue waitUrl="">support</Enqueue><Say>next</Say></Response>',
    "/wait": '<Response><Say>wait</Say><Gather timeout="3" action="/leave"/></Response>',
    "/leave": "<Response><Leave/></Response>",
    "/agent": '<Response><Dial hangupOnStar="true" timeout="20" action="/next" record="record-from-answer">'
    '<Queue url="/hold">support</Queue></Dial></Response>',
    "/room": '<Response><Dial hangupOnStar="true" action="/next"><Conference waitUrl="/hold" statusCallback="/event" '
    'statusCallbackEvent="start end join leave mute hold speaker" record="record-from-start">room</Conference></Dial>'
    "</Response>",
    "/host": '<Response><Dial timeLimit="60"><Conference endConferenceOnExit="true" beep="false">room</Conference>'
    "</Dial></Response>",
    "/guest": '<Response><Dial><Conference startConferenceOnEnter="false" muted="true">room</Conference></Dial>'
    "</Response>",
    "/hold": '<Response><Say>hold</Say><Pause length="4"/></Response>',
    "/record": '<Response><Record action="/next" timeout="4"/></Response>',
    "/connect": '<Response><Connect action="/next"><Stream url="wss://media.example/x"/></Connect></Response>',
    "/transfer": '<Response><Dial action="/next"><Number sendDigits="wwww1" url="/hold">+15550009999</Number></Dial>'
    "</Response>",
    "/broken": "<Response><Say>no end",
    "/next": "<Response><Say>next</Say></Response>",
    "/event": "",
}
STARTS = ["/enqueue", "/silent", "/agent", "/room", "/host", "/guest", "/record", "/connect", "/transfer", "/broken"]
WHAT = """
    dial place hang_up press speak wait update complete dequeue mute hold unhold announce remove end session
"""
STEPS = st.lists(
    st.tuples(st.sampled_from(WHAT.split()), st.integers(0, 5), st.sampled_from([*STARTS, "/next"])), max_size=14
)


def _step(provider: Provider, people: list[Call], what: str, which: int, url: str) -> None:
    world = provider.engine.world
    if what == "dial":
        people.append(provider.dial(url, from_=f"+1555000{len(people):04}"))
        return
    if what == "place":
        number = f"+1555001{len(people):04}"
        placed = calls.OutboundCall(
            number, "+15559870000", provider.hook(url), send_digits="ww1", detection=Detection("Enable")
        )
        people.append(Call(provider.stage, calls.place(world, placed)))
        if which:
            provider.runner.kick()
        return
    if what == "wait":
        provider.wait(which * 3.0)
        return
    if not people:
        return
    call = provider.calls[which % len(provider.calls)]
    if what == "hang_up":
        call.hang_up()
    elif what == "press":
        call.press("1*"[which % 2], now=True)
    elif what == "speak":
        call.speak("some words", now=True)
    elif what in {"update", "complete"}:
        with contextlib.suppress(calls.CallRefused):
            calls.update(
                world,
                call.leg,
                status="completed" if what == "complete" else None,
                source=provider.hook(url) if what == "update" else None,
            )
        provider.runner.kick()
    elif what == "dequeue":
        provider.queue("support").dequeue(url)
    elif what == "session":
        if call.sid in world.connections:
            call.session.end()
    else:
        room = provider.conference("room")
        if what == "mute":
            room.mute(call, muted=bool(which % 2))
        elif what in {"hold", "unhold"}:
            room.hold(call, "/hold" if which % 2 else None, held=what == "hold")
        elif what == "announce":
            room.announce("/hold")
        elif what == "remove":
            room.remove(call)
        else:
            room.end()


@patch.object(legs, "MAX_CALL_SECONDS", LONGEST)
def _run(name: str, steps: list[tuple[str, int, str]]) -> Provider:
    provider = Provider(name, public_url=PUBLIC)
    pages = Pages(DOCUMENTS, name, provider.engine.world.account.signing_key, PUBLIC)
    provider.host(pages, PUBLIC)
    people: list[Call] = []
    for what, which, url in steps:
        with contextlib.suppress(NobodyThere, EmulatorError, NobodyListens):
            _step(provider, people, what, which, url)
    provider.wait(LONGEST + 60)
    assert pages.refused == []
    return provider


def test_a_participant_on_hold_before_the_conference_begins_is_taken_back_and_leaves_nothing_behind() -> None:
    """Taking it back interrupted the document that it hears while it waits, which nothing answered: its call hung."""
    provider = _run("signalwire", [("dial", 0, "/room"), ("hold", 0, "/enqueue"), ("unhold", 0, "/enqueue")])
    _all_is_over(provider)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["signalwire", "twilio"]), STEPS)
def test_any_crowd_comes_to_an_end_and_leaves_nothing_behind(name: str, steps: list[tuple[str, int, str]]) -> None:
    _all_is_over(_run(name, steps))


def _all_is_over(provider: Provider) -> None:
    world = provider.engine.world
    assert all(leg.status in FINAL_CALL for leg in world.calls.values())
    assert all(not queue.members for queue in world.queues.values())
    assert all(not room.participants and room.status == "completed" for room in world.conferences.values())
    assert all(item.status in {"completed", "absent"} for item in world.recordings.values())
    assert not world.connections
    for leg in world.calls.values():
        assert all(session.status == "stopped" for session in leg.side_streams)
        assert leg.task is None or leg.task.finished


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_the_same_crowd_gives_the_same_timeline(steps: list[tuple[str, int, str]]) -> None:
    first, second = _run("twilio", steps), _run("twilio", steps)
    assert [entry.story() for entry in first.timeline] == [entry.story() for entry in second.timeline]
