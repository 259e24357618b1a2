"""What is read of JSON, with small limits: up to each of them, and one past it."""

import json

import pytest

from rest.http import bounded_json
from rest.http.bounded_json import read_json


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "MAX_MARKS", 10)
    monkeypatch.setattr(bounded_json, "MAX_DEPTH", 3)


FITS = {
    "commas": "[" + ",".join("1" * 10) + "]",
    "texts and commas": "[" + ",".join(['"a"'] * 5) + "]",
    "objects": "[{},{},{},{},7]   ",
    "keys": '{"a":1,"b":2,"c":3}',
    "marks in a text": '["' + ",[{" * 100 + '"]',
    "marks behind an escaped quotation mark": '["a\\"' + ",[{" * 100 + '"]',
    "marks behind an escaped escape": '["a\\\\","b\\\\"]   ' + " " * 20,
    "one text": '"' + "a" * 100 + '"',
    "nothing but blanks around": " " * 50 + "7" + " " * 50,
    "as deep as may be": "[[[1]]]",
    "as deep as may be, twice": "[[[1]],[[1]]]",
    "as deep as may be, in objects": '{"a":{"b":{"c":1}}}',
    "a few bytes of many marks": "[[],[],1]",
}
TOO_MUCH = {
    "commas": "[" + ",".join("1" * 11) + "]",
    "texts and commas": "[" + ",".join(['"a"'] * 6) + "]",
    "objects": "[{},{},{},{},{},7]",
    "keys": '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}',
    "marks between texts": '["a"' + ",1" * 10 + ',"b"]',
    "marks behind all texts": '["a"' + ",1" * 10 + "]",
    "marks before all texts": "[" + "1," * 10 + '"a"]',
    "too deep": "[[[[1]]]]",
    "too deep, in an object": '[{"a":[{}]}]',
    "too deep, at the end": "[[[1]],[[1]],[[[1]]]]",
}


@pytest.mark.parametrize("what", FITS)
def test_what_fits_is_read_as_the_library_reads_it(what: str) -> None:
    assert read_json(FITS[what].encode()) == json.loads(FITS[what])


@pytest.mark.parametrize("what", TOO_MUCH)
def test_one_more_is_refused(what: str) -> None:
    assert json.loads(TOO_MUCH[what])
    with pytest.raises(ValueError, match=r"too many values|nested too deep"):
        read_json(TOO_MUCH[what].encode())


def test_what_is_so_small_that_it_fits_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = list[str]()
    monkeypatch.setattr(bounded_json, "_too_many", lambda body: counted.append("marks"))
    monkeypatch.setattr(bounded_json, "_too_deep", lambda found: counted.append("depth"))
    read_json(b"[[[1]]]" + b" " * 3)
    assert counted == []
    read_json(b"[[[1]]]" + b" " * 4)
    assert counted == ["marks"]
    read_json(b"[[],[],[]]")
    assert counted == ["marks", "depth"]


def test_a_text_alone_is_one_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "MAX_MARKS", 1)
    assert read_json(b'"aaaa"') == "aaaa"
    with pytest.raises(ValueError, match="too many values"):
        read_json(b'["a"]')


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"[", b'{"a":1,"a":2}', b'[{"b":{"a":1,"a":1}}]', b"NaN", b"[Infinity]", b"-Infinity", b'"\xff"',
        b"\xff\xfe[\x00]\x00", b"[1]]", b'"a', b"'a'", b"[" * 100_000, b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_strict_json_is_a_value_error(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_json, "MAX_MARKS", 1_000_000)
    with pytest.raises(ValueError, match=r"^(it|one object|-?[NI]\w+) (is|has)"):
        read_json(body)
