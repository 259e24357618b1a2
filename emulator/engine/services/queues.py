"""Queues: made on first use, joined and left; agents and REST take legs out. Knows no verb.

Source: call semantics 8.7 and 8.8; webhook reference, voice.queue_wait and voice.enqueue_action.
"""

from __future__ import annotations

from typing import Final

from ..kernel import Interrupt
from ..models import Dequeue, Leg, Member, Queue
from ..wire import Pairs
from ..world import World

DEFAULT_SIZE: Final = 1000
LARGEST_SIZE: Final = 5000
LONGEST_NAME: Final = 64


class Dequeued(Interrupt):
    """Thrown into a leg that waits: it was taken out of its queue."""

    def __init__(self, dequeue: Dequeue) -> None:
        super().__init__("dequeued")
        self.dequeue = dequeue


def find(world: World, name: str) -> Queue | None:
    """The queue with this name."""
    return world.queues_by_name.get(name)


def ensure(world: World, name: str, max_size: int = DEFAULT_SIZE) -> Queue:
    """The queue with this name, made if there is none."""
    found = find(world, name)
    if found is None:
        found = Queue(world.ids.sid("QU"), name, max_size, world.now)
        world.queues[found.sid] = world.queues_by_name[name] = found
    return found


def rename(world: World, queue: Queue, name: str) -> None:
    """Give a queue another name, which no other queue has."""
    world.queues_by_name.pop(queue.name, None)
    queue.name = name
    world.queues_by_name[name] = queue


def join(world: World, queue: Queue, leg: Leg) -> Member | None:
    """Put a leg at the end of a queue; returns None if the queue is full."""
    if len(queue.members) >= queue.max_size:
        return None
    member = Member(leg, world.now, queue)
    queue.members.append(member)
    leg.place = member
    world.note(leg.sid, "queue", f"joined {queue.name} at {len(queue.members)}")
    queue.joined.fire()
    return member


def leave(world: World, member: Member, why: str) -> None:
    """Let a leg leave its queue; does nothing if it has left."""
    queue = member.queue
    if member not in queue.members:
        return
    queue.members.remove(member)
    member.waited = world.now - member.joined_at
    queue.waited.append(member.waited)
    member.leg.place = None
    world.note(member.leg.sid, "queue", f"left {queue.name}: {why}")


def take(world: World, member: Member, dequeue: Dequeue) -> None:
    """Take a waiting leg out for an agent or for another document; `Dequeued` interrupts its wait."""
    leave(world, member, "taken" if dequeue.source is None else "redirected")
    member.dequeue = dequeue
    if member.leg.task is not None:
        member.leg.task.interrupt(Dequeued(dequeue))


def seconds(world: World, member: Member) -> int:
    """The seconds that the leg has waited, or waited until it left."""
    return round(world.now - member.joined_at if member.waited is None else member.waited)


def average(queue: Queue) -> int:
    """The seconds that the legs which have left waited on average."""
    return round(sum(queue.waited) / len(queue.waited)) if queue.waited else 0


def wait_params(world: World, member: Member) -> Pairs:
    """The parameters of a wait document's request beyond the standard ones."""
    queue = member.queue
    pairs = (
        ("QueuePosition", str(queue.members.index(member) + 1)),
        ("QueueSid", queue.sid),
        ("QueueTime", str(seconds(world, member))),
        ("AvgQueueTime", str(average(queue))),
        ("CurrentQueueSize", str(len(queue.members))),
        ("MaxQueueSize", str(queue.max_size)),
    )
    return world.profile.sends("voice.queue_wait", pairs)


def dequeue_params(world: World, member: Member, agent: Leg) -> Pairs:
    """The parameters of the request of a Queue noun's document; the providers do spell the last name like this."""
    pairs: Pairs = (("QueueSid", member.queue.sid), ("QueueTime", str(seconds(world, member))))
    return (*pairs, ("DequeingCallSid", agent.sid))


def result_params(world: World, result: str, member: Member | None) -> Pairs:
    """The parameters of Enqueue's action; sid and time only if the leg was queued."""
    if member is None:
        return (("QueueResult", result),)
    return (("QueueResult", result), ("QueueSid", member.queue.sid), ("QueueTime", str(seconds(world, member))))
