"""The records that only REST keeps, by resource, place and identifier. Knows no resource and no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field

Record = dict[str, object]
Place = tuple[str, ...]  # the identifiers of what a record is inside of, outermost first


@dataclass(slots=True)
class Store:
    """Records in the order in which they were made."""

    records: dict[tuple[str, Place], dict[str, Record]] = field(default_factory=dict)

    def all(self, resource: str, place: Place = ()) -> dict[str, Record]:
        """The records of one collection by identifier."""
        return self.records.setdefault((resource, place), {})

    def find(self, resource: str, identifier: str, place: Place = ()) -> Record | None:
        """One record, or None."""
        return self.all(resource, place).get(identifier)

    def clear(self) -> None:
        """Forget everything."""
        self.records.clear()
