"""Documents: building, rendering, parsing, checking, importing, and the memory they take."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Final

import twilio.twiml.voice_response as twilio
from lxml import etree

import laml
from benchmarks.timing import Row, Table, interleaved
from laml import VoiceResponse

STRICT: Final = "names, types, values, nesting, characters, size"
SIZES: Final = (10, 100, 1_000, 10_000)


def our_menu() -> str:
    """A menu of seven elements, validated strictly."""
    response = VoiceResponse()
    gather = response.gather(num_digits=1, action="/menu", timeout=5)
    gather.say("For sales press 1.", voice="man")
    gather.pause(length=1)
    gather.say("For support press 2.", voice="man")
    response.say("We did not hear you.")
    response.redirect("/answer")
    return str(response)


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
    times = interleaved(contenders, rounds, number=1000 if rounds > 1 else 1)
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
    times = interleaved(contenders, min(rounds, 9), number=1)
    rows = [Row(name, seconds / SIZES[-1], "none" if "twilio" in name else STRICT) for name, seconds in times.items()]
    title = "Documents of several sizes, no two texts alike: build and render, per verb (target: 1)"
    return Table(title, rows, baseline="100 verbs")


def _building(build: Callable[[int, int], str], verbs: int) -> Callable[[], object]:
    """As many documents of that size as have the verbs of one of the largest, no two with the same texts."""
    return lambda: [build(verbs, first) for first in range(0, SIZES[-1], verbs)]


MENU: Final = (
    '<Gather action="https://example.com/menu/{0}" numDigits="1" timeout="5">'
    '<Say voice="woman">Thank you for calling. For opening hours and the way to our offices press one, '
    "to speak to somebody in department {0} press two.</Say>"
    "<Play>https://example.com/sounds/{0}.mp3</Play></Gather><Pause length='1'/>"
    "<Say>We did not hear you. Please stay on the line, or call us again later.</Say>"
)
TRANSFER: Final = (
    '<Say>Your number is <say-as interpret-as="digits">{0}</say-as>, <break time="500ms"/> thank you.</Say>'
    '<Dial timeout="20" callerId="+15559870000"><Number url="https://example.com/whisper/{0}">+15551230000</Number>'
    "<Number>+15557654321</Number></Dial>"
)


def document_of(size: int, part: str = MENU) -> bytes:
    """A sound document of about so many bytes: by default menus with prompts of a usual length."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?><Response>']
    while sum(map(len, parts)) < size - 300:
        parts.append(part.format(len(parts)))
    return "".join([*parts, "</Response>"]).encode()


def parsing(rounds: int, part: str, what: str) -> Table:
    """Parse and check a document of 5 kB."""
    data = document_of(5_000, part)
    assert laml.check(data) == []
    contenders: dict[str, Callable[[], object]] = {
        "bare lxml": lambda: etree.fromstring(data),
        "bare lxml, every node looked at": lambda: looked_at(data),
        "parse": lambda: laml.parse(data),
        "parse and check": lambda: laml.check(data),
        "parse, then check the document": lambda: laml.parse(data).check(),
    }
    times = interleaved(contenders, rounds, number=100 if rounds > 1 else 1)
    everything = f"{STRICT}, rules of the whole, order"
    checks = ["well-formed", "well-formed", "well-formed, no DOCTYPE, depth", everything, everything]
    rows = [Row(name, times[name], check) for name, check in zip(contenders, checks, strict=True)]
    elements = len(list(etree.fromstring(data).iter()))
    return Table(f"Reading {what}: {len(data):,} bytes, {elements} elements", rows, baseline="bare lxml")


def looked_at(data: bytes) -> list[object]:
    """What every reader of a tree in Python has to do: bare lxml makes no Python object of a node before."""
    return [
        (node.tag, node.text, node.tail, dict(node.attrib), node.sourceline) for node in etree.fromstring(data).iter()
    ]


def importing(rounds: int) -> Table:
    """Start-up time, each in processes of its own, compiled before as an installation is."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code = "import time; a = time.perf_counter(); import {}; print(time.perf_counter() - a)"
    modules = ("laml", "lxml.etree", "twilio.twiml.voice_response")
    times: dict[str, list[float]] = {module: [] for module in modules}
    for _ in range(rounds):
        for module in modules:
            done = subprocess.run(
                [sys.executable, "-c", code.format(module)], capture_output=True, text=True, check=True, env=environ
            )
            times[module].append(float(done.stdout))
    rows = [Row(f"import {module}", statistics.median(times[module]), "") for module in modules]
    title = "Importing, in processes of their own (target: 0.5 of lxml)"
    return Table(title, rows, baseline="import lxml.etree", unit="ms", scale=1e3)


def memory(rounds: int) -> Table:
    """Bytes that a menu of seven elements holds while it is alive."""
    count = 200 if rounds > 1 else 5

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
    return Table("Memory of a menu of seven elements", rows, baseline="twilio-python", unit="bytes", scale=1)


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
    yield parsing(rounds, MENU, "menus (target: 0.25 of bare lxml)")
    yield parsing(rounds, TRANSFER, "transfers, and speech with mark-up")
    yield importing(rounds)
    yield memory(rounds)
