"""Queues and their members in the REST API. Knows the engine's queues and the provider's records of them.

Source: REST reference, resources.queues and queues.members; call semantics 8.7, 8.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rest.resources.queues import QUEUES

from ...engine.models import Dequeue, Endpoint, Member, Queue
from ...engine.services import queues as engine_queues
from ..context import Context, Given, Operation, Reply, endpoint, text
from ..records.dates import rfc2822
from ..records.errors import ApiFault
from ..records.pages import page

FRONT: Final = "Front"


def _record(context: Context, queue: Queue) -> dict[str, object]:
    return {
        "account_sid": context.world.account.sid,
        "average_wait_time": engine_queues.average(queue),
        "current_size": len(queue.members),
        "date_created": rfc2822(queue.created_at),
        "date_updated": rfc2822(queue.created_at),
        "friendly_name": queue.name,
        "max_size": queue.max_size,
        "sid": queue.sid,
        "subresource_uris": {},
        "uri": context.uri("Queues", queue.sid),
    }


def _queue(context: Context, path: Mapping[str, str]) -> Queue:
    queue = context.world.queues.get(path["QueueSid"])
    if queue is None:
        raise ApiFault(404, 20404, f"queue {path['QueueSid']}")
    return queue


def _size(given: Given, otherwise: int) -> int:
    size = given.get("max_size", otherwise)
    if not isinstance(size, int) or not 0 < size <= engine_queues.LARGEST_SIZE:
        raise ApiFault(400, 10000, f"MaxSize: 1 to {engine_queues.LARGEST_SIZE}")
    return size


def _free_name(context: Context, given: Given) -> str:
    name = text(given, "friendly_name")
    if not 0 < len(name) <= engine_queues.LONGEST_NAME:
        raise ApiFault(400, 20002)
    if engine_queues.find(context.world, name) is not None:
        raise ApiFault(400, 22003, name)
    return name


def create(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Make a queue."""
    queue = engine_queues.ensure(context.world, _free_name(context, given), _size(given, engine_queues.DEFAULT_SIZE))
    return Reply(context.success(QUEUES, "create"), _record(context, queue))


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One queue."""
    return Reply(200, _record(context, _queue(context, path)))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Change a queue's name or size."""
    queue = _queue(context, path)
    size = _size(given, queue.max_size)
    if text(given, "friendly_name") not in ("", queue.name):
        engine_queues.rename(context.world, queue, _free_name(context, given))
    queue.max_size = size
    return Reply(200, _record(context, queue))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a queue; only an empty one can be."""
    queue = _queue(context, path)
    if queue.members:
        raise ApiFault(400, 22002)
    del context.world.queues[queue.sid]
    return Reply(204)


def listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Queues, newest first."""
    name, size = text(given, "friendly_name"), given.get("max_size")
    found = [
        _record(context, queue)
        for queue in reversed(context.world.queues.values())
        if name in ("", queue.name) and size in (None, queue.max_size)
    ]
    body = page(context.uri("Queues"), "queues", found, given)
    return Reply(200, context.api.page("queues", body, len(found)))


# -- members


def _member_record(context: Context, member: Member, position: int) -> dict[str, object]:
    queue = member.queue
    return {
        "account_sid": context.world.account.sid,
        "call_sid": member.leg.sid,
        "date_enqueued": rfc2822(member.joined_at),
        "position": position,
        "queue_sid": queue.sid,
        "wait_time": engine_queues.seconds(context.world, member),
        "uri": context.uri("Queues", queue.sid, "Members", member.leg.sid),
    }


def _member(context: Context, path: Mapping[str, str], *, gone: tuple[int, int]) -> Member:
    queue = _queue(context, path)
    wanted = path["CallSid"]
    found = queue.members[:1] if wanted == FRONT else [one for one in queue.members if one.leg.sid == wanted]
    if not found:
        raise ApiFault(*gone, f"nobody of that name waits in {queue.name}")
    return found[0]


def members(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Who waits, in order."""
    queue = _queue(context, path)
    found = [_member_record(context, member, place) for place, member in enumerate(queue.members, 1)]
    body = page(context.uri("Queues", queue.sid, "Members"), "queue_members", found, given)
    return Reply(200, context.api.page("queues.members", body, len(found)))


def member(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One who waits; `Front` is the first."""
    found = _member(context, path, gone=(404, 20404))
    return Reply(200, _member_record(context, found, found.queue.members.index(found) + 1))


def dequeue(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Take one out and give it another document; a second request for the same call is refused."""
    found = _member(context, path, gone=(400, 21220))
    where = endpoint(given, "url", "method", 11100)
    if where is None:
        raise ApiFault(400, 11100, "Url is required")
    body = _member_record(context, found, found.queue.members.index(found) + 1)
    engine_queues.take(context.world, found, Dequeue(source=Endpoint(where.url, where.method)))
    return Reply(200, {**body, "url": where.url, "method": where.method})


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "queues": {"create": create, "fetch": fetch, "update": update, "delete": delete, "list": listed},
    "queues.members": {"list": members, "fetch": member, "update": dequeue},
}
