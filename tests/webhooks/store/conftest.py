from collections.abc import Iterator
from pathlib import Path

import pytest

from webhooks.store.database import Database

from .databases import KINDS, opened


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind."""
    yield from opened(request.param, tmp_path)
