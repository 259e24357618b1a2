"""What families declare their parameters with: markers for `Annotated`, and types that have one.

Annotations are read at run time as they stand (by `declared`), so this module does not postpone them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeAlias, TypedDict

from .providers import ProviderName
from .values import SupportsUrl, SupportsXml

MAX_INLINE_XML: Final = 4000
"""Most characters of an inline document. Source: Twilio REST API 2010-04-01, parameter Twiml of a call."""
MAX_MESSAGE: Final = 1600
"""Most characters of a message. Source: Compatibility REST API, Create a message."""
MAX_SMS: Final = 160
"""Most characters of a legacy SMS message. Source: the legacy SMS resource."""

KindName: TypeAlias = Literal[
    "text", "integer", "boolean", "decimal", "url", "xml", "moment", "day", "period", "time", "choice", "object"
]


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
    """The only provider that takes this parameter."""

    provider: ProviderName


@dataclass(frozen=True, slots=True)
class Event:
    """What a URL is told of, as the decorator of its handler is named: `call_status`."""

    name: str


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
    """A regular expression for the whole text, and its meaning in words."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The provider that takes a list in one field; elsewhere the field is repeated."""

    provider: ProviderName
    separator: str = " "


@dataclass(frozen=True, slots=True)
class Local:
    """Marks a parameter that this client uses and never sends."""


Url = Annotated[str | SupportsUrl, Kind("url")]
"""A URL, or an object with a `.url`, which is read when the request is made."""
Xml = Annotated[str | SupportsXml, Kind("xml")]
"""XML text, or an object whose `str()` is XML."""
Moment = Annotated[date | datetime | str, Kind("moment")]
"""A filter by time: a day, or a time (UTC if it has no zone)."""
Day = Annotated[date | datetime | str, Kind("day")]
"""A filter by day; a time means its day in UTC."""
UsageDay = Annotated[date | datetime | str, Kind("period")]
"""A day, or an offset from today such as `-30days`."""
Time = Annotated[datetime | str, Kind("time")]
"""A time, sent as ISO 8601 in UTC."""
Amount = Annotated[Decimal | int | str, Kind("decimal")]
"""A price: a decimal number, never a float."""
Price = Annotated[Amount, Matching(r"\d+(\.\d{0,4})?", "dollars with at most four decimals")]
"""A limit in US dollars. Source: Compatibility REST API, MaxPrice and MaxPricePerMinute."""
Method: TypeAlias = Literal["GET", "POST"]
"""The HTTP method of a callback."""


class Parameters(TypedDict, total=False):
    """The parameter that every operation takes."""

    extra: Annotated[Mapping[str, str | Sequence[str]], Local()]
    """Parameters that this package does not know yet, by their names on the wire; sent as they are."""


class Reconcilable(Parameters, total=False):
    """The parameters of a request that can be found among the newest records if its answer is lost."""

    reconcile: Annotated[bool | Literal["look"], Local()]
    """Whether, if the outcome is unknown, to look for the result, and to send again only if there is none after
    `reconcile_wait`; `"look"` never sends again."""
    reconcile_wait: Annotated[float, Local()]
    """Seconds after which a result that is not listed does not exist, 60 by default. A listing that lags longer than
    that doubles the effect."""


class Unpaged(Parameters, total=False):
    """The parameters of a list without pages."""

    limit: Annotated[int, Local()]
    """Most records, over all pages."""


class PagedAtTwilio(Unpaged, total=False):
    """The parameters of a list that has pages at Twilio only."""

    page_size: Annotated[int, Between(1, 1000), Only("twilio")]
    """Records per page, 50 by default; with a `limit`, at most that many."""
    page_number: Annotated[int, Wire("Page"), Only("twilio")]
    """Page to start with, counted from 0."""
    page_token: Annotated[str, Only("twilio")]
    """Opaque name of the page to start with, from an earlier page."""


class Listing(Unpaged, total=False):
    """The parameters of a list with pages."""

    page_size: Annotated[int, Between(1, 1000)]
    """Records per page, 50 by default; with a `limit`, at most that many."""
    page_number: Annotated[int, Wire("Page")]
    """Page to start with, counted from 0."""
    page_token: str
    """Opaque name of the page to start with, from an earlier page."""
