"""The shapes that pages of some of SignalWire's lists have. Knows no resource. Source: REST reference, paging."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Page: TypeAlias = dict[str, object]
PageShape: TypeAlias = Callable[[Page, int], Page]  # a plain page and the number of all records


def with_total(body: Page, total: int) -> Page:
    """The page with totals and the last page's URI."""
    size = body["page_size"]
    pages = -(-total // size) if isinstance(size, int) else 1
    last = str(body["first_page_uri"]).replace("Page=0", f"Page={max(pages - 1, 0)}")
    return {**body, "total": total, "num_pages": pages, "last_page_uri": last}


def in_meta(body: Page, _total: int) -> Page:
    """The page with its paging under `meta`, as faxes have it."""
    key = next(iter(body))
    names = {"first_page_uri": "first_page_url", "next_page_uri": "next_page_url", "uri": "url"}
    names |= {"previous_page_uri": "previous_page_url", "page": "page", "page_size": "page_size"}
    return {key: body[key], "meta": {**{new: body[old] for old, new in names.items()}, "key": "faxes"}}
