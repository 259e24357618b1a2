"""The files of messages."""

from collections.abc import Iterator
from datetime import datetime
from os import PathLike
from typing import Annotated, Final, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.files import FILE_SECONDS, Downloaded, Progress, download
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Moment, Wire
from ..table.resource import NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Messages/{MessageSid}/Media"
ONE: Final = PATH + "/{MediaSid}"


class ListMedia(Listing, total=False):
    """Filters for a list of files."""

    date_created: Moment
    """Only those created at this time."""
    date_created_before: Annotated[Moment, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Moment, Wire("DateCreated>")]
    """At or after this time."""


class Media(Fetchable, Deletable):
    """A file of a message, or the address of one."""

    account_sid: str
    content_type: str
    date_created: datetime | None
    date_updated: datetime | None
    parent_sid: str
    sid: str
    uri: str

    _shown = ("sid", "content_type")

    def download(
        self,
        path: str | PathLike[str],
        *,
        progress: Progress | None = None,
        wait: float = 0.0,
        seconds: float = FILE_SECONDS,
    ) -> Downloaded:
        """Stream the file to disk.

        Args:
            path: Where to put the file; an existing file is replaced once the new one is complete.
            progress: Called with the bytes so far and the bytes in all.
            wait: Seconds to wait for a file that is not ready yet.
            seconds: Most seconds for the whole download.

        Raises:
            NotFound: There is no file, or it is not ready.
            TransportError: The file could not be fetched completely.
        """
        return download(
            self._require_gateway(), MEDIA, self._address(), path, progress=progress, wait=wait, seconds=seconds
        )


MEDIA: Final = Resource(
    "messages.media",
    Media,
    PATH,
    ONE,
    "media_list",
    (
        Operation("list", "GET", PATH, ListMedia),
        Operation("fetch", "GET", ONE),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
        Operation("download", "GET", ONE, formats=("",)),
    ),
    source="Compatibility REST API: Message media",
    sid_prefix="ME",
)


class MessageMedia(Collection[Media]):
    """The files of a message."""

    resource = MEDIA

    def stream(self, **filters: Unpack[ListMedia]) -> Iterator[Media]:
        """Yield the files, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListMedia]) -> Page[Media]:
        """Fetch one page of the files."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListMedia]) -> ListOf[Media]:
        """Fetch the files of all pages, up to `limit`."""
        return list(self.stream(**filters))
