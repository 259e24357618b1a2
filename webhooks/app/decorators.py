"""The decorators of `Webhooks`, one per family of request kinds; the families are rows of `requests.kinds`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from types import EllipsisType
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

import laml

from ..requests import (
    AmdStatusEvent,
    CallStatusEvent,
    ConferenceStatusEvent,
    ConferenceWaitRequest,
    ConnectRequest,
    DequeueRequest,
    DialRequest,
    DialScreenRequest,
    EnqueueRequest,
    FaxReceivedRequest,
    FaxRequest,
    FaxStatusEvent,
    GatherPartialEvent,
    GatherRequest,
    MessageActionRequest,
    MessageRequest,
    MessageStatusEvent,
    PayRequest,
    PayStatusEvent,
    QueueWaitRequest,
    RealtimeTranscriptionEvent,
    RecordingStatusEvent,
    RecordRequest,
    ReferRequest,
    ReferUrlRequest,
    SiprecStatusEvent,
    SmsSentRequest,
    SmsStatusEvent,
    StreamStatusEvent,
    TranscriptionEvent,
    VoiceFallbackRequest,
    VoiceRequest,
    WebhookRequest,
)
from .documents import Fallback
from .handler import Handler

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")
Voice = TypeVar("Voice", bound=laml.Document | str)
Reply = TypeVar("Reply", bound=laml.Document | str | None)


class VoiceDecorator(Protocol[R]):
    """Makes a handler of a function that returns a voice document; a call cannot continue without one."""

    @overload
    def __call__(self, function: Callable[Concatenate[R, P], Voice], /) -> Handler[R, P, Voice]: ...
    @overload
    def __call__(
        self, function: Callable[Concatenate[R, P], Coroutine[object, object, Voice]], /
    ) -> Handler[R, P, Coroutine[object, object, Voice]]: ...


class DocumentDecorator(Protocol[R]):
    """Makes a handler of a function that returns a document, or None for an empty one."""

    @overload
    def __call__(self, function: Callable[Concatenate[R, P], Reply], /) -> Handler[R, P, Reply]: ...
    @overload
    def __call__(
        self, function: Callable[Concatenate[R, P], Coroutine[object, object, Reply]], /
    ) -> Handler[R, P, Coroutine[object, object, Reply]]: ...


class EventDecorator(Protocol[R]):
    """Makes a handler of a function whose result is ignored."""

    def __call__(self, function: Callable[Concatenate[R, P], D], /) -> Handler[R, P, D]:
        """Make the handler."""
        ...


class Decorators(ABC):
    """The decorators. Paths are written as for Flask; the function gets variables of the path by name.

    A decorated function stays callable and gains `.url` and `.bind`. `fallback` is the answer when the function fails:
    a document, or None for a 500; without it, the `fallback` of `Webhooks` is taken. With `hold="One moment please."`
    a voice handler runs in the background: the caller hears that text, and the call polls every two seconds until the
    answer is ready. As many as `background.MAX_UNFINISHED` may wait and run; the answer to one more is a 503.
    """

    @abstractmethod
    def route(
        self, kind: type[R], path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> EventDecorator[R]:
        """Answer requests of a kind of your own, such as one that a provider has added.

        Args:
            kind: A frozen dataclass that inherits from `WebhookRequest` or one of its kinds; its `answer` says which
                document it is answered with, if any.
            path: The route.
            fallback: The answer when the function fails.
            hold: What a caller hears while the function runs in the background; see the class.
        """
        ...

    def voice(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[VoiceRequest]:
        """Answer the first request of a call, and the requests of Redirect."""
        return self._voice(VoiceRequest, path, fallback=fallback, hold=hold)

    def voice_fallback(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[VoiceFallbackRequest]:
        """Answer when a document could not be fetched or executed."""
        return self._voice(VoiceFallbackRequest, path, fallback=fallback, hold=hold)

    def gather(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[GatherRequest]:
        """Answer the action of a Gather: the keys or the speech that it collected."""
        return self._voice(GatherRequest, path, fallback=fallback, hold=hold)

    def gather_partial(self, path: str) -> EventDecorator[GatherPartialEvent]:
        """Receive partial speech results while the caller still speaks."""
        return self.route(GatherPartialEvent, path)

    def record(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[RecordRequest]:
        """Answer the action of a Record."""
        return self._voice(RecordRequest, path, fallback=fallback, hold=hold)

    def recording_status(self, path: str) -> EventDecorator[RecordingStatusEvent]:
        """Receive the statuses of a recording."""
        return self.route(RecordingStatusEvent, path)

    def transcription(self, path: str) -> EventDecorator[TranscriptionEvent]:
        """Receive the transcription of a recording."""
        return self.route(TranscriptionEvent, path)

    def realtime_transcription(self, path: str) -> EventDecorator[RealtimeTranscriptionEvent]:
        """Receive the events of a live transcription."""
        return self.route(RealtimeTranscriptionEvent, path)

    def dial(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[DialRequest]:
        """Answer the action of a Dial."""
        return self._voice(DialRequest, path, fallback=fallback, hold=hold)

    def dial_screen(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[DialScreenRequest]:
        """Answer with what the callee of a Dial hears before the legs are bridged."""
        return self._voice(DialScreenRequest, path, fallback=fallback, hold=hold)

    def call_status(self, path: str) -> EventDecorator[CallStatusEvent]:
        """Receive the statuses of a call or of a leg that Dial made."""
        return self.route(CallStatusEvent, path)

    def amd_status(self, path: str) -> EventDecorator[AmdStatusEvent]:
        """Receive the result of answering machine detection."""
        return self.route(AmdStatusEvent, path)

    def enqueue(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[EnqueueRequest]:
        """Answer the action of an Enqueue."""
        return self._voice(EnqueueRequest, path, fallback=fallback, hold=hold)

    def queue_wait(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[QueueWaitRequest]:
        """Answer with what a caller in a queue hears."""
        return self._voice(QueueWaitRequest, path, fallback=fallback, hold=hold)

    def dequeue(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[DequeueRequest]:
        """Answer with what a caller hears before leaving a queue for an agent."""
        return self._voice(DequeueRequest, path, fallback=fallback, hold=hold)

    def conference_status(self, path: str) -> EventDecorator[ConferenceStatusEvent]:
        """Receive the events of a conference."""
        return self.route(ConferenceStatusEvent, path)

    def conference_wait(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[ConferenceWaitRequest]:
        """Answer with what a participant of a conference hears while waiting, on hold, or as an announcement."""
        return self._voice(ConferenceWaitRequest, path, fallback=fallback, hold=hold)

    def refer(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[ReferRequest]:
        """Answer the action of a Refer."""
        return self._voice(ReferRequest, path, fallback=fallback, hold=hold)

    def refer_url(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[ReferUrlRequest]:
        """Answer when the other leg of a Dial asks to be transferred."""
        return self._voice(ReferUrlRequest, path, fallback=fallback, hold=hold)

    def connect(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[ConnectRequest]:
        """Answer the action of a Connect."""
        return self._voice(ConnectRequest, path, fallback=fallback, hold=hold)

    def pay(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[PayRequest]:
        """Answer the action of a Pay."""
        return self._voice(PayRequest, path, fallback=fallback, hold=hold)

    def pay_status(self, path: str) -> EventDecorator[PayStatusEvent]:
        """Receive the progress of a Pay."""
        return self.route(PayStatusEvent, path)

    def sms_sent(
        self, path: str, *, fallback: Fallback | EllipsisType = ..., hold: str | None = None
    ) -> VoiceDecorator[SmsSentRequest]:
        """Answer the action of an Sms verb."""
        return self._voice(SmsSentRequest, path, fallback=fallback, hold=hold)

    def sms_status(self, path: str) -> EventDecorator[SmsStatusEvent]:
        """Receive the statuses of the message of an Sms verb."""
        return self.route(SmsStatusEvent, path)

    def stream_status(self, path: str) -> EventDecorator[StreamStatusEvent]:
        """Receive the events of a media stream."""
        return self.route(StreamStatusEvent, path)

    def siprec_status(self, path: str) -> EventDecorator[SiprecStatusEvent]:
        """Receive the events of a SIPREC session."""
        return self.route(SiprecStatusEvent, path)

    def message(self, path: str, *, fallback: Fallback | EllipsisType = ...) -> DocumentDecorator[MessageRequest]:
        """Answer an inbound message; None sends nothing back."""
        return self._document(MessageRequest, path, fallback=fallback)

    def message_action(
        self, path: str, *, fallback: Fallback | EllipsisType = ...
    ) -> DocumentDecorator[MessageActionRequest]:
        """Answer the action of a Message verb; None sends nothing."""
        return self._document(MessageActionRequest, path, fallback=fallback)

    def message_status(self, path: str) -> EventDecorator[MessageStatusEvent]:
        """Receive the statuses of an outbound message."""
        return self.route(MessageStatusEvent, path)

    def fax(self, path: str, *, fallback: Fallback | EllipsisType = ...) -> DocumentDecorator[FaxRequest]:
        """Answer a fax call with Receive or Reject; None is an empty document."""
        return self._document(FaxRequest, path, fallback=fallback)

    def fax_received(
        self, path: str, *, fallback: Fallback | EllipsisType = ...
    ) -> DocumentDecorator[FaxReceivedRequest]:
        """Answer the action of a Receive; None is an empty document."""
        return self._document(FaxReceivedRequest, path, fallback=fallback)

    def fax_status(self, path: str) -> EventDecorator[FaxStatusEvent]:
        """Receive the statuses of an outbound fax."""
        return self.route(FaxStatusEvent, path)

    # A decorator for results of any sort is one for documents, which pyright does not find in the overloads by itself.

    def _voice(
        self, kind: type[R], path: str, *, fallback: Fallback | EllipsisType, hold: str | None
    ) -> VoiceDecorator[R]:
        return cast(VoiceDecorator[R], self.route(kind, path, fallback=fallback, hold=hold))

    def _document(self, kind: type[R], path: str, *, fallback: Fallback | EllipsisType) -> DocumentDecorator[R]:
        return cast(DocumentDecorator[R], self.route(kind, path, fallback=fallback))
