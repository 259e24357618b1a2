"""The records that only REST keeps, by resource, place and identifier. Knows no resource and no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Record = dict[str, object]
Place = tuple[str, ...]  # the identifiers of what a record is inside of, outermost first


@dataclass(slots=True)
class Store:
    """Records in the order in which they were made."""

    records: dict[tuple[str, Place], dict[str, Record]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # the resources that have or had records

    def all(self, resource: str, place: Place = ()) -> Mapping[str, Record]:
        """The records of one collection by identifier; nothing is kept for a place that was only looked at."""
        return self.records.get((resource, place), {})

    def made(self, resource: str, place: Place = ()) -> dict[str, Record]:
        """The records of one collection, to be changed."""
        self.names.add(resource)
        return self.records.setdefault((resource, place), {})

    def find(self, resource: str, identifier: str, place: Place = ()) -> Record | None:
        """One record, or None."""
        return self.all(resource, place).get(identifier)

    def forget(self, identifier: str) -> None:
        """Forget what is kept inside of a record that is gone, such as the media of a message."""
        for resource in self.names:
            self.records.pop((resource, (identifier,)), None)

    def clear(self) -> None:
        """Forget everything."""
        self.records.clear()
