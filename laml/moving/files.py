"""The source files of a program: found in folders, read and written as they are encoded."""

from __future__ import annotations

import ast
import codecs
import io
import os
import re
import shutil
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from .rewrite import NotMoved
from .rows import RENAMED, VENDORS

SKIPPED: Final = frozenset({"venv", "env", "node_modules", "site-packages", "__pycache__"})
"""Folders that hold no source of the program; hidden ones, such as `.venv`, are skipped as well."""
MAX_BYTES: Final = 5_000_000
"""The largest file that is read: no program is as large."""
HIDES_OURS: Final = ("laml", "rest", "webhooks")
"""Modules of a program that hide the packages of these names."""
_MENTIONS: Final = re.compile("|".join(VENDORS).encode())


class Source(NamedTuple):
    """A source file: its text without the byte order mark, and how it is encoded."""

    text: str
    encoding: str
    mark: bytes


def found(paths: Iterable[str]) -> Iterator[Path]:
    """The Python files below these paths, in order; a file that is named itself is one whatever it is called."""
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            yield path
            continue
        for folder, names, files in os.walk(path):
            here = Path(folder)
            names[:] = sorted(name for name in names if not _is_skipped(here / name))
            yield from (here / name for name in sorted(files) if name.endswith((".py", ".pyi")))


def _is_skipped(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()


def read(path: Path) -> Source | None:
    """Read a file; `None` if it says nothing of the vendors.

    Raises:
        OSError: It cannot be read.
        NotMoved: It is too large, or its bytes are no text in its encoding.
    """
    if path.stat().st_size > MAX_BYTES:
        raise NotMoved(f"it has more than {MAX_BYTES} bytes")
    data = path.read_bytes()
    if not _MENTIONS.search(data):
        return None
    name = "utf-8"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        name = "utf-8" if encoding == "utf-8-sig" else encoding
        text = data[len(mark) :].decode(name)
        if text.encode(name) != data[len(mark) :]:
            raise NotMoved(f"its bytes are not those of a text in {name}")
    except (SyntaxError, LookupError) as error:
        raise NotMoved(f"its encoding is not known: {error}") from None
    except UnicodeError as error:
        raise NotMoved(f"it is no text in {name}: {error}") from None
    return Source(text, name, mark)


def write(path: Path, source: Source, text: str) -> None:
    """Write a file as it was encoded; whoever reads it meanwhile has the old one or the new one.

    Raises:
        OSError: It cannot be written.
        NotMoved: The text cannot be written in that encoding.
    """
    try:
        data = source.mark + text.encode(source.encoding)
    except UnicodeError as error:
        raise NotMoved(f"the result is no text in {source.encoding}: {error}") from None
    real = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        shutil.copymode(real, temporary)
        os.replace(temporary, real)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def pinned(texts: Iterable[str]) -> frozenset[str]:
    """Names that a file may take from another one, or that a text names: they have to stay where they are.

    Where a module imports an exception of the vendor's, other files can import it from there.
    """
    names: set[str] = set()
    for text in texts:
        names |= {name for name in RENAMED - names if name in text and _takes(text, name)}
    return frozenset(names)


def _takes(text: str, name: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return True
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            if node.level or (node.module or "").partition(".")[0] not in VENDORS:
                return True
        elif isinstance(node, ast.Attribute) and node.attr == name:
            if ast.unparse(node.value).partition(".")[0] not in VENDORS and not _is_alias(tree, node.value):
                return True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(f".{name}"):
            return True
    return False


def _is_alias(tree: ast.Module, node: ast.expr) -> bool:
    """Whether an expression is the name of a vendor's module."""
    return isinstance(node, ast.Name) and any(
        (alias.asname or alias.name) == node.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Import) or (isinstance(each, ast.ImportFrom) and not each.level)
        for alias in each.names
        if ((each.module if isinstance(each, ast.ImportFrom) else alias.name) or "").partition(".")[0] in VENDORS
    )


def hiding(path: Path) -> bool:
    """Whether a file, or the package that it begins, hides one of our packages: it lies in no package itself."""
    module = path.parent if path.name == "__init__.py" else path
    return path.suffix == ".py" and module.stem in HIDES_OURS and not (module.parent / "__init__.py").exists()
