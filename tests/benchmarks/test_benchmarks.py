"""The benchmarks run and compare equals. No test goes by the clock: what is fast enough is read from the tables."""

import pytest
from lxml import etree

from benchmarks import bench_laml
from benchmarks.timing import Row, Table, interleaved

LAML = list(bench_laml.tables(1))


@pytest.mark.parametrize("table", LAML, ids=[table.title[:20] for table in LAML])
def test_a_table_of_documents_is_made_with_one_round(table: Table) -> None:
    assert all(row.seconds > 0 for row in table.rows)
    assert table.baseline in [row.name for row in table.rows]
    assert len(table.lines()) == len(table.rows) + 3


def test_the_contenders_build_the_same_document() -> None:
    def canonical(xml: str | bytes) -> bytes:
        return etree.tostring(etree.fromstring(xml if isinstance(xml, bytes) else xml.encode()), method="c14n")

    assert canonical(bench_laml.our_menu()) == canonical(bench_laml.their_menu()) == canonical(bench_laml.bare_menu())


def test_the_document_to_read_has_about_the_size_asked_for() -> None:
    assert 4_500 < len(bench_laml.document_of(5_000)) < 5_500


def test_rounds_are_interleaved() -> None:
    called: list[str] = []
    interleaved({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, 2, number=1)
    assert called == ["a", "b", "a", "b", "a", "b"]


def test_a_table_tells_how_many_times_as_fast_as_the_baseline_a_row_is() -> None:
    lines = Table("t", [Row("a", 3.0, "some"), Row("b", 1.5, "")], "b").lines()
    assert lines[0] == "t"
    assert lines[2].split() == ["a", "3000000.00", "0.50", "some"]
