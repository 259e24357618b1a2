"""Runs many attacks, or compares with another tree.

`python -m tests.laml.attacks [COUNT]` puts so many hostile texts into documents (100,000 by default), and prints each
that came through. `python -m tests.laml.attacks beside --old PYTHON --count N` draws documents and reports what the
`laml` that is installed for another interpreter finds in them and this tree does not, and the reverse.
"""

import argparse
import sys
import time

from .beside import Comparison, compare
from .escape import fault, texts


def escape(count: int) -> int:
    """Run so many attacks; 1 if one came through."""
    found = [(text, wrong) for text in texts(count) if (wrong := fault(text))]
    for text, wrong in found[:10]:
        print(f"{text!r}: {wrong}")
    print(f"{count} texts, {len(found)} came through")
    return 1 if found else 0


def beside(arguments: list[str]) -> int:
    """Compare with another tree; 1 if it finds what this one does not."""
    parser = argparse.ArgumentParser(prog="python -m tests.laml.attacks beside")
    parser.add_argument("--old", required=True, help="interpreter of an environment with the other laml")
    parser.add_argument("--count", type=int, default=100_000, help="documents to draw")
    parser.add_argument("--jobs", type=int, default=1, help="pairs of processes at a time")
    parser.add_argument("--seed", type=int, default=0, help="other documents for another seed")
    parser.add_argument("--each-in-one", action="store_true", help="check each document in one dialect, in turn")
    given = parser.parse_args(arguments)
    began = time.perf_counter()

    def progress(so_far: Comparison) -> None:
        print(f"{so_far.documents:,} documents, {so_far.lost():,} findings lost", file=sys.stderr, flush=True)

    result = compare(
        given.old, given.count, jobs=given.jobs, seed=given.seed, each_in_one=given.each_in_one, progress=progress
    )
    print("\n".join(result.lines()))
    seconds = time.perf_counter() - began
    print(f"{seconds:.0f} s, {result.documents / seconds:,.0f} documents a second")
    return 1 if result.lost() else 0


if __name__ == "__main__":
    first = sys.argv[1:2]
    sys.exit(beside(sys.argv[2:]) if first == ["beside"] else escape(int(first[0]) if first else 100_000))
