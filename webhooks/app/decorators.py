"""The decorators of `Webhooks`, one per family of request kinds; the families are rows of `requests.kinds`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypedDict, TypeVar, Unpack, cast, overload

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


class HandlerOptions(TypedDict, total=False):
    """What every decorator takes beside the path."""

    name: str
    """The name of the handler in endpoints (`webhooks.<name>`) and in lists; that of the function unless given."""


class EventOptions(HandlerOptions, total=False):
    """What the decorators of handlers take that receive events."""

    later: bool | timedelta
    """Answer once the event is stored, and call the function afterwards. True calls it in a transaction that ends with
    the event; a span of time is for a function that takes longer: it holds no transaction, and is called again if it
    has not returned by then."""
    latest: bool
    """Call the function for no event that comes behind a later one of the same call, message, recording or fax."""
    final: bool
    """Call the function for one event only: the one that ends the call, message, recording or fax."""
    formerly: Sequence[str]
    """The paths that the handler had before: what came to them and is still owed is handled here."""


class DocumentOptions(HandlerOptions, total=False):
    """What the decorators of handlers take that return a document."""

    fallback: Fallback
    """The answer when the function fails: a document, or None for a 500; without it, the `fallback` of `Webhooks`."""


class VoiceOptions(DocumentOptions, total=False):
    """What the decorators of handlers take that answer a call."""

    hold: str | None
    """What the caller hears while the function runs in the background; the call polls every two seconds until the
    answer is ready. As many as `background.MAX_UNFINISHED` may wait and run; the answer to one more is a 503."""


class AnyOptions(VoiceOptions, EventOptions, total=False):
    """What any decorator takes."""


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

    A decorated function stays callable and gains `.url` and `.bind`. The options of each are in `VoiceOptions`,
    `DocumentOptions` and `EventOptions`.
    """

    @abstractmethod
    def route(self, kind: type[R], path: str, **options: Unpack[AnyOptions]) -> EventDecorator[R]:
        """Answer requests of a kind of your own, such as one that a provider has added.

        Args:
            kind: A frozen dataclass that inherits from `WebhookRequest` or one of its kinds; its `answer` says which
                document it is answered with, if any.
            path: The route.
            options: See `VoiceOptions` and `EventOptions`.
        """
        ...

    def voice(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[VoiceRequest]:
        """Answer the first request of a call, and the requests of Redirect."""
        return self._voice(VoiceRequest, path, **options)

    def voice_fallback(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[VoiceFallbackRequest]:
        """Answer when a document could not be fetched or executed."""
        return self._voice(VoiceFallbackRequest, path, **options)

    def gather(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[GatherRequest]:
        """Answer the action of a Gather: the keys or the speech that it collected."""
        return self._voice(GatherRequest, path, **options)

    def gather_partial(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[GatherPartialEvent]:
        """Receive partial speech results while the caller still speaks."""
        return self.route(GatherPartialEvent, path, **options)

    def record(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[RecordRequest]:
        """Answer the action of a Record."""
        return self._voice(RecordRequest, path, **options)

    def recording_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[RecordingStatusEvent]:
        """Receive the statuses of a recording."""
        return self.route(RecordingStatusEvent, path, **options)

    def transcription(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[TranscriptionEvent]:
        """Receive the transcription of a recording."""
        return self.route(TranscriptionEvent, path, **options)

    def realtime_transcription(
        self, path: str, **options: Unpack[EventOptions]
    ) -> EventDecorator[RealtimeTranscriptionEvent]:
        """Receive the events of a live transcription."""
        return self.route(RealtimeTranscriptionEvent, path, **options)

    def dial(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[DialRequest]:
        """Answer the action of a Dial."""
        return self._voice(DialRequest, path, **options)

    def dial_screen(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[DialScreenRequest]:
        """Answer with what the callee of a Dial hears before the legs are bridged."""
        return self._voice(DialScreenRequest, path, **options)

    def call_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[CallStatusEvent]:
        """Receive the statuses of a call or of a leg that Dial made."""
        return self.route(CallStatusEvent, path, **options)

    def amd_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[AmdStatusEvent]:
        """Receive the result of answering machine detection."""
        return self.route(AmdStatusEvent, path, **options)

    def enqueue(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[EnqueueRequest]:
        """Answer the action of an Enqueue."""
        return self._voice(EnqueueRequest, path, **options)

    def queue_wait(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[QueueWaitRequest]:
        """Answer with what a caller in a queue hears."""
        return self._voice(QueueWaitRequest, path, **options)

    def dequeue(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[DequeueRequest]:
        """Answer with what a caller hears before leaving a queue for an agent."""
        return self._voice(DequeueRequest, path, **options)

    def conference_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[ConferenceStatusEvent]:
        """Receive the events of a conference."""
        return self.route(ConferenceStatusEvent, path, **options)

    def conference_wait(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[ConferenceWaitRequest]:
        """Answer with what a participant of a conference hears while waiting, on hold, or as an announcement."""
        return self._voice(ConferenceWaitRequest, path, **options)

    def refer(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[ReferRequest]:
        """Answer the action of a Refer."""
        return self._voice(ReferRequest, path, **options)

    def refer_url(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[ReferUrlRequest]:
        """Answer when the other leg of a Dial asks to be transferred."""
        return self._voice(ReferUrlRequest, path, **options)

    def connect(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[ConnectRequest]:
        """Answer the action of a Connect."""
        return self._voice(ConnectRequest, path, **options)

    def pay(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[PayRequest]:
        """Answer the action of a Pay."""
        return self._voice(PayRequest, path, **options)

    def pay_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[PayStatusEvent]:
        """Receive the progress of a Pay."""
        return self.route(PayStatusEvent, path, **options)

    def sms_sent(self, path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[SmsSentRequest]:
        """Answer the action of an Sms verb."""
        return self._voice(SmsSentRequest, path, **options)

    def sms_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[SmsStatusEvent]:
        """Receive the statuses of the message of an Sms verb."""
        return self.route(SmsStatusEvent, path, **options)

    def stream_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[StreamStatusEvent]:
        """Receive the events of a media stream."""
        return self.route(StreamStatusEvent, path, **options)

    def siprec_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[SiprecStatusEvent]:
        """Receive the events of a SIPREC session."""
        return self.route(SiprecStatusEvent, path, **options)

    def message(self, path: str, **options: Unpack[DocumentOptions]) -> DocumentDecorator[MessageRequest]:
        """Answer an inbound message; None sends nothing back."""
        return self._document(MessageRequest, path, **options)

    def message_action(self, path: str, **options: Unpack[DocumentOptions]) -> DocumentDecorator[MessageActionRequest]:
        """Answer the action of a Message verb; None sends nothing."""
        return self._document(MessageActionRequest, path, **options)

    def message_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[MessageStatusEvent]:
        """Receive the statuses of an outbound message."""
        return self.route(MessageStatusEvent, path, **options)

    def fax(self, path: str, **options: Unpack[DocumentOptions]) -> DocumentDecorator[FaxRequest]:
        """Answer a fax call with Receive or Reject; None is an empty document."""
        return self._document(FaxRequest, path, **options)

    def fax_received(self, path: str, **options: Unpack[DocumentOptions]) -> DocumentDecorator[FaxReceivedRequest]:
        """Answer the action of a Receive; None is an empty document."""
        return self._document(FaxReceivedRequest, path, **options)

    def fax_status(self, path: str, **options: Unpack[EventOptions]) -> EventDecorator[FaxStatusEvent]:
        """Receive the statuses of an outbound fax."""
        return self.route(FaxStatusEvent, path, **options)

    # A decorator for results of any sort is one for documents, which pyright does not find in the overloads by itself.

    def _voice(self, kind: type[R], path: str, **options: Unpack[VoiceOptions]) -> VoiceDecorator[R]:
        return cast(VoiceDecorator[R], self.route(kind, path, **options))

    def _document(self, kind: type[R], path: str, **options: Unpack[DocumentOptions]) -> DocumentDecorator[R]:
        return cast(DocumentDecorator[R], self.route(kind, path, **options))
