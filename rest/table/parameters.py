"""The words in which families declare their parameters: markers for `Annotated`, and types that carry one.

Knows no operation and no HTTP; `encoding` reads what is declared with these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeAlias, TypedDict

from .providers import ProviderName
from .values import SupportsUrl, SupportsXml

MAX_INLINE_XML: Final = 4000
"""Characters of a document sent inside the request. Source: Twilio REST API 2010-04-01, parameter Twiml of a call."""
MAX_MESSAGE: Final = 1600
"""Characters of a message. Source: Compatibility REST API, Create a message."""
MAX_SMS: Final = 160
"""Characters of a message of the old kind. Source: the legacy SMS resource."""

KindName: TypeAlias = Literal["text", "integer", "boolean", "decimal", "url", "xml", "moment", "day", "time", "choice"]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is written; plain `str`, `int`, `bool` and `Literal` need none."""

    name: KindName


@dataclass(frozen=True, slots=True)
class Wire:
    """The name on the wire where it is not the CamelCase of the Python name."""

    name: str


@dataclass(frozen=True, slots=True)
class Only:
    """The one provider that takes this parameter."""

    provider: ProviderName


@dataclass(frozen=True, slots=True)
class Between:
    """Least and greatest value of a number."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class MaxLength:
    """Most characters."""

    characters: int


@dataclass(frozen=True, slots=True)
class Matching:
    """A regular expression for the whole text, and what it says in words."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The provider that wants a list in one parameter; elsewhere the parameter is repeated."""

    provider: ProviderName
    separator: str = " "


@dataclass(frozen=True, slots=True)
class Local:
    """A parameter for this client, never sent."""


Url = Annotated[str | SupportsUrl, Kind("url")]
"""A URL, or anything with a `.url`, which is asked for when the request is made."""
Xml = Annotated[str | SupportsXml, Kind("xml")]
"""XML text, or anything whose `str()` is XML."""
Moment = Annotated[date | datetime | str, Kind("moment")]
"""A filter by time: a day, or a time (UTC if it has no zone)."""
Day = Annotated[date | datetime | str, Kind("day")]
"""A filter by day; a time stands for its day in UTC."""
Time = Annotated[datetime | str, Kind("time")]
"""A time, sent as ISO 8601 in UTC."""
Amount = Annotated[Decimal | int | str, Kind("decimal")]
"""A price: a decimal number, never a float of many digits."""
Price = Annotated[Amount, Matching(r"\d+(\.\d{0,4})?", "dollars with at most four decimals")]
"""A limit in US dollars. Source: Compatibility REST API, MaxPrice and MaxPricePerMinute."""
Method: TypeAlias = Literal["GET", "POST"]
"""The HTTP method of a callback."""


class Parameters(TypedDict, total=False):
    """What every operation takes beside its own parameters."""

    extra: Annotated[Mapping[str, str | Sequence[str]], Local()]
    """Parameters the provider added since, by their names on the wire; sent as they stand."""


class Unpaged(Parameters, total=False):
    """What a list without pages takes beside its filters."""

    limit: Annotated[int, Local()]
    """Most records to yield, over all pages."""


class Listing(Unpaged, total=False):
    """What every other list takes beside its filters."""

    page_size: Annotated[int, Between(1, 1000)]
    """Records per request, 50 unless set; with a `limit`, at most that many."""
    page_number: Annotated[int, Wire("Page")]
    """Page to begin with, counted from 0."""
    page_token: str
    """Opaque name of the page to begin with, from an earlier page."""
