"""The titles of Twilio's numeric codes, from `twilio_titles.tsv` beside this module; read when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_KINDS: Final = {"e": "error", "w": "warning"}


@cache
def twilio_titles() -> Mapping[int, tuple[str, str]]:
    """The title of each code, and whether it is an `error` or a `warning`.

    Source: Twilio's public list of 2023-05.
    """
    text = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {int(code): (title, _KINDS[kind]) for code, kind, title in rows}
