"""Pages of a list, with the keys that a provider's page has. Knows no resource. Source: REST reference, paging."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar, overload
from urllib.parse import urlencode

from ..context import Given, text
from .errors import ApiFault

DEFAULT_SIZE: Final = 50
LARGEST: Final = 1000
T = TypeVar("T")
_INDEX: Final = re.compile(r"[0-9]{1,18}")
ASKED: Final = "asked"
"""Where the parameters hold the filters of a list, as pairs of name and text on the wire."""
PAGING: Final = frozenset({"page", "page_number", "page_size", "page_token", "limit", "extra", ASKED})


class Made(Sequence[dict[str, object]], Generic[T]):
    """Records of items, each made when it is taken: a page makes its own and no others."""

    def __init__(self, items: Sequence[T], make: Callable[[T], dict[str, object]]) -> None:
        self._items = items
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> dict[str, object]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, object]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, object] | list[dict[str, object]]:
        if isinstance(place, slice):
            return [self._make(item) for item in self._items[place]]
        return self._make(self._items[place])


def page(
    path: str,
    key: str,
    records: Sequence[dict[str, object]],
    given: Given,
) -> dict[str, object]:
    """One page of the records.

    Args:
        path: Path of the list, with base path and suffix.
        key: Key of the records.
        records: All of them, in order.
        given: Holds page size, number and token, and under `ASKED` the filters, which the page's URIs repeat.

    Raises:
        ApiFault: Size or token are not valid.
    """
    size = _size(given)
    index = _index(given)
    begin = index * size
    part = list(records[begin : begin + size])
    more = begin + size < len(records)
    filters = given.get(ASKED)
    asked = filters if isinstance(filters, list) else []

    def uri(number: int) -> str:
        query = [*asked, ("PageSize", str(size)), ("Page", str(number))]
        if number:
            query.append(("PageToken", f"PA{number}"))
        return f"{path}?{urlencode(query)}"

    return {
        key: part,
        "uri": uri(index),
        "first_page_uri": uri(0),
        "next_page_uri": uri(index + 1) if more else None,
        "previous_page_uri": uri(index - 1) if index else None,
        "page": index,
        "page_size": size,
        "start": begin,
        "end": begin + len(part) - 1 if part else begin,
    }


def _size(given: Given) -> int:
    value = given.get("page_size", DEFAULT_SIZE)
    if not isinstance(value, int) or not 1 <= value <= LARGEST:
        raise ApiFault(400, 54454, f"1 to {LARGEST}")
    return value


def _index(given: Given) -> int:
    token = text(given, "page_token")
    if token:
        if not token.startswith("PA") or not _INDEX.fullmatch(token[2:]):
            raise ApiFault(400, 54453)
        return int(token[2:])
    value = given.get("page_number", given.get("page", 0))
    return value if isinstance(value, int) and 0 <= value < 10**18 else 0
