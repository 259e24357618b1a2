"""Requests and events of queues and conferences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from .base import CallDocumentRequest, Label, Sid, Url, WebhookRequest
from .declarations import Always, Due

QueueResult: TypeAlias = (
    Literal["bridged", "bridging-in-process", "bridging-in-progress", "error", "hangup", "leave", "redirected"]
    | Literal["redirected-from-bridged", "queue-full", "system-error"]
    | str
)
ConferenceEvent: TypeAlias = (
    Literal["conference-start", "conference-end", "participant-join", "participant-leave", "participant-mute"]
    | Literal["participant-unmute", "participant-hold", "participant-unhold", "participant-modify"]
    | Literal["participant-speech-start", "participant-speech-stop", "announcement-end", "announcement-fail"]
    | str
)


@dataclass(frozen=True, kw_only=True, repr=False)
class EnqueueRequest(CallDocumentRequest):
    """A caller has left the queue that Enqueue put them into.

    Source: voice.enqueue_action
    """

    queue_result: Annotated[QueueResult, Due()] = ""
    queue_sid: Sid | None = None
    queue_time: int | None = None
    """Seconds in the queue."""


@dataclass(frozen=True, kw_only=True, repr=False)
class QueueWaitRequest(CallDocumentRequest):
    """A caller waits in a queue; the document is what the caller hears.

    Source: voice.queue_wait
    """

    queue_sid: Annotated[Sid | None, Due()] = None
    queue_position: Annotated[int | None, Due()] = None
    """The caller's place, from 1."""
    queue_time: Annotated[int | None, Due()] = None
    avg_queue_time: Annotated[int | None, Due()] = None
    current_queue_size: Annotated[int | None, Due()] = None
    max_queue_size: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DequeueRequest(CallDocumentRequest):
    """A caller is about to be connected from a queue; the document is what the caller hears before.

    Source: voice.dequeue
    """

    queue_sid: Annotated[Sid | None, Due()] = None
    queue_time: Annotated[int | None, Due()] = None
    dequeing_call_sid: Annotated[Sid | None, Due()] = None
    """The call that this one is connected to; spelled as the provider spells it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class ConferenceWaitRequest(CallDocumentRequest):
    """A participant waits for a conference, is on hold in one, or gets an announcement; the document is what is heard.

    Source: voice.conference_wait, voice.conference_hold, voice.conference_announce
    """

    conference_sid: Sid | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class ConferenceStatusEvent(WebhookRequest):
    """Something happened in a conference.

    Source: voice.conference_status
    """

    conference_sid: Annotated[Sid, Always()] = ""
    friendly_name: Label = ""
    status_callback_event: ConferenceEvent = ""
    timestamp: datetime | None = None
    sequence_number: int | None = None
    """The event's place in this conference, from 0 (Twilio)."""
    call_sid: Sid | None = None
    muted: bool | None = None
    hold: bool | None = None
    coaching: bool | None = None
    end_conference_on_exit: bool | None = None
    start_conference_on_enter: bool | None = None
    participant_label: Label | None = None
    call_sid_ending_conference: Sid | None = None
    participant_label_ending_conference: Label | None = None
    reason_conference_ended: str | None = None
    reason: str | None = None
    participant_call_status: str | None = None
    reason_participant_left: str | None = None
    announce_url: Url | None = None
    reason_announcement_failed: str | None = None
    event_name: str | None = None
    recording_url: Url | None = None
    duration: int | None = None
    """Seconds of the recording."""
    recording_file_size: int | None = None
