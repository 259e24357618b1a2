"""The base of everything the API holds: a `Call`, a `Message`. Knows its resource and its path, and no HTTP.

One class serves both as the record itself and as its address: `client.calls(sid)` is a `Call` of which only the
address is known; `client.calls(sid).fetch()` is one whose properties are known too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import ClassVar, Self, TypeVar

from ..errors import ParameterError
from ..http.gateway import Gateway
from ..table.properties import Properties
from ..table.resource import Resource
from ..table.values import Json
from .arguments import take_by_position

_S = TypeVar("_S", bound="Subresource")
_R = TypeVar("_R", bound="Record")


class Subresource:
    """A place below an account or a record; it holds the values of the variables in its path."""

    def __init__(self, gateway: Gateway, where: Mapping[str, str]) -> None:
        self._gateway = gateway
        self._where = where

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Record(Properties):
    """One record of the API, or the address of one."""

    __slots__ = ("_gateway", "_resource", "_where")

    _shown: ClassVar[tuple[str, ...]] = ("sid", "status")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        take_by_position(cls, attrgetter("_resource"))

    def __init__(
        self, gateway: Gateway | None, resource: Resource, where: Mapping[str, str], payload: dict[str, Json] | None
    ) -> None:
        self._payload = payload  # not by super().__init__, which would take a third longer for each record of a list
        self._gateway = gateway
        self._resource = resource
        self._where = where

    def _of_address(self, name: str) -> object:
        if name == self._resource.key_property and (own := self._id()) is not None:
            return own
        return super()._of_address(name)

    def _shown_parts(self) -> Iterator[str]:
        if self._payload is None:
            yield f"{self._resource.key or 'at'}={self._where.get(self._resource.key or '', '')!r}"
            return
        for name in self._shown:
            if isinstance(value := self._payload.get(name), str):
                yield f"{name}={value!r}"

    def __repr__(self) -> str:
        """Class, identifier and status; no numbers, bodies or secrets."""
        return f"<{' '.join((type(self).__name__, *self._shown_parts()))}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        return type(self) is type(other) and self._where == other._where and self._payload == other._payload

    def __hash__(self) -> int:
        return hash((type(self), tuple(sorted(self._where.items())), self._id()))

    def __getstate__(self) -> tuple[Resource, dict[str, str], dict[str, Json] | None]:
        return self._resource, dict(self._where), self._payload

    def __setstate__(self, state: tuple[Resource, dict[str, str], dict[str, Json] | None]) -> None:
        """A pickled record keeps its properties and loses its client."""
        self._gateway = None
        self._resource, self._where, self._payload = state

    def _id(self) -> str | None:
        """The value that names this record in its path."""
        resource = self._resource
        if self._payload is not None and isinstance(value := self._payload.get(resource.key_property), str):
            return value
        return self._where.get(resource.key) if resource.key else None

    def _address(self) -> dict[str, str]:
        """The values of the variables in this record's path."""
        where = dict(self._where)
        if self._resource.key and (own := self._id()):
            where[self._resource.key] = own
        return where

    def _require_gateway(self) -> Gateway:
        """The gateway to send by.

        Raises:
            ParameterError: The record was unpickled, so it has none.
        """
        if self._gateway is None:
            raise ParameterError(f"{self!r} was unpickled and has no client: address it through one")
        return self._gateway

    def _perform(self, operation: str, parameters: Mapping[str, object]) -> Self:
        where = self._address()
        payload = self._require_gateway().ask(self._resource, operation, where, parameters)
        return type(self)(self._gateway, self._resource, where, payload)

    def _collection_below(self, collection: type[_S], variable: str) -> _S:
        """A collection below this record, whose paths name the record `variable`."""
        return collection(self._require_gateway(), self._path_below(variable))

    def _single_below(self, single: type[_R], resource: Resource, variable: str) -> _R:
        """The only record of its kind below this one, whose path names this one `variable`."""
        return single(self._require_gateway(), resource, self._path_below(variable), None)

    def _path_below(self, variable: str) -> dict[str, str]:
        own = self._id()
        if own is None:
            raise ParameterError(f"{self!r} has no identifier, so nothing below it can be addressed")
        return {**self._where, variable: own}


class Fetchable(Record):
    """A record that can be fetched."""

    def fetch(self) -> Self:
        """Fetch the record; the result knows its properties.

        Raises:
            NotFound: There is no such record.
        """
        return self._perform("fetch", {})


class Singleton(Fetchable):
    """The only record of its kind, which needs no identifier; calling it returns itself."""

    def __call__(self) -> Self:
        """Itself."""
        return self


class Deletable(Record):
    """A record that can be deleted."""

    def delete(self) -> bool:
        """Delete the record.

        Returns:
            True; also if the answer to a first attempt was lost and the second finds nothing.

        Raises:
            NotFound: There is no such record.
        """
        self._require_gateway().ask(self._resource, "delete", self._address(), {})
        return True
