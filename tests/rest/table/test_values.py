"""Single values: dates in every form that occurs, numbers, booleans; what is none of these is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rest import BadResponse, NotFetched
from rest.errors import masked
from rest.resources.calls import CALLS, Call
from rest.table.values import (
    format_moment,
    format_rfc2822,
    parse_bool,
    parse_date,
    parse_datetime,
    parse_decimal,
    parse_int,
)

AT = datetime(2018, 9, 19, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 19 Sep 2018 20:00:00 +0000",
        "Wed, 19 Sept 2018 20:00:00 +0000",
        "Wednesday, 19 September 2018 20:00:00 GMT",
        "Thur, 19 Sept 2018 20:00:00 UTC",
        "19 Sep 2018 22:00:00 +0200",
        "19 Sep 2018 13:30:00 -0630",
        "Wed, 19 Sep 2018 20:00 Z",
        "2018-09-19T20:00:00Z",
        "2018-09-19T20:00:00.000000+00:00",
        "2018-09-19T22:00:00+02:00",
        "2018-09-19 20:00:00",
        " 2018-09-19T20:00:00Z ",
    ],
)
def test_dates_are_read_in_every_form_that_occurs(text: str) -> None:
    moment = parse_datetime(text)
    assert moment == AT
    assert moment.tzinfo is UTC
    assert parse_date(text) == date(2018, 9, 19)


@pytest.mark.parametrize(
    "text", ["", "soon", "32 Sep 2018 20:00:00 +0000", "19 Sip 2018 20:00:00", "2018-13-01", "x" * 9999]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_datetime(text)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(timezone(timedelta(hours=5, minutes=30)))))
def test_dates_survive_being_written_and_read(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert parse_datetime(format_rfc2822(whole)) == whole
    assert parse_datetime(format_moment(whole)) == whole


@given(st.text())
def test_reading_a_date_raises_value_error_or_nothing(text: str) -> None:
    for read in (parse_datetime, parse_date, parse_decimal, parse_int, parse_bool):
        try:
            read(text)
        except ValueError:
            continue


@pytest.mark.parametrize(("raw", "price"), [(-0.005, "-0.005"), ("-0.00500", "-0.00500"), (0, "0"), ("1e-2", "0.01")])
def test_prices_are_exact(raw: object, price: str) -> None:
    assert parse_decimal(raw) == Decimal(price)


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "x", "", None, True, [], {}])
def test_what_is_no_price_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_decimal(raw)


@pytest.mark.parametrize("raw", [True, 1.5, "1.5", "x", ""])
def test_what_is_no_whole_number_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_int(raw)


@pytest.mark.parametrize(("raw", "value"), [(True, True), ("True", True), ("FALSE", False), ("false", False)])
def test_booleans_are_read_in_any_case(raw: object, value: bool) -> None:
    assert parse_bool(raw) is value


def call(**payload: object) -> Call:
    return Call(None, CALLS, {}, payload)  # type: ignore[arg-type]  # any JSON


@pytest.mark.parametrize(
    ("name", "raw"),
    [("duration", "long"), ("duration", []), ("price", {}), ("date_created", "yesterday"), ("date_created", 5),
     ("status", ["x"]), ("subresource_uris", "x")],
)  # fmt: skip
def test_a_property_that_cannot_be_read_is_named_and_stays_in_raw(name: str, raw: object) -> None:
    record = call(**{name: raw})
    with pytest.raises(BadResponse, match=f"Call.{name}"):
        getattr(record, name)
    assert record.raw == {name: raw}


def test_an_unknown_property_is_still_there() -> None:
    record = call(sid="CA1", stir_verstat="A")
    assert record.extra == {"stir_verstat": "A"}
    assert record.stir_verstat == "A"  # type: ignore[attr-defined]  # unknown to the checker, on purpose
    with pytest.raises(AttributeError, match="stir_verstat"):
        _ = record.stir_verstatt  # type: ignore[attr-defined]  # misspelt on purpose


def test_a_missing_property_is_none() -> None:
    assert call(sid="CA1").price is None


def test_a_property_is_converted_once() -> None:
    record = call(date_created="Wed, 19 Sept 2018 20:00:00 +0000")
    assert record.date_created is record.date_created


def test_records_are_equal_by_class_place_and_properties() -> None:
    assert call(sid="CA1") == call(sid="CA1")
    assert call(sid="CA1") != call(sid="CA2")
    assert len({call(sid="CA1"), call(sid="CA1")}) == 1


def test_an_address_says_that_it_was_not_fetched() -> None:
    with pytest.raises(NotFetched, match="fetch"):
        _ = Call(None, CALLS, {"Sid": "CA1"}, None).raw


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("message SM" + "0123456789abcdef" * 2 + " is gone", "message SM" + "0123456789abcdef" * 2 + " is gone"),
        ("call 6b1a5f0e-7c3d-4e2f-9a8b-0c1d2e3f4a5b", "call 6b1a5f0e-7c3d-4e2f-9a8b-0c1d2e3f4a5b"),
        ("cannot be sent at 2026-11-28T19:44:31Z", "cannot be sent at 2026-11-28T19:44:31Z"),
        ("2026-11-28 +15551230000", "2026-11-28 [number]"),
        ("SM15551230000", "SM[number]"),
        ("2026-11-281-5551", "[number]"),
        ("call +15551230000 now", "call [number] now"),
        ("(555) 123-0000", "([number]"),
        ("code 21211", "code 21211"),
    ],
)
def test_numbers_are_taken_out_of_sentences(text: str, shown: str) -> None:
    assert masked(text) == shown
