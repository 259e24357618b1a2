"""Messages in the REST API: send, find, redact, delete. Knows the provider's record of a message.

Source: REST reference, resources.messages; call semantics 10.2 to 10.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ...engine.models import FINAL_MESSAGE, Message
from ...engine.services import messages as engine_messages
from ..context import Context, Given, Operation, Reply, endpoint, text, texts
from ..records.dates import during, read_moment, rfc2822
from ..records.errors import ApiFault
from ..records.pages import Made, page
from .calls import ADDRESS, reached

LEGACY_LIMIT: Final = 160
SOONEST: Final = 300.0
LATEST: Final = 35 * 86_400.0
"""Seconds ahead that a message can be scheduled. Source: Twilio's error dictionary, 35114 and 35115."""
MOST_MEDIA: Final = 10  # source: Compatibility REST API, Create a message, MediaUrl
SENDER: Final = re.compile(r"\+[1-9]\d{1,14}|\d{3,8}|[a-z]+:.+|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")
"""Who may send: a number, a short code, an address of a channel, or a name of at most eleven characters."""


def create(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Send a message."""
    to, from_, body = text(given, "to"), text(given, "from_"), text(given, "body")
    service = text(given, "messaging_service_sid")
    media = tuple(texts(given, "media_url"))
    if not to:
        raise ApiFault(400, 21604)
    if not from_ and not service:
        raise ApiFault(400, 21603)
    if not body and not media:
        raise ApiFault(400, 21602)
    if len(body) > engine_messages.BODY_LIMIT:
        raise ApiFault(400, 21617)
    if len(media) > MOST_MEDIA:
        raise ApiFault(400, 21623, f"at most {MOST_MEDIA}")
    if not ADDRESS.fullmatch(to) and not engine_messages.ADDRESS.fullmatch(to):
        raise ApiFault(400, 21211, to)
    if from_ and not SENDER.fullmatch(from_):
        raise ApiFault(400, 21212, from_)
    if from_ == to:
        raise ApiFault(400, 21266)
    if (from_ or service, to) in context.world.opted_out:
        raise ApiFault(400, 21610)
    item = engine_messages.place(
        context.world,
        to,
        from_ or service,
        body,
        media=media,
        callback=endpoint(given, "status_callback", ""),
        send_at=_send_at(context, given),
        reaches=reached(context, to, "sms"),
    )
    item.service_sid = service or None
    return Reply(201, record(context, item))


def _send_at(context: Context, given: Given) -> float | None:
    """When a scheduled message is to be sent, unix seconds; None for one that is sent at once.

    Raises:
        ApiFault: The service or the time is missing, or the time is too soon or too late.
    """
    if not text(given, "schedule_type"):
        return None
    if not text(given, "messaging_service_sid"):
        raise ApiFault(400, 35118)
    when = text(given, "send_at")
    if not when:
        raise ApiFault(400, 35111)
    moment = read_moment(when).timestamp()
    if not SOONEST < moment - context.world.now <= LATEST:
        raise ApiFault(400, 35114, when)
    return moment


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One message."""
    return Reply(200, record(context, _message(context, path)))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Redact a message by emptying its body, or cancel one that is scheduled."""
    item = _message(context, path)
    if text(given, "status") == "canceled":
        if not engine_messages.cancel(context.world, item):
            raise ApiFault(400, 30409, f"its status is {item.status}")
        return Reply(200, record(context, item))
    if given.get("body") != "":
        raise ApiFault(400, 10000, "only an empty Body can be set")
    if item.status not in FINAL_MESSAGE | {"sent"}:
        raise ApiFault(400, 10000, "the message is still under way")
    item.body = ""
    return Reply(200, record(context, item))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a message that is no longer under way."""
    item = _message(context, path)
    if item.status not in FINAL_MESSAGE | {"sent"}:
        raise ApiFault(409, 20009)
    del context.world.messages[item.sid]
    return Reply(204, None)


def listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Messages, newest first."""
    found = [item for item in reversed(context.world.messages.values()) if _wanted(item, given)]
    records = Made(found, lambda item: record(context, item))
    path = context.uri("Messages", suffix=context.api.message_suffix)
    return Reply(200, page(path, "messages", records, given))


def _wanted(item: Message, given: Given) -> bool:
    plain = {"status": item.status, "to": item.to, "from_": item.from_}
    if any(text(given, name) not in ("", value) for name, value in plain.items()):
        return False
    return during(given, "date_sent", item.sent_at or item.created_at)


def _message(context: Context, path: Mapping[str, str]) -> Message:
    sid = path.get("MessageSid") or path["Sid"]
    item = context.world.messages.get(sid)
    if item is None:
        raise ApiFault(404, 20404, f"message {sid}")
    return item


def record(context: Context, item: Message) -> dict[str, object]:
    """The message's record in the provider's shape."""
    ending = context.api.message_suffix
    return {
        "account_sid": context.world.account.sid,
        "api_version": "2010-04-01",
        "body": item.body,
        "num_segments": context.api.count(item.segments),
        "num_media": context.api.count(len(item.media)),
        "date_created": rfc2822(item.created_at),
        "date_sent": rfc2822(item.sent_at),
        "date_updated": rfc2822(item.updated_at or item.created_at),
        "direction": item.direction,
        "error_code": item.error_code,
        "error_message": None,
        "from": item.from_,
        "price": None,
        "price_unit": "USD",
        "sid": item.sid,
        "status": item.status,
        "to": item.to,
        "messaging_service_sid": item.service_sid,
        "uri": context.uri("Messages", item.sid, suffix=ending),
        "subresource_uris": {},
    }


def legacy_create(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Send a message through the old resource, with 160 characters at most."""
    if len(text(given, "body")) > LEGACY_LIMIT:
        raise ApiFault(400, 21605)
    sid = str((create(context, path, given).body or {})["sid"])
    return Reply(201, legacy(context, context.world.messages[sid]))


def legacy_fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One message in the old shape."""
    return Reply(200, legacy(context, _message(context, path)))


def legacy_listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Messages, newest first, in the old shape."""
    found = [item for item in reversed(context.world.messages.values()) if _wanted(item, given)]
    records = Made(found, lambda item: legacy(context, item))
    return Reply(200, page(context.uri("SMS", "Messages"), "sms_messages", records, given))


def legacy(context: Context, item: Message) -> dict[str, object]:
    """The record in the old shape, whose direction is `incoming` for inbound messages."""
    names = ("sid", "date_created", "date_updated", "date_sent", "account_sid", "from", "to", "body", "status")
    whole = record(context, item)
    direction = "incoming" if item.direction == "inbound" else item.direction
    kept = {name: whole[name] for name in (*names, "price", "api_version")}
    return {**kept, "direction": direction, "uri": context.uri("SMS", "Messages", item.sid)}


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "messages": {"create": create, "fetch": fetch, "update": update, "delete": delete, "list": listed},
    "sms.messages": {"create": legacy_create, "fetch": legacy_fetch, "list": legacy_listed},
}
