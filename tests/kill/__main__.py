"""`python -m tests.kill --database sqlite --count 20000`: run, print what was found, and fail if anything is wrong."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .databases import DATABASES
from .run import Plan, run


def main() -> int:
    """Run once."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--database", choices=[*DATABASES], default=Plan.database, help="where the store is")
    parser.add_argument("--count", type=int, default=Plan.count, help="how many events")
    parser.add_argument("--processes", type=int, default=Plan.processes, help="web processes; half as many workers")
    parser.add_argument("--seed", type=int, default=Plan.seed, help="what all draws come from")
    parser.add_argument("--naive", choices=["", "claims", "acts"], default="", help="handlers without the store")
    parser.add_argument("--slow", type=float, default=Plan.slow, help="the share of handlers that take 50 ms")
    parser.add_argument("--pause", type=float, default=Plan.pause, help="the mean of the seconds between two kills")
    parser.add_argument("--folder", type=Path, default=None, help="where the database is made, such as /dev/shm")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="when to give up")
    report = run(Plan(**vars(parser.parse_args())))
    print("\n".join(report.lines()))
    failures = report.failures()
    print("FAILED: " + "; ".join(failures) if failures else "passed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
