"""`python -m tests.webhooks.attacks bins|forge|fuzz|genuine|twins --count N`: attack, count, exit 1 if one failed."""

import argparse
import logging
import sys
import time

from .bins import FAULTS as BIN_FAULTS
from .bins import attack as bins_attack
from .forge import forge
from .forge import struck as forge_struck
from .fuzz import fuzz
from .fuzz import struck as fuzz_struck
from .genuine import disagreements, refusals, turned_away
from .twins import FAULTS, attack, unfound


def main(name: str, count: int, seed: int = 0) -> int:
    """Run one attack."""
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    faults = max(count // 100, 200)
    if name == "twins":
        failed = twins(count, seed)
    elif name == "bins":
        failed = bins(count, seed)
    elif name == "genuine":
        asked = turned_away(count, seed)
        print(f"{asked.drawn:,} genuine requests: {asked.told} refused by the exception, {len(asked.others)} others")
        for line in asked.others[:5]:
            print(line)
        failed = bool(asked.others)
    elif name == "forge":
        outcomes = forge(count, seed)
        bad, strikes = outcomes["accepted"], forge_struck(faults, seed)
        print(f"{count} one-byte forgeries: {dict(outcomes)}; accepted {bad}")
        failed = told(bad, strikes, faults)
    else:
        results = [fuzz(count // 2, seed), fuzz(count // 2, seed + 1, trusting=True)]
        bad, strikes = sum(result.broken for result in results), fuzz_struck(faults, seed)
        for result in results:
            print(f"{sum(result.statuses.values())} mutated requests: {dict(result.statuses)}; {result.escaped[:3]}")
        print(f"500 and above, or an exception: {bad}")
        failed = told(bad, strikes, faults)
    print(f"{time.monotonic() - began:.0f} s")
    return int(failed)


def told(bad: int, strikes: int, faults: int) -> bool:
    """Print how often the fault struck, and tell whether the attack counts as failed."""
    print(f"the fault struck {strikes} times in {faults}")
    return bool(bad) or not strikes


def bins(count: int, seed: int) -> bool:
    """Run the attack on bins, and each fault."""
    outcomes, failed = bins_attack(count, seed)
    print(f"{outcomes.total():,} documents of drawn templates and hostile values: {dict(outcomes)}")
    strikes = {name: bins_attack(max(count // 100, 1_000), seed, fault)[0] for name, fault in BIN_FAULTS.items()}
    for name, counts in strikes.items():
        print(f"the fault {name!r}: {dict(counts)}")
    for line in failed:
        print(line)
    struck = all(counts["altered"] and counts["broken"] for counts in strikes.values())
    return bool(outcomes["altered"] or outcomes["broken"]) or not struck


def twins(count: int, seed: int) -> bool:
    """Run the attack on signed runs: twins, genuine requests, a sample through the app, and each fault."""
    counts = attack(count, seed)
    for family, drawn in sorted(counts.families.items()):
        print(f"{drawn:>9,} {family}")
    print(f"{counts.families.total():>9,} twins: {dict(counts.outcomes)}")
    print(f"{counts.bad} altered, added or dropped a field of the first sort, or changed method, URL or handler")
    genuine = refusals(max(count // 10, 100), seed)
    print(f"{genuine.drawn:,} genuine requests: {genuine.told} refused by the exception, {len(genuine.others)} others")
    sample = disagreements(max(count // 500, 100), seed)
    print(f"a sample through Flask and read_request: {dict(sample)}")
    missed = unfound(max(20_000, count // 4), seed)
    print(f"faults found: {len(FAULTS) - len(missed)} of {len(FAULTS)}; not found: {missed}")
    for line in [*counts.altered, *genuine.others][:5]:
        print(line)
    return bool(counts.bad or genuine.others or sample["differs"] or missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["bins", "forge", "fuzz", "genuine", "twins"])
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    sys.exit(main(given.name, given.count, given.seed))
