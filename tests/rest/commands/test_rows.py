"""CSV files as people have them: from spreadsheets, in their encodings, with their separators."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rest.commands.rows import read_rows

ROWS = [("+15551230000", "Grüße, Zoë; bis morgen"), ("+15551230001", 'She said "hi"\nand left')]
TEXT = '+15551230000,"Grüße, Zoë; bis morgen"\r\n+15551230001,"She said ""hi""\nand left"\r\n'


def as_written(separator: str) -> str:
    return f"To{separator}Body\r\n" + TEXT.replace("0000,", f"0000{separator}").replace("0001,", f"0001{separator}")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep={0}\r\n"])
def test_what_a_spreadsheet_saves_is_read(separator: str, encoding: str, first: str, tmp_path: Path) -> None:
    """Excel saves «CSV» with the separator of its language, «CSV UTF-8» with a mark, «Unicode text» as UTF-16."""
    file = tmp_path / "people.csv"
    file.write_bytes((first.format(separator) + as_written(separator)).encode(encoding))
    assert [(row["to"], row["body"]) for row in read_rows(file)] == ROWS


def test_another_encoding_is_named_with_its_row_and_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"to,body\n+1,plain\n+2,Gr\xfc\xdfe\n")
    with pytest.raises(click.ClickException, match=r"row 2: it is not utf-8: .*--encoding cp1252"):
        read_rows(file)
    assert [row["body"] for row in read_rows(file, "cp1252")] == ["plain", "Grüße"]
    with pytest.raises(click.ClickException, match="no such encoding"):
        read_rows(file, "klingon")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column to"),
        (b"to|body\n", "no column to"),
        (b"to,body,name\n+1,x,y\n", "unknown column name"),
        (b"to,body\n+1\n,hello\n", "row 2: expected 2 fields, and a receiver"),
        (b"to,body\n+1,x,y\n", "row 1: expected 2 fields"),
        (b'to,body\n+1,"' + b"x" * 200_000 + b'"\n', "line 2: field larger than"),
    ],
)
def test_a_file_that_is_none_is_told_with_its_row(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(click.ClickException, match=words):
        read_rows(file)


STARTS = [b"", b"to,body\n", b"to;body\n", b"\xff\xfe", b"\xef\xbb\xbfto\tbody\n"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(STARTS))
def test_no_bytes_raise_anything_but_a_sentence(content: bytes, start: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.csv"
        file.write_bytes(start + content)
        with suppress(click.ClickException):
            read_rows(file)
