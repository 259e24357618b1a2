"""How the methods of collections and records take their values: the required ones by position too.

The signature of each method says what it takes, and type checkers read it. At run time a call that does not fit it
raises an error of this package in place of Python's `TypeError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import CO_VARKEYWORDS
from types import FunctionType
from typing import Final

from ..errors import ParameterError
from ..table.resource import Resource

METHODS: Final = ("create", "find_twin", "update", "fetch", "delete", "list", "stream", "page")


def take_by_position(cls: type, resource: Callable[[object], Resource]) -> None:
    """Replace the operations that a class defines by ones that check how they are called.

    Args:
        cls: A collection or a record.
        resource: Returns the resource of an instance.
    """
    for name in METHODS:
        method = vars(cls).get(name)
        if isinstance(method, FunctionType):
            setattr(cls, name, _checked(method, resource))


def _checked(method: FunctionType, resource: Callable[[object], Resource]) -> Callable[..., object]:
    code = method.__code__
    names = code.co_varnames[1 : code.co_argcount]
    needed = names[: len(names) - len(method.__defaults__ or ())]
    takes_more = bool(code.co_flags & CO_VARKEYWORDS)

    @wraps(method)
    def checked(self: object, *given: object, **named: object) -> object:
        if given or not takes_more:
            _check(f"{resource(self).name}.{method.__name__}", names, given, named, takes_more)
            named.update(zip(names, given, strict=False))
        for name in needed:
            named.setdefault(name, None)  # None is a missing value, and what encodes the request says so
        return method(self, **named)

    return checked


def _check(
    label: str, names: tuple[str, ...], given: tuple[object, ...], named: Mapping[str, object], takes_more: bool
) -> None:
    """Raise `ParameterError` if there are too many values by position, or one is given by its name as well."""
    if len(given) > len(names):
        takes = f"it takes {len(names)} ({', '.join(names)})" if names else "it takes none"
        raise ParameterError(f"{label}: got {len(given)} by position, {takes}: give the others by name, as name=value")
    for name in names[: len(given)]:
        if name in named:
            raise ParameterError(f"{label}: {name} is given twice, by position and by its name: give it once", name)
    if not takes_more and (unknown := [name for name in named if name not in names]):
        raise ParameterError(f"{label}: it takes no parameter, and got {unknown[0]}", unknown[0])
