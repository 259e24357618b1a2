"""`python -m tests.emulator.attacks --count N [--seed S]`: attack both servers, print counts, exit 1 if any broke."""

import argparse
import sys
import time

from .attack import attack
from .faults import FAULTS, struck


def main(count: int, seed: int) -> int:
    """Attack each provider's server with half of the requests, then one with each fault."""
    began = time.monotonic()
    failed = False
    for name in ("signalwire", "twilio"):
        result = attack(name, count // 2, seed)
        print(f"{name}: {result.kinds.total():,} requests, {dict(sorted(result.kinds.items()))}")
        print(f"  statuses {dict(sorted(result.statuses.items()))}; wrong: {len(result.wrong)}")
        for line in result.wrong[:10]:
            print(f"  {line}")
        failed = failed or bool(result.wrong)
    for fault in FAULTS:
        found = struck(fault, seed)
        print(f"fault {fault!r}: {'found' if found else 'not found'}")
        failed = failed or not found
    print(f"{time.monotonic() - began:.0f} s")
    return int(failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    sys.exit(main(given.count, given.seed))
