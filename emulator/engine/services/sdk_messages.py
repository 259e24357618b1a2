"""Messages between the application and the Voice SDK at the end of a call. Knows no REST.

Source: Twilio, Voice SDK call message events, with its example of a request; that its JSON is signed by its hash, as
other JSON of the provider is, nobody has confirmed.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

from laml import MAX_DOCUMENT_BYTES

from ..kernel import Steps, fetch
from ..models import Leg
from ..requests import urls
from ..requests.signing import signature_headers
from ..wire import Request
from ..world import World

PREFIX: Final = "KX"
ACTIVE: Final = frozenset({"ringing", "in-progress"})
"""Statuses of a call in which messages flow. Source: Twilio, Voice SDK call message events."""


def to_sdk(world: World, leg: Leg, content: str) -> None:
    """The SDK receives a message of the application."""
    leg.sdk.received.append(content)
    world.note(leg.sid, "message", f"to the Voice SDK: {content}")


def from_sdk(world: World, leg: Leg, content: str) -> None:
    """The SDK sends a message; each subscription of the call gets it."""
    world.note(leg.sid, "message", f"from the Voice SDK: {content}")
    params = {
        "ContentType": "application/json",
        "Content": content,
        "SequenceNumber": str(leg.sdk.sent),
        "CallSid": leg.sid,
        "Timestamp": world.rfc2822(),
        "AccountSid": world.account.sid,
        "Sid": world.ids.sid(PREFIX),
    }
    leg.sdk.sent += 1
    for url, method in leg.sdk.subscriptions.values():
        world.kernel.spawn(f"message of {leg.sid}", _delivered(world, leg, url, method, params))


def _delivered(world: World, leg: Leg, url: str, method: str, params: dict[str, str]) -> Steps[None]:
    fetching = world.profile.fetching
    aim = urls.target(url, world.profile)
    headers: list[tuple[str, str]] = [("User-Agent", fetching.user_agent), ("Accept", "*/*")]
    if method == "GET":
        plain, body = urls.with_query(aim.url, tuple(params.items())), None
    else:
        body = json.dumps(params).encode()
        plain = urls.with_query(aim.url, (("bodySHA256", hashlib.sha256(body).hexdigest()),))
    headers += signature_headers(world.profile, world.account.signing_key, plain, None, voice=True)
    entry = world.note(leg.sid, "callback", f"{method} {urls.path_of(aim.url)}", params)
    answer = yield from fetch(Request(method, plain, tuple(headers), None, aim.deadline, MAX_DOCUMENT_BYTES, json=body))
    entry.outcome, entry.took = answer.outcome, answer.took
    world.timeline.complete(entry)
    if not 200 <= answer.status < 300:
        world.problem(leg.sid, 15003, f"{urls.path_of(aim.url)}: {answer.outcome}")
