"""The types of the rows: a `Resource` per collection, an `Operation` per method of it.

The rows are in the modules of `resources`, beside the classes that they describe; `rows` lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .parameters import Parameters
from .properties import Properties
from .providers import BOTH, ProviderName

HttpMethod: TypeAlias = Literal["GET", "POST", "DELETE", "PATCH"]
OK: Final = (200, 200)
CREATED: Final = (201, 201)
OK_OR_CREATED: Final = (200, 201)
"""SignalWire answers 200 where Twilio answers 201. Source: Compatibility REST API, calls, queues, applications."""
ACCEPTED: Final = (202, 202)
NO_CONTENT: Final = (204, 204)
TEMPORARY_REDIRECT: Final = (307, 307)
"""A redirect that is the answer itself: its body says where to."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a resource.

    Attributes:
        name: Name of the Python method: `create`, `list`, `fetch`, `update`, `delete`, `download`.
        method: HTTP method.
        path: Path below the provider's base path, with variables in braces and without suffix.
        parameters: The `TypedDict` that declares its parameters.
        success: Status of success at SignalWire and at Twilio; the client accepts any 2xx, and this one.
        providers: Providers that offer it.
        needs: Groups of parameters; at least one of each group must be given.
        needed_at: Providers that insist on `needs`.
        json: Whether the body is JSON instead of a form.
        formats: Extensions of a download; an empty one means none.
        former: Whether the provider's newest specification has it no more.
    """

    name: str
    method: HttpMethod
    path: str
    parameters: type[Parameters] = Parameters
    success: tuple[int, int] = OK
    providers: tuple[ProviderName, ...] = BOTH
    needs: tuple[tuple[str, ...], ...] = ()
    needed_at: tuple[ProviderName, ...] = BOTH
    json: bool = False
    formats: tuple[str, ...] = ()
    former: bool = False

    def status(self, provider: ProviderName) -> int:
        """The status of success at a provider."""
        return self.success[BOTH.index(provider)]

    def groups(self, provider: ProviderName) -> tuple[tuple[str, ...], ...]:
        """The groups of parameters of which this provider needs one each."""
        return self.needs if provider in self.needed_at else ()

    @property
    def safe(self) -> bool:
        """Whether sending it twice has the same effect as sending it once."""
        return self.method in ("GET", "DELETE")


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection of the API, with its operations.

    Attributes:
        name: Dotted name, parents first: `calls.recordings`.
        record: The class of one record.
        path: Path of the collection.
        instance_path: Path of one record, or None if records have no path.
        list_key: Key of the records in a page, or None if the collection cannot be listed.
        operations: The operations.
        source: Where these facts are documented.
        suffix: Appended to paths to ask for JSON.
        providers: Providers that offer it.
        key_property: Property that identifies a record: the value of the last variable of `instance_path`.
        second_list_key: Another key under which some pages have the records.
        sid_prefix: First letters of an SID at Twilio; SignalWire uses UUIDs.
    """

    name: str
    record: type[Properties]
    path: str
    instance_path: str | None
    list_key: str | None
    operations: tuple[Operation, ...]
    source: str
    suffix: str = ".json"
    providers: tuple[ProviderName, ...] = BOTH
    key_property: str = "sid"
    second_list_key: str | None = None
    sid_prefix: str = ""
    _by_name: dict[str, Operation] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update((operation.name, operation) for operation in self.operations)

    def operation(self, name: str) -> Operation:
        """The operation of that name; a `KeyError` is a mistake of this package."""
        return self._by_name[name]

    def offered_by(self, operation: Operation) -> tuple[ProviderName, ...]:
        """The providers that offer an operation of this resource."""
        return tuple(name for name in operation.providers if name in self.providers)

    @property
    def key(self) -> str | None:
        """The variable that names one record in its path: `Sid`, `CallSid`, `IsoCountry`."""
        return self.instance_path.rsplit("{", 1)[1].rstrip("}") if self.instance_path else None
