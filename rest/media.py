"""The files of messages."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Unpack

from .collection import Collection, ListOf
from .paging import Page
from .parameters import Listing, Moment, Wire
from .record import Deletable, Fetchable
from .resource import NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Messages/{MessageSid}/Media"
ONE: Final = PATH + "/{MediaSid}"


class ListMedia(Listing, total=False):
    """Which files to list."""

    date_created: Moment
    """Made then."""
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
        Operation("download", "GET", ONE),
    ),
    source="Compatibility REST API: Message media",
    sid_prefix="ME",
)


class MessageMedia(Collection[Media]):
    """The files of a message."""

    row = MEDIA

    def stream(self, **filters: Unpack[ListMedia]) -> Iterator[Media]:
        """Yield the files, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListMedia]) -> Page[Media]:
        """Fetch one page of the files."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListMedia]) -> ListOf[Media]:
        """Fetch the files of all pages, up to `limit`."""
        return list(self.stream(**filters))
