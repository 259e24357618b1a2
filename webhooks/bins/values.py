"""The values of the parameters of a bin: those of a request, pairs in and lists by name out, and those of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from ..errors import ConfigError

_TWINS: Final = {"ApiVersion": "APIVersion", "APIVersion": "ApiVersion"}
"""One parameter of requests has two spellings: requests write the first, SignalWire's page on bins the second."""


def values_of(query: Iterable[tuple[str, str]], form: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each parameter, in the order in which they were sent.

    Args:
        query: The pairs of the query string, decoded.
        form: The pairs of the form, decoded. A name that it has hides that name in the query.

    Returns:
        Lists by name. `Dest[]` counts as `Dest`, and `ApiVersion` and `APIVersion` as one.
    """
    return _lists(query) | _lists(form)


def texts_of(value: object, what: str) -> Iterator[str]:
    """The texts of a value that Python gives: its own, or those of all in a list; None gives none.

    Args:
        value: A text, a number, or a list of such.
        what: The parameter in words, for messages.
    Raises:
        ConfigError: It is something else.
    """
    for each in value if isinstance(value, list | tuple) else [value]:
        if isinstance(each, str):
            yield each
        elif each is not None:
            if isinstance(each, bool) or not isinstance(each, int | float | Decimal):
                raise ConfigError(f"{what} is of type {type(each).__name__}: expected a text or a number")
            yield str(each)


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name.removesuffix("[]"), []).append(value)
    for name, twin in _TWINS.items():
        if name in found:
            found.setdefault(twin, found[name])
    return found
