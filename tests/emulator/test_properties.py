"""What holds for every document and caller: an end within bounds, by legal steps, and the same again."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator import NobodyListens, Provider
from emulator.engine.models import FINAL_CALL
from emulator.engine.services import legs
from laml import count_segments

from .pages import Pages

pytestmark = pytest.mark.source("own: everything comes to an end")

PUBLIC = "https://app.example"
# What may follow what: webhook reference, statuses.call.order, without the step that only REST calls take at first.
LEGAL = {
    "": {"queued", "initiated", "ringing"},
    "queued": {"initiated", "canceled", "failed"},
    "initiated": {"ringing", "in-progress", "busy", "failed", "no-answer", "canceled"},
    "ringing": {"in-progress", "busy", "no-answer", "failed", "canceled"},
    "in-progress": {"completed", "failed"},
    "completed": set(),
    "busy": set(),
    "no-answer": set(),
    "failed": set(),
    "canceled": set(),
}
NUMBERS = ("+15550100", "+15550101", "12", "client:ann", "sip:ann@sip.example")
WORDS = st.sampled_from(["", "hello", "menu 1", "  ", "ünï", "x" * 50])
VALUES = st.sampled_from(
    ["", "1", "3", "true", "false", "/end", "POST", "GET", "lots", "-1", "#", "dtmf speech", "busy"]
)
LONGEST = 600.0  # seconds; stands for the four hours of a call, which take too long to try many times
MANY_NAMES = """
    loop length timeout numDigits action finishOnKey input method reason timeLimit hangupOnStar answerOnBridge record
    actionOnEmptyResult maxLength voice nonsense url waitUrl startConferenceOnEnter endConferenceOnExit statusCallback
    name transcribe
"""
NAMES = MANY_NAMES.split()
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3)
LEAVES = ("Say", "Play", "Pause", "Redirect", "Hangup", "Reject", "Leave", "Record", "Echo", "Denoise", "Sms", "say")
TREE: dict[str, tuple[str, ...]] = {
    "Gather": ("Say", "Play", "Pause", "Dial"),
    "Dial": ("Number", "Sip", "Client", "Conference", "Queue"),
    "Enqueue": (),
    "Connect": ("Stream",),
    "Start": ("Stream",),
    "Stop": ("Stream",),
    "Refer": ("Sip",),
    "Pay": (),
}


def _element(tag: str, attributes: dict[str, str], text: str, children: list[str]) -> str:
    told = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = text.replace("&", "&amp;").replace("<", "&lt;") + "".join(children)
    return f"<{tag}{told}>{inner}</{tag}>"


@st.composite
def verb(draw: st.DrawFn) -> str:
    tag = draw(st.sampled_from([*LEAVES, *TREE]))
    children = [
        _element(
            draw(st.sampled_from(TREE[tag])), draw(ATTRIBUTES), draw(st.sampled_from([*NUMBERS, "room", "support"])), []
        )
        for _ in range(draw(st.integers(0, 2)) if TREE.get(tag) else 0)
    ]
    text = draw(st.sampled_from(["/end", "", "/other", *NUMBERS]) if tag in {"Redirect", "Dial", "Play"} else WORDS)
    return _element(tag, draw(ATTRIBUTES), text, children)


DOCUMENTS = st.lists(verb(), max_size=4).map(lambda verbs: f"<Response>{''.join(verbs)}</Response>")
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.sampled_from(["1", "12#", "*", "#"])),
        st.tuples(st.just("speak"), st.just("sales")),
        st.tuples(st.just("wait"), st.sampled_from([0, 1, 7, 100])),
        st.tuples(st.just("hang_up"), st.none()),
    ),
    max_size=4,
)


@patch.object(legs, "MAX_CALL_SECONDS", LONGEST)
def _run(name: str, voice: str, other: str, actions: list[tuple[str, Any]]) -> Provider:
    provider = Provider(name, public_url=PUBLIC)
    key = provider.engine.world.account.signing_key
    pages = Pages({"/voice": voice, "/other": other, "/end": "<Response/>"}, name, key, PUBLIC)
    provider.host(pages, PUBLIC)
    provider.phone("+15550100").talks(15)
    provider.phone("+15550101").busy()
    call = provider.dial("/voice", status_callback="/end")
    for what, with_ in actions:
        if what == "hang_up":
            call.hang_up()
        elif what == "wait":
            call.wait(with_)
        else:
            with contextlib.suppress(NobodyListens):
                getattr(call, what)(with_)
    provider.run()
    provider.wait(LONGEST + 60)  # past the limit that ends even what nobody ends
    assert pages.refused == []
    return provider


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["signalwire", "twilio"]), DOCUMENTS, DOCUMENTS, ACTIONS)
def test_any_document_and_caller_come_to_an_end_by_legal_steps(
    name: str, voice: str, other: str, actions: list[tuple[str, Any]]
) -> None:
    provider = _run(name, voice, other, actions)
    for leg in provider.engine.world.calls.values():
        assert leg.status in FINAL_CALL, f"{leg.sid} is still {leg.status}\n{provider.timeline}"
        assert leg.ended_at is not None
        assert leg.ended_at - (leg.answered_at or leg.created_at) <= LONGEST
    steps: dict[str, list[str]] = defaultdict(lambda: [""])
    for entry in provider.timeline:
        if entry.kind == "status" and entry.subject in provider.engine.world.calls:
            assert entry.text in LEGAL[steps[entry.subject][-1]], str(provider.timeline)
            steps[entry.subject].append(entry.text)
    times = [entry.at for entry in provider.timeline]
    assert times == sorted(times)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["signalwire", "twilio"]), DOCUMENTS, DOCUMENTS, ACTIONS)
def test_the_same_inputs_give_the_same_timeline(
    name: str, voice: str, other: str, actions: list[tuple[str, Any]]
) -> None:
    def told() -> list[str]:
        return [
            f"{entry.at} {entry.story()} {dict(entry.params)}" for entry in _run(name, voice, other, actions).timeline
        ]

    assert told() == told()


@pytest.mark.source("call-semantics 10.3")
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_segments_hold_every_unit_and_no_more_than_are_needed(text: str) -> None:
    """Source: call semantics 10.3."""
    found = count_segments(text)
    alone, joined = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    assert found.count >= 1
    assert (found.count == 1) == (found.units <= alone)
    if found.count > 1:
        assert found.units <= found.count * joined
        assert found.units > (found.count - 1) * (joined - 1)
    if found.encoding == "UCS-2":
        assert found.units == len(text.encode("utf-16-le")) // 2


KINDS = st.sampled_from(["text/xml", "application/xml", "text/html", "text/plain", "audio/mpeg", "", "x/y", ";;;", "ü"])
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Set-Cookie", "Location", "X-Odd"]), st.text(st.characters(codec="latin-1"), max_size=20)
    ),
    max_size=2,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(["signalwire", "twilio"]),
    status=st.sampled_from([200, 200, 200, 204, 301, 302, 304, 307, 400, 404, 500, 599]),
    kind=KINDS,
    headers=HEADERS,
    body=st.one_of(st.binary(max_size=200), DOCUMENTS.map(str.encode), st.text(max_size=80).map(str.encode)),
)
def test_any_answer_whatever_ends_the_call_or_is_run(
    name: str, status: int, kind: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    """Source: threat list E7, E8."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(f"{status} X", [*headers, ("Content-Type", kind)] if kind else list(headers))
        return [body]

    provider = Provider(name, public_url=PUBLIC)
    provider.host(app, PUBLIC)
    with patch.object(legs, "MAX_CALL_SECONDS", LONGEST):
        call = provider.dial("/voice", fallback="/fb")
        message = provider.send("/sms", "hi")
        provider.run()
        provider.wait(LONGEST + 60)
    assert call.status in FINAL_CALL, str(call.timeline)
    assert all(reply.status in {"delivered", "sent", "failed"} for reply in message.replies)
