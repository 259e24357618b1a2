"""Events that come in any order: the state of a subject moves only forward, and final states stay. Rows D2, D3."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from webhooks.requests import WebhookRequest
from webhooks.requests.kinds import CallStatusEvent, MessageStatusEvent
from webhooks.store import names
from webhooks.store.arrivals import Arrival
from webhooks.store.inbox import Inbox
from webhooks.store.opening import open_inbox
from webhooks.store.reading import state_of

from ..wire.test_state import FakeClock

CALL = ("queued", "initiated", "ringing", "in-progress", "completed")
MESSAGE = ("queued", "sending", "sent", "delivered")
FINALS = {
    "call": ("completed", "busy", "no-answer", "failed", "canceled"),
    "message": ("delivered", "undelivered", "failed"),
}
"""Sources: twilio.com/docs/voice/api/call-resource, "Call Status Values"; …/messaging/api/message-resource."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    opened = open_inbox("", "orders", FakeClock(), may_migrate=True, full=True, relative_to=".")
    yield opened
    opened.database.close()


def receive(inbox: Inbox, sid: str, statuses: Sequence[str], kind: type[WebhookRequest] = CallStatusEvent) -> str:
    """Store the events of a subject in this order; the state that it has then."""
    sid_name, status_name = ("CallSid", "CallStatus") if kind is CallStatusEvent else ("MessageSid", "MessageStatus")
    for status in statuses:
        pairs = (("AccountSid", "AC1"), (sid_name, sid), (status_name, status))
        name = names.name_of(kind, pairs, app="orders", account="AC1", family="status", path="/status")
        inbox.receive(Arrival(name, "AC1", "status", "/status", "{}"))
    with inbox.database.begin() as connection:
        found = state_of(inbox, connection, sid)
    assert found is not None
    return found.status


def wrong_of_shuffled(inbox: Inbox, count: int) -> int:
    """How many calls end in another state than `completed`, when the events of all are shuffled in windows of 64."""
    draw, calls = random.Random(7), [f"CA{number}" for number in range(count)]
    events = [(call, status) for call in calls for status in CALL]
    states = dict.fromkeys(calls, "")
    for start in range(0, len(events), 64):
        window = events[start : start + 64]
        draw.shuffle(window)
        for call, status in window:
            states[call] = receive(inbox, call, [status])
    return sum(state != "completed" for state in states.values())


def test_in_each_order_a_subject_ends_in_its_final_state(inbox: Inbox) -> None:
    for number, order in enumerate(itertools.permutations(CALL)):
        assert receive(inbox, f"CA{number}", order) == "completed", order
    for number, order in enumerate(itertools.permutations(MESSAGE)):
        assert receive(inbox, f"SM{number}", order, MessageStatusEvent) == "delivered", order


def test_of_two_final_states_the_first_stays_and_the_log_says_so(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    kinds: dict[str, type[WebhookRequest]] = {"call": CallStatusEvent, "message": MessageStatusEvent}
    for sort, finals in FINALS.items():
        for first, second in itertools.permutations(finals, 2):
            caplog.clear()
            assert receive(inbox, f"{sort}{first}{second}", (first, second), kinds[sort]) == first
            assert f"webhook.conflict route=/status stays={first} came={second}" in caplog.text


def test_a_message_is_read_after_it_was_delivered_and_not_after_it_failed(inbox: Inbox) -> None:
    assert receive(inbox, "SM1", ("delivered", "read", "delivered"), MessageStatusEvent) == "read"
    assert receive(inbox, "SM2", ("failed", "read"), MessageStatusEvent) == "failed"


def test_calls_whose_events_are_shuffled_end_as_they_ended(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault kept here lets the last one that comes win: most calls end wrong."""
    assert wrong_of_shuffled(inbox, 60) == 0
    came = itertools.count(1)
    monkeypatch.setattr(names, "rank_of", lambda _sort, _state: next(came))
    faulty = open_inbox("", "orders", FakeClock(), may_migrate=True, full=True, relative_to=".")
    assert wrong_of_shuffled(faulty, 18) > 9  # 90 ranks, all below those of final states
    faulty.database.close()


def test_a_clock_that_steps_drops_no_event(inbox: Inbox) -> None:
    """D16: back an hour, and forward a day."""
    clock: FakeClock = inbox.clock  # type: ignore[assignment]
    start = clock.time
    for number, moved in enumerate((0, -3_600, 86_400)):
        clock.time = datetime.fromtimestamp(start.timestamp() + moved, UTC)
        assert receive(inbox, f"CA{number}", CALL) == "completed"
        assert receive(inbox, f"CA{number}", CALL) == "completed"
    with inbox.database.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM laml_events").scalar() == 3 * len(CALL)
