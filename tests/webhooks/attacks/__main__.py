"""`python -m tests.webhooks.attacks forge|fuzz|twins COUNT [SEED]`: attack, print counts, exit 1 if any got through."""

import logging
import sys
import time

from .forge import forge
from .forge import struck as forge_struck
from .fuzz import fuzz
from .fuzz import struck as fuzz_struck
from .twins import struck as twins_struck
from .twins import twins


def main(attack: str, count: int, seed: int = 0) -> int:
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    faults = max(count // 100, 200)
    if attack == "forge":
        outcomes = forge(count, seed)
        bad, strikes = outcomes["accepted"], forge_struck(faults, seed)
        print(f"{count} one-byte forgeries: {dict(outcomes)}; accepted {bad}")
    elif attack == "twins":
        outcomes = twins(count, seed)
        bad, strikes = outcomes["altered"], twins_struck(faults, seed)
        print(f"{count} twins of one signature: {dict(outcomes)}; altered {bad}")
    else:
        results = [fuzz(count // 2, seed), fuzz(count // 2, seed + 1, trusting=True)]
        bad, strikes = sum(result.broken for result in results), fuzz_struck(faults, seed)
        for result in results:
            print(f"{sum(result.statuses.values())} mutated requests: {dict(result.statuses)}; {result.escaped[:3]}")
        print(f"500 and above, or an exception: {bad}")
    print(f"the fault struck {strikes} times in {faults}; {time.monotonic() - began:.0f} s")
    return 1 if bad or not strikes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
