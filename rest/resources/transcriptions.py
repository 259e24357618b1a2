"""Transcriptions of recordings."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import Annotated, Final, Unpack

from ..objects.collection import Collection, Listed, ListOf
from ..objects.files import FILE_SECONDS, Downloaded, Progress, download
from ..objects.paging import Page, Pages
from ..objects.record import Deletable, Fetchable
from ..table.literals import TranscriptionStatus
from ..table.parameters import Listing, Local, Moment, Only, Wire
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Transcriptions"
ONE: Final = PATH + "/{Sid}"
OF_RECORDING: Final = "/Accounts/{AccountSid}/Recordings/{RecordingSid}/Transcriptions"
ONE_OF_RECORDING: Final = OF_RECORDING + "/{Sid}"


class ListTranscriptions(Listing, total=False):
    """Filters for a list of transcriptions."""

    date_created: Annotated[Moment, Only("signalwire")]
    """Only those created at this time."""
    date_created_before: Annotated[Moment, Wire("DateCreated<"), Only("signalwire")]
    """At or before this time."""
    date_created_after: Annotated[Moment, Wire("DateCreated>"), Only("signalwire")]
    """At or after this time."""
    recording_sid: Annotated[str, Local()]
    """Only transcriptions of this recording."""


class Transcription(Fetchable, Deletable):
    """A transcription, or the address of one."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    duration: int | None
    price: Decimal | None
    price_unit: str
    recording_sid: str
    sid: str
    status: TranscriptionStatus
    transcription_text: str | None
    uri: str
    api_version: str | None
    type: str | None

    def download(
        self,
        path: str | PathLike[str],
        *,
        progress: Progress | None = None,
        wait: float = 0.0,
        seconds: float = FILE_SECONDS,
    ) -> Downloaded:
        """Stream the plain text to a file; Twilio only.

        Args:
            path: Where to put the file; an existing file is replaced once the new one is complete.
            progress: Called with the bytes so far and the bytes in all.
            wait: Seconds to wait for a transcription that is not ready yet.
            seconds: Most seconds for the whole download.

        Raises:
            NotFound: There is no file, or it is not ready.
            TransportError: The file could not be fetched completely.
        """
        return download(
            self._require_gateway(),
            TRANSCRIPTIONS,
            self._address(),
            path,
            form="txt",
            progress=progress,
            wait=wait,
            seconds=seconds,
        )


TRANSCRIPTIONS: Final = Resource(
    "transcriptions",
    Transcription,
    PATH,
    ONE,
    "transcriptions",
    (
        Operation("list", "GET", PATH, ListTranscriptions),
        Operation("fetch", "GET", ONE),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
        Operation("download", "GET", ONE, providers=TWILIO_ONLY, formats=("txt",)),
    ),
    source="Compatibility REST API: Transcriptions",
    sid_prefix="TR",
)
RECORDING_TRANSCRIPTIONS: Final = Resource(
    "recordings.transcriptions",
    Transcription,
    OF_RECORDING,
    ONE_OF_RECORDING,
    "transcriptions",
    (
        Operation("list", "GET", OF_RECORDING, Listing),
        Operation("fetch", "GET", ONE_OF_RECORDING, providers=TWILIO_ONLY),
        Operation("delete", "DELETE", ONE_OF_RECORDING, success=NO_CONTENT, providers=TWILIO_ONLY),
    ),
    source="Compatibility REST API: Transcriptions of a recording",
    sid_prefix="TR",
)


class RecordingTranscriptions(Listed[Transcription]):
    """The transcriptions of a recording."""

    resource = RECORDING_TRANSCRIPTIONS


class Transcriptions(Collection[Transcription]):
    """The transcriptions of an account."""

    resource = TRANSCRIPTIONS

    def stream(self, **filters: Unpack[ListTranscriptions]) -> Iterator[Transcription]:
        """Yield the transcriptions, newest first, fetching page after page as they are needed."""
        return self._here_or_below(filters).records()

    def page(self, **filters: Unpack[ListTranscriptions]) -> Page[Transcription]:
        """Fetch one page of the transcriptions, newest first."""
        return self._here_or_below(filters).first()

    def list(self, **filters: Unpack[ListTranscriptions]) -> ListOf[Transcription]:
        """Fetch the transcriptions, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))

    def _here_or_below(self, filters: ListTranscriptions) -> Pages[Transcription]:
        """The pages of the account's list; with `recording_sid`, those of the recording's own list."""
        if (recording_sid := filters.get("recording_sid")) is None:
            return self._pages(filters)
        others = {name: value for name, value in filters.items() if name != "recording_sid"}
        return RecordingTranscriptions(self._gateway, {**self._where, "RecordingSid": recording_sid})._pages(others)
