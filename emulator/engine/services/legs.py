"""The life of a leg: its statuses in their legal order with their callbacks; ringing, answer and end.

Knows nothing of documents. Source: call semantics 3, 4, 5; webhook reference, statuses.call.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from ..documents.hearing import overhear, speaking_seconds
from ..kernel import Steps, wait
from ..models import CALL_ORDER, CallDecision, CallStatus, Endpoint, HungUp, Leg, PhoneScript, Speech, Talk
from ..profiles.limits import MAX_CALL_SECONDS
from ..requests import params
from ..requests.sending import Sender, notify
from ..world import World

EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
KEYS_AND_SPEECH: Final = frozenset({"keys", "speech"})
SIP_CODES = {"busy": "486", "no-answer": "487", "failed": "404", "canceled": "487"}


def set_status(world: World, leg: Leg, status: CallStatus) -> None:
    """Move a leg to its next status and send its event; `lifecycle` sends the final one."""
    if status not in CALL_ORDER.get(leg.status, ()):
        raise AssertionError(f"call {leg.sid}: {leg.status} cannot become {status}")
    leg.status = status
    world.waiting.discard(leg.sid)
    world.note(leg.sid, "status", status)
    if status in EVENTS:
        send_event(world, leg, EVENTS[status])
    leg.changed.fire()


def send_event(world: World, leg: Leg, event: str) -> None:
    """Send the callback of an event if it was subscribed; the sequence number counts those that are sent."""
    wanted = leg.subscription
    if wanted is None or event not in wanted.events:
        return
    for status in world.profile.calls.answered if event == "answered" else (leg.status,):
        if wanted.kind == "voice.inbound_number_status":
            pairs = params.inbound_end(world, leg)
        else:
            pairs = params.voice(world, leg, status) + params.call_event(world, leg, wanted.kind, leg.sequence)
        leg.sequence += 1
        sender = Sender(world, leg.sid, voice=True, cookies={})
        world.kernel.spawn(f"{event} of {leg.sid}", notify(sender, Endpoint(wanted.url, wanted.method), pairs))


def answer(world: World, leg: Leg) -> None:
    """Answer a leg, unless it is answered already."""
    if leg.answered_at is None and not leg.over:
        leg.answered_at = world.now
        leg.life = world.kernel.after(MAX_CALL_SECONDS, lambda: hang_up(world, leg, "limit"), limit=True)
        set_status(world, leg, "in-progress")


def close(world: World, leg: Leg, status: CallStatus, by: str) -> None:
    """Give the leg its final status. The callbacks follow when its task ends."""
    if leg.over:
        return
    leg.ended_at = world.now
    leg.hung_up_by = by
    leg.sip_code = SIP_CODES.get(status, "200") if not leg.answered else "200"
    leg.listening = leg.waits_for = ""
    if leg.life is not None:
        leg.life.cancel()
    if leg.talk is not None:
        leg.talk.over.fire()
    set_status(world, leg, status)


def hang_up(world: World, leg: Leg, by: str, status: CallStatus | None = None) -> None:
    """End a leg from outside its own task: `HungUp` interrupts its running verb."""
    if leg.over:
        return
    never: CallStatus = "no-answer" if leg.direction == "inbound" else "canceled"
    was_queued = leg.status == "queued"
    ended: CallStatus = "completed" if leg.answered else status or never
    if was_queued and ended != "failed":
        ended = "canceled"
        leg.subscription = None  # a call canceled in the queue sends no callback
    close(world, leg, ended, by)
    if leg.task is not None:
        leg.task.interrupt(HungUp(by))


def party_hangs_up(world: World, leg: Leg) -> None:
    """The party at the end of the leg hangs up."""
    hang_up(world, leg, "caller" if leg.direction == "inbound" else "callee")


def lifecycle(world: World, leg: Leg, steps: Steps[None]) -> Steps[None]:
    """A leg's whole task: its steps, then the end of its children, then the callback of its own end."""
    if not leg.over:  # it may have been hung up before its task took the first step
        with suppress(HungUp):
            yield from steps
    if not leg.over:
        close(world, leg, "completed" if leg.answered else "no-answer", "document")
    for child in leg.children:
        if child.independent:
            continue
        hang_up(world, child, "caller")
        if child.task is not None and not child.task.finished:
            yield from wait(None, child.task.done)
    for action in leg.at_end:
        action()
    send_event(world, leg, "completed")


def begin(world: World, leg: Leg) -> None:
    """Leave the queue, or say what a leg is that was never in it."""
    if leg.status == "queued":
        set_status(world, leg, "initiated")
    else:
        world.note(leg.sid, "status", leg.status)
        send_event(world, leg, EVENTS[leg.status])


def ring(world: World, leg: Leg, script: PhoneScript, timeout: float | None) -> Steps[bool]:
    """Dial out and let the far end ring as its script says; returns whether it answered.

    Args:
        world: State and services.
        leg: The leg to be set up, queued or fresh.
        script: The far end.
        timeout: Seconds until the leg ends as no-answer; None where its parent keeps the time.
    """
    begin(world, leg)
    if script.outcome == "invalid":
        close(world, leg, "failed", "network")
        return False
    set_status(world, leg, "ringing")
    patience = float("inf") if timeout is None else timeout
    if script.outcome == "ask":
        yield from wait(None if patience == float("inf") else patience, leg.decided)
        return _decided(world, leg)
    if script.outcome == "no-answer" or script.rings > patience:
        yield from wait(None if patience == float("inf") else patience)
        close(world, leg, "no-answer", "network")
        return False
    yield from wait(script.rings)
    refused = refusal(leg, script)
    if refused is not None:
        status, leg_code = refused
        close(world, leg, status, "callee")
        leg.sip_code = leg_code
        return False
    if leg.sip is not None:
        leg.sip.answered_headers = dict(script.sip_headers)
    answer(world, leg)
    world.kernel.spawn(f"phone of {leg.sid}", act(world, leg, script))
    return True


def _decided(world: World, leg: Leg) -> bool:
    """Do to a leg what the person did at whose phone it rang; returns whether it was answered."""
    if leg.decision != "answer":
        close(world, leg, leg.decision or "no-answer", "callee" if leg.decision else "network")
        return False
    answer(world, leg)
    return True


def asks(leg: Leg) -> bool:
    """Whether a leg rings now at a phone that a person may answer or decline."""
    return leg.status == "ringing" and leg.decision is None and bool(leg.decided.waiting)


def decide(leg: Leg, decision: CallDecision) -> bool:
    """A person answers the phone at which this leg rings, or declines; returns whether it rang for a person."""
    asked = asks(leg)
    if asked:
        leg.decision = decision
        leg.decided.fire()
    return asked


def refusal(leg: Leg, script: PhoneScript) -> tuple[CallStatus, str] | None:
    """The status and SIP code with which a phone refuses a call; None if it accepts it."""
    if leg.sip is not None and script.credentials not in (None, (leg.sip.username, leg.sip.password)):
        return "failed", "401"
    if script.sip_code:
        status: CallStatus = "busy" if script.sip_code in ("486", "600") else "failed"
        return ("no-answer" if script.sip_code in ("408", "480", "487") else status), script.sip_code
    return ("busy", SIP_CODES["busy"]) if script.outcome == "busy" else None


def act(world: World, leg: Leg, script: PhoneScript) -> Steps[None]:
    """Act for the party at the far end: keys and words when a verb listens, then hanging up."""
    until = None if script.talks is None else world.now + script.talks
    todo: list[tuple[str, str]] = [("keys", keys) for keys in script.keys]
    todo += [("speech", words) for words in script.words]
    if script.refers_to:
        world.kernel.after(script.refers_after, lambda: refer(world, leg, script.refers_to))
    while not leg.over:
        if until is not None and world.now >= until:
            hang_up(world, leg, "callee")
            return
        if todo and leg.hears(todo[0][0]):
            kind, what = todo.pop(0)
            (press if kind == "keys" else say)(world, leg, what)
        yield from wait(None if until is None else until - world.now, leg.listens, leg.changed)


def refer(world: World, leg: Leg, target: str) -> None:
    """The SIP party of this leg asks for a transfer."""
    if not leg.over:
        world.note(leg.sid, "note", f"asks to be transferred to {target}")
        leg.referral = target
        leg.changed.fire()


def press(world: World, leg: Leg, keys: str) -> None:
    """The party of this leg presses keys; a verb that listens gets them."""
    if leg.asking is not None:
        world.note(leg.sid, "pressed", "x" * len(keys))
        leg.asking.waiting.extend(keys)
        leg.asking.typed.fire()
        return
    lost = _lost(leg, "keys")
    shown = "x" * len(keys) if leg.listening == "Pay" else keys  # card numbers are nobody's business
    world.note(leg.sid, "pressed", shown + lost)
    if leg.talk is not None and not leg.listening:
        world.note(_other(leg.talk, leg).sid, "tones", keys)
    if leg.listening:
        leg.keys.extend(keys)
        leg.input.fire()


def say(world: World, leg: Leg, words: str, confidence: float = 0.9, seconds: float | None = None) -> None:
    """The party of this leg speaks, for `seconds` or as long as the words suggest; a verb that listens gets them."""
    lost = _lost(leg, "speech")
    world.note(leg.sid, "said", words + lost)
    overhear(leg, "inbound_track", words)
    if leg.talk is not None:
        world.note(_other(leg.talk, leg).sid, "heard", words)
    if leg.listening:
        leg.spoken.append(words)
        leg.speech.append(Speech(words, confidence, speaking_seconds(words) if seconds is None else seconds))
        leg.input.fire()


def _other(talk: Talk, leg: Leg) -> Leg:
    """The other side of a talk, which hears what this one says and presses."""
    return talk.callee if leg is talk.caller else talk.caller


def _lost(leg: Leg, kind: str) -> str:
    """What the timeline adds to keys or speech that are lost."""
    if leg.talk is not None:
        return ""
    if not leg.listening:
        return " (nobody listens)"
    return "" if kind in leg.takes else f" ({leg.listening} takes no {kind})"


@contextmanager
def listening(leg: Leg, verb: str, takes: frozenset[str] = KEYS_AND_SPEECH) -> Iterator[None]:
    """Let a verb listen for keys or speech; what comes before or after is lost."""
    leg.keys.clear()
    leg.speech.clear()
    leg.listening, leg.takes = verb, takes
    leg.asked += 1
    leg.listens.fire()
    try:
        yield
    finally:
        leg.listening = leg.waits_for = ""
        leg.keys.clear()
        leg.speech.clear()
