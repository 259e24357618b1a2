"""Whole calls: inbound ones, those that REST places, and what REST can change in a live one.

Source: call semantics 3, 4, 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .documents.flow import DOCUMENT_END, DocumentFailed, End, Flow, Runaway, Verb, run_documents
from .documents.hearing import hear, hear_tones
from .kernel import Steps, wait
from .models import Detection, Endpoint, Leg, RecordingOptions, Replaced, Routing, Source, Subscription
from .services import detection, recordings
from .services.legs import answer, begin, close, hang_up, lifecycle, press, ring, set_status
from .verbs import TABLES
from .wire import Pairs
from .world import World

_PAUSES: Final = str.maketrans("", "", "wW")
ERROR_MESSAGE = "We are sorry, an application error has occurred. Goodbye."


class CallRefused(Exception):
    """The state of the call does not allow what REST asked for; `.code` is the provider's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """The parameters of a call that REST places."""

    to: str
    from_: str
    source: Source
    fallback: Endpoint | None = None
    subscription: Subscription | None = None
    timeout: float = 60.0
    time_limit: float | None = None
    send_digits: str = ""
    detection: Detection | None = None
    recording: RecordingOptions | None = None
    reaches: Routing | None = None  # where the number sends its calls that is called, if it is one of this account


def receive(
    world: World,
    from_: str,
    to: str,
    source: Source,
    *,
    fallback: Endpoint | None = None,
    status_callback: Endpoint | None = None,
    forwarded_from: str | None = None,
) -> Leg:
    """A call comes in for a number of the account."""
    events = frozenset({"completed"})
    subscription = None
    if status_callback is not None:
        kind = "voice.inbound_number_status"
        subscription = Subscription(status_callback.url, status_callback.method, events, kind)
    leg = Leg(
        sid=world.ids.sid("CA"),
        direction="inbound",
        from_=from_,
        to=to,
        created_at=world.now,
        status="ringing",
        first=source,
        fallback=fallback,
        subscription=subscription,
        forwarded_from=forwarded_from,
    )
    _register(world, leg, from_)
    world.note(leg.sid, "status", "ringing")
    leg.task = world.kernel.spawn(f"call {leg.sid}", lifecycle(world, leg, _documents(world, leg, source)))
    return leg


def place(world: World, outbound: OutboundCall) -> Leg:
    """REST places a call, which waits in the account's queue for its turn."""
    leg = Leg(
        sid=world.ids.sid("CA"),
        direction="outbound-api",
        from_=outbound.from_,
        to=outbound.to,
        created_at=world.now,
        status="queued",
        first=outbound.source,
        fallback=outbound.fallback,
        subscription=outbound.subscription,
    )
    _register(world, leg, outbound.to)
    world.waiting.add(leg.sid)
    world.note(leg.sid, "status", "queued")
    turn = max(world.now, world.next_start)
    world.next_start = turn + 1 / world.calls_per_second
    steps = _outbound(world, leg, outbound, turn - world.now)
    leg.task = world.kernel.spawn(f"call {leg.sid}", lifecycle(world, leg, steps))
    return leg


def resume(
    world: World, leg: Leg, source: Source, extra: Pairs = (), tables: Mapping[str, Mapping[str, Verb]] = TABLES
) -> None:
    """Let the documents of a leg begin at any address, as a map does that has seen them asked for there.

    Args:
        world: State and services.
        leg: The leg, with the status that it has there.
        source: The document.
        extra: The parameters of its request that come on top of the standard ones.
        tables: The verbs of each kind of document, by tag.
    """
    _register(world, leg, leg.from_)
    leg.task = world.kernel.spawn(
        f"call {leg.sid}", lifecycle(world, leg, _documents(world, leg, source, extra, tables))
    )


def _register(world: World, leg: Leg, name: str) -> None:
    world.calls[leg.sid] = leg
    world.timeline.names[leg.sid] = name


def _outbound(world: World, leg: Leg, outbound: OutboundCall, queued_for: float) -> Steps[None]:
    yield from wait(queued_for)
    own = outbound.reaches
    if own is not None and own.endpoint is not None:
        picked_up = yield from _ring_at_home(world, leg, own, own.endpoint, outbound.timeout)
    else:
        picked_up = yield from ring(world, leg, world.phone(leg.to), outbound.timeout)
    if not picked_up:
        return
    if outbound.time_limit is not None:
        limit = world.kernel.after(outbound.time_limit, lambda: hang_up(world, leg, "timeLimit"))
        leg.at_end.append(limit.cancel)
    try:
        pairs = yield from _before_documents(world, leg, outbound)
    except Replaced as update:
        yield from _documents(world, leg, update.source)
    else:
        yield from _documents(world, leg, outbound.source, pairs)


def _ring_at_home(world: World, leg: Leg, own: Routing, first: Endpoint, timeout: float) -> Steps[bool]:
    """Ring at a number of this account: what becomes of its inbound call decides; returns whether it was answered.

    Each leg runs its own documents, and the end of one ends the other.
    """
    begin(world, leg)
    set_status(world, leg, "ringing")
    other = receive(world, leg.from_, leg.to, first, fallback=own.fallback, status_callback=own.status_callback)
    leg.reached = other
    leg.at_end.append(lambda: hang_up(world, other, "caller"))
    world.note(leg.sid, "note", f"rings at a number of this account, as the inbound call {other.sid}")
    until = world.now + timeout
    while not other.answered and not other.over:
        if (yield from wait(max(0.0, until - world.now), other.changed)) is None:
            close(world, leg, "no-answer", "network")
            return False
    if not other.answered:
        close(world, leg, other.status, "callee")
        return False
    answer(world, leg)
    if other.over:
        close(world, leg, "completed", "callee")
        return False
    other.at_end.append(lambda: hang_up(world, leg, "callee"))
    return True


def _before_documents(world: World, leg: Leg, outbound: OutboundCall) -> Steps[Pairs]:
    """Run what comes between the answer and the first document; returns the extra parameters of its request."""
    if outbound.send_digits:
        yield from hear_tones(world, leg, outbound.send_digits)
        if leg.reached is not None:
            press(world, leg.reached, outbound.send_digits.translate(_PAUSES))
    if outbound.recording is not None:
        recordings.start(world, leg, outbound.recording)
    return (yield from _detect(world, leg, outbound))


def _detect(world: World, leg: Leg, outbound: OutboundCall) -> Steps[Pairs]:
    """Detect who answered: before the first document, or while it runs."""
    wanted = outbound.detection
    if wanted is None or (outbound.send_digits and world.profile.calls.digits_skip_detection):
        return ()
    found = detection.verdict(wanted, world.phone(leg.to))
    if wanted.background:
        detection.beside(world, leg, wanted, found)
        return ()
    yield from wait(found.seconds)
    detection.remember(world, leg, found)
    return detection.params(found)


def _documents(
    world: World, leg: Leg, source: Source, extra: Pairs = (), tables: Mapping[str, Mapping[str, Verb]] = TABLES
) -> Steps[None]:
    """Run the leg's documents, and give the leg its final status."""
    own = Flow(world, leg, tables, "voice", lambda: answer(world, leg))
    try:
        end = yield from run_documents(own, source, extra)
    except DocumentFailed as failed:
        yield from _failed(world, leg, failed)
    else:
        _ended(world, leg, end, own)


def _ended(world: World, leg: Leg, end: End, own: Flow) -> None:
    if end.status is not None and not leg.answered:
        close(world, leg, "busy" if end.status == "busy" else "no-answer", "document")
        return
    if end is DOCUMENT_END and not own.rang_through:
        answer(world, leg)  # an empty document, too, answers the call before it is hung up
    close(world, leg, "completed" if leg.answered else "no-answer", "document")


def _failed(world: World, leg: Leg, failed: DocumentFailed) -> Steps[None]:
    """End a call that has no document: one provider answers it and apologises, the other hangs up."""
    profile = world.profile.calls
    if isinstance(failed, Runaway) or (profile.unfetchable_inbound == "failed" and not leg.answered):
        close(world, leg, "failed", "document")
        return
    answer(world, leg)
    if profile.plays_error_message:
        try:
            yield from hear(world, leg, ERROR_MESSAGE)
        except Replaced as update:
            yield from _documents(world, leg, update.source)
            return
    close(world, leg, "completed", "document")


def update(world: World, leg: Leg, *, status: Literal["canceled", "completed"] | None, source: Source | None) -> None:
    """Change a live call as REST can: end it, or give it another document.

    Raises:
        CallRefused: The call is in a state that does not allow it.
    """
    if leg.over:
        code = 21220 if source is not None else world.profile.calls.ended_code
        raise CallRefused(code, "the call has ended")
    if status == "canceled" and leg.answered:
        if world.profile.calls.cancel_in_progress_fails:
            raise CallRefused(10000, "a call in progress cannot be canceled")
        return
    if status is not None:
        hang_up(world, leg, "rest", "canceled")
    elif source is not None:
        if not leg.answered:
            raise CallRefused(21220, "the call is not in progress and cannot be redirected")
        if leg.task is not None:
            leg.task.interrupt(Replaced(source))
