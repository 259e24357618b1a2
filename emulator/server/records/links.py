"""The links from a record to what is below it, and the two groups of lists that have no record. Knows the rows alone.

Source: Twilio's specification, subresource_uris; SignalWire's sample of an account, where what it lacks is null;
recorded answers of calls and recordings at SignalWire.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Final

from rest.rows import RESOURCES
from rest.table.providers import TWILIO_ONLY, ProviderName
from rest.table.resource import Resource

from .api_rows import API
from .store import Record

_VARIABLE: Final = re.compile(r"\{\w+\}")
ACCOUNT: Final = "/Accounts/{AccountSid}/"
GROUPS: Final = {"sip": "SIP", "usage": "Usage"}
"""Lists of an account that stand together below a path of their own."""
EVERYTHING: Final = frozenset({"calls"})
"""Records that link what can only be posted, too."""
NULLS: Final = frozenset({"accounts", "calls"})
"""Records that have a null where the provider has nothing; others leave it out."""


@cache
def names(resource: Resource, provider: ProviderName) -> tuple[tuple[str, str, bool], ...]:
    """Key and last part of the path of each link, and whether the provider has what it leads to."""
    found = {key: (last, at) for key, last, at in _below(resource, provider)}
    if resource.name == "accounts":
        found |= {key: (last, TWILIO_ONLY) for key, last in GROUPS.items()}
    linked_too = {name for name, _ in API[provider].answers_too}
    return tuple((key, last, provider in at or key in linked_too) for key, (last, at) in found.items())


def _below(resource: Resource, provider: ProviderName) -> Iterator[tuple[str, str, Collection[ProviderName]]]:
    start = _shape(ACCOUNT if resource.name == "accounts" else f"{resource.instance_path}/")
    for other in RESOURCES:
        last = _shape(other.path).removeprefix(start)
        is_below = _shape(other.path).startswith(start) and other is not resource
        is_deep = "{" in last or ("/" in last and "." in other.name)
        if not is_below or is_deep or not any(API[name].lists_links for name in other.providers):
            continue
        reads = [row for row in other.operations if row.method == "GET" and row.path == other.path]
        is_posted = not reads and resource.name in EVERYTHING and API[provider].wrong_method is not None
        if is_posted or any(row.name == "list" or resource.name == "accounts" for row in reads):
            yield other.name.rpartition(".")[2], last, other.providers


def _shape(path: str) -> str:
    """A path without the names of its variables."""
    return _VARIABLE.sub("{}", path)


def linked(provider: ProviderName, resource: Resource, record: Record) -> Record:
    """A record with a link to everything below it; null where the provider has nothing there."""
    uri = str(record.get("uri", ""))
    if "subresource_uris" not in record or resource.instance_path is None or not uri:
        return record
    suffix = ".json" if uri.endswith(".json") else ""
    base = uri.removesuffix(".json")
    if resource.name.endswith("recordings"):  # their own address is below a call or a conference
        account = base[: base.index("/Accounts/") + len("/Accounts/")] + str(record["account_sid"])
        base = f"{account}/Recordings/{record['sid']}"
        resource = _named("recordings")
    found = {
        key: f"{base}/{last}{suffix}" if has else None
        for key, last, has in names(resource, provider)
        if has or resource.name in NULLS
    }
    return {**record, "subresource_uris": found}


@cache
def _named(name: str) -> Resource:
    return next(resource for resource in RESOURCES if resource.name == name)


def group(provider: ProviderName, path: str) -> Record | None:
    """What a group of lists answers: the links to them; None if the path names none."""
    base, _, last = path.removesuffix(".json").rpartition("/")
    if last not in GROUPS.values() or "/Accounts/" not in base:
        return None
    start = f"{ACCOUNT}{last}/"
    below = [one for one in RESOURCES if one.path.startswith(start) and provider in one.providers]
    lists = [one for one in below if "/" not in one.path.removeprefix(start)]
    found = {one.name.rpartition(".")[2]: f"{base}/{last}/{one.path.removeprefix(start)}.json" for one in lists}
    return {"subresource_uris": found} if found else None
