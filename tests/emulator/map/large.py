"""Maps an IVR of 200 menus with five keys each, prints the seconds of CPU time, and draws it.

python -m tests.emulator.map.large --shape chain --app webhooks --output chain.svg
"""

from __future__ import annotations

import argparse
import os
import time
from functools import partial
from pathlib import Path
from typing import Literal

from flask import Flask

from emulator import Provider
from emulator.environment import fill
from emulator.map import walk
from emulator.map.svg import write_svg
from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks

from .ivrs import Answer, Form, ivr

MENUS = 200
KEYS = 5
BYE = "<Say>Goodbye.</Say><Hangup/>"
Shape = Literal["tree", "chain"]


def below(shape: Shape, number: int, key: int) -> int:
    """The menu that a key of a menu leads to: in a tree each key does while there are any, in a chain the first."""
    if shape == "tree":
        return number * KEYS + key
    return number + 1 if key == 1 else MENUS


def prompt(number: int) -> str:
    """What a menu says."""
    offers = " ".join(f"For item {key} press {key}." for key in range(1, KEYS + 1))
    return f"Menu {number}. {offers}"


def plain(shape: Shape) -> Flask:
    """The IVR as texts: documents by path, and no signature is looked at."""

    def asked(number: int) -> str:
        return f"<Gather numDigits='1' action='/keys/{number}'><Say>{prompt(number)}</Say></Gather>{BYE}"

    def pressed(number: int, form: Form) -> str:
        key = int(form["Digits"]) if form["Digits"].isdecimal() else 0
        if not 1 <= key <= KEYS:
            return "<Say>Wrong.</Say><Redirect>/answer</Redirect>"
        next_one = below(shape, number, key)
        return asked(next_one) if next_one < MENUS else f"<Say>Item {key} of menu {number}.</Say><Hangup/>"

    keys: dict[str, Answer] = {f"/keys/{number}": partial(pressed, number) for number in range(MENUS)}
    return ivr({"/answer": asked(0), **keys})


def with_webhooks(shape: Shape) -> Flask:
    """The same by `webhooks` and `laml`: signatures verified, the menu in signed state, documents built and checked."""
    app = Flask("large")
    hooks = Webhooks(app)

    def asked(number: int) -> Document:
        response = VoiceResponse()
        response.gather(num_digits=1, action=pressed.bind(menu=str(number))).say(prompt(number))
        return response.say("Goodbye.").hangup()

    @hooks.voice("/answer")
    def answer(_: VoiceRequest) -> Document:
        return asked(0)

    @hooks.gather("/keys")
    def pressed(call: GatherRequest) -> Document:
        digits = call.digits or ""
        number, key = int(str(call.state["menu"])), int(digits) if digits.isdecimal() else 0
        if not 1 <= key <= KEYS:
            return VoiceResponse().say("Wrong.").redirect(answer)
        next_one = below(shape, number, key)
        return asked(next_one) if next_one < MENUS else VoiceResponse().say(f"Item {key} of menu {number}.").hangup()

    return app


APPS = {"plain": plain, "webhooks": with_webhooks}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=["tree", "chain"], default="tree")
    parser.add_argument("--app", choices=list(APPS), default="plain")
    parser.add_argument("--output", type=Path, help="an SVG")
    given = parser.parse_args()
    fill(os.environ)
    provider = Provider("signalwire")
    provider.host(APPS[given.app](given.shape), raises=False)
    began = time.process_time()
    whole = walk(provider, "/answer")
    took = time.process_time() - began
    print(f"{given.shape}, {given.app}: {took:.1f} s of CPU, {len(whole.nodes)} nodes, {whole.requests} requests")
    if given.output:
        given.output.write_text(write_svg(whole), encoding="utf-8")
