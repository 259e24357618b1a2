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
from ..table.parameters import Day, Event, Joined, Listing, Method, Moment, Only, Parameters, Url, Wire
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json
from .recording_add_ons import AddOnResults
from .transcriptions import RecordingTranscriptions

PATH: Final = "/Accounts/{AccountSid}/Recordings"
ONE: Final = PATH + "/{Sid}"
OF_CALL: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Recordings"
ONE_OF_CALL: Final = OF_CALL + "/{Sid}"
OF_CONFERENCE: Final = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Recordings"
ONE_OF_CONFERENCE: Final = OF_CONFERENCE + "/{Sid}"


class StartRecording(Parameters, total=False):
    """Parameters that start a recording."""

    recording_channels: Channels
    """`mono` mixes both sides into one channel; `dual` gives each side its own."""
    recording_status_callback: Annotated[Url, Event("recording_status")]
    """Notified of the recording."""
    recording_status_callback_event: Annotated[RecordingEvent | Sequence[RecordingEvent], Joined("signalwire")]
    """Stages that `recording_status_callback` is notified of."""
    recording_status_callback_method: Method
    """HTTP method of `recording_status_callback`; POST by default."""
    recording_track: Track
    """Side of the call that is recorded."""
    trim: Trim
    """Whether silence at both ends of the recording is trimmed."""


class UpdateRecordingOptions(Parameters, total=False):
    """The optional parameters of `UpdateRecording`."""

    pause_behavior: PauseBehavior
    """Whether a pause leaves silence in the recording, or nothing."""


class UpdateRecording(UpdateRecordingOptions, total=False):
    """Parameters that change a recording under way."""

    status: Required[RecordingChange]
    """`paused`, `in-progress` to resume, or `stopped`."""


class ListRecordingsBelow(Listing, total=False):
    """Filters for a list of recordings of a call or conference."""

    date_created: Day
    """Only those created at this time."""
    date_created_before: Annotated[Day, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Day, Wire("DateCreated>")]
    """At or after this time."""


class ListRecordings(Listing, total=False):
    """Filters for a list of recordings."""

    call_sid: str
    """Only recordings of this call."""
    conference_sid: str
    """Only recordings of this conference."""
    date_created: Moment
    """Only those created at this time."""
    date_created_before: Annotated[Moment, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Moment, Wire("DateCreated>")]
    """At or after this time."""
    include_soft_deleted: Annotated[bool, Only("twilio")]
    """Whether to include recordings that were deleted lately."""


class FetchRecording(Parameters, total=False):
    """Parameters that fetch a recording."""

    include_soft_deleted: Annotated[bool, Only("twilio")]
    """Whether to include recordings that were deleted lately."""


class AnyRecording(Deletable):
    """The properties that every recording has."""

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
    encryption_details: dict[str, Json] | str | None
    requested_channels: int | None
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
        """Stream the audio to a file.

        Args:
            path: Where to put the file; an existing file is replaced once the new one is complete.
            format: `wav`, or the smaller `mp3`.
            progress: Called with the bytes so far and the bytes in all.
            wait: Seconds to wait for a recording that is not ready yet.
            seconds: Most seconds for the whole download.

        Raises:
            NotFound: There is no file, or it is not ready.
            TransportError: The file could not be fetched completely.
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
        """Transcriptions of this recording."""
        return self._collection_below(RecordingTranscriptions, "RecordingSid")

    @property
    def add_on_results(self) -> AddOnResults:
        """What add-ons found in this recording."""
        return self._collection_below(AddOnResults, "ReferenceSid")


class RecordingUnderWay(AnyRecording, Fetchable):
    """A recording below its call or conference, where it can be paused, resumed and stopped."""

    def update(self, status: RecordingChange, **parameters: Unpack[UpdateRecordingOptions]) -> Self:
        """Pause, resume or stop the recording.

        Args:
            status: `paused`, `in-progress` to resume, or `stopped`.
            parameters: The others, by name.
        """
        return self._perform("update", {"status": status, **parameters})


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
        Operation("list", "GET", OF_CALL, ListRecordingsBelow, providers=TWILIO_ONLY),
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
        Operation("list", "GET", OF_CONFERENCE, ListRecordingsBelow),
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


class _RecordingsBelow(Collection[RecordingUnderWay]):
    """The methods of the recordings of a call or a conference."""

    def stream(self, **filters: Unpack[ListRecordingsBelow]) -> Iterator[RecordingUnderWay]:
        """Yield the recordings, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListRecordingsBelow]) -> Page[RecordingUnderWay]:
        """Fetch one page of the recordings."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListRecordingsBelow]) -> ListOf[RecordingUnderWay]:
        """Fetch the recordings of all pages, up to `limit`."""
        return list(self.stream(**filters))


class CallRecordings(_RecordingsBelow):
    """The recordings of a call."""

    resource = CALL_RECORDINGS

    def create(self, **parameters: Unpack[StartRecording]) -> RecordingUnderWay:
        """Start to record the call, which must be under way."""
        return self._create(parameters)


class ConferenceRecordings(_RecordingsBelow):
    """The recordings of a conference."""

    resource = CONFERENCE_RECORDINGS
