"""What the arguments of calls for bins may be. The words that a caller reads are in `test_bound_bins`."""

from datetime import UTC, datetime, timedelta

import pytest

from webhooks import BinError
from webhooks.bins.arguments import MOST, is_number, need_flag, need_number, need_text, shown, span

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "known"),
    [(1, True), (0, False), (-1, False), (MOST, True), (MOST + 1, False), (True, False), ("1", False), (1.0, False)],
)
def test_a_version_is_a_whole_number_that_a_database_holds(value: object, known: bool) -> None:
    assert MOST == 2_147_483_647  # PostgreSQL, integer
    assert is_number(value) == known


def test_a_number_has_the_least_that_is_asked_for_or_is_not_given() -> None:
    for value in (None, 0, 5, MOST):
        need_number("limit", value, 0)
    for value in (-1, MOST + 1, "5", True):
        with pytest.raises(BinError, match=f"limit={value!r}: expected a whole number, at least 0"):
            need_number("limit", value, 0)


def test_a_flag_is_true_or_false_and_none_only_if_it_is_optional() -> None:
    for value in (True, False):
        need_flag("public", value)
    need_flag("public", None, optional=True)
    for value, optional in ((None, False), (1, True), ("no", True), ("", False)):
        with pytest.raises(BinError, match="expected True or False"):
            need_flag("public", value, optional=optional)


def test_a_text_is_a_text() -> None:
    need_text("name", "")
    with pytest.raises(BinError, match="name=None: expected a text"):
        need_text("name", None)


def test_a_value_is_shown_with_80_characters_at_most() -> None:
    assert shown("x" * 78) == repr("x" * 78)
    assert shown("x" * 79) == "'" + "x" * 79 + "…"


@pytest.mark.parametrize("value", [60, 60.0, timedelta(minutes=1)])
def test_a_span_is_seconds_or_a_span(value: object) -> None:
    assert span("expires", value, NOW) == timedelta(minutes=1)
    assert span("expires", timedelta(days=800_000), NOW) == timedelta(days=800_000)  # the year 4217


@pytest.mark.parametrize(
    "value",
    [0, -1, True, None, "60", float("nan"), float("inf"), 1e20, timedelta(0), timedelta.max, timedelta(days=2_920_000)],
)
def test_what_is_no_span_or_ends_after_all_time_is_refused(value: object) -> None:
    with pytest.raises(BinError, match=r"expires=.*expected seconds, or a span of time") as caught:
        span("expires", value, NOW)
    assert isinstance(caught.value, ValueError)
