"""Which files are taken, and that a file is read and written as it is encoded."""

import os
from pathlib import Path

import pytest

from laml.moving import files
from laml.moving.files import Source, found, hiding, pinned, read, write
from laml.moving.rewrite import NotMoved

PROGRAM = "from twilio.rest import Client\n"


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROGRAM, encoding="utf-8")


def test_folders_are_walked_and_environments_are_not(tmp_path: Path) -> None:
    tree(
        tmp_path, "app.py", "b/c/d.py", "b/types.pyi", "b/notes.txt", ".venv/lib/x.py", ".git/hook.py", "venv/x.py",
        "node_modules/x.py", "b/__pycache__/d.py", "mine/pyvenv.cfg", "mine/x.py", "site-packages/twilio/x.py",
    )  # fmt: skip
    names = [path.relative_to(tmp_path).as_posix() for path in found([str(tmp_path)])]
    assert names == ["app.py", "b/types.pyi", "b/c/d.py"]


def test_what_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    tree(tmp_path, "script", ".venv/x.py")
    named = [str(tmp_path / "script"), str(tmp_path / ".venv"), str(tmp_path / "gone.py")]
    assert [path.name for path in found(named)] == ["script", "x.py", "gone.py"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "a/x.py")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in found([str(tmp_path)])] == ["x.py"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"import twilio  # caf\xc3\xa9\n", "utf-8"),
        (b"\xef\xbb\xbfimport twilio\r\n", "utf-8"),
        (b"# -*- coding: latin-1 -*-\nimport twilio  # caf\xe9\n", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\r\nimport twilio  # \x80\r\n", "cp1252"),
        ("# coding: shift_jis\nimport twilio  # 日本\n".encode("shift_jis"), "shift_jis"),
    ],
)
def test_a_file_is_written_as_it_was_encoded(data: bytes, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(data)
    path.chmod(0o755)
    source = read(path)
    assert source is not None
    assert source.encoding == encoding
    assert "\ufeff" not in source.text
    write(path, source, source.text)
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o755
    assert os.listdir(tmp_path) == ["a.py"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"import twilio\n# \xff\n", "it is no text in utf-8"),
        (b"# coding: no-such\nimport twilio\n", "encoding"),
        (b"# coding: ascii\nimport twilio # \xc3\n", "it is no text in ascii"),
        ("import twilio".encode("utf-16"), None),
    ],
)
def test_a_file_that_is_no_text_is_refused(data: bytes, reason: str | None, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(data)
    if reason is None:  # nothing in it says twilio
        assert read(path) is None
    else:
        with pytest.raises(NotMoved, match=reason):
            read(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    path = tmp_path / "a.py"
    path.write_text(PROGRAM)
    with pytest.raises(NotMoved, match="more than 10 bytes"):
        read(path)


def test_a_text_that_the_encoding_lacks_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\n")
    with pytest.raises(NotMoved, match="the result is no text in latin-1"):
        write(path, Source("", "latin-1", b""), "日本")
    assert path.read_bytes() == b"# coding: latin-1\n"


def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text(PROGRAM)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write(path, Source(PROGRAM, "utf-8", b""), "x")
    assert path.read_text() == PROGRAM
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(PROGRAM)
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")
    write(tmp_path / "link.py", Source(PROGRAM, "utf-8", b""), "x = 1\n")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "x = 1\n"


NAME = "TwilioRestException"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"from twilio.base.exceptions import {NAME}\nraise {NAME}\n", set()),
        (f"import twilio.base.exceptions as ex\nex.{NAME}\ntwilio.base.exceptions.{NAME}\n", set()),
        (f"from mine.errors import {NAME}\n", {NAME}),
        (f"from .errors import (\n    {NAME} as E,\n)\n", {NAME}),
        (f"import errors\nerrors.{NAME}\n", {NAME}),
        (f"mock.patch('app.{NAME}')\n", {NAME}),
        (f"print '{NAME}'\n", {NAME}),
        ("from mine import TwiMLException\n", {"TwiMLException"}),
        ("from mine import Client\n", set()),
    ],
)
def test_a_name_that_another_file_takes_is_pinned(text: str, names: set[str]) -> None:
    assert pinned([PROGRAM, text]) == names


def test_a_file_that_hides_one_of_our_packages_is_known(tmp_path: Path) -> None:
    tree(tmp_path, "rest.py", "webhooks/__init__.py", "api/__init__.py", "api/rest.py", "models.py")
    assert [path.relative_to(tmp_path).as_posix() for path in found([str(tmp_path)]) if hiding(path)] == [
        "rest.py",
        "webhooks/__init__.py",
    ]
