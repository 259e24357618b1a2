"""Streams: the audio of calls and conferences, sent to a WebSocket while they are under way."""

from datetime import datetime
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Record
from ..table.literals import StreamCodec, StreamStatus, StreamTrack
from ..table.parameters import Event, Method, Only, Parameters, Url
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import Operation, Resource
from .numbered_pairs import NumberedPairs

OF_CALL: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Streams"
ONE_OF_CALL: Final = OF_CALL + "/{Sid}"
OF_CONFERENCE: Final = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Streams"
ONE_OF_CONFERENCE: Final = OF_CONFERENCE + "/{Sid}"


class CreateStreamOptions(NumberedPairs, total=False):
    """The optional parameters of `CreateStream`."""

    name: str
    """Name by which the stream can be addressed."""
    track: StreamTrack
    """Side of the call that is streamed."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    status_callback: Annotated[Url, Event("stream_status")]
    """Notified of the stages of the stream."""
    authorization_bearer_token: Annotated[str, Only("signalwire")]
    """Token that is sent to the WebSocket server."""


class CreateStream(CreateStreamOptions, total=False):
    """Parameters that start a stream."""

    url: Required[Url]
    """WebSocket URL, `wss://`."""


class CreateConferenceStreamOptions(CreateStreamOptions, total=False):
    """The optional parameters of `CreateConferenceStream`."""

    stream_codec: StreamCodec
    """Codec of the audio."""
    stream_real_time: bool
    """Whether the audio is streamed in real time."""


class CreateConferenceStream(CreateConferenceStreamOptions, total=False):
    """Parameters that start a stream of a conference."""

    url: Required[Url]
    """WebSocket URL, `wss://`."""


class UpdateStream(Parameters, total=False):
    """Parameters that change a stream."""

    status: Required[Literal["stopped"]]
    """`stopped` ends the stream."""


class CallStream(Record):
    """A stream of a call."""

    sid: str
    account_sid: str
    call_sid: str | None
    name: str | None
    status: StreamStatus | None
    date_updated: datetime | None
    uri: str

    def update(self, status: Literal["stopped"], **parameters: Unpack[Parameters]) -> Self:
        """Stop the stream.

        Args:
            status: `stopped` ends the stream.
            parameters: Only `extra`.
        """
        return self._perform("update", {"status": status, **parameters})


class ConferenceStream(Record):
    """A stream of a conference."""

    account_sid: str
    conference_sid: str
    date_updated: datetime | None
    name: str | None
    sid: str
    status: StreamStatus
    uri: str

    def update(self, status: Literal["stopped"], **parameters: Unpack[Parameters]) -> Self:
        """Stop the stream.

        Args:
            status: `stopped` ends the stream.
            parameters: Only `extra`.
        """
        return self._perform("update", {"status": status, **parameters})


CALL_STREAMS: Final = Resource(
    "calls.streams",
    CallStream,
    OF_CALL,
    ONE_OF_CALL,
    None,
    (
        Operation("create", "POST", OF_CALL, CreateStream),
        Operation("update", "POST", ONE_OF_CALL, UpdateStream),
    ),
    source="Compatibility REST API: Call streams, current edition",
    sid_prefix="MZ",
)
CONFERENCE_STREAMS: Final = Resource(
    "conferences.streams",
    ConferenceStream,
    OF_CONFERENCE,
    ONE_OF_CONFERENCE,
    None,
    (
        Operation("create", "POST", OF_CONFERENCE, CreateConferenceStream),
        Operation("update", "POST", ONE_OF_CONFERENCE, UpdateStream),
    ),
    source="Compatibility REST API: Conference streams, current edition",
    suffix="",
    providers=SIGNALWIRE_ONLY,
)


class CallStreams(Collection[CallStream]):
    """The streams of a call."""

    resource = CALL_STREAMS

    def create(self, url: Url, **parameters: Unpack[CreateStreamOptions]) -> CallStream:
        """Start a stream.

        Args:
            url: WebSocket URL, `wss://`.
            parameters: The others, by name.
        """
        return self._create({"url": url, **parameters})


class ConferenceStreams(Collection[ConferenceStream]):
    """The streams of a conference."""

    resource = CONFERENCE_STREAMS

    def create(self, url: Url, **parameters: Unpack[CreateConferenceStreamOptions]) -> ConferenceStream:
        """Start a stream.

        Args:
            url: WebSocket URL, `wss://`.
            parameters: The others, by name.
        """
        return self._create({"url": url, **parameters})
