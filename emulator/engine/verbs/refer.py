"""Refer: asks a SIP party to go elsewhere. Source: call semantics 8.12."""

from __future__ import annotations

from typing import Final

import laml

from ..documents.flow import Flow, Outcome
from ..kernel import Steps, wait
from ..models import HungUp
from ..wire import Pairs

NOTIFY_SECONDS: Final = 1.0  # ours: from the answer to REFER to the NOTIFY
PATIENCE: Final = 30.0  # ours: how long a NOTIFY is waited for


def run_refer(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Send REFER, wait for the answer and the NOTIFY, and go to the action or the next verb."""
    flow.answer()
    leg, world = flow.leg, flow.world
    for child in verb.children:
        if child.tag != "Sip":
            flow.problem(13215, f"<{child.tag}> in Refer is skipped")
    target = next((child.text.strip() for child in verb.children if child.tag == "Sip"), "")
    far_end = leg.from_ if leg.direction == "inbound" else leg.to
    if not far_end.startswith(("sip:", "sips:")):
        flow.problem(13801, f"the far end is {far_end}")
        return None
    world.note(leg.sid, "note", f"REFER to {target}")
    script = world.phone(far_end)
    if script.refer_answer != 202:
        pairs: Pairs = (("ReferCallStatus", "failed"), ("ReferSipResponseCode", str(script.refer_answer)))
        return flow.action(verb, pairs)
    notify = script.refer_notify
    if notify is None:
        yield from wait(PATIENCE)
        return flow.action(verb, (("ReferSipResponseCode", "202"),))
    yield from wait(NOTIFY_SECONDS)
    if notify < 200:
        yield from _ringing(flow, verb, notify)
    return flow.action(verb, _action_params(_status(notify), notify))


def _status(code: int) -> str:
    if code < 300:
        return "in-progress"
    return "busy" if code in (486, 600) else "no-answer" if code == 487 else "failed"


def _action_params(status: str, notify: int) -> Pairs:
    return (("ReferCallStatus", status), ("ReferSipResponseCode", "202"), ("NotifySipResponseCode", str(notify)))


def _ringing(flow: Flow, verb: laml.Element, notify: int) -> Steps[None]:
    """Keep the far end ringing until the call ends."""
    flow.leg.waits_for = "the transfer"
    try:
        yield from wait(None)
    except HungUp:
        endpoint = flow.attributes(verb).endpoint("action")
        if endpoint is not None:
            yield from flow.report(endpoint, _action_params("canceled", notify))
        raise
