"""Reads pages of records: the records, the address of the next page, and when to stop. Knows no HTTP.

The paging keys are at the top (`next_page_uri`) or under `meta` (`next_page_url`). The records are under the key that
the resource names; the key that a page names is ignored. Source: Compatibility REST API, Paging, and its samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Generic, TypeVar

from ..errors import BadResponse, PagingLoop, ParameterError
from ..http.gateway import Gateway
from ..http.ranges import count_of
from ..table.declared import parameters_of
from ..table.resource import Resource
from ..table.values import Json

R = TypeVar("R")
MAX_PAGE_SIZE: Final = 1000
"""Source: Compatibility REST API, Paging."""


class Page(Generic[R]):
    """One page of records; iterable.

    Attributes:
        records: The records of this page.
        next_url: Address of the next page, relative to the API's origin, or None on the last page.
        previous_url: Address of the previous page, or None; for information only.
        number: Number of the page, or None if the provider sent none.
        size: Records per page, or None if the provider sent none.
    """

    def __init__(self, pages: Pages[R], payload: dict[str, Json]) -> None:
        self._pages = pages
        meta = payload.get("meta")
        paging = meta if isinstance(meta, dict) else payload
        self.records: list[R] = pages.records_in(payload)
        self.next_url = _address(paging, "next_page")
        self.previous_url = _address(paging, "previous_page")
        self.number = _number(paging.get("page"))
        self.size = _number(paging.get("page_size"))

    def __iter__(self) -> Iterator[R]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        return f"<Page of {len(self.records)}{'' if self.next_url is None else ', more follow'}>"

    def next_page(self) -> Page[R] | None:
        """Fetch the next page; None after the last one."""
        return None if self.next_url is None else self._pages.at(self.next_url)


class Pages(Generic[R]):
    """The pages of one listing."""

    def __init__(
        self,
        gateway: Gateway,
        resource: Resource,
        where: Mapping[str, str],
        filters: Mapping[str, object],
        make: Callable[[Mapping[str, str], dict[str, Json]], R],
    ) -> None:
        self._gateway = gateway
        self._resource = resource
        self._where = where
        self._limit = _limit(resource, filters.get("limit"))
        self._filters = dict(filters)
        page_size = parameters_of(resource.operation("list").parameters).get("page_size")
        paged = page_size is not None and gateway.provider.name in page_size.providers
        if paged and self._limit is not None and filters.get("page_size") is None:
            self._filters["page_size"] = min(max(self._limit, 1), MAX_PAGE_SIZE)
        self._make = make

    def first(self) -> Page[R]:
        """Fetch the first page."""
        return Page(self, self._gateway.ask(self._resource, "list", self._where, self._filters))

    def at(self, url: str) -> Page[R]:
        """Fetch the page at an address that another page contains.

        Raises:
            ParameterError: It is no text, as where there is no next page.
        """
        given: object = url
        if not isinstance(given, str):
            came = "None" if given is None else type(given).__name__
            raise ParameterError(f"{self._resource.name}.get_page: expected the address of a page, got {came}", "url")
        return Page(self, self._gateway.follow(self._resource, url))

    def records(self) -> Iterator[R]:
        """Yield the records page after page, at most `limit`; an empty page ends the listing.

        Raises:
            PagingLoop: The next page was read before.
        """
        if self._limit == 0:
            return
        left = self._limit
        seen: set[int] = set()  # hashes, so that memory stays small however long the listing is
        page: Page[R] | None = self.first()
        while page is not None and page.records:
            records = page.records if left is None else page.records[:left]
            yield from records
            if left is not None and (left := left - len(records)) <= 0:
                return
            following = hash(page.next_url)
            if following in seen:
                raise PagingLoop(f"{self._resource.name}.list: the next page was read before")
            seen.add(following)
            page = page.next_page()

    def records_in(self, payload: dict[str, Json]) -> list[R]:
        """The records of a page's JSON.

        Raises:
            BadResponse: They are not where the resource says.
        """
        key = self._resource.list_key or ""
        found = payload.get(key)
        if found is None:
            found = payload.get(self._resource.second_list_key or key)
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise BadResponse(f"{self._resource.name}.list: expected a list of objects under {key!r} in the page")
        return [self._make(self._where, item) for item in found if isinstance(item, dict)]


def _limit(resource: Resource, limit: object) -> int | None:
    if limit is None:
        return None
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise ParameterError(f"{resource.name}.list: limit: expected a whole number from 0", "limit")
    return limit


def _address(paging: Mapping[str, Json], name: str) -> str | None:
    found = paging.get(f"{name}_uri") or paging.get(f"{name}_url")
    return found if isinstance(found, str) and found else None


def _number(value: Json) -> int | None:
    if isinstance(value, str):
        return count_of(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
