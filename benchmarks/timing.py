"""Times contenders side by side: one round of each in turn, many rounds, medians; and the tables that show them."""

import statistics
import time
import timeit
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_BRIEF: Final = ContextVar("brief", default=False)


@contextmanager
def brief() -> Iterator[None]:
    """Let everything run a few times only: to see that the tables come out, whose figures mean nothing then."""
    token = _BRIEF.set(True)
    try:
        yield
    finally:
        _BRIEF.reset(token)


def often(usual: int, few: int = 1) -> int:
    """How often something is done, or how much of it there is: as usual, or a few in `brief`."""
    return min(usual, few) if _BRIEF.get() else usual


@dataclass(frozen=True)
class Row:
    """One line of a table: seconds for one run (or another quantity, see the table), and the checks that were on."""

    name: str
    seconds: float
    checks: str


@dataclass(frozen=True)
class Table:
    """Rows with ratios to a baseline, which is one of them."""

    title: str
    rows: Sequence[Row]
    baseline: str
    unit: str = "µs"
    scale: float = 1e6

    def lines(self) -> list[str]:
        """The table as text; `x` is how many times as fast (or small) as the baseline."""
        base = next(row.seconds for row in self.rows if row.name == self.baseline)
        width = max(len(row.name) for row in self.rows)
        head = f"{'':{width}}  {self.unit:>12}  {'x':>6}  checks"
        body = [
            f"{r.name:{width}}  {r.seconds * self.scale:12.2f}  {base / r.seconds:6.2f}  {r.checks}" for r in self.rows
        ]
        return [self.title, head, *body, ""]


@dataclass(frozen=True)
class Pair:
    """One line of a table of pairs: seconds for one run of ours and of theirs, median and best of all rounds."""

    name: str
    ours: float
    theirs: float
    best_ours: float
    best_theirs: float

    @property
    def ratio(self) -> float:
        """How many times as fast as theirs ours is, by the medians."""
        return self.theirs / self.ours

    @property
    def best_ratio(self) -> float:
        """The same by the best rounds."""
        return self.best_theirs / self.best_ours


@dataclass(frozen=True)
class Pairs:
    """Rows of ours and theirs, and what all rows together show."""

    title: str
    rows: Sequence[Pair]
    notes: Sequence[str] = ()

    def mean(self) -> float:
        """The geometric mean of the ratios."""
        return statistics.geometric_mean(row.ratio for row in self.rows)

    def lines(self) -> list[str]:
        """The table as text, the slowest row first; `x` is how many times as fast as theirs ours is."""
        width = max(len(row.name) for row in self.rows)
        head = f"{'':{width}}  {'ours µs':>8}  {'theirs µs':>9}  {'x':>6}  {'x best':>6}"
        ordered = sorted(self.rows, key=lambda row: row.ratio)
        body = [
            f"{r.name:{width}}  {r.ours * 1e6:8.2f}  {r.theirs * 1e6:9.2f}  {r.ratio:6.2f}  {r.best_ratio:6.2f}"
            for r in ordered
        ]
        return [self.title, head, *body, *self.summary(), *self.notes, ""]

    def summary(self) -> list[str]:
        """Geometric mean, quartiles and the slowest row, in words."""
        ratios = [row.ratio for row in self.rows]
        slowest = min(self.rows, key=lambda row: row.ratio)
        low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        slower = sum(ratio < 1 for ratio in ratios)
        return [
            f"{len(ratios)} rows: geometric mean {self.mean():.2f}, quartiles {low:.2f} {middle:.2f} {high:.2f}, "
            f"slower than theirs {slower}, slowest {slowest.ratio:.2f} ({slowest.name})"
        ]


BURST: Final = 0.001
"""Seconds that one contender runs before the other's turn comes."""


def paired(
    contenders: Mapping[str, tuple[Callable[[], object], Callable[[], object]]], rounds: int, burst: float = BURST
) -> list[Pair]:
    """Time ours and theirs of every row in short bursts, in turn; each round goes over all rows.

    What counts is the processor's time, so that other programs on the machine do not: nothing here waits.

    Args:
        contenders: What runs, by the name of the row: ours, then theirs.
        rounds: How many bursts each gets. A slow moment of the machine hits few bursts of many rows, not one row.
        burst: About how many seconds a burst takes.
    """
    rounds = often(rounds)
    numbers = {name: [often(_runs_in(run, burst)) for run in both] for name, both in contenders.items()}
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in contenders}
    for _ in range(rounds):
        for name, both in contenders.items():
            for run, number, found in zip(both, numbers[name], times[name], strict=True):
                found.append(timeit.timeit(run, number=number, timer=time.process_time) / number)
    median = statistics.median
    return [Pair(name, median(ours), median(theirs), min(ours), min(theirs)) for name, (ours, theirs) in times.items()]


def _runs_in(run: Callable[[], object], burst: float) -> int:
    run()
    once = min(timeit.repeat(run, number=5, repeat=often(9), timer=time.process_time)) / 5
    return max(1, int(burst / once))


def interleaved(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    number: int,
    timer: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds per run of each contender.

    Args:
        contenders: What runs, by name.
        rounds: How many turns each gets; a turn of one follows a turn of the other, so that a slow moment hits all.
        number: Runs in a turn.
        timer: `time.process_time` for what never waits, so that other programs on the machine do not count.
    """
    rounds, number = often(rounds), often(number)
    for run in contenders.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            found[name].append(timeit.timeit(run, number=number, timer=timer) / number)
    return {name: statistics.median(times) for name, times in found.items()}
