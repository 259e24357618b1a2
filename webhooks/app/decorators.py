"""The decorators of `Webhooks`, one for each family of request kinds; which there are is the table `requests.kinds`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
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
from .handler import DEFAULT, Default, Handler

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")
Voice = TypeVar("Voice", bound=laml.Document | str)
Reply = TypeVar("Reply", bound=laml.Document | str | None)


class VoiceDecorator(Protocol[R]):
    """Makes a handler of a function that returns a voice document, which a call cannot go on without."""

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
    """Makes a handler of a function whose result nobody looks at."""

    def __call__(self, function: Callable[Concatenate[R, P], D], /) -> Handler[R, P, D]:
        """Make the handler."""
        ...


class Decorators(ABC):
    """What `Webhooks` offers to its users' functions. Paths are Flask's; variables in them are passed on by name.

    A decorated function stays callable and gains `.url` and `.bind`. `fallback` is the document of the handler's own
    failures, or None for a 500; without it, that of `Webhooks` holds. With `hold="One moment please."` a voice handler
    runs in the background: the caller hears that, and asks again every two seconds until the answer is there.
    """

    @abstractmethod
    def route(
        self, kind: type[R], path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> EventDecorator[R]:
        """Answer any other kind of request, of a dataclass of your own: the way out for what a provider adds.

        Args:
            kind: A frozen dataclass made from `WebhookRequest` or one of its kinds; its `answer` says what is sent.
            path: The route.
            fallback: What is answered when the function fails.
            hold: What a caller hears while the function runs in the background; see the class.
        """
        ...

    def voice(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[VoiceRequest]:
        """Answer the first request of a call, and those of Redirect."""
        return self._voice(VoiceRequest, path, fallback=fallback, hold=hold)

    def voice_fallback(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[VoiceFallbackRequest]:
        """Answer for a document that could not be fetched or executed."""
        return self._voice(VoiceFallbackRequest, path, fallback=fallback, hold=hold)

    def gather(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[GatherRequest]:
        """Answer what a Gather collected."""
        return self._voice(GatherRequest, path, fallback=fallback, hold=hold)

    def gather_partial(self, path: str) -> EventDecorator[GatherPartialEvent]:
        """Hear what a Gather understands while the caller speaks."""
        return self.route(GatherPartialEvent, path)

    def record(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[RecordRequest]:
        """Answer the end of a Record."""
        return self._voice(RecordRequest, path, fallback=fallback, hold=hold)

    def recording_status(self, path: str) -> EventDecorator[RecordingStatusEvent]:
        """Hear of the statuses of a recording."""
        return self.route(RecordingStatusEvent, path)

    def transcription(self, path: str) -> EventDecorator[TranscriptionEvent]:
        """Hear of the transcription of a recording."""
        return self.route(TranscriptionEvent, path)

    def realtime_transcription(self, path: str) -> EventDecorator[RealtimeTranscriptionEvent]:
        """Hear a live transcription."""
        return self.route(RealtimeTranscriptionEvent, path)

    def dial(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[DialRequest]:
        """Answer the end of a Dial."""
        return self._voice(DialRequest, path, fallback=fallback, hold=hold)

    def dial_screen(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[DialScreenRequest]:
        """Tell the callee of a Dial something before the legs are bridged."""
        return self._voice(DialScreenRequest, path, fallback=fallback, hold=hold)

    def call_status(self, path: str) -> EventDecorator[CallStatusEvent]:
        """Hear of the statuses that a call or a leg goes through."""
        return self.route(CallStatusEvent, path)

    def amd_status(self, path: str) -> EventDecorator[AmdStatusEvent]:
        """Hear whether a person or a machine answered."""
        return self.route(AmdStatusEvent, path)

    def enqueue(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[EnqueueRequest]:
        """Answer when a caller has left a queue."""
        return self._voice(EnqueueRequest, path, fallback=fallback, hold=hold)

    def queue_wait(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[QueueWaitRequest]:
        """Tell what a caller in a queue hears."""
        return self._voice(QueueWaitRequest, path, fallback=fallback, hold=hold)

    def dequeue(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[DequeueRequest]:
        """Tell what a caller hears who leaves a queue."""
        return self._voice(DequeueRequest, path, fallback=fallback, hold=hold)

    def conference_status(self, path: str) -> EventDecorator[ConferenceStatusEvent]:
        """Hear what happens in a conference."""
        return self.route(ConferenceStatusEvent, path)

    def conference_wait(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[ConferenceWaitRequest]:
        """Tell what somebody hears who waits for a conference, is held, or is told something."""
        return self._voice(ConferenceWaitRequest, path, fallback=fallback, hold=hold)

    def refer(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[ReferRequest]:
        """Answer the end of a Refer."""
        return self._voice(ReferRequest, path, fallback=fallback, hold=hold)

    def refer_url(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[ReferUrlRequest]:
        """Answer a transfer that the other leg asked for."""
        return self._voice(ReferUrlRequest, path, fallback=fallback, hold=hold)

    def connect(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[ConnectRequest]:
        """Answer the end of a Connect."""
        return self._voice(ConnectRequest, path, fallback=fallback, hold=hold)

    def pay(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[PayRequest]:
        """Answer the end of a Pay."""
        return self._voice(PayRequest, path, fallback=fallback, hold=hold)

    def pay_status(self, path: str) -> EventDecorator[PayStatusEvent]:
        """Hear where a Pay is."""
        return self.route(PayStatusEvent, path)

    def sms_sent(
        self, path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> VoiceDecorator[SmsSentRequest]:
        """Answer when an Sms verb has handed its message over."""
        return self._voice(SmsSentRequest, path, fallback=fallback, hold=hold)

    def sms_status(self, path: str) -> EventDecorator[SmsStatusEvent]:
        """Hear how the message of an Sms verb went."""
        return self.route(SmsStatusEvent, path)

    def stream_status(self, path: str) -> EventDecorator[StreamStatusEvent]:
        """Hear of a media stream."""
        return self.route(StreamStatusEvent, path)

    def siprec_status(self, path: str) -> EventDecorator[SiprecStatusEvent]:
        """Hear of a SIPREC session."""
        return self.route(SiprecStatusEvent, path)

    def message(self, path: str, *, fallback: Fallback | Default = DEFAULT) -> DocumentDecorator[MessageRequest]:
        """Answer an inbound message; None sends nothing back."""
        return self._document(MessageRequest, path, fallback=fallback)

    def message_action(
        self, path: str, *, fallback: Fallback | Default = DEFAULT
    ) -> DocumentDecorator[MessageActionRequest]:
        """Answer when a Message verb has handed its message over; None sends nothing."""
        return self._document(MessageActionRequest, path, fallback=fallback)

    def message_status(self, path: str) -> EventDecorator[MessageStatusEvent]:
        """Hear of the statuses of an outbound message."""
        return self.route(MessageStatusEvent, path)

    def fax(self, path: str, *, fallback: Fallback | Default = DEFAULT) -> DocumentDecorator[FaxRequest]:
        """Answer a fax call with Receive or Reject; None is an empty document."""
        return self._document(FaxRequest, path, fallback=fallback)

    def fax_received(
        self, path: str, *, fallback: Fallback | Default = DEFAULT
    ) -> DocumentDecorator[FaxReceivedRequest]:
        """Answer the end of a Receive; None is an empty document."""
        return self._document(FaxReceivedRequest, path, fallback=fallback)

    def fax_status(self, path: str) -> EventDecorator[FaxStatusEvent]:
        """Hear of the statuses of an outbound fax."""
        return self.route(FaxStatusEvent, path)

    # A decorator for results of any sort is one for documents, which pyright does not find in the overloads by itself.

    def _voice(self, kind: type[R], path: str, *, fallback: Fallback | Default, hold: str | None) -> VoiceDecorator[R]:
        return cast(VoiceDecorator[R], self.route(kind, path, fallback=fallback, hold=hold))

    def _document(self, kind: type[R], path: str, *, fallback: Fallback | Default) -> DocumentDecorator[R]:
        return cast(DocumentDecorator[R], self.route(kind, path, fallback=fallback))
