"""Runs as many attacks as the first argument says (100,000 by default), and tells each that came through."""

import sys

from .escape import fault, texts


def main(count: int) -> int:
    """Run so many attacks; 1 if one came through."""
    found = [(text, wrong) for text in texts(count) if (wrong := fault(text))]
    for text, wrong in found[:10]:
        print(f"{text!r}: {wrong}")
    print(f"{count} texts, {len(found)} came through")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
