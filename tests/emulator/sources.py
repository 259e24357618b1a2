"""Where the expectations of the emulator's tests come from: each test names its source, and the counts are printed.

A test function carries `@pytest.mark.source("call-semantics 2.8")`, or its module does with `pytestmark`; the nearest
one counts. A function that runs the rows of a table carries a mapping of the rows' names to their sources. A source has
parts with `; ` between them, each beginning with one of `OPENINGS`:

- `call-semantics` and the references of webhooks, markup and REST are digests of the providers' pages; what they mark
  as inferred, or as known from one secondary source, is `unverified` here.
- `unverified: …` says which part of the expectation nobody documents; `unverified at SignalWire` that only the other
  provider documents it.
- `own` is what the emulator adds to the provider (the timeline, its commands, its bounds and safety): not counted.

What nearly every test relies on besides what it is about (how long a sentence takes, the order of what happens at the
same moment) is listed in emulator/DIFFERENCES.md, and makes no test unverified.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

HERE = Path(__file__).parent
OPENINGS: Final[Mapping[str, str]] = {  # how a part of a source begins, and its kind
    "call-semantics": "provider",
    "webhook reference": "provider",
    "markup reference": "provider",
    "REST reference": "provider",
    "signalwire/docs": "provider",
    "SignalWire's ": "provider",
    "Twilio": "provider",
    "twilio-python": "package",
    "signalwire for Python": "package",
    "the vendors' packages for Node": "package",
    "seed": "seed",
    "recorded answer": "recorded",
    "captured requests": "recorded",
    "RFC ": "standard",
    "ITU-T ": "standard",
    "WHATWG ": "standard",
    "ISO/IEC ": "standard",
    "unverified": "unverified",
    "own": "own",
    "threats ": "own",
}
WORDS: Final[Mapping[str, str]] = {
    "provider": "a provider's text",
    "package": "a vendor's package",
    "seed": "a seed",
    "recorded": "a recorded answer",
    "standard": "a standard",
}


@dataclass(frozen=True)
class Claim:
    """A test function, or a row of a table that one runs, and the source that it names."""

    where: str
    source: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each part. Raises `ValueError` for a part that does not begin with one of `OPENINGS`."""
        return tuple(self._kind(part) for part in self.source.split("; "))

    def _kind(self, part: str) -> str:
        for opening, kind in OPENINGS.items():
            if part.startswith(opening):
                return kind
        raise ValueError(f"{self.where}: the source {part!r} begins with none of {', '.join(OPENINGS)}")


def modules() -> Iterator[ModuleType]:
    """Every module of tests below this folder."""
    for file in sorted(HERE.rglob("test_*.py")):
        yield importlib.import_module(".".join((__package__, *file.relative_to(HERE).with_suffix("").parts)))


def claims_of(module: ModuleType) -> Iterator[Claim]:
    """What the tests of a module rest on. Raises `ValueError` for a test that names no source."""
    for name, function in vars(module).items():
        if not name.startswith("test_") or getattr(function, "__module__", "") != module.__name__:
            continue
        where = f"{module.__name__}.{name}"
        source = _marked(function) or _marked(module)
        if isinstance(source, Mapping):
            yield from (Claim(f"{where}[{row}]", text) for row, text in source.items())
        elif source:
            yield Claim(where, source)
        else:
            raise ValueError(
                f"{where} names no source: mark it with pytest.mark.source(…), or its module with pytestmark; "
                f"which words it may begin with stands in {Path(__file__).name}"
            )


def _marked(marked: object) -> str | Mapping[str, str] | None:
    marks = getattr(marked, "pytestmark", [])
    for mark in marks if isinstance(marks, list) else [marks]:
        found = mark.mark if isinstance(mark, pytest.MarkDecorator) else mark
        if found.name == "source":
            (source,) = found.args
            assert isinstance(source, str | Mapping)
            return source
    return None


def count(claims: Iterator[Claim]) -> Counter[str]:
    """How many claims rest on each kind alone, how many are `in part` unverified, and how many altogether."""
    counts: Counter[str] = Counter()
    for claim in claims:
        kinds = dict.fromkeys(claim.kinds)
        sure = [kind for kind in kinds if kind not in ("unverified", "own")]
        if sure:
            counts["in part" if "unverified" in kinds else sure[0]] += 1
        elif "unverified" in kinds:
            counts["unverified"] += 1
    return counts


def told(counts: Mapping[str, int]) -> str:
    """One line: what is printed at the end of `make test`."""
    kinds = ", ".join(f"{words} {counts[kind]}" for kind, words in WORDS.items() if counts[kind])
    return (
        f"{sum(counts.values())} tests of behaviour rest on {kinds}; "
        f"unverified in part {counts['in part']}, altogether {counts['unverified']}"
    )
