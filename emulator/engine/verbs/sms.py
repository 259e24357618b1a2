"""Sms: sends a message during a call. Source: call semantics 8.14; webhook reference, sms_action and sms_status."""

from __future__ import annotations

import laml

from ..documents.flow import Flow, Outcome
from ..kernel import Steps
from ..numbers import e164
from ..services import messages
from ..wire import Pairs


def run_sms(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Send a message; then the action, or without one the next verb."""
    yield from ()
    flow.answer()
    read = flow.attributes(verb)
    leg = flow.leg
    inbound = leg.direction == "inbound"
    to = e164(read.text("to")) or (leg.from_ if inbound else leg.to)
    from_ = e164(read.text("from")) or (leg.to if inbound else leg.from_)
    body = verb.text.strip()
    why = _refusal(to, body)
    if why is not None:
        flow.problem(*why)
        refused: Pairs = (("SmsSid", flow.world.ids.sid("SM")), ("SmsStatus", "invalid"))
        return flow.action(verb, refused)
    item = messages.place(
        flow.world,
        to,
        from_,
        body,
        callback=read.endpoint("statusCallback", ""),
        direction="outbound-call",
        from_verb=True,
    )
    return flow.action(verb, (("SmsSid", item.sid), ("SmsStatus", "sending")))


def _refusal(to: str, body: str) -> tuple[int, str] | None:
    if not messages.ADDRESS.fullmatch(to):
        return 14101, f"got {to!r}"
    if not body:
        return 14103, ""
    if len(body) > messages.BODY_LIMIT:
        return 21617, f"{len(body)} characters, at most {messages.BODY_LIMIT}"
    return None
