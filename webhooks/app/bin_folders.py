"""Reads the documents of a folder, its sub-folders included. No part of a request ever comes here."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import laml

from ..errors import ConfigError

SUFFIX: Final = ".xml"
UNSEEN: Final = ("Cc", "Cs", "Cn")
"""The categories of characters that nobody can see."""


@dataclass(slots=True)
class BinFolder:
    """A folder whose documents are hosted.

    Args:
        root: The folder.
        public: Whether anybody may fetch its documents.
    Attributes:
        seen: What its files were like when they were read last: their time and size.
    """

    root: Path
    public: bool
    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> dict[Path, tuple[int, int]]:
        """What its files are like now. Files and folders that are hidden, whose names begin with a dot, do not count.

        Raises:
            ConfigError: There is no such folder.
        """
        if not self.root.is_dir():
            raise ConfigError(f"there is no folder {str(self.root)!r} to take bins from")
        found = {}
        for file in sorted(_files(self.root)):
            try:
                status = file.stat()
            except OSError:  # a broken link, or it went this moment
                found[file] = (0, -1)
            else:
                found[file] = (status.st_mtime_ns, status.st_size)
        return found

    def name_of(self, file: Path) -> str:
        """The name of a document: its path in the folder, without its suffix, in one spelling of its letters."""
        path = file.relative_to(self.root).with_suffix("").as_posix()
        return unicodedata.normalize("NFC", path)

    def unusable(self, file: Path) -> str:
        """Why a file cannot be hosted; empty if it can."""
        problem = name_problem(self.name_of(file))
        if problem:
            return f"{file}: {problem}"
        if not file.is_file() or self.root.resolve() not in file.resolve().parents:
            return f"{file}: no file of this folder"
        size = file.stat().st_size
        return f"{file}: {size} bytes, at most {laml.MAX_DOCUMENT_BYTES}" if size > laml.MAX_DOCUMENT_BYTES else ""


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in files if name.endswith(SUFFIX) and not name.startswith("."))


def name_problem(name: str) -> str:
    """What is wrong with the name of a hosted document; empty if nothing is.

    People name files as they like; what a URL cannot say or what nobody sees is refused.
    """
    parts: Sequence[str] = name.split("/")
    if not all(part.strip() for part in parts) or any(part in (".", "..") for part in parts):
        return "a part of its name is empty"
    if "\\" in name or any(unicodedata.category(letter) in UNSEEN for letter in name):
        return "its name has a backslash, or characters that nobody can see"
    return ""


def read_document(file: Path) -> str:
    """The text of a file.

    Raises:
        ConfigError: It is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"bins that cannot be hosted:\n  {file}: byte {error.start} is not UTF-8") from None
