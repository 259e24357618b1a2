"""The version of the distribution, which few programs ask for: its metadata is read when they do."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from .hidden_packages import DISTRIBUTION

try:
    __version__ = version(DISTRIBUTION)
except PackageNotFoundError:
    raise AttributeError(f"{DISTRIBUTION} has no version: it is not installed") from None
