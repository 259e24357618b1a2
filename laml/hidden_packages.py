"""Finds which of our packages a module of the same name hides. Knows import paths, and nothing of documents.

`rest` and `webhooks` are names that an app may well have for a module of its own; Python then imports that one, and
nothing of ours is found. What Python would find is compared with where our distribution has its files.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

DISTRIBUTION: Final = "lamlkit"
PACKAGES: Final = ("laml", "rest", "webhooks", "emulator")


def hidden_packages(path: Sequence[str] | None = None, *, of: Distribution | None = None) -> list[str]:
    """Say which file hides which of our packages.

    Args:
        path: Folders in the order in which Python searches them; the working folder, then `sys.path`, if left out.
            An app is imported from its own folder, even where the `laml` command is not.
        of: Our distribution, as installed; found by its name if left out.

    Returns:
        A sentence for each package that is hidden; none if our distribution is not installed.
    """
    try:
        found = of or distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return []
    folders = list(path) if path is not None else [os.getcwd(), *sys.path]
    sentences = (_sentence(name, folders, found) for name in PACKAGES)
    return [sentence for sentence in sentences if sentence]


def installed_file(name: str, of: Distribution) -> Path | None:
    """The file of one of our packages, where the distribution has it; `None` if it has none of that name."""
    for root in (Path(str(of.locate_file(""))), _editable_root(of)):
        if root is not None and (root / name / "__init__.py").is_file():
            return (root / name / "__init__.py").resolve()
    return None


def _sentence(name: str, folders: Sequence[str], of: Distribution) -> str:
    ours = installed_file(name, of)
    theirs = _location(PathFinder.find_spec(name, folders))
    if ours is None or theirs is None or theirs in (ours, ours.parent):
        return ""
    kind = "folder" if theirs.is_dir() else "file"
    return f"{theirs} hides the package {name!r} of {DISTRIBUTION} ({ours}): rename that {kind}, or move it elsewhere"


def _location(spec: ModuleSpec | None) -> Path | None:
    """The file of a module; its folder if it is a namespace without one."""
    if spec is None:
        return None
    if spec.origin and spec.has_location:
        return Path(spec.origin).resolve()
    return next((Path(folder).resolve() for folder in spec.submodule_search_locations or ()), None)


def _editable_root(of: Distribution) -> Path | None:
    """The source folder of an editable installation."""
    try:
        described = json.loads(of.read_text("direct_url.json") or "{}")
        url = urlsplit(described["url"])
    except (ValueError, KeyError, TypeError):
        return None
    return Path(url2pathname(url.path)) if url.scheme == "file" else None
