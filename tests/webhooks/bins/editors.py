"""What the tests of bins share: an editor over a store of each kind, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Sequence

import laml
from webhooks.bins.editing import BinEditor
from webhooks.bins.sql import SqlBins
from webhooks.bins.stores import BinStore, MemoryBins
from webhooks.store.database import Database

from ..store.databases import Time

DEATH_STAR = (
    "<Response><Say>Hello, welcome to the Death Star. Your call is very important to us.</Say><Hangup /></Response>"
)
"""Source: the reference, Create a Compatibility XML Bin."""
PROJECT = "b3877c40-da60-4998-90ad-b792e98472af"


def problems_of(contents: str) -> Sequence[laml.Problem]:
    return laml.check(contents, "laml")


def editor_of(store: BinStore, clock: Time | None = None) -> BinEditor:
    return BinEditor(
        store, clock or Time(), problems_of, lambda sid: f"https://ivr.example.com/laml-bins/{sid}", PROJECT
    )


def store_of(database: Database | None, app: str = "ivr") -> BinStore:
    return MemoryBins() if database is None else SqlBins(database, app)
