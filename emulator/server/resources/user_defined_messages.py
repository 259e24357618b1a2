"""Messages to and from the Voice SDK in the REST API. Source: Twilio REST API 2010-04-01, User-defined messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from rest.resources.user_defined_messages import USER_DEFINED_MESSAGE_SUBSCRIPTIONS, USER_DEFINED_MESSAGES

from ...engine.models import Leg
from ...engine.services import sdk_messages
from ..context import Context, Given, Operation, Reply, endpoint, text
from ..records.dates import rfc2822
from ..records.errors import ApiFault
from ..records.store import Record


def send(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Send a message to the SDK; a request with a known idempotency key sends none."""
    leg = _leg(context, path)
    content, key = text(given, "content"), text(given, "idempotency_key")
    if not content:
        raise ApiFault(400, 10000, "Content is required")
    try:
        json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ApiFault(400, 10000, "Content is no JSON") from error
    record = leg.sdk.made.get(f"message {key}") if key else None
    if record is None:
        sdk_messages.to_sdk(context.world, leg, content)
        record = _record(context, leg, context.world.ids.sid(sdk_messages.PREFIX))
        _remember(leg, f"message {key}" if key else "", record)
    return Reply(context.success(USER_DEFINED_MESSAGES, "create"), record)


def subscribe(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Subscribe to the messages of the SDK; a request with a known idempotency key makes no other subscription."""
    leg = _leg(context, path)
    callback, key = endpoint(given, "callback", "method"), text(given, "idempotency_key")
    if callback is None:
        raise ApiFault(400, 10000, "Callback is required")
    record = leg.sdk.made.get(f"subscription {key}") if key else None
    if record is None:
        sid = context.world.ids.sid(USER_DEFINED_MESSAGE_SUBSCRIPTIONS.sid_prefix)
        leg.sdk.subscriptions[sid] = (callback.url, callback.method)
        uri = context.uri("Calls", leg.sid, "UserDefinedMessageSubscriptions", sid)
        record = {**_record(context, leg, sid), "uri": uri}
        _remember(leg, f"subscription {key}" if key else "", record)
    return Reply(context.success(USER_DEFINED_MESSAGE_SUBSCRIPTIONS, "create"), record)


def unsubscribe(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """End a subscription."""
    leg = context.world.calls[path["CallSid"]]
    if leg.sdk.subscriptions.pop(path["Sid"], None) is None:
        raise ApiFault(404, 20404, f"subscription {path['Sid']}")
    return Reply(204)


def _leg(context: Context, path: Mapping[str, str]) -> Leg:
    leg = context.world.calls[path["CallSid"]]
    if leg.status not in sdk_messages.ACTIVE:
        raise ApiFault(400, 21220, "the call is not active")
    return leg


def _remember(leg: Leg, key: str, record: Record) -> None:
    if key:
        leg.sdk.made[key] = record


def _record(context: Context, leg: Leg, sid: str) -> Record:
    now = rfc2822(context.world.now)
    return {"account_sid": context.world.account.sid, "call_sid": leg.sid, "sid": sid, "date_created": now}


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "calls.user_defined_messages": {"create": send},
    "calls.user_defined_message_subscriptions": {"create": subscribe, "delete": unsubscribe},
}
"""What REST does with the messages of the Voice SDK."""
