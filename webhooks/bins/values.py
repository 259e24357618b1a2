"""The values that a request gives to the parameters of a bin. Pairs in, lists by name out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

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


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name.removesuffix("[]"), []).append(value)
    for name, twin in _TWINS.items():
        if name in found:
            found.setdefault(twin, found[name])
    return found
