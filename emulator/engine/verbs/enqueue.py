"""Enqueue and Leave: a leg waits in a queue with documents of its own. Source: call semantics 8.8, 2.7, 6."""

from __future__ import annotations

from typing import Final

import laml

from ..documents.flow import DOCUMENT_END, DocumentFailed, End, Flow, Goto, Outcome, run_documents
from ..kernel import Steps, wait
from ..models import Dequeue, Endpoint, HungUp, Member, Replaced
from ..services import queues
from ..services.legs import close
from ..services.queues import Dequeued

LEFT: Final = End("Leave")
HOLD_MUSIC: Final = "hold music of the provider"


def run_enqueue(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Wait in a queue until someone takes the leg out, it leaves, or it hangs up."""
    flow.answer()
    world = flow.world
    member = _join(flow, verb)
    if isinstance(member, str):
        return flow.action(verb, queues.result_params(world, member, None))
    try:
        result = yield from _wait(flow, verb, member)
    except Dequeued as dequeued:
        return (yield from _taken(flow, verb, member, dequeued.dequeue))
    except HungUp:
        _gone(flow, member, "hangup")
        yield from _report(flow, verb, member, "hangup")
        raise
    except Replaced:
        _gone(flow, member, "redirected")
        yield from _report(flow, verb, member, "redirected")
        raise
    _gone(flow, member, result)
    if result == "hangup":
        close(world, flow.leg, "completed", "document")
        yield from _report(flow, verb, member, result)
        return End("Hangup in a wait document")
    return flow.action(verb, queues.result_params(world, result, member))


def run_leave(flow: Flow, _verb: laml.Element) -> Steps[Outcome]:
    """Leave the queue; does nothing outside a wait document."""
    yield from ()
    if flow.kind == "queue":
        return LEFT
    flow.world.note(flow.leg.sid, "note", "Leave is ignored: the call is in no queue")
    return None


def _join(flow: Flow, verb: laml.Element) -> Member | str:
    """Join the queue; returns the member, or the QueueResult if it is refused."""
    read = flow.attributes(verb)
    name = verb.text.strip() or read.text("workflowSid")
    if not name:
        flow.problem(14204, "")
        return "error"
    if len(name) > queues.LONGEST_NAME:
        flow.problem(14205, f"{len(name)} characters, at most {queues.LONGEST_NAME}")
        return "error"
    if read.has("workflowSid"):
        flow.world.note(flow.leg.sid, "note", "no TaskRouter here: the call waits in a queue named after the workflow")
    queue = queues.ensure(flow.world, name)
    if read.has("maxQueueSize"):
        queue.max_size = read.whole("maxQueueSize", queue.max_size, most=queues.LARGEST_SIZE)
    member = queues.join(flow.world, queue, flow.leg)
    if member is None:
        flow.problem(14207, f"{name} holds {queue.max_size}")
        return "queue-full"
    return member


def _wait(flow: Flow, verb: laml.Element, member: Member) -> Steps[str]:
    """Run the wait document again and again; returns the QueueResult."""
    read = flow.attributes(verb)
    if not read.text("waitUrl").strip():
        if not read.has("waitUrl"):
            flow.world.note(flow.leg.sid, "played", HOLD_MUSIC)
        flow.leg.waits_for = "the queue"
        yield from wait(None)
    endpoint = read.endpoint("waitUrl", "waitUrlMethod")
    while endpoint is not None:
        own = Flow(flow.world, flow.leg, flow.tables, "queue", lambda: None, nested=True)
        try:
            end = yield from run_documents(own, endpoint, queues.wait_params(flow.world, member))
        except DocumentFailed:
            return "error"
        if end is LEFT:
            return "leave"
        if end is not DOCUMENT_END:
            return "hangup"
    return "error"


def _taken(flow: Flow, verb: laml.Element, member: Member, dequeue: Dequeue) -> Steps[Outcome]:
    """Go on with a leg that was taken out: to REST's document, or to the talk with an agent."""
    flow.leg.listening = flow.leg.waits_for = ""
    if dequeue.source is not None:
        yield from _report(flow, verb, member, "redirected")
        return Goto(dequeue.source)
    try:
        if dequeue.document is not None and dequeue.agent is not None:
            yield from _introduce(flow, member, dequeue, dequeue.document)
        dequeue.ready = True
        dequeue.moved.fire()
        flow.leg.waits_for = "the other party"
        while not dequeue.over:
            yield from wait(None, dequeue.moved)
    except (HungUp, Replaced) as reason:
        dequeue.gone = True
        dequeue.moved.fire()
        hung_up = isinstance(reason, HungUp)
        bridged = "bridged" if hung_up else "redirected-from-bridged"
        waiting = "hangup" if hung_up else "redirected"
        yield from _report(flow, verb, member, bridged if dequeue.ready else waiting)
        raise
    flow.leg.waits_for = ""
    return flow.action(verb, queues.result_params(flow.world, "bridged", member))


def _introduce(flow: Flow, member: Member, dequeue: Dequeue, document: Endpoint) -> Steps[None]:
    """Play the Queue noun's document to the leg that waited."""
    own = Flow(flow.world, flow.leg, flow.tables, "dequeue", lambda: None, nested=True)
    if dequeue.agent is None:
        return
    try:
        yield from run_documents(own, document, queues.dequeue_params(flow.world, member, dequeue.agent))
    except DocumentFailed as failed:
        flow.world.note(flow.leg.sid, "note", f"bridged without its document: {failed}")


def _gone(flow: Flow, member: Member, why: str) -> None:
    queues.leave(flow.world, member, why)
    if member.dequeue is not None:
        member.dequeue.gone = True
        member.dequeue.moved.fire()


def _report(flow: Flow, verb: laml.Element, member: Member, result: str) -> Steps[None]:
    """Report to the action; the document that it answers is not run."""
    endpoint = flow.attributes(verb).endpoint("action")
    if endpoint is not None:
        yield from flow.report(endpoint, queues.result_params(flow.world, result, member))
