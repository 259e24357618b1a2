"""One page of all tables: `python -m benchmarks --page docs/benchmarks.md`, which is what `make bench` does."""

from __future__ import annotations

import math
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.timing import Pair, Pairs, Table

SECTIONS: Final[Mapping[str, str]] = {
    "laml": "Documents: building, importing, memory",
    "elements": "Building every element",
    "programs": "Whole programs, with other imports only",
    "check": "Reading and checking",
    "webhooks": "Verifying and handling",
    "store": "Storing events",
    "bins": "Filling in and hosting bins",
    "rest": "Sending and listing",
    "emulator": "Emulating",
    "phone": "The phone in the browser",
    "peers": "Beside the vendors' packages",
}
"""The modules in the order of the page, `bench_` left out, and the heading of each."""
PACKAGES: Final = ("lxml", "flask", "werkzeug", "sqlalchemy", "psycopg", "requests", "twilio", "gunicorn")
HEAD: Final = """\
# Benchmarks

<!-- Written by `make bench`; do not edit. -->

Everything here was measured in one run on one machine: {machine}. Python {python}; {packages}.

```sh
make bench                          # all of it, which writes this page
.venv/bin/python -m benchmarks check store    # some tables, printed
```

What counts is the ratio: the contenders of a table take turns, in many short rounds, and a row is the median of its
rounds. **x** is how many times as fast (or as small) as the row with 1.00 a row is; the bar shows the same. *checks* is
what the contender of a row does besides: a program that checks nothing is faster than one that does. *Target* in a
title is what the project asked of itself. Other machines have other numbers, and about the same ratios.
"""


def page(tables: Iterable[tuple[str, Table | Pairs]]) -> str:
    """The page, of tables with the name of their module."""
    lines, last = [HEAD.format(**_facts())], ""
    for name, table in tables:
        if name != last:
            lines.append(f"## {SECTIONS.get(name, name)}\n")
            last = name
        lines.extend(_of_pairs(table) if isinstance(table, Pairs) else _of_table(table))
    return "\n".join(lines).rstrip() + "\n"


def _of_table(table: Table) -> Iterator[str]:
    base = next(row.seconds for row in table.rows if row.name == table.baseline)
    top = max(base / row.seconds for row in table.rows)
    yield f"**{_escaped(table.title)}**\n"
    yield f"| | {table.unit} | x | | checks |"
    yield "|---|---:|---:|---|---|"
    for row in table.rows:
        ratio = base / row.seconds
        number = f"{row.seconds * table.scale:,.2f}"
        yield f"| {_escaped(row.name)} | {number} | {ratio:.2f} | {_bar(ratio / top)} | {_escaped(row.checks)} |"
    yield ""


def _of_pairs(pairs: Pairs) -> Iterator[str]:
    yield f"**{_escaped(pairs.title)}**\n"
    yield "; ".join(pairs.summary()) + ".\n"
    yield from _spread(pairs.rows)
    yield "| | ours µs | theirs µs | x | x best |"
    yield "|---|---:|---:|---:|---:|"
    for row in sorted(pairs.rows, key=lambda row: row.ratio):
        ours, theirs = f"{row.ours * 1e6:,.2f}", f"{row.theirs * 1e6:,.2f}"
        yield f"| {_escaped(row.name)} | {ours} | {theirs} | {row.ratio:.2f} | {row.best_ratio:.2f} |"
    yield ""
    for note in pairs.notes:
        yield f"{_escaped(note)}\n"


def _spread(rows: Sequence[Pair]) -> Iterator[str]:
    """How many rows have which ratio, as bars."""
    steps = [math.floor(row.ratio * 2) for row in rows]
    yield "| times as fast as theirs | rows | |"
    yield "|---|---:|---|"
    most = max(steps.count(step) for step in steps)
    for step in range(min(steps), max(steps) + 1):
        count = steps.count(step)
        yield f"| {step / 2:.1f} to {(step + 1) / 2:.1f} | {count} | {_bar(count / most)} |"
    yield ""


def _bar(share: float) -> str:
    """Up to twenty blocks."""
    return "█" * round(20 * share) or "▏"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _facts() -> dict[str, str]:
    """Machine and versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return {"machine": _machine(), "python": platform.python_version(), "packages": packages}


def _machine() -> str:
    found = f"{os.cpu_count()} processors"
    about = Path("/proc/cpuinfo")
    if about.exists() and (model := re.search(r"^model name\s*:\s*(.+)$", about.read_text(encoding="utf-8"), re.M)):
        found += f" ({model[1]})"
    return f"{found}, {platform.system()} {platform.machine()}"
