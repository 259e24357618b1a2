"""Reading and checking: beside bare lxml, at several sizes, the first time in a process, and in a webhook's answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from time import process_time
from typing import Final

from lxml import etree

import laml
from benchmarks.bench_laml import STRICT, built_menu, our_menu
from benchmarks.timing import Row, Table, interleaved, often
from webhooks.app import documents as answers

SIZES: Final = (5_000, 16_000, 32_000, 64_000)
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
    times = interleaved(contenders, rounds, number=100 if rounds > 1 else 1, timer=process_time)
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


WRONG: Final = {
    "a misspelt name": ('voice="woman"', 'voyce="woman"'),
    "a deprecated value": ('voice="woman"', 'voice="alice"'),
    "a verb in the wrong place": ("<Play>", "<Number>+15551230000</Number><Play>"),
}
"""One mistake each: what a sound document has, and what stands there instead, once."""


def findings() -> dict[str, bytes]:
    """Documents with findings, by what is wrong with them."""
    document = document_of(5_000).decode()
    found = {f"{name}, in 5 kB": document.replace(*change, 1).encode() for name, change in WRONG.items()}
    small = "<Response><Say {}>Hello</Say></Response>"
    found["a misspelt name, in one verb"] = small.format('voyce="man"').encode()
    found["a deprecated value, in one verb"] = small.format('voice="alice"').encode()
    found["200 findings, all alike"] = b"<Response>" + b'<Say voyce="man">Hello</Say>' * 200 + b"</Response>"
    found["200 findings, of 4 kinds"] = f"<Response>{''.join(FAULTY) * 50}</Response>".encode()
    return found


FAULTY: Final = (
    '<Say voice="alice">Hello</Say>',
    '<Pause lenght="1"/>',
    "<Number>+15551230000</Number>",
    '<Play loop="many">/a.mp3</Play>',
)


def finding(rounds: int) -> Table:
    """Checking documents with findings; the time in bare lxml is that of the same document."""
    contenders: dict[str, Callable[[], object]] = {}
    for name, data in findings().items():
        assert laml.check(data), name
        contenders[f"lxml, {name}"] = _parsing(data)
        contenders[name] = _checking(data)
    times = interleaved(contenders, rounds, number=20 if rounds > 1 else 1, timer=process_time)
    rows = [
        Row(
            name,
            times[name],
            f"{len(laml.check(data))} findings, {times[name] / times[f'lxml, {name}']:.1f} x bare lxml",
        )
        for name, data in findings().items()
    ]
    return Table("Checking documents with findings", rows, baseline=rows[0].name)


def growing(rounds: int) -> Table:
    """The cost of checking one byte in documents of several sizes, as many bytes in each turn: it must not grow."""
    documents = {f"{size:,} bytes": (document_of(size), SIZES[-1] // size) for size in SIZES}
    contenders = {name: _checking(data, times) for name, (data, times) in documents.items()}
    found = interleaved(contenders, rounds, number=3, timer=process_time)
    rows = [Row(name, found[name] / len(data) / times, STRICT) for name, (data, times) in documents.items()]
    title = "Checking documents of several sizes, per byte (target: at least 0.83)"
    return Table(title, rows, baseline=rows[0].name, unit="ns", scale=1e9)


def _checking(data: bytes, times: int = 1) -> Callable[[], object]:
    return lambda: [laml.check(data) for _ in range(times)]


def _parsing(data: bytes) -> Callable[[], object]:
    return lambda: etree.fromstring(data)


FIRST: Final[Mapping[str, bytes]] = {
    "of one Say": b"<Response><Say>Hello</Say></Response>",
    "of menus, 5 kB": document_of(5_000),
    "of transfers, 5 kB": document_of(5_000, TRANSFER),
}


def first(rounds: int) -> Table:
    """The first check of a process, the best of several processes; importing laml and lxml is not counted."""
    rows = [Row(name, min(_first(data) for _ in range(often(rounds))), STRICT) for name, data in FIRST.items()]
    title = "The first check of a process (target: 10 ms)"
    return Table(title, rows, baseline=rows[0].name, unit="ms", scale=1e3)


def _first(data: bytes) -> float:
    code = (
        "import sys, time, lxml.etree, laml; data = sys.stdin.buffer.read(); began = time.process_time(); "
        "laml.check(data); print(time.process_time() - began)"
    )
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, env=environ)
    return float(done.stdout)


def answer(rounds: int) -> Table:
    """One answer as a webhook makes it: built, written, and checked as the tree it is for the route's kind."""
    assert answers.check(built_menu(), "twiml", "voice").problems == ()
    contenders: dict[str, Callable[[], object]] = {
        "build and render": our_menu,
        "build, render and check as a webhook does": lambda: answers.check(built_menu(), "twiml", "voice"),
        "build, render and check the text": lambda: laml.check(answers.write(built_menu()), "twiml"),
    }
    times = interleaved(contenders, rounds, number=1000 if rounds > 1 else 1, timer=process_time)
    rows = [Row(name, times[name], STRICT) for name in contenders]
    ratio = rows[1].seconds / rows[0].seconds
    title = f"One answer of a webhook: {ratio:.2f} times build and render (limit: 1.8 times, an x of 0.56)"
    return Table(title, rows, baseline=rows[0].name)


def tables(rounds: int = 31) -> Iterator[Table]:
    """All tables of this module."""
    yield parsing(rounds, MENU, "menus (target: 0.10 of bare lxml)")
    yield parsing(rounds, TRANSFER, "transfers, and speech with mark-up (target: 0.083 of bare lxml)")
    yield growing(rounds)
    yield finding(rounds)
    yield first(rounds)
    yield answer(rounds)
