"""What the provider tells about calls and messages. It may tell late, twice, and out of order."""

from __future__ import annotations

from webhooks import CallStatusEvent, MessageStatusEvent

from .extensions import db, hooks
from .models import CallRecord, TextRecord

ORDER = ["queued", "initiated", "ringing", "answered", "in-progress"]
"""The statuses of a call in their order; all others are final."""
TEXT_ORDER = ["accepted", "queued", "sending", "sent"]


def rank(status: str, order: list[str]) -> int:
    return order.index(status) if status in order else len(order)


@hooks.call_status("/status")
def call_changed(event: CallStatusEvent) -> None:
    record = db.session.get(CallRecord, event.call_sid)
    if record is None:
        record = CallRecord(sid=event.call_sid, status=event.status, callbacks=0)
        db.session.add(record)
    record.callbacks += 1
    if rank(event.status, ORDER) >= rank(record.status, ORDER):
        record.status = event.status
        record.seconds = event.duration if event.duration is not None else record.seconds
    db.session.commit()


@hooks.message_status("/sms/status")
def text_changed(event: MessageStatusEvent) -> None:
    record = db.session.get(TextRecord, event.message_sid)
    if record is None:
        record = TextRecord(sid=event.message_sid, status=event.status)
        db.session.add(record)
    if rank(event.status, TEXT_ORDER) >= rank(record.status, TEXT_ORDER):
        record.status = event.status
    db.session.commit()
