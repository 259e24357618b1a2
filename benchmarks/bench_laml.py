"""Documents: building and rendering, importing, and the memory they take."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from time import process_time
from typing import Final

import twilio.twiml.voice_response as twilio
from lxml import etree

from benchmarks.timing import Row, Table, interleaved, often
from laml import VoiceResponse

STRICT: Final = "names, types, values, nesting, characters, size"
SIZES: Final = (10, 100, 1_000, 10_000)


def built_menu() -> VoiceResponse:
    """A menu of seven elements, validated strictly."""
    response = VoiceResponse()
    gather = response.gather(num_digits=1, action="/menu", timeout=5)
    gather.say("For sales press 1.", voice="man")
    gather.pause(length=1)
    gather.say("For support press 2.", voice="man")
    response.say("We did not hear you.")
    response.redirect("/answer")
    return response


def our_menu() -> str:
    """The menu rendered."""
    return str(built_menu())


def their_menu() -> str:
    """The same by twilio-python."""
    response = twilio.VoiceResponse()
    gather = response.gather(num_digits=1, action="/menu", timeout=5)
    gather.say("For sales press 1.", voice="man")
    gather.pause(length=1)
    gather.say("For support press 2.", voice="man")
    response.say("We did not hear you.")
    response.redirect("/answer")
    return str(response)


def bare_menu() -> bytes:
    """The same by lxml alone: the least that a tree costs."""
    add = etree.SubElement
    response = etree.Element("Response")
    gather = add(response, "Gather", numDigits="1", action="/menu", timeout="5")
    add(gather, "Say", voice="man").text = "For sales press 1."
    add(gather, "Pause", length="1")
    add(gather, "Say", voice="man").text = "For support press 2."
    add(response, "Say").text = "We did not hear you."
    add(response, "Redirect").text = "/answer"
    return etree.tostring(response, xml_declaration=True, encoding="UTF-8")


def menu(rounds: int) -> Table:
    """Build and render the menu."""
    contenders = {"twilio-python": their_menu, "lamlkit": our_menu, "bare lxml": bare_menu}
    times = interleaved(contenders, rounds, number=1000 if rounds > 1 else 1, timer=process_time)
    checks = {"twilio-python": "none", "lamlkit": STRICT, "bare lxml": "characters"}
    rows = [Row(name, times[name], checks[name]) for name in contenders]
    return Table(
        "An IVR menu of seven elements: build and render (targets: 2.5 x twilio-python, 0.5 of bare lxml)",
        rows,
        baseline="bare lxml",
    )


def build_menus(verbs: int, first: int = 0) -> str:
    """A document of so many verbs; each menu has texts and URLs of its own, as documents from a database have."""
    response = VoiceResponse(validate="strict")
    for number in range(first, first + verbs // 5):
        gather = response.gather(num_digits=1, action=f"/menu/{number}")
        gather.say(f"For item {number} press 1.").pause(length=1)
        response.say("We did not hear you.").redirect(f"/next/{number}")
    return response.to_xml(fragment=True)


def their_menus(verbs: int, first: int = 0) -> str:
    """The same by twilio-python."""
    response = twilio.VoiceResponse()
    for number in range(first, first + verbs // 5):
        gather = response.gather(num_digits=1, action=f"/menu/{number}")
        gather.say(f"For item {number} press 1.")
        gather.pause(length=1)
        response.say("We did not hear you.")
        response.redirect(f"/next/{number}")
    return str(response)


def sizes(rounds: int) -> Table:
    """The cost of one verb in documents of several sizes: it must not grow."""
    contenders = {f"{size:,} verbs": _building(build_menus, size) for size in SIZES}
    contenders["100 verbs, twilio-python"] = _building(their_menus, 100)
    times = interleaved(contenders, min(rounds, 9), number=1, timer=process_time)
    rows = [Row(name, seconds / SIZES[-1], "none" if "twilio" in name else STRICT) for name, seconds in times.items()]
    title = "Documents of several sizes, no two texts alike: build and render, per verb (target: 1)"
    return Table(title, rows, baseline="100 verbs")


def _building(build: Callable[[int, int], str], verbs: int) -> Callable[[], object]:
    """As many documents of that size as have the verbs of one of the largest, no two with the same texts."""
    return lambda: [build(verbs, first) for first in range(0, SIZES[-1], verbs)]


def importing(rounds: int) -> Table:
    """Whole processes that import one module and end; compiled before, as an installation is."""
    modules = ("laml", "lxml.etree", "twilio.twiml.voice_response")
    for module in modules:
        _process(f"import {module}")
    times: dict[str, list[float]] = {module: [] for module in modules}
    for _ in range(often(rounds)):
        for module in modules:
            times[module].append(_process(f"import {module}"))
    rows = [Row(f"import {module}", min(times[module]), "") for module in modules]
    title = "Importing, whole processes, the best of all rounds (target: 0.77 of lxml)"
    return Table(title, rows, baseline="import lxml.etree", unit="ms", scale=1e3)


def _process(code: str) -> float:
    """The processor's time to start Python, run a line and end; bytecode is written as in an installation."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = _of_children()
    subprocess.run([sys.executable, "-c", code], check=True, env=environ)
    return _of_children() - began


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(rounds: int) -> Table:
    """Bytes that a menu of seven elements holds while it is alive."""
    count = often(200 if rounds > 1 else 5, 5)

    def ours() -> object:
        response = VoiceResponse()
        gather = response.gather(num_digits=1, action="/menu", timeout=5)
        gather.say("For sales press 1.").pause(length=1).say("For support press 2.")
        return response.say("We did not hear you.").redirect("/answer").root

    def theirs() -> object:
        response = twilio.VoiceResponse()
        gather = response.gather(num_digits=1, action="/menu", timeout=5)
        gather.say("For sales press 1.")
        gather.pause(length=1)
        gather.say("For support press 2.")
        response.say("We did not hear you.")
        response.redirect("/answer")
        return response

    rows = [Row("lamlkit", _held(ours, count), STRICT), Row("twilio-python", _held(theirs, count), "none")]
    return Table(
        "Memory of a menu of seven elements (target: 1,300 bytes)",
        rows,
        baseline="twilio-python",
        unit="bytes",
        scale=1,
    )


def _held(make: Callable[[], object], count: int) -> float:
    make()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = [make() for _ in range(count)]
        return (tracemalloc.get_traced_memory()[0] - before - sys.getsizeof(kept)) / count
    finally:
        tracemalloc.stop()


def tables(rounds: int = 15) -> Iterator[Table]:
    """All tables of this module."""
    yield menu(rounds)
    yield sizes(rounds)
    yield importing(rounds)
    yield memory(rounds)
