"""Finds and reads documents for a command: no more of one than is checked, from a regular file or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..grammar.characters import MAX_DOCUMENT_BYTES

STDIN: Final = "-"
MOST: Final = MAX_DOCUMENT_BYTES + 1
"""One byte more than any document has shows that this one is too large."""

SUFFIXES: Final = frozenset({".xml", ".laml", ".twiml"})
"""How the names of documents end, in any case; a file that is named itself may end in anything."""


def documents_in(folder: str) -> Iterator[str]:
    """The paths of the documents in a folder and all below it, in alphabetical order of each folder.

    Hidden folders, virtual environments and links to folders are left out.
    """
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_environment(here, name))
        for name in sorted(files):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield os.path.join(here, name)


def _is_environment(here: str, name: str) -> bool:
    return name in ("node_modules", "__pycache__") or os.path.exists(os.path.join(here, name, "pyvenv.cfg"))


def read(name: str) -> bytes:
    """The first bytes of a file, at most one more than a document may have.

    Args:
        name: Path of the file, or `-` for standard input.

    Raises:
        OSError: It cannot be read, or is no regular file: a device has no end, and a pipe without a writer waits.
        ValueError: The name has a NUL.
    """
    if name == STDIN:
        return sys.stdin.buffer.read(MOST)
    with open(name, "rb", opener=_opened) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is no regular file; give - to read standard input")
        return file.read(MOST)


def _opened(name: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
