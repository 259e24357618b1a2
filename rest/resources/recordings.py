"""Recordings of an account, a call or a conference."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.files import FILE_SECONDS, Downloaded, Progress, download
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import (
    Channels,
    PauseBehavior,
    RecordingChange,
    RecordingEvent,
    RecordingSource,
    RecordingStatus,
    Track,
    Trim,
)
from ..table.parameters import Day, Joined, Listing, Method, Moment, Only, Parameters, Url, Wire
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json
from .transcriptions import RecordingTranscriptions

PATH: Final = "/Accounts/{AccountSid}/Recordings"
ONE: Final = PATH + "/{Sid}"
OF_CALL: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Recordings"
ONE_OF_CALL: Final = OF_CALL + "/{Sid}"
OF_CONFERENCE: Final = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Recordings"
ONE_OF_CONFERENCE: Final = OF_CONFERENCE + "/{Sid}"


class StartRecording(Parameters, total=False):
    """What a recording is started with."""

    recording_channels: Channels
    """Both sides mixed in one channel, or each in its own."""
    recording_status_callback: Url
    """Told about the recording."""
    recording_status_callback_event: Annotated[RecordingEvent | Sequence[RecordingEvent], Joined("signalwire")]
    """Which stages `recording_status_callback` hears of."""
    recording_status_callback_method: Method
    """How `recording_status_callback` is told; POST unless set."""
    recording_track: Track
    """Which side is recorded."""
    trim: Trim
    """Whether silence at both ends of the recording is cut off."""


class UpdateRecording(Parameters, total=False):
    """What can be changed in a recording under way."""

    status: Required[RecordingChange]
    """`paused`, `in-progress` again, or `stopped`."""
    pause_behavior: PauseBehavior
    """Whether a pause leaves silence in the recording or nothing."""


class ListRecordingsHere(Listing, total=False):
    """Which recordings of a call or conference to list."""

    date_created: Day
    """Made then."""
    date_created_before: Annotated[Day, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Day, Wire("DateCreated>")]
    """At or after this time."""


class ListRecordings(Listing, total=False):
    """Which recordings to list."""

    call_sid: str
    """Only those of this call."""
    conference_sid: str
    """Only those of this conference."""
    date_created: Moment
    """Made then."""
    date_created_before: Annotated[Moment, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Moment, Wire("DateCreated>")]
    """At or after this time."""
    include_soft_deleted: Annotated[bool, Only("twilio")]
    """Whether what was deleted lately is listed too."""


class FetchRecording(Parameters, total=False):
    """How a recording is fetched."""

    include_soft_deleted: Annotated[bool, Only("twilio")]
    """Whether what was deleted lately is listed too."""


class AnyRecording(Deletable):
    """A recording, wherever it is addressed."""

    account_sid: str
    api_version: str
    call_sid: str | None
    channels: int | None
    conference_sid: str | None
    date_created: datetime | None
    date_updated: datetime | None
    duration: int | None
    error_code: int | None
    price: Decimal | None
    price_unit: str
    sid: str
    source: RecordingSource
    start_time: datetime | None
    status: RecordingStatus
    uri: str
    end_time: datetime | None
    subresource_uris: dict[str, Json] | None
    formats: dict[str, Json] | None
    channel: Literal["1", "2"] | None
    encryption_details: str | None
    trim: str | None
    media_url: str | None
    track: Track | None

    def download(
        self,
        path: str | PathLike[str],
        *,
        format: Literal["wav", "mp3"] = "wav",
        progress: Progress | None = None,
        wait: float = 0.0,
        seconds: float = FILE_SECONDS,
    ) -> Downloaded:
        """Stream the sound to a file.

        Args:
            path: Where to put it; what is there is replaced when the new file is whole.
            format: `wav`, or the smaller `mp3`.
            progress: Called with bytes so far and in all.
            wait: Seconds to wait for a recording that is not ready.
            seconds: Seconds for all of it.
        Raises:
            NotFound: There is none, or it is not ready.
            TransportError: It could not be fetched whole.
        """
        return download(
            self._require_gateway(),
            RECORDINGS,
            self._address(),
            path,
            form=format,
            progress=progress,
            wait=wait,
            seconds=seconds,
        )


class Recording(AnyRecording):
    """A recording, or the address of one."""

    def fetch(self, **parameters: Unpack[FetchRecording]) -> Self:
        """Fetch it; the result knows its properties.

        Raises:
            NotFound: There is no such recording.
        """
        return self._perform("fetch", parameters)

    @property
    def transcriptions(self) -> RecordingTranscriptions:
        """What was said in this recording."""
        return self._collection_below(RecordingTranscriptions, "RecordingSid")


class RecordingUnderWay(AnyRecording, Fetchable):
    """A recording addressed by its call or conference, where it can be paused, resumed and stopped."""

    def update(self, **parameters: Unpack[UpdateRecording]) -> Self:
        """Pause, resume or stop it."""
        return self._perform("update", parameters)


RECORDINGS: Final = Resource(
    "recordings",
    Recording,
    PATH,
    ONE,
    "recordings",
    (
        Operation("list", "GET", PATH, ListRecordings),
        Operation("fetch", "GET", ONE, FetchRecording),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
        Operation("download", "GET", ONE, formats=("", "wav", "mp3")),
    ),
    source="Compatibility REST API: Recordings",
    sid_prefix="RE",
)
CALL_RECORDINGS: Final = Resource(
    "calls.recordings",
    RecordingUnderWay,
    OF_CALL,
    ONE_OF_CALL,
    "recordings",
    (
        Operation("create", "POST", OF_CALL, StartRecording),
        Operation("list", "GET", OF_CALL, ListRecordingsHere, providers=TWILIO_ONLY),
        Operation("fetch", "GET", ONE_OF_CALL, providers=TWILIO_ONLY),
        Operation("update", "POST", ONE_OF_CALL, UpdateRecording),
        Operation("delete", "DELETE", ONE_OF_CALL, success=NO_CONTENT, providers=TWILIO_ONLY),
    ),
    source="Compatibility REST API: Recordings of a call",
    sid_prefix="RE",
)
CONFERENCE_RECORDINGS: Final = Resource(
    "conferences.recordings",
    RecordingUnderWay,
    OF_CONFERENCE,
    ONE_OF_CONFERENCE,
    "recordings",
    (
        Operation("list", "GET", OF_CONFERENCE, ListRecordingsHere),
        Operation("fetch", "GET", ONE_OF_CONFERENCE),
        Operation("update", "POST", ONE_OF_CONFERENCE, UpdateRecording),
        Operation("delete", "DELETE", ONE_OF_CONFERENCE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Recordings of a conference, current edition",
    sid_prefix="RE",
)


class Recordings(Collection[Recording]):
    """The recordings of an account."""

    resource = RECORDINGS

    def stream(self, **filters: Unpack[ListRecordings]) -> Iterator[Recording]:
        """Yield the recordings, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListRecordings]) -> Page[Recording]:
        """Fetch one page of the recordings."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListRecordings]) -> ListOf[Recording]:
        """Fetch the recordings of all pages, up to `limit`."""
        return list(self.stream(**filters))


class CallRecordings(Collection[RecordingUnderWay]):
    """The recordings of a call."""

    resource = CALL_RECORDINGS

    def create(self, **parameters: Unpack[StartRecording]) -> RecordingUnderWay:
        """Start to record the call, which must be under way."""
        return self._create(parameters)

    def stream(self, **filters: Unpack[ListRecordingsHere]) -> Iterator[RecordingUnderWay]:
        """Yield the recordings, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListRecordingsHere]) -> Page[RecordingUnderWay]:
        """Fetch one page of the recordings."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListRecordingsHere]) -> ListOf[RecordingUnderWay]:
        """Fetch the recordings of all pages, up to `limit`."""
        return list(self.stream(**filters))


class ConferenceRecordings(Collection[RecordingUnderWay]):
    """The recordings of a conference."""

    resource = CONFERENCE_RECORDINGS

    def stream(self, **filters: Unpack[ListRecordingsHere]) -> Iterator[RecordingUnderWay]:
        """Yield the recordings, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListRecordingsHere]) -> Page[RecordingUnderWay]:
        """Fetch one page of the recordings."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListRecordingsHere]) -> ListOf[RecordingUnderWay]:
        """Fetch the recordings of all pages, up to `limit`."""
        return list(self.stream(**filters))
