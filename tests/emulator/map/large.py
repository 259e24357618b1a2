"""Maps an IVR of 200 menus with five keys each, prints the seconds of CPU time, and draws it.

python -m tests.emulator.map.large --shape chain --output chain.svg
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from emulator import Provider
from emulator.map import walk
from emulator.map.svg import write_svg

from .ivrs import Answer, Form, ivr

MENUS = 200
KEYS = 5
BYE = "<Say>Goodbye.</Say><Hangup/>"


def menus(shape: str) -> dict[str, Answer]:
    """The documents: in a tree each key leads to a menu while there are any, in a chain only the first key does."""

    def below(number: int, key: int) -> int:
        if shape == "tree":
            return number * KEYS + key
        return number + 1 if key == 1 else MENUS

    def asked(number: int) -> str:
        offers = " ".join(f"For item {key} press {key}." for key in range(1, KEYS + 1))
        return f"<Gather numDigits='1' action='/keys/{number}'><Say>Menu {number}. {offers}</Say></Gather>{BYE}"

    def pressed(number: int, form: Form) -> str:
        key = int(form["Digits"]) if form["Digits"].isdecimal() else 0
        if not 1 <= key <= KEYS:
            return "<Say>Wrong.</Say><Redirect>/answer</Redirect>"
        next_one = below(number, key)
        return asked(next_one) if next_one < MENUS else f"<Say>Item {key} of menu {number}.</Say><Hangup/>"

    keys: dict[str, Answer] = {
        f"/keys/{number}": lambda form, number=number: pressed(number, form) for number in range(MENUS)
    }
    return {"/answer": asked(0), **keys}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=["tree", "chain"], default="tree")
    parser.add_argument("--output", type=Path, help="an SVG")
    given = parser.parse_args()
    provider = Provider("signalwire")
    provider.host(ivr(menus(given.shape)), raises=False)
    began = time.process_time()
    whole = walk(provider, "/answer")
    took = time.process_time() - began
    print(f"{given.shape}: {took:.1f} s of CPU, {len(whole.nodes)} nodes, {whole.requests} requests")
    if given.output:
        given.output.write_text(write_svg(whole), encoding="utf-8")
