"""Faxes: sending them, following them, and their pages."""

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
from ..table.parameters import Between, Listing, Local, Method, Parameters, Time, Url
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Faxes"
ONE: Final = PATH + "/{FaxSid}"
MEDIA: Final = ONE + "/Media"
ONE_MEDIA: Final = MEDIA + "/{MediaSid}"


class CreateFax(Parameters, total=False):
    """What a fax can be sent with."""

    media_url: Required[Url]
    """The PDF to send."""
    to: Required[str]
    """Who gets it, in E.164."""
    from_: str
    """Who sends it: one of your numbers."""
    quality: FaxQuality
    """Resolution."""
    status_callback: Url
    """Told about each stage of the fax."""
    ttl: Annotated[int, Between(5, 300)]
    """Minutes; after them an attempt is no longer made."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    status_callback_event: CallEvent | Sequence[CallEvent]
    """Which stages `status_callback` hears of; the end only, unless set."""
    store_media: bool
    """Whether the pages are kept."""
    sip_auth_username: str
    """User for a SIP callee."""
    sip_auth_password: str
    """Password for a SIP callee."""
    reconcile: Annotated[bool, Local()]
    """Whether to look for it, should the answer be lost, and to send it again only if it is not there."""


class ListFaxes(Listing, total=False):
    """Which faxes to list."""

    date_created_after: Time
    """Made later than this."""
    date_created_on_or_before: Time
    """Made no later than this."""
    from_: str
    """Only those from this number or address."""
    to: str
    """Only those to this number or address."""


class UpdateFax(Parameters, total=False):
    """What can be changed in a fax."""

    status: Literal["canceled"]
    """`canceled` stops a fax that has not begun."""


class FaxMedia(Fetchable, Deletable):
    """The pages of a fax, as a file."""

    account_sid: str
    content_type: str
    date_created: datetime | None
    date_updated: datetime | None
    fax_sid: str
    sid: str
    url: str
    uri: str

    _shown = ("sid", "content_type")


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
            path: Where to put it; what is there is replaced when the new file is whole.
            progress: Called with bytes so far and in all.
            seconds: Seconds for all of it.
        Raises:
            NotFound: There is none, or it is not ready.
            TransportError: It could not be fetched whole.
        """
        return download_url(
            self._require_gateway(), "faxes.download", self.media_url, path, progress=progress, seconds=seconds
        )

    @property
    def media(self) -> "FaxMediaFiles":
        """The pages of this fax, as files."""
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
FAX_MEDIA: Final = Resource(
    "faxes.media",
    FaxMedia,
    MEDIA,
    ONE_MEDIA,
    "media",
    (
        Operation("list", "GET", MEDIA),
        Operation("fetch", "GET", ONE_MEDIA),
        Operation("delete", "DELETE", ONE_MEDIA, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Fax media",
    providers=SIGNALWIRE_ONLY,
)


class FaxMediaFiles(Listed[FaxMedia]):
    """The pages of a fax, as files."""

    resource = FAX_MEDIA


class Faxes(Collection[Fax]):
    """The faxes of an account."""

    resource = FAXES

    def create(self, **parameters: Unpack[CreateFax]) -> Fax:
        """Send a fax.

        Raises:
            OutcomeUnknown: The fax may have been sent or not.
        """
        return self._create(parameters)

    def find_twin(self, since: datetime, **parameters: Unpack[CreateFax]) -> Fax | None:
        """Look for what a request of yours made whose answer was lost, such as in a process that was killed.

        Args:
            since: When the request was sent; aware.
            parameters: What it asked for.
        Returns:
            The newest that fits, or None after looking for some seconds.
        """
        return self._twin(since, parameters)

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
    """`client.fax`, another way to the faxes."""

    @property
    def faxes(self) -> Faxes:
        """The faxes of the account."""
        return Faxes(self._gateway, self._where)
