"""The bases of collections: `client.calls`, `client.calls(sid).recordings`. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import ClassVar, Final, Generic, Self, TypeAlias, TypeVar, Unpack, cast, overload

from ..errors import OutcomeUnknown, ParameterError
from ..http.encoding import by_name
from ..table.declared import parameters_of
from ..table.parameters import Listing
from ..table.resource import Resource
from ..table.values import Json
from . import reconcile
from .arguments import take_by_position
from .paging import Page, Pages
from .record import Record, Subresource

R = TypeVar("R", bound=Record)
ListOf: TypeAlias = list[R]
"""`list`, for classes that have a method of that name."""


_NOT_GIVEN: Final = "".join(["not ", "given"])
"""Known by its identity. None is an identifier that somebody lacks, and no wish for the collection itself."""


class Collection(Subresource, Generic[R]):
    """The records of one resource; calling it with an identifier addresses one of them."""

    resource: ClassVar[Resource]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        take_by_position(cls, attrgetter("resource"))

    @overload
    def __call__(self) -> Self: ...
    @overload
    def __call__(self, sid: str) -> R: ...

    def __call__(self, sid: str = _NOT_GIVEN) -> Self | R:
        """Address one record by its identifier, without a request; without an identifier, the collection itself."""
        return self if sid is _NOT_GIVEN else self.get(sid)

    def get(self, sid: str) -> R:
        """Address one record by its identifier, without a request.

        Raises:
            ParameterError: The identifier cannot be part of a path.
        """
        if self.resource.key is None:
            raise ParameterError(f"{self.resource.name}: its items have no address of their own", "sid")
        self._gateway.check_part(self.resource, self.resource.key, sid)
        return self._record({**self._where, self.resource.key: sid}, None)

    def _record(self, where: Mapping[str, str], payload: dict[str, Json] | None) -> R:
        record = cast("type[R]", self.resource.record)  # its row is written beside it; no type ties the two
        return record(self._gateway, self.resource, where, payload)

    def _create(self, parameters: Mapping[str, object]) -> R:
        label = f"{self.resource.name}.create"
        how, wait = reconcile.options(label, parameters)
        if how is False:
            return self._create_once(parameters)
        clock = self._gateway.transport.clock
        began = clock.monotonic()
        search = self._search(label, parameters, lambda: timedelta(seconds=clock.monotonic() - began))
        return reconcile.create(lambda: self._create_once(parameters), search, how, wait)

    def _twin(self, since: datetime, parameters: Mapping[str, object]) -> R | None:
        label = f"{self.resource.name}.find_twin"
        if not isinstance(since, datetime) or since.tzinfo is None:
            raise ParameterError(f"{label}: since: expected an aware time", "since")
        _, wait = reconcile.options(label, parameters)
        unknown = OutcomeUnknown(f"{label}: it could not be found out whether there is one; nothing was sent")
        clock = self._gateway.transport.clock
        return self._search(label, parameters, lambda: clock.now() - since).find(wait, unknown)

    def _search(
        self, label: str, parameters: Mapping[str, object], age: Callable[[], timedelta]
    ) -> reconcile.Search[R]:
        gateway, operation = self._gateway, self.resource.operation("create")
        given = by_name(operation, label, parameters, gateway.provider.name)
        hiding = parameters_of(operation.parameters).get("address_retention")
        return reconcile.Search(
            lambda filters: self._pages(filters).records(),
            given,
            gateway.known,
            gateway.transport,
            age,
            hides_numbers=hiding is not None and gateway.provider.name in hiding.providers,
        )

    def _create_once(self, parameters: Mapping[str, object]) -> R:
        payload = self._gateway.ask(self.resource, "create", self._where, parameters)
        self._gateway.known.add(payload.get("sid"))
        return self._record(self._where, payload)

    def _pages(self, filters: Mapping[str, object]) -> Pages[R]:
        return Pages(self._gateway, self.resource, self._where, filters, self._record)

    def get_page(self, url: str) -> Page[R]:
        """Fetch a page by the address that another page contains.

        Raises:
            ForeignPage: It is at another origin.
        """
        return self._pages({}).at(url)


class Listed(Collection[R]):
    """A collection that is listed without filters."""

    def stream(self, **paging: Unpack[Listing]) -> Iterator[R]:
        """Yield the records, fetching page after page as they are needed."""
        return self._pages(paging).records()

    def page(self, **paging: Unpack[Listing]) -> Page[R]:
        """Fetch one page."""
        return self._pages(paging).first()

    def list(self, **paging: Unpack[Listing]) -> ListOf[R]:
        """Fetch the records of all pages, up to `limit`."""
        return list(self.stream(**paging))
