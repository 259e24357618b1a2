"""Calls in the REST API: place, find, change, delete. Knows the engine's legs and the provider's record of them.

Source: REST reference, resources.calls; call semantics 4 and 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from rest.resources.calls import CALLS

from ...engine import calls as engine_calls
from ...engine.calls import CallRefused, OutboundCall
from ...engine.models import Detection, Endpoint, Inline, Leg, RecordingOptions, Routing, Source, Subscription
from ...engine.services.legs import EVENTS
from ..context import Context, Given, Operation, Reply, endpoint, flag, number, text, texts, undeclared
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import Made, page
from .numbers import routing

BACKLOG: Final = 10_000  # calls that may wait. Source: webhook reference, responses.rate_limits
ADDRESS: Final = re.compile(r"\+[1-9]\d{1,14}|sips?:\S+@\S+|client:\S+")
SIP_USER: Final = re.compile(r"[\w+\-.]{1,255}", re.ASCII)  # source: SignalWire's page of <Sip>, callerId
EVENT_NAMES: Final = frozenset({*EVENTS.values(), "completed", "ringing_forwarded", "ringing_queued"})


def create(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Place a call."""
    to, from_ = text(given, "to"), text(given, "from_")
    require_addresses(to, from_)
    if len(context.world.waiting) >= BACKLOG:
        raise ApiFault(429, 20429, f"{BACKLOG} calls wait already")
    leg = engine_calls.place(context.world, outbound(context, to, text(given, "caller_id") or from_, given))
    return Reply(context.success(CALLS, "create"), record(context, leg))


def require_addresses(to: str, from_: str) -> None:
    """Raise unless both can be the ends of a call."""
    if not to:
        raise ApiFault(400, 21201)
    if not from_:
        raise ApiFault(400, 21213)
    if not ADDRESS.fullmatch(to):
        raise ApiFault(400, 21211, to)
    named = to.startswith(("sip:", "sips:")) and SIP_USER.fullmatch(from_)
    if not named and not ADDRESS.fullmatch(from_):
        raise ApiFault(400, 21212, from_)


def outbound(context: Context, to: str, from_: str, given: Given) -> OutboundCall:
    """The call that the parameters describe."""
    return OutboundCall(
        to=to,
        from_=from_,
        source=_source(context, given, required=True) or Inline(""),
        fallback=endpoint(given, "fallback_url", "fallback_method"),
        subscription=_subscription(given),
        timeout=number(given, "timeout", 60.0),
        time_limit=number(given, "time_limit", 0.0) or None,
        send_digits=text(given, "send_digits"),
        detection=_detection(given),
        recording=_recording(given),
        reaches=reached(context, to),
    )


def reached(context: Context, to: str, kind: Literal["voice", "sms"] = "voice") -> Routing | None:
    """Where a number of this account sends its calls or messages; None where a test has scripted its phone."""
    return None if to in context.world.phones else routing(context, to, kind)


def _detection(given: Given) -> Detection | None:
    mode = text(given, "machine_detection")
    if mode not in ("Enable", "DetectMessageEnd"):
        return None
    return Detection(
        mode,
        number(given, "machine_detection_timeout", 30.0),
        endpoint(given, "async_amd_status_callback", "async_amd_status_callback_method"),
        background=flag(given, "async_amd"),
        speech=number(given, "machine_detection_speech_threshold", 2400) / 1000,
        speech_end=number(given, "machine_detection_speech_end_threshold", 1200) / 1000,
        silence=number(given, "machine_detection_silence_timeout", 5000) / 1000,
    )


def _recording(given: Given) -> RecordingOptions | None:
    if not flag(given, "record"):
        return None
    return RecordingOptions(
        "OutboundAPI",
        endpoint(given, "recording_status_callback", "recording_status_callback_method"),
        frozenset(texts(given, "recording_status_callback_event") or ["completed"]),
        2 if text(given, "recording_channels") == "dual" else 1,
        text(given, "recording_track") or "both",
        trims=text(given, "trim") != "do-not-trim",
    )


def _source(context: Context, given: Given, *, required: bool) -> Source | None:
    """The source of the document: an application counts before a URL, and that before text."""
    application = text(given, "application_sid")
    if application:
        if application not in context.world.applications:
            raise ApiFault(400, 21218, application)
        return context.world.applications[application]
    found = endpoint(given, "url", "method")
    if found is not None:
        return found
    inline = text(given, "twiml") or undeclared(given, "Laml")
    if inline and (required or context.api.updates_with_text):
        return Inline(inline)
    if required:
        raise ApiFault(400, 21205)
    return None


def _subscription(given: Given) -> Subscription | None:
    target = endpoint(given, "status_callback", "status_callback_method")
    if target is None:
        return None
    events = texts(given, "status_callback_event") or ["completed"]
    unknown = [event for event in events if event not in EVENT_NAMES]
    if unknown:
        raise ApiFault(400, 21626, f"no event {unknown[0]!r}")
    return Subscription(target.url, target.method, frozenset(events), "voice.call_status")


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One call."""
    return Reply(200, record(context, _leg(context, path)))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """End a live call, give it another document, or change its callbacks."""
    leg = _leg(context, path)
    status = text(given, "status")
    if status not in ("", "canceled", "completed"):
        raise ApiFault(400, 10000, f"Status {status!r}")
    try:
        engine_calls.update(
            context.world,
            leg,
            status="canceled" if status == "canceled" else "completed" if status else None,
            source=_source(context, given, required=False),
        )
    except CallRefused as refused:
        raise ApiFault(400, refused.code, str(refused)) from refused
    fallback = endpoint(given, "fallback_url", "fallback_method")
    if fallback is not None:
        leg.fallback = fallback
    target = endpoint(given, "status_callback", "status_callback_method")
    if target is not None:
        leg.subscription = Subscription(target.url, target.method, frozenset({"completed"}), "voice.call_status")
    return Reply(200, record(context, leg))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a call that has ended."""
    leg = _leg(context, path)
    if not leg.over:
        raise ApiFault(409, 20009)
    del context.world.calls[leg.sid]
    return Reply(204, None)


def listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Calls, newest first."""
    found = [leg for leg in reversed(context.world.calls.values()) if _wanted(leg, given)]
    records = Made(found, lambda leg: record(context, leg))
    return Reply(200, page(context.uri("Calls"), "calls", records, given))


def _wanted(leg: Leg, given: Given) -> bool:
    parent = leg.parent.sid if leg.parent is not None else ""
    plain = {"status": rest_status(leg), "to": leg.to, "from_": leg.from_, "parent_call_sid": parent}
    if any(text(given, name) not in ("", value) for name, value in plain.items()):
        return False
    return during(given, "start_time", leg.answered_at or leg.created_at) and during(given, "end_time", leg.ended_at)


def _leg(context: Context, path: Mapping[str, str]) -> Leg:
    leg = context.world.calls.get(path["Sid"])
    if leg is None:
        raise ApiFault(404, 20404, f"call {path['Sid']}")
    return leg


def rest_status(leg: Leg) -> str:
    """The status as REST has it: `initiated` exists in callbacks only."""
    return "queued" if leg.status == "initiated" else leg.status


def record(context: Context, leg: Leg) -> dict[str, object]:
    """The call's record in the provider's shape."""
    updated = leg.ended_at or leg.answered_at or leg.created_at
    return {
        "account_sid": context.world.account.sid,
        "annotation": None,
        "answered_by": leg.answered_by,
        "api_version": "2010-04-01",
        "caller_name": None,
        "date_created": rfc2822(leg.created_at),
        "date_updated": rfc2822(updated),
        "direction": context.api.directions[leg.direction],
        "duration": context.api.count(leg.seconds()) if leg.over else None,
        "end_time": rfc2822(leg.ended_at),
        "forwarded_from": leg.forwarded_from,
        "from": leg.from_,
        "from_formatted": _formatted(leg.from_),
        "group_sid": None,
        "parent_call_sid": leg.parent.sid if leg.parent is not None else None,
        "phone_number_sid": _number_sid(context, leg),
        "price": None,
        "price_unit": "USD",
        "sid": leg.sid,
        "start_time": rfc2822(leg.answered_at),
        "status": rest_status(leg),
        "subresource_uris": {},
        "to": leg.to,
        "to_formatted": _formatted(leg.to),
        "uri": context.uri("Calls", leg.sid),
        "queue_time": "0",
        "trunk_sid": None,
        "url": leg.first.url if isinstance(leg.first, Endpoint) else None,
        "formatted_from": _formatted(leg.from_),
        "formatted_to": _formatted(leg.to),
        "sip_result_code": leg.sip_code if leg.over else None,
        "audio_in_mos": 4.5 if leg.over else None,
    }


def _number_sid(context: Context, leg: Leg) -> str | None:
    """The sid of the account's number in a call: of the one that was called, or of the one that calls."""
    inbound = leg.direction == "inbound"
    resource = "incoming_phone_numbers" if inbound else context.api.numbers_that_call
    own = leg.to if inbound else leg.from_
    records = context.store.all(resource)
    return next((sid for sid, record in records.items() if record.get("phone_number") == own), None)


def _formatted(number_: str) -> str:
    """A US number as people write it, anything else as it is."""
    if len(number_) == 12 and number_.startswith("+1") and number_[1:].isdecimal():
        return f"({number_[2:5]}) {number_[5:8]}-{number_[8:]}"
    return number_


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "calls": {"create": create, "fetch": fetch, "update": update, "delete": delete, "list": listed},
}
