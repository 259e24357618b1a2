"""The properties of a record: named and typed by the annotations of its class, converted when they are first read.

Knows no path and no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from inspect import get_annotations
from typing import TYPE_CHECKING, Final, Literal, get_origin

from ..errors import BadResponse, NotFetched
from . import values
from .hints import members
from .names import attribute_of, key_of
from .suggestions import close_to
from .values import Json

Converter = Callable[[Json], object]


class Properties:
    """The properties of one record.

    A property that the provider left out or set to null is None. A property that no annotation names is in `extra`,
    and is an attribute too.
    """

    __slots__ = ("__dict__", "_payload")

    def __init__(self, payload: dict[str, Json] | None) -> None:
        self._payload = payload

    @property
    def fetched(self) -> bool:
        """Whether the properties are known; False for a record that was only addressed."""
        return self._payload is not None

    @property
    def raw(self) -> Mapping[str, Json]:
        """Every property as it came."""
        return dict(self._known())

    @property
    def extra(self) -> Mapping[str, Json]:
        """The properties that this class does not name, as they came."""
        named = properties_of(type(self))
        return {key: value for key, value in self._known().items() if attribute_of(key) not in named}

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
        """Convert a property and keep it: from then on it is found without `__getattr__`."""
        if self._payload is None:
            return self._of_address(name)
        convert = properties_of(type(self)).get(name)
        key = key_of(name)
        if convert is None and key not in self._payload:
            raise self._unknown(name)
        value = self._payload.get(key)
        converted = value if convert is None else self._converted(name, convert, value)
        self.__dict__[name] = converted
        return converted

    def _of_address(self, name: str) -> object:
        """A property of a record that was only addressed."""
        if name in properties_of(type(self)) or hasattr(type(self), name):  # `raw` and `extra` of this class, too
            raise NotFetched(f"{self!r} is only an address: call .fetch() before reading {name!r}")
        raise self._unknown(name)

    def _unknown(self, name: str) -> AttributeError:
        """The error for a name that this record does not have, as far as this package knows."""
        public = {one for one in (*properties_of(type(self)), *dir(type(self))) if not one.startswith("_")}
        close = close_to(name, sorted(public | {attribute_of(key) for key in self._payload or ()}))
        hint = f"did you mean {close}?" if close else f"it has {', '.join(sorted(self._payload or public))}"
        since = "" if self.fetched else "; what the provider added since is there when the record is fetched"
        return AttributeError(f"{self!r}: this package knows no {name!r} of {type(self).__name__}: {hint}{since}")

    def _converted(self, name: str, convert: Converter, value: Json) -> object:
        try:
            return None if value is None else convert(value)
        except (ValueError, TypeError, OverflowError):
            raise BadResponse(
                f"{type(self).__name__}.{name}: cannot convert the {type(value).__name__} that the provider sent; "
                f"it is in .raw[{key_of(name)!r}]"
            ) from None


_READ: Final[dict[type[Properties], Mapping[str, Converter]]] = {}


def properties_of(cls: type[Properties]) -> Mapping[str, Converter]:
    """The annotated properties of a class and the converter of each; read once.

    The annotations are read as they stand, so the modules of `resources` do not postpone them.
    """
    if (known := _READ.get(cls)) is not None:
        return known
    found: dict[str, Converter] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, Properties):
            hints = get_annotations(base).items()
            found |= {name: _converter(hint) for name, hint in hints if not name.startswith("_")}
    return _READ.setdefault(cls, found)


def _converter(hint: object) -> Converter:
    options = [one for one in members(hint) if one is not type(None)]
    if len(options) != 1:
        return _as_it_is
    one = options[0]
    if get_origin(one) is Literal:
        return _text
    return _CONVERTERS.get(get_origin(one) or one, _as_it_is)


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
