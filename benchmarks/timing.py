"""Times contenders side by side: one round of each in turn, many rounds, medians; and the tables that show them."""

import statistics
import timeit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


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


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int, *, number: int) -> dict[str, float]:
    """Median seconds per run of each contender.

    Args:
        contenders: What runs, by name.
        rounds: How many turns each gets; a turn of one follows a turn of the other, so that a slow moment hits all.
        number: Runs in a turn.
    """
    for run in contenders.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            found[name].append(timeit.timeit(run, number=number) / number)
    return {name: statistics.median(times) for name, times in found.items()}
