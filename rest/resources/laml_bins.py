"""LaML Bins: documents that SignalWire hosts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Parameters, Xml
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/LamlBins"
ONE: Final = PATH + "/{Sid}"


class CreateBinOptions(Parameters, total=False):
    """The optional parameters of `CreateBin`."""

    contents: Xml
    """The document; Mustache parameters are allowed."""


class CreateBin(CreateBinOptions, total=False):
    """Parameters that make a bin."""

    name: Required[str]
    """Name for people."""


class ListBins(Listing, total=False):
    """Filters for a list of bins."""

    name: str
    """Only those whose name contains this."""


class UpdateBin(Parameters, total=False):
    """Parameters that change a bin."""

    name: str
    """Name for people."""
    contents: Xml
    """The document; Mustache parameters are allowed."""


class LamlBin(Fetchable, Deletable):
    """A hosted document, or the address of one. It can be passed wherever a URL is expected."""

    sid: str
    date_created: datetime | None
    date_updated: datetime | None
    date_last_accessed: datetime | None
    account_sid: str
    name: str
    contents: str
    request_url: str
    num_requests: int | None
    api_version: str
    uri: str

    _shown = ("sid",)

    @property
    def answers(self) -> Literal["document"]:
        """What a request of its URL is answered with; it is refused as a callback."""
        return "document"

    @property
    def url(self) -> str:
        """URL at which the document is served."""
        return self.request_url

    def update(self, **parameters: Unpack[UpdateBin]) -> Self:
        """Replace the document, or change the name."""
        return self._perform("update", parameters)


LAML_BINS: Final = Resource(
    "laml_bins",
    LamlBin,
    PATH,
    ONE,
    "laml_bins",
    (
        Operation("create", "POST", PATH, CreateBin, success=CREATED),
        Operation("list", "GET", PATH, ListBins),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateBin),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: LaML Bins",
    suffix="",
    providers=SIGNALWIRE_ONLY,
)


class LamlBins(Collection[LamlBin]):
    """The bins of a project."""

    resource = LAML_BINS

    def create(self, name: str, **parameters: Unpack[CreateBinOptions]) -> LamlBin:
        """Have a document hosted.

        Args:
            name: Name for people.
            parameters: The others, by name.

        Raises:
            OutcomeUnknown: The answer was lost; it may have happened.
        """
        return self._create({"name": name, **parameters})

    def stream(self, **filters: Unpack[ListBins]) -> Iterator[LamlBin]:
        """Yield the bins, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListBins]) -> Page[LamlBin]:
        """Fetch one page of the bins."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListBins]) -> ListOf[LamlBin]:
        """Fetch the bins of all pages, up to `limit`."""
        return list(self.stream(**filters))
