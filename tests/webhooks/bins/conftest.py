from collections.abc import Iterator
from pathlib import Path

import pytest

from webhooks.bins.stores import BinStore

from ..store.databases import KINDS, opened
from .editors import store_of


@pytest.fixture(params=["process", *KINDS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BinStore]:
    """An empty store of each kind."""
    if request.param == "process":
        yield store_of(None)
        return
    for database in opened(request.param, tmp_path):
        yield store_of(database, f"ivr-{tmp_path.name}-{tmp_path.parent.name}")
