"""The base of everything the API holds: a `Call`, a `Message`. Converts properties by annotation; knows no HTTP.

One class serves both as the thing itself and as its address: `client.calls(sid)` is a `Call` of which only the
address is known, `client.calls(sid).fetch()` one whose properties are known too.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from inspect import get_annotations
from types import UnionType
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self, TypeVar, Union, get_args, get_origin

from ..errors import BadResponse, NotFetched, ParameterError
from ..table import values
from ..table.values import Json

if TYPE_CHECKING:
    from ..http.gateway import Gateway
    from ..table.resource import Resource
    from .collection import Subresource

_S = TypeVar("_S", bound="Subresource")
_R = TypeVar("_R", bound="Record")
Converter = Callable[[Json], object]


class Record:
    """One thing the API holds.

    A property is converted when it is first read and kept. A property that the provider left out or set to null is
    None. What no annotation names is in `extra`, and readable as an attribute too.
    """

    __slots__ = ("__dict__", "_gateway", "_payload", "_resource", "_where")

    _shown: ClassVar[tuple[str, ...]] = ("sid", "status")

    def __init__(
        self, gateway: "Gateway | None", resource: "Resource", where: Mapping[str, str], payload: dict[str, Json] | None
    ) -> None:
        self._gateway = gateway
        self._resource = resource
        self._where = where
        self._payload = payload

    @property
    def fetched(self) -> bool:
        """Whether properties are known; False for something that was only addressed."""
        return self._payload is not None

    @property
    def raw(self) -> Mapping[str, Json]:
        """Every property as it came."""
        return dict(self._known())

    @property
    def extra(self) -> Mapping[str, Json]:
        """The properties that this class does not name, as they came."""
        named = properties_of(type(self))
        return {key: value for key, value in self._known().items() if python_attribute(key) not in named}

    def _known(self) -> dict[str, Json]:
        if self._payload is None:
            raise NotFetched(f"{self!r} is only an address: call .fetch() first")
        return self._payload

    if not TYPE_CHECKING:  # a checker knows the annotated properties; a misspelt one must stay an error to it

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            return self._property(name)

    def _property(self, name: str) -> object:
        convert = properties_of(type(self)).get(name)
        if self._payload is None:
            if name == self._resource.key_property and (own := self._id()) is not None:
                return own
            raise NotFetched(f"{self!r} is only an address: call .fetch() before reading {name!r}")
        key = name.rstrip("_")
        if convert is None and key not in self._payload:
            raise AttributeError(f"{self!r} has no property {name!r}; it has {', '.join(sorted(self._payload))}")
        value = self._payload.get(key)
        converted = value if convert is None else self._converted(name, convert, value)
        self.__dict__[name] = converted
        return converted

    def _converted(self, name: str, convert: Converter, value: Json) -> object:
        try:
            return None if value is None else convert(value)
        except (ValueError, TypeError, OverflowError):
            raise BadResponse(
                f"{type(self).__name__}.{name}: the provider sent a {type(value).__name__} that is no such value; "
                f"it stands in .raw[{name.rstrip('_')!r}]"
            ) from None

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

    def __getstate__(self) -> tuple["Resource", dict[str, str], dict[str, Json] | None]:
        return self._resource, dict(self._where), self._payload

    def __setstate__(self, state: tuple["Resource", dict[str, str], dict[str, Json] | None]) -> None:
        """A pickled record keeps its properties and loses its client."""
        self._gateway = None
        self._resource, self._where, self._payload = state

    def _id(self) -> str | None:
        """The value that names this item in its path."""
        resource = self._resource
        if self._payload is not None and isinstance(value := self._payload.get(resource.key_property), str):
            return value
        return self._where.get(resource.key) if resource.key else None

    def _address(self) -> dict[str, str]:
        """The values of the variables in this item's path."""
        where = dict(self._where)
        if self._resource.key and (own := self._id()):
            where[self._resource.key] = own
        return where

    def _client(self) -> "Gateway":
        if self._gateway is None:
            raise ParameterError(f"{self!r} was unpickled and has no client: address it through one")
        return self._gateway

    def _perform(self, operation: str, parameters: Mapping[str, object]) -> Self:
        where = self._address()
        payload = self._client().ask(self._resource, operation, where, parameters)
        return type(self)(self._gateway, self._resource, where, payload)

    def _inside(self, collection: "type[_S]", variable: str) -> "_S":
        """A collection below this item, whose paths name it `variable`."""
        own = self._id()
        if own is None:
            raise ParameterError(f"{self!r} has no identifier, so nothing below it can be addressed")
        return collection(self._client(), {**self._where, variable: own})

    def _below(self, single: "type[_R]", resource: "Resource", variable: str) -> "_R":
        """The one thing of its kind below this item, whose path names it `variable`."""
        own = self._id()
        if own is None:
            raise ParameterError(f"{self!r} has no identifier, so nothing below it can be addressed")
        return single(self._client(), resource, {**self._where, variable: own}, None)


class Fetchable(Record):
    """Something that can be fetched."""

    def fetch(self) -> Self:
        """Fetch it; the result knows its properties.

        Raises:
            NotFound: There is no such thing.
        """
        return self._perform("fetch", {})


class Singleton(Fetchable):
    """Something of which there is one, so that it needs no identifier; calling it gives itself."""

    def __call__(self) -> Self:
        """Itself."""
        return self


class Deletable(Record):
    """Something that can be deleted."""

    def delete(self) -> bool:
        """Delete it.

        Returns:
            True; also where the answer to a first attempt was lost and the second finds nothing.

        Raises:
            NotFound: There is no such thing.
        """
        self._client().ask(self._resource, "delete", self._address(), {})
        return True


def python_attribute(key: str) -> str:
    """The attribute of a property: `from` -> `from_`."""
    return "from_" if key == "from" else key


_READ: Final[dict[type[Record], Mapping[str, Converter]]] = {}


def properties_of(cls: type[Record]) -> Mapping[str, Converter]:
    """The annotated properties of a class and how each is converted; read once."""
    if (known := _READ.get(cls)) is not None:
        return known
    found: dict[str, Converter] = {}
    for base in reversed(cls.__mro__):
        for name, hint in get_annotations(base).items():
            if not name.startswith("_"):
                found[name] = _converter(hint)
    return _READ.setdefault(cls, found)


def _converter(hint: object) -> Converter:
    options = [one for one in _members(hint) if one is not type(None)]
    if len(options) != 1:
        return _as_it_is
    one = options[0]
    if get_origin(one) is Literal:
        return _text
    return _CONVERTERS.get(get_origin(one) or one, _as_it_is)


def _members(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _as_it_is(value: Json) -> object:
    return value


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    raise ValueError("not a text")


def _blank_is_none(convert: Callable[[str], object]) -> Converter:
    def converter(value: Json) -> object:
        if not isinstance(value, str):
            raise ValueError("not a text")
        return convert(value) if value.strip() else None

    return converter


def _number(convert: Callable[[object], object]) -> Converter:
    def converter(value: Json) -> object:
        return None if isinstance(value, str) and not value.strip() else convert(value)

    return converter


def _float(value: object) -> float:
    return float(values.parse_decimal(value))


def _mapping(value: Json) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    raise ValueError("not an object")


def _list(value: Json) -> list[Json]:
    if isinstance(value, list):
        return value
    raise ValueError("not a list")


_CONVERTERS: Final[Mapping[object, Converter]] = {
    str: _text,
    int: _number(values.parse_int),
    float: _number(_float),
    bool: _number(values.parse_bool),
    Decimal: _number(values.parse_decimal),
    datetime: _blank_is_none(values.parse_datetime),
    date: _blank_is_none(values.parse_date),
    dict: _mapping,
    Mapping: _mapping,
    list: _list,
}
