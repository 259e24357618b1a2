"""Dial: rings parties, connects the first to answer and waits for the end of the talk; or joins a queue or room.

Source: call semantics 8.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import laml

from ..documents.flow import Flow, Goto, Outcome
from ..kernel import Signal, Steps, wait
from ..models import CallStatus, HungUp, Leg, Replaced, Talk
from ..services import recordings
from ..services.legs import answer, hang_up, listening
from .dial_conference import run_conference
from .dial_nouns import nouns_of
from .dial_party import call_party
from .dial_queue import run_queue
from .dial_terms import Dialing, Party, Result, action_params, terms_of

ROOMS: Final = ("Conference", "Queue")


def run_dial(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Connect the leg with somebody, and go to the action or the next verb."""
    rooms = [child for child in verb.children if child.tag in ROOMS]
    if rooms:
        if len(verb.children) > 1:
            flow.problem(13000, f"only the {rooms[0].tag} is dialled")
        terms = terms_of(flow, verb)
        flow.answer()
        run = run_conference if rooms[0].tag == "Conference" else run_queue
        return (yield from run(Dialing(flow, verb, terms), rooms[0]))
    return (yield from _dial_parties(flow, verb))


def _dial_parties(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Ring the parties and connect the first who answers."""
    terms = terms_of(flow, verb)
    if not terms.on_bridge:
        flow.answer()
    dialing = Dialing(flow, verb, terms)
    if terms.ring_tone:
        flow.world.note(flow.leg.sid, "played", f"ringing ({terms.ring_tone})")
    if terms.record_from == "ringing":
        _record(dialing)
    try:
        with listening(flow.leg, "Dial" if terms.star else ""):
            result = yield from _dial(dialing, nouns_of(flow, verb))
    except HungUp:
        yield from _caller_left(dialing)
        raise
    except Replaced:
        yield from _caller_taken(dialing)
        raise
    flow.rang_through = not flow.leg.answered
    return result.goto or flow.action(verb, action_params(flow.world, _recorded(dialing, result)))


def _record(dialing: Dialing) -> None:
    """Start the recording, if one was asked for and none runs."""
    if dialing.terms.recording_options is not None and dialing.recording is None:
        dialing.recording = recordings.start(dialing.flow.world, dialing.flow.leg, dialing.terms.recording_options)


def _recorded(dialing: Dialing, result: Result) -> Result:
    """The result with its recording, which ends here."""
    if dialing.recording is None:
        return result
    recordings.finish(dialing.flow.world, dialing.flow.leg, dialing.recording)
    return replace(result, recording=dialing.recording)


def _dial(dialing: Dialing, nouns: Sequence[laml.Element]) -> Steps[Result]:
    rounds = [[noun] for noun in nouns] if dialing.terms.sequential else [list(nouns)]
    result = Result("failed")
    for group in rounds:
        result = yield from _ring(dialing, group)
        if result.leg is not None and result.leg.answered:
            break
    return result


def _ring(dialing: Dialing, nouns: Sequence[laml.Element]) -> Steps[Result]:
    """Ring several at once; the first to answer ends the others."""
    flow, terms = dialing.flow, dialing.terms
    moved = Signal("a dialled party moved")
    group = [call_party(dialing, noun, moved) for noun in nouns]
    dialing.parties += group
    deadline = flow.world.now + terms.timeout
    while True:
        winner = next((party for party in group if party.leg.answered), None)
        if winner is not None or all(party.leg.over for party in group):
            break
        if flow.world.now >= deadline:
            for party in group:
                hang_up(flow.world, party.leg, "timeout", "no-answer")
            break
        yield from wait(deadline - flow.world.now, moved, *[party.leg.changed for party in group])
    if winner is None:
        last = group[-1] if group else None
        status = _worst([party.leg.status for party in group])
        return Result(status) if last is None else Result(status, last.leg, noun=last.noun.tag)
    for party in group:
        if party is not winner:
            hang_up(flow.world, party.leg, "caller", "canceled")
    return (yield from _connect(dialing, winner))


def _worst(statuses: Sequence[CallStatus]) -> str:
    """One status for several that failed: no-answer before busy before canceled before failed."""
    order = ("no-answer", "busy", "canceled", "failed")
    return next((status for status in order if status in statuses), "failed")


def _connect(dialing: Dialing, party: Party) -> Steps[Result]:
    """Wait for the screening, bridge, and wait for the end of the talk."""
    flow = dialing.flow
    world, caller, callee = flow.world, flow.leg, party.leg
    while not party.ready and not party.updated and not callee.over:
        yield from wait(None, party.moved, callee.changed)
    if not party.ready:
        return Result(world.screened_out_status, callee, noun=party.noun.tag)
    answer(world, caller)
    dialing.talk = caller.talk = callee.talk = Talk(caller, callee, world.now)
    world.note(caller.sid, "bridged", callee.to)
    _record(dialing)
    transfer = yield from _talk(dialing, party)
    seconds = round(world.now - dialing.talk.started_at)
    caller.talk = callee.talk = None
    caller.waits_for = ""
    told_seconds = None if party.updated else seconds
    return Result("completed", callee, told_seconds, bridged=True, noun=party.noun.tag, goto=transfer)


def _talk(dialing: Dialing, party: Party) -> Steps[Goto | None]:
    """Wait for the end of the talk; returns where a transfer leads, if the callee asked for one."""
    world, caller, callee = dialing.flow.world, dialing.flow.leg, party.leg
    until = world.now + dialing.terms.limit
    if world.phone(callee.to).talks is None and party.application is None:
        caller.waits_for = "the other party"
    while not callee.over and not party.updated:
        if callee.referral:
            transfer = _transfer(dialing, callee)
            if transfer is not None:
                return transfer
        elif dialing.terms.star and "*" in caller.keys:
            hang_up(world, callee, "caller")
        elif world.now >= until:
            hang_up(world, callee, "timeLimit")
        else:
            caller.keys.clear()
            yield from wait(dialing.left(until), callee.changed, party.moved, caller.input)
    return None


def _transfer(dialing: Dialing, callee: Leg) -> Goto | None:
    """Transfer the caller as the callee asks: the document at referUrl decides, if there is one."""
    target, callee.referral = callee.referral, ""
    if dialing.terms.refer is None:
        dialing.flow.problem(13802, target)
        return None
    hang_up(dialing.flow.world, callee, "callee")
    return Goto(dialing.terms.refer, (("ReferTransferTarget", target),))


def _caller_left(dialing: Dialing) -> Steps[None]:
    """End the parties of a caller who hung up, and report to the action."""
    flow = dialing.flow
    world = flow.world
    result = _so_far(dialing)
    for party in dialing.parties:
        if not party.leg.over and not party.updated:
            hang_up(world, party.leg, "caller")
    result = _recorded(dialing, result)
    endpoint = flow.attributes(dialing.verb).endpoint("action") if world.dial_action_after_hangup else None
    if endpoint is not None:
        yield from flow.report(endpoint, action_params(world, result))


def _caller_taken(dialing: Dialing) -> Steps[None]:
    """End the parties of a caller whom a live update took away; report to the action where the provider does."""
    flow = dialing.flow
    result = _so_far(dialing)
    for party in dialing.parties:
        hang_up(flow.world, party.leg, "caller")
    result = _recorded(dialing, result)
    endpoint = (
        flow.attributes(dialing.verb).endpoint("action") if flow.world.profile.dials.action_after_update else None
    )
    if endpoint is not None:
        yield from flow.report(endpoint, action_params(flow.world, result))


def _so_far(dialing: Dialing) -> Result:
    talk = dialing.talk
    if talk is None:
        last = dialing.parties[-1] if dialing.parties else None
        return Result("no-answer") if last is None else Result("no-answer", last.leg, noun=last.noun.tag)
    party = next(party for party in dialing.parties if party.leg is talk.callee)
    talk.caller.talk = talk.callee.talk = None
    seconds = round(dialing.flow.world.now - talk.started_at)
    return Result("completed", party.leg, seconds, bridged=True, noun=party.noun.tag)
