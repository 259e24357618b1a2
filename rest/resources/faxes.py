"""Faxes: sending and following them, and their pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection, Listed, ListOf
from ..objects.files import FILE_SECONDS, Downloaded, Progress, download_url
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable, Subresource
from ..table.literals import CallEvent, FaxDirection, FaxQuality, FaxStatus
from ..table.parameters import Between, Event, Listing, Method, Parameters, Reconcilable, Time, Url
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Faxes"
ONE: Final = PATH + "/{FaxSid}"
MEDIA: Final = ONE + "/Media"
ONE_MEDIA: Final = MEDIA + "/{MediaSid}"


class CreateFaxOptions(Reconcilable, total=False):
    """The optional parameters of `CreateFax`."""

    from_: str
    """Sender: one of your numbers."""
    quality: FaxQuality
    """Resolution."""
    status_callback: Annotated[Url, Event("fax_status")]
    """Notified of each stage of the fax."""
    ttl: Annotated[int, Between(5, 300)]
    """Minutes after which no attempt is made any more."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    status_callback_event: CallEvent | Sequence[CallEvent]
    """Stages that `status_callback` is notified of; only the end by default."""
    store_media: bool
    """Whether the provider keeps the pages."""
    sip_auth_username: str
    """User for a SIP callee."""
    sip_auth_password: str
    """Password for a SIP callee."""


class CreateFax(CreateFaxOptions, total=False):
    """Parameters that send a fax."""

    media_url: Required[Url]
    """The PDF to send."""
    to: Required[str]
    """Receiver, in E.164."""


class ListFaxes(Listing, total=False):
    """Filters for a list of faxes."""

    date_created_after: Time
    """Only those created after this time."""
    date_created_on_or_before: Time
    """Only those created at or before this time."""
    from_: str
    """Only those from this number or address."""
    to: str
    """Only those to this number or address."""


class UpdateFax(Parameters, total=False):
    """Parameters that change a fax."""

    status: Literal["canceled"]
    """`canceled` stops a fax that has not started."""


class FaxMedia(Fetchable, Deletable):
    """The file with the pages of a fax."""

    account_sid: str
    content_type: str
    date_created: datetime | None
    date_updated: datetime | None
    fax_sid: str
    sid: str
    url: str
    uri: str

    _shown = ("sid", "content_type")


FAX_MEDIA: Final = Resource(
    "faxes.media",
    FaxMedia,
    MEDIA,
    ONE_MEDIA,
    "media",
    (
        Operation("list", "GET", MEDIA, Listing),
        Operation("fetch", "GET", ONE_MEDIA),
        Operation("delete", "DELETE", ONE_MEDIA, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Fax media",
    providers=SIGNALWIRE_ONLY,
    second_list_key="fax_media",  # the current documents repeat the records under it
)


class FaxMediaFiles(Listed[FaxMedia]):
    """The files with the pages of a fax."""

    resource = FAX_MEDIA


class Fax(Fetchable, Deletable):
    """A fax, or the address of one."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    direction: FaxDirection
    duration: int | None
    from_: str
    links: dict[str, Json]
    media_sid: str
    media_url: str | None
    num_pages: int | None
    price: Decimal | None
    price_unit: str | None
    quality: FaxQuality | None
    sid: str
    status: FaxStatus
    to: str
    url: str
    api_version: str
    error_code: int | None
    error_message: str | None

    def update(self, **parameters: Unpack[UpdateFax]) -> Self:
        """Cancel it while it waits.

        Raises:
            InvalidRequest: It is being sent already.
        """
        return self._perform("update", parameters)

    def download(
        self, path: str | PathLike[str], *, progress: Progress | None = None, seconds: float = FILE_SECONDS
    ) -> Downloaded:
        """Stream the pages to a file, from `media_url`.

        Args:
            path: Where to put the file; an existing file is replaced once the new one is complete.
            progress: Called with the bytes so far and the bytes in all.
            seconds: Most seconds for the whole download.

        Raises:
            NotFound: There is no file, or it is not ready.
            TransportError: The file could not be fetched completely.
        """
        return download_url(
            self._require_gateway(), "faxes.download", self.media_url, path, progress=progress, seconds=seconds
        )

    @property
    def media(self) -> FaxMediaFiles:
        """The files with the pages of this fax."""
        return self._collection_below(FaxMediaFiles, "FaxSid")


FAXES: Final = Resource(
    "faxes",
    Fax,
    PATH,
    ONE,
    "faxes",
    (
        Operation("create", "POST", PATH, CreateFax),
        Operation("list", "GET", PATH, ListFaxes),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateFax),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Faxes",
    providers=SIGNALWIRE_ONLY,
)


class Faxes(Collection[Fax]):
    """The faxes of an account."""

    resource = FAXES

    def create(self, to: str, media_url: Url, **parameters: Unpack[CreateFaxOptions]) -> Fax:
        """Send a fax.

        Args:
            to: Receiver, in E.164.
            media_url: The PDF to send.
            parameters: The others, by name.

        Raises:
            OutcomeUnknown: The answer was lost; the fax may have been sent.
        """
        return self._create({"to": to, "media_url": media_url, **parameters})

    def find_twin(self, since: datetime, to: str, media_url: Url, **parameters: Unpack[CreateFaxOptions]) -> Fax | None:
        """Look for what an earlier request made if its answer was lost, as in a process that was killed.

        Args:
            since: Aware time at which the request was sent.
            to: Receiver, in E.164.
            media_url: The PDF to send.
            parameters: Its other parameters.

        Returns:
            The oldest match, or None if there is none after `reconcile_wait`.
        Raises:
            OutcomeUnknown: The lists could not be read, or it cannot be told whether a record is a match.
        """
        return self._twin(since, {"to": to, "media_url": media_url, **parameters})

    def stream(self, **filters: Unpack[ListFaxes]) -> Iterator[Fax]:
        """Yield the faxes, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListFaxes]) -> Page[Fax]:
        """Fetch one page of the faxes."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListFaxes]) -> ListOf[Fax]:
        """Fetch the faxes of all pages, up to `limit`."""
        return list(self.stream(**filters))


class FaxApi(Subresource):
    """`client.fax`: another name for `client.faxes`."""

    @property
    def faxes(self) -> Faxes:
        """The faxes of the account."""
        return Faxes(self._gateway, self._where)
