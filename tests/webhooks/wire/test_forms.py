"""The form parser beside the standard library's: equal where both read, and strict where that one guesses."""

from __future__ import annotations

import contextlib
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import FormError
from webhooks.wire.forms import MAX_BODY_BYTES, MAX_NAME_LENGTH, MAX_PAIRS, parse_form

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=20)


@given(PAIRS)
def test_what_is_encoded_comes_back_as_it_was(pairs: list[tuple[str, str]]) -> None:
    """S25: nothing is trimmed or normalised, `+` and `%20` are blanks, repeated and empty names stay."""
    assert list(parse_form(urlencode(pairs).encode())) == pairs
    assert list(parse_form(urlencode(pairs, quote_via=quote).encode())) == pairs


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_but_its_own_error(body: bytes) -> None:
    with contextlib.suppress(FormError):
        assert all(isinstance(part, str) for pair in parse_form(body) for part in pair)


@given(st.text("abAB019=&+%;._~-é\u20ac ", max_size=60))
def test_what_both_parsers_read_they_read_alike(text: str) -> None:
    try:
        ours = parse_form(text.encode())
    except FormError:
        return
    assert list(ours) == parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PAIRS)


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"", ()),
        (b"A=1", (("A", "1"),)),
        (b"=v", (("", "v"),)),
        (b"A", (("A", ""),)),
        (b"&&&&", ()),
        (b"A=1;B=2", (("A", "1;B=2"),)),
        (b"A[]=1", (("A[]", "1"),)),
        (b"A=1&a=2&A=3", (("A", "1"), ("a", "2"), ("A", "3"))),
        (b"a%3Db=c%26d", (("a=b", "c&d"),)),
        (b"A=%2B%2b+%20", (("A", "++  "),)),
        ("A=é%C3%A9".encode(), (("A", "éé"),)),
        ("é%41bcé=é%42cd%C3%A9ef".encode(), (("éAbcé", "éBcdéef"),)),
        (b"A=%F0%9F%91%8B", (("A", "\U0001f44b"),)),
        (b"A=%00%0D%0a", (("A", "\x00\r\n"),)),
        (b"A=a=b", (("A", "a=b"),)),
    ],
)
def test_each_odd_form_has_one_reading(body: bytes, pairs: tuple[tuple[str, str], ...]) -> None:
    """S17."""
    assert parse_form(body) == pairs


@pytest.mark.parametrize(
    ("body", "reason", "status"),
    [
        (b"A=\xff", "undecodable", 400),
        (b"A=%ff", "undecodable", 400),
        (b"A=%ED%A0%80", "undecodable", 400),
        (b"A=%C3", "undecodable", 400),
        ("é=%C3".encode(), "undecodable", 400),
        (b"A=%", "broken-escape", 400),
        (b"A=%2", "broken-escape", 400),
        (b"A=%zz", "broken-escape", 400),
        (b"A=%+1", "broken-escape", 400),
        (b"%=1", "broken-escape", 400),
        (b"a=&" * (MAX_PAIRS + 1), "too-many-pairs", 400),
        (b"n" * (MAX_NAME_LENGTH + 1) + b"=1", "long-name", 400),
        (b"a" * (MAX_BODY_BYTES + 1), "too-large", 413),
    ],
)
def test_what_has_no_reading_is_refused(body: bytes, reason: str, status: int) -> None:
    """S16, S17, P3."""
    with pytest.raises(FormError) as caught:
        parse_form(body)
    assert (caught.value.reason, caught.value.status) == (reason, status)


def test_as_much_as_the_limits_allow_is_read() -> None:
    assert len(parse_form(b"a=&" * MAX_PAIRS)) == MAX_PAIRS
    assert parse_form(b"n" * MAX_NAME_LENGTH)[0] == ("n" * MAX_NAME_LENGTH, "")
    assert len(parse_form(b"A=" + b"a" * (MAX_BODY_BYTES - 2))[0][1]) == MAX_BODY_BYTES - 2
