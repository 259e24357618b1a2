"""Dial Queue: connects an agent's leg with the first call that waits. Source: call semantics 8.7."""

from __future__ import annotations

import laml

from ..documents.flow import Flow, Outcome
from ..kernel import Steps, wait
from ..models import Dequeue, Endpoint, HungUp, Member, Queue, Replaced, Talk
from ..services import queues
from ..services.legs import listening
from .dial_terms import Dialing, Result, action_params


def run_queue(dialing: Dialing, noun: laml.Element) -> Steps[Outcome]:
    """Wait for somebody in the queue, talk, and go to the action or the next verb."""
    flow = dialing.flow
    queue = queues.find(flow.world, noun.text.strip())
    dequeue = Dequeue(agent=flow.leg, document=flow.attributes(noun).endpoint("url"))
    try:
        with listening(flow.leg, "Dial" if dialing.terms.star else ""):
            result = Result("failed") if queue is None else (yield from _serve(dialing, queue, dequeue))
    except (HungUp, Replaced) as reason:
        result = _so_far(dialing)
        _release(dequeue)
        endpoint = _action_to_report(flow, dialing, hung_up=isinstance(reason, HungUp))
        if endpoint is not None:
            yield from flow.report(endpoint, action_params(flow.world, result))
        raise
    if queue is None:
        flow.world.note(flow.leg.sid, "note", f"there is no queue {noun.text.strip()!r}")
    return flow.action(dialing.verb, action_params(flow.world, result))


def _action_to_report(flow: Flow, dialing: Dialing, *, hung_up: bool) -> Endpoint | None:
    """The action, if it is requested even though the leg was hung up or got another document."""
    wanted = flow.world.dial_action_after_hangup if hung_up else flow.world.profile.dials.action_after_update
    return flow.attributes(dialing.verb).endpoint("action") if wanted else None


def _serve(dialing: Dialing, queue: Queue, dequeue: Dequeue) -> Steps[Result]:
    world = dialing.flow.world
    deadline = world.now + dialing.terms.timeout
    while True:
        while not queue.members:
            if world.now >= deadline:
                return Result("no-answer")
            yield from wait(deadline - world.now, queue.joined)
        member = queue.members[0]
        queues.take(world, member, dequeue)
        while not dequeue.ready and not dequeue.gone:
            yield from wait(None, dequeue.moved)
        if dequeue.ready:
            return (yield from _talk(dialing, member, dequeue))
        dequeue.gone = False  # that one hung up: the next, please


def _talk(dialing: Dialing, member: Member, dequeue: Dequeue) -> Steps[Result]:
    world, agent, caller = dialing.flow.world, dialing.flow.leg, member.leg
    dialing.talk = agent.talk = caller.talk = Talk(agent, caller, world.now)
    world.note(agent.sid, "bridged", caller.from_ if caller.direction == "inbound" else caller.to)
    until = world.now + dialing.terms.limit
    agent.waits_for = "the other party"
    while not dequeue.gone and world.now < until:
        if dialing.terms.star and "*" in agent.keys:
            break
        agent.keys.clear()
        yield from wait(dialing.left(until), dequeue.moved, agent.input)
    result = _so_far(dialing, member)
    _release(dequeue)
    agent.waits_for = ""
    return result


def _so_far(dialing: Dialing, member: Member | None = None) -> Result:
    talk = dialing.talk
    world = dialing.flow.world
    if talk is None:
        return Result("no-answer")
    talk.caller.talk = talk.callee.talk = None
    extra = queues.result_params(world, "bridged", member) if member else ()
    return Result("completed", talk.callee, round(world.now - talk.started_at), bridged=True, extra=extra)


def _release(dequeue: Dequeue) -> None:
    dequeue.over = True
    dequeue.moved.fire()
