"""Events of a call in the REST API: its requests, as the timeline has them. Source: Twilio, Events of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...engine.timeline import Entry
from ..context import Context, Given, Operation, Reply
from ..records.dates import rfc2822
from ..records.pages import Made, page
from ..records.store import Record

REQUESTS: Final = ("request", "callback")


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """The requests of a call, in order."""
    sid = path["CallSid"]
    found = [entry for entry in context.world.timeline.about(sid) if entry.kind in REQUESTS]
    return Reply(200, page(context.uri("Calls", sid, "Events"), "events", Made(found, _record), given))


def _record(entry: Entry) -> Record:
    """One request; the timeline keeps no origin and no body, so the URL is a path and there is no body."""
    method, _, url = entry.text.partition(" ")
    status = entry.outcome.partition(" ")[0]
    milliseconds = None if entry.took is None else round(entry.took * 1000)
    return {
        "request": {"method": method, "url": url, "parameters": dict(entry.params)},
        "response": {
            "date_created": rfc2822(entry.at),
            "request_duration": milliseconds,
            "response_code": int(status) if status.isdecimal() else None,
            "response_body": None,
        },
    }


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {"calls.events": {"list": listed}}
"""What REST does with the events of a call."""
