"""Rows behave as frozen dataclasses do: by value, and with as many values as there are fields."""

import pytest

from laml.grammar.constraints import AtLeast, AtMost, Matches, Separated
from laml.grammar.rows import Row


class Pair(Row):
    left: int
    right: int = 0


def test_fields_are_given_by_position_or_name() -> None:
    assert Pair(1, 2) == Pair(1, right=2) == Pair(left=1, right=2)
    assert Pair(1).right == 0


def test_surplus_values_are_refused() -> None:
    with pytest.raises(TypeError, match="Pair takes 2 values by position, got 3"):
        Pair(1, 2, 3)  # type: ignore[call-arg]


def test_rows_of_one_class_with_other_values_have_other_hashes() -> None:
    """The fault guarded against: all rows of a class share one hash, so that a set of them is searched in full."""
    rows = [AtLeast(number) for number in range(100)]
    assert len({hash(row) for row in rows}) == len(rows)


def test_equal_rows_have_one_hash_and_other_classes_are_not_equal() -> None:
    assert hash(Matches("a", "b")) == hash(Matches("a", "b"))
    assert len({Separated(","), Separated(","), Separated(" ")}) == 2
    assert AtLeast(1) != AtMost(1)


def test_a_row_shows_its_fields() -> None:
    assert repr(Pair(1, 2)) == "Pair(left=1, right=2)"
