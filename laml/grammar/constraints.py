"""The words that declarations are written in: what may stand in `Annotated[...]`, and the types of values.

Data only. `attributes.py` reads them; nothing here checks anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, Protocol, TypeAlias

from .rows import Row, TypedDict

Dialect = Literal["laml", "twiml"]

LAML: Final = 1
"""The flag of SignalWire's dialect."""
TWIML: Final = 2
"""The flag of Twilio's dialect."""
BOTH: Final = LAML | TWIML
BITS: Final[Mapping[str | None, int]] = {"laml": LAML, "twiml": TWIML, None: BOTH}


class HasUrl(Protocol):
    """Anything with a `url`, such as a webhook handler; the URL is asked for when the document is rendered."""

    @property
    def url(self) -> str:
        """The absolute URL."""
        ...


Url: TypeAlias = str | HasUrl
"""A URL, or an object that knows one."""
Method: TypeAlias = Literal["GET", "POST"]
PHONE: Final = r"\+?[0-9(][0-9 ().-]*"
"""What a phone number or short code looks like, as people write them; a regular expression."""


class Attributes(TypedDict, total=False):
    """What every element takes beside its own attributes."""

    extra: Mapping[str, object] | None
    """Attributes written by hand, by their names in XML and unchecked: for what the provider added yesterday."""


class AtLeast(Row):
    """The smallest number allowed."""

    number: float


class AtMost(Row):
    """The largest number allowed."""

    number: float


class Matches(Row):
    """A regular expression for the whole value, and the words that say what it means."""

    pattern: str
    meaning: str


class AlsoMatches(Row):
    """Values beside the listed ones that are accepted as well."""

    pattern: str


class Looks(Row):
    """What a value usually looks like: one that does not match is warned about, never refused.

    `private` keeps the value itself (a phone number) out of the message.
    """

    pattern: str
    meaning: str
    private: bool = False


class MaxLength(Row):
    """Most characters of the value."""

    characters: int


class Separated(Row):
    """A list: what stands between the items, and their limits. `item_length` counts characters."""

    by: Literal[" ", ","]
    items: int | None = None
    item_length: int | None = None


class Values(Row):
    """The values of one dialect where they differ; `open` ones are warned about, not refused."""

    values: tuple[str, ...]
    open: bool = False


class AnyCase(Row):
    """Capitals do not matter in the value."""


class UrlForm(Row):
    """Which URLs are meant: `absolute` refuses relative ones, `query=False` a query string.

    With `shown_relative` a relative one is only warned about: the page asks for an absolute one, and samples of the
    same provider have relative ones.
    """

    absolute: bool = False
    shown_relative: bool = False
    schemes: tuple[str, ...] = ("http", "https")
    query: bool = True


class MayBeEmpty(Row):
    """The empty value has a meaning of its own."""


class Prefix(Row):
    """The two letters that the identifier begins with."""

    letters: str


class Only(Row):
    """The attribute belongs to one dialect; in the others it is an error."""

    dialect: Dialect


class Unsure(Row):
    """No page of the provider documents it, only a helper library or an example: warn, never refuse.

    With a dialect: that dialect's builder can emit the attribute though no page of the dialect has it.
    """

    dialect: Dialect | None = None


class Deprecated(Row):
    """Replaced by `instead` (empty if by nothing); all values, or only the one named."""

    instead: str
    value: str | None = None
    dialect: Dialect | None = None


class Default(Row):
    """What applies when the attribute is left out, as it would be written in XML, or in words."""

    value: str


class Unit(Row):
    """The unit of a number that is not in seconds."""

    name: str


class OnlyIn(Row):
    """Parents in which the attribute is allowed; elsewhere it is an error."""

    parents: tuple[str, ...]


class NotIn(Row):
    """Parents in which the attribute is an error."""

    parents: tuple[str, ...]


class EffectiveIn(Row):
    """Parents under which the attribute has an effect; elsewhere it is warned about."""

    parents: tuple[str, ...]


class ValuesIn(Row):
    """Narrower values under one parent."""

    parent: str
    values: tuple[str, ...]


Constraint: TypeAlias = (
    AtLeast | AtMost | Matches | AlsoMatches | Looks | MaxLength | Separated | Values | AnyCase | UrlForm | MayBeEmpty
    | Prefix | Only | Unsure | Deprecated | Default | Unit | OnlyIn | NotIn | EffectiveIn | ValuesIn
)  # fmt: skip


class Laml:
    """Constraints that hold in SignalWire's dialect, in place of the same kind beside them."""

    __slots__ = ("constraints",)
    dialect: Final = "laml"

    def __init__(self, *constraints: Constraint) -> None:
        self.constraints = constraints


class Twiml:
    """Constraints that hold in Twilio's dialect, in place of the same kind beside them."""

    __slots__ = ("constraints",)
    dialect: Final = "twiml"

    def __init__(self, *constraints: Constraint) -> None:
        self.constraints = constraints
