"""The benchmarks run and compare equals. No test goes by the clock: what is fast enough is read from the tables."""

import warnings
from collections.abc import Iterator

import pytest
from lxml import etree

from benchmarks import bench_check, bench_elements, bench_laml, bench_programs
from benchmarks.__main__ import main, modules
from benchmarks.page import SECTIONS, page
from benchmarks.timing import Pair, Pairs, Row, Table, interleaved, paired
from laml.reference.elements import examples

LAML = [*bench_laml.tables(1), *bench_check.tables(1)]


@pytest.fixture
def filtered_as_in_a_program() -> Iterator[None]:
    """Benchmarks let documents warn, as programs do."""
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("default")
        yield


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
    assert 4_500 < len(bench_check.document_of(5_000)) < 5_500


@pytest.mark.usefixtures("filtered_as_in_a_program")
def test_each_page_of_the_reference_has_a_row_in_the_table_of_elements() -> None:
    (table,) = bench_elements.tables(1)
    assert {row.name.removeprefix("page ") for row in table.rows if row.name.startswith("page ")} == examples().keys()
    for group in bench_elements.GROUPS:
        assert any(row.name.startswith(f"{group} ") for row in table.rows), group
    assert all(row.ours > 0 and row.theirs > 0 for row in table.rows)


@pytest.mark.usefixtures("filtered_as_in_a_program")
def test_the_table_of_elements_refuses_programs_that_make_different_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault kept here: twilio-python writes a list as Python does, so its program has to be spelled otherwise."""
    monkeypatch.setattr(bench_elements, "SPELLED", {})
    with pytest.raises(AssertionError, match="page prompt"):
        bench_elements.contenders()


@pytest.mark.usefixtures("filtered_as_in_a_program")
def test_the_programs_run_with_other_imports_and_make_the_same_documents() -> None:
    assert len(bench_programs.contenders()) >= 40


def test_rounds_are_interleaved() -> None:
    called: list[str] = []
    interleaved({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, 2, number=1)
    assert called == ["a", "b", "a", "b", "a", "b"]


def test_a_table_tells_how_many_times_as_fast_as_the_baseline_a_row_is() -> None:
    lines = Table("t", [Row("a", 3.0, "some"), Row("b", 1.5, "")], "b").lines()
    assert lines[0] == "t"
    assert lines[2].split() == ["a", "3000000.00", "0.50", "some"]


def test_pairs_are_timed_in_turn_over_all_rows() -> None:
    called: list[str] = []
    both = {name: (lambda n=name: called.append(n), lambda n=name: called.append(n.upper())) for name in "ab"}
    rows = paired(both, 2, burst=0)
    assert [row.name for row in rows] == ["a", "b"]
    assert "".join(called[-8:]) == "aAbBaAbB"


def test_a_table_of_pairs_shows_the_slowest_row_first_and_the_geometric_mean() -> None:
    table = Pairs("t", [Pair("fast", 1e-6, 4e-6, 1e-6, 3e-6), Pair("slow", 2e-6, 1e-6, 2e-6, 1e-6)])
    lines = table.lines()
    assert lines[2].split() == ["slow", "2.00", "1.00", "0.50", "0.50"]
    assert lines[3].split() == ["fast", "1.00", "4.00", "4.00", "3.00"]
    assert "2 rows: geometric mean 1.41" in lines[4]
    assert "slower than theirs 1, slowest 0.50 (slow)" in lines[4]


def test_every_benchmark_has_a_heading_on_the_page() -> None:
    assert not set(modules()) - set(SECTIONS)


def test_the_page_has_every_row_of_every_table_under_the_heading_of_its_module() -> None:
    table = Table("Menus (target: 2)", [Row("a|b", 3.0, "some"), Row("c", 1.5, "")], "c")
    pairs = Pairs("Programs", [Pair("p", 1e-6, 2e-6, 1e-6, 2e-6), Pair("q", 1e-6, 3e-6, 1e-6, 3e-6)], ["A note."])
    text = page([("laml", table), ("programs", pairs)])
    laml, programs = text.split("## ")[-2:]
    assert laml.startswith(SECTIONS["laml"])
    assert "| a\\|b | 3,000,000.00 | 0.50 | ██████████ | some |" in laml
    assert "| c | 1,500,000.00 | 1.00 | ████████████████████ |  |" in laml
    assert programs.startswith(SECTIONS["programs"])
    assert "| p | 1.00 | 2.00 | 2.00 | 2.00 |" in programs
    assert "A note." in programs
    assert "| 2.0 to 2.5 | 1 | ████████████████████ |" in programs


def test_a_benchmark_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["rset"])
    assert "there is no benchmark 'rset'; there are laml, elements" in capsys.readouterr().err
