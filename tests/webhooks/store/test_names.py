"""What names an event: a row for each kind of event, and each row tells two deliveries of one from two events."""

from __future__ import annotations

import pytest

from webhooks import WebhookRequest
from webhooks.requests.declarations import compiled
from webhooks.requests.kinds import (
    FAMILIES,
    CallStatusEvent,
    ConferenceStatusEvent,
    GatherPartialEvent,
    MessageStatusEvent,
    PayStatusEvent,
    RecordingStatusEvent,
)
from webhooks.store.names import NAMINGS, name_of
from webhooks.store.order import RANKS
from webhooks.wire.message import Pairs

EVENTS = {kind for kind, _ in FAMILIES.values() if kind.answer == "event"}


def key(kind: type[WebhookRequest], path: str = "/status", **values: str) -> str:
    pairs: Pairs = tuple(values.items())
    return name_of(kind, pairs, app="app", account=values.get("AccountSid", ""), family="x", path=path).key


def test_each_kind_of_event_has_a_row() -> None:
    assert set(NAMINGS) == EVENTS


@pytest.mark.parametrize("kind", NAMINGS)
def test_a_row_names_parameters_that_its_kind_has(kind: type[WebhookRequest]) -> None:
    row, table = NAMINGS[kind], compiled(kind).table
    assert {row.subject, *row.names, *row.numbered, *filter(None, [row.state])} <= {*table}
    assert not row.sort or row.sort in RANKS


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        # Source: the providers' pages on retries, "duplicates": the parameters by which to tell them
        (CallStatusEvent, {"CallSid": "CA1", "CallStatus": "ringing"}, {"CallSid": "CA1", "CallStatus": "completed"}),
        (CallStatusEvent, {"CallSid": "CA1", "CallStatus": "ringing"}, {"CallSid": "CA2", "CallStatus": "ringing"}),
        (
            MessageStatusEvent,
            {"MessageSid": "SM1", "MessageStatus": "sent"},
            {"MessageSid": "SM1", "MessageStatus": "x"},
        ),
        (
            RecordingStatusEvent,
            {"RecordingSid": "RE1", "RecordingStatus": "in-progress"},
            {"RecordingSid": "RE1", "RecordingStatus": "completed"},
        ),
        (
            ConferenceStatusEvent,
            {"ConferenceSid": "CF1", "StatusCallbackEvent": "participant-mute", "SequenceNumber": "3"},
            {"ConferenceSid": "CF1", "StatusCallbackEvent": "participant-mute", "SequenceNumber": "5"},
        ),
        (
            GatherPartialEvent,
            {"CallSid": "CA1", "SequenceNumber": "1", "UnstableSpeechResult": "I"},
            {"CallSid": "CA1", "SequenceNumber": "2", "UnstableSpeechResult": "I"},
        ),
    ],
)
def test_the_same_event_has_the_same_key_and_another_event_another(
    kind: type[WebhookRequest], one: dict[str, str], other: dict[str, str]
) -> None:
    assert key(kind, **one) == key(kind, **one)
    assert key(kind, **one) != key(kind, **other)
    assert key(kind, **one) != key(kind, path="/status/2", **one)
    assert key(kind, **one) != key(kind, AccountSid="AC2", **one)


def test_the_number_of_a_call_status_only_orders_it() -> None:
    """A retry may be renumbered; an event of SignalWire has no number at all."""
    event = {"CallSid": "CA1", "CallStatus": "ringing"}
    assert key(CallStatusEvent, SequenceNumber="1", **event) == key(CallStatusEvent, SequenceNumber="2", **event)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (PayStatusEvent, {"CallSid": "CA1", "For": "payment-card-number", "Attempt": "1"}),
        (ConferenceStatusEvent, {"ConferenceSid": "CF1", "StatusCallbackEvent": "participant-mute"}),
        (CallStatusEvent, {"CallStatus": "ringing"}),
    ],
)
def test_what_nothing_tells_apart_is_new_each_time(kind: type[WebhookRequest], values: dict[str, str]) -> None:
    assert key(kind, **values) != key(kind, **values)


def test_a_kind_of_the_users_own_is_named_as_the_one_it_was_made_from() -> None:
    class OwnStatus(CallStatusEvent):
        pass

    event = {"CallSid": "CA1", "CallStatus": "ringing"}
    assert key(OwnStatus, **event) == key(OwnStatus, **event)
