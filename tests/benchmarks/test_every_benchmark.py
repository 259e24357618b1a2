"""Every benchmark runs to its end, and each table has its rows. What the figures say is for `make bench`."""

from __future__ import annotations

import importlib
import os
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import pytest

from benchmarks import bench_store
from benchmarks.__main__ import modules
from benchmarks.page import page
from benchmarks.timing import Pairs, Row, Table, brief, interleaved, often, paired

ROWS: dict[str, Sequence[int | None]] = {
    "laml": (3, 5, 3, 2),
    "elements": (None,),
    "programs": (None,),
    "check": (5, 5, 4, 7, 3, 3),
    "webhooks": (4, 3),
    "store": (5, 5, 5, 5, 5, 5),
    "bins": (2, 3),
    "rest": (3, 3, 2),
    "emulator": (3, 4, 2),
    "phone": (5, 5),
    "peers": (None, None, None, None, None),
}
"""How many rows each table of a module has; None where that goes by what there is: elements, programs, packages."""
UNDER_GUNICORN = {"webhooks", "bins"}
OF_SQLITE = 4


@pytest.fixture
def as_a_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Documents may warn, and what a benchmark sets in the environment goes with it."""
    before = dict(os.environ)
    with warnings.catch_warnings(), brief():
        warnings.simplefilter("ignore")
        yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


def lacking(expected: Sequence[int | None], tables: Sequence[Table | Pairs]) -> list[str]:
    """What is not as expected: the number of tables, and of the rows of each."""
    counts = [len(table.rows) for table in tables]
    if len(counts) != len(expected):
        return [f"{len(counts)} tables, expected {len(expected)}"]
    both = zip(tables, counts, expected, strict=True)
    return [f"{table.title}: {has} rows, not {wanted}" for table, has, wanted in both if has != (wanted or has or 1)]


@pytest.mark.services
@pytest.mark.usefixtures("as_a_program")
@pytest.mark.parametrize("name", modules())
def test_a_benchmark_makes_all_of_its_tables_with_all_of_their_rows(name: str) -> None:
    if name in UNDER_GUNICORN and find_spec("gunicorn") is None:
        pytest.skip("gunicorn is not installed: pip install 'lamlkit[demo]'")
    tables: list[Table | Pairs] = list(importlib.import_module(f"benchmarks.bench_{name}").tables())
    there = ROWS[name]
    if name == "store" and len(tables) == OF_SQLITE:
        there = there[:OF_SQLITE]
    assert lacking(there, tables) == []
    text = page([(name, table) for table in tables])
    for table in tables:
        shown = "\n".join(table.lines())
        for row in table.rows:
            assert row.name
            assert row.name in shown
            assert row.name.replace("|", "\\|") in text
    if there != ROWS[name]:
        pytest.skip(f"no PostgreSQL at {bench_store.SERVER}, so its tables were not made; those of SQLite were")


def test_the_rows_of_each_benchmark_are_listed_here() -> None:
    assert ROWS.keys() == {*modules()}


def test_a_table_that_is_missing_or_lacks_a_row_is_told() -> None:
    """The faults that this module is there for."""
    whole, empty = Table("t", [Row("a", 1.0, ""), Row("b", 1.0, "")], "a"), Table("e", [], "a")
    assert lacking([2], [whole]) == lacking([None], [whole]) == []
    assert lacking([2, 2], [whole]) == ["1 tables, expected 2"]
    assert lacking([3], [whole]) == ["t: 2 rows, not 3"]
    assert lacking([None], [empty]) == ["e: 0 rows, not None"]


def test_in_brief_each_contender_runs_a_few_times_and_no_longer_afterwards() -> None:
    called: list[str] = []
    with brief():
        interleaved({"a": lambda: called.append("a")}, 1_000, number=1_000)
        paired({"b": (lambda: called.append("b"), lambda: called.append("c"))}, 1_000)
        assert (often(1_000), often(1_000, 3), often(2, 3), often(0)) == (1, 3, 2, 0)
    assert len(called) < 30
    assert often(1_000) == 1_000
