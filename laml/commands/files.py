"""Reads a document for a command: from a regular file or standard input, and no more of it than is checked."""

from __future__ import annotations

import os
import stat
import sys
from typing import Final

from ..grammar.characters import MAX_DOCUMENT_BYTES

STDIN: Final = "-"
MOST: Final = MAX_DOCUMENT_BYTES + 1
"""One byte more than any document has shows that this one is too large."""


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
