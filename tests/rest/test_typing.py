"""What type checkers say about `typed.py`: nothing where it is right, an error on each line marked so."""

from pathlib import Path

import pytest

from ..typecheckers import flagged_by_mypy, flagged_by_pyright, marked

pytestmark = pytest.mark.xdist_group("types")

SAMPLE = Path(__file__).with_name("typed.py")


def test_the_sample_has_lines_that_are_wrong() -> None:
    assert len(marked(SAMPLE)) == 26


def test_mypy_flags_the_marked_lines_and_no_others() -> None:
    assert flagged_by_mypy(SAMPLE) == marked(SAMPLE)


def test_pyright_flags_the_marked_lines_and_no_others() -> None:
    assert flagged_by_pyright(SAMPLE) == marked(SAMPLE)
