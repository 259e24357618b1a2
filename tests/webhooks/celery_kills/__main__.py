"""`python -m tests.webhooks.celery_kills --pool threads --count 5000`: fails if an event was lost or ran twice."""

from __future__ import annotations

import argparse
import sys

from .run import POOLS, Plan, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.webhooks.celery_kills", description=__doc__)
    parser.add_argument("--pool", choices=POOLS, default=Plan.pool)
    parser.add_argument("--count", type=int, default=Plan.count, help="how many events")
    parser.add_argument("--workers", type=int, default=Plan.workers)
    parser.add_argument("--every", type=float, default=Plan.every, help="seconds between two kills, about")
    parser.add_argument("--kills", type=int, default=Plan.kills, help="how many kills at least")
    parser.add_argument("--broker-kills", type=int, default=Plan.broker_kills, help="of a broker of the run's own")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--naive", action="store_true", help="the message is the event: the fault to be found")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="when to give up")
    report = run(Plan(**vars(parser.parse_args())))
    print("\n".join(report.lines()))
    failures = report.failures()
    print("FAILED: " + ", ".join(failures) if failures else "passed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
