"""A call that happened, as a pytest test that repeats it with the `provider` fixture and passes.

Reads the timeline: what the caller heard becomes an assertion, what people did a step. Time is virtual in a test, so
only what is done while nothing listens needs `wait`. Knows no HTTP.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ..engine.models import Inline, Leg, Source
from ..engine.timeline import LOST, Entry
from ..engine.world import World
from .app_facts import AppFacts, Importable

CARD: Final = re.compile(r"x+")
RAISED: Final = re.compile(r"\d+ \(")
HIDDEN: Final = "the keys of a payment are not kept: write them in place of the x, and take this line away"
FORGOTTEN: Final = "the beginning of this call is forgotten"
OTHERS: Final = frozenset({"queue", "conference"})  # after which parties of other calls are heard


class Uncopied(Exception):
    """A call that cannot be written as a test; the message says why."""


@dataclass(slots=True)
class _Copy:
    """A test that is being written.

    Args:
        world: Where the call was.
        root: The call itself.
        at: The time that the test has reached.
        pressed: Keys that were pressed one after the other, not written yet, and who pressed them.
        talking: Whether the caller and a dialled party are connected.
        apart: Whether the caller is with parties that other calls brought.
        by_script: Sids of dialled legs whose phone acts by its script.
    """

    world: World
    root: Leg
    lines: list[str] = field(default_factory=list)
    at: float = 0.0
    pressed: str = ""
    presser: Leg | None = None
    talking: bool = False
    apart: bool = False
    by_script: set[str] = field(default_factory=set)

    def who(self, leg: Leg) -> str:
        """How the test names a party."""
        return "call" if leg is self.root else f"call.legs[{self.root.children.index(leg)}]"

    def write(self, line: str, entry: Entry) -> None:
        """Add a line, after the keys that are not written yet."""
        self.flush()
        self.lines.append(line)
        self.at = entry.at

    def wait(self, entry: Entry) -> None:
        """Let the time pass until something that the test does by itself."""
        self.flush()
        gap = entry.at - self.at
        seconds = _tenths(gap, up=True) if self.talking else _tenths(gap)
        if seconds > 0:
            self.write(f"call.wait({seconds:g})", entry)

    def flush(self) -> None:
        """Write the keys that were pressed so far."""
        if self.pressed and self.presser is not None:
            self.lines.append(f"{self.who(self.presser)}.press({_text(self.pressed)})")
        self.pressed, self.presser = "", None


def test_of(world: World, leg: Leg, facts: AppFacts, public_url: str, start: datetime | None) -> str:
    """The text of a test that repeats a call.

    Args:
        world: Where the call was.
        leg: The call, or a leg that it made.
        facts: What is known of the application.
        public_url: Where the application is.
        start: When virtual time began, if somebody chose it.
    Raises:
        Uncopied: The beginning of the call is not kept any more.
    """
    root = leg
    while root.parent is not None:
        root = root.parent
    entries = sorted(
        (entry for each in [root, *root.children] for entry in world.timeline.about(each.sid)),
        key=lambda entry: entry.number,
    )
    if not entries or entries[0].subject != root.sid or entries[0].text not in ("ringing", "queued"):
        raise Uncopied(FORGOTTEN)
    copied = _Copy(world, root, at=entries[0].at)
    target, imported = _target(root.first, facts, public_url)
    phones = [*_phones(copied)]
    raises = any(RAISED.match(entry.outcome) for entry in entries)
    _steps(copied, entries)
    copied.flush()
    hosted = "provider.host(app, raises=False)" if raises else "provider.host(app)"
    body = [hosted, *phones, *_beginning(root, target), *copied.lines, *_end(copied)]
    if any(CARD.search(line) for line in copied.lines if ".press(" in line):
        body.insert(0, f"pytest.skip({_text(HIDDEN)})")
    name = re.sub(r"\W+", "_", target.strip('"').partition("?")[0]).strip("_").lower() or "the_app"
    begins = f"def test_a_call_{f'to_{name}' if root.direction == 'inbound' else 'out'}(provider):"
    marks = [] if start is None else [f"@pytest.mark.start({_text(start.isoformat())})"]
    needs = ["import pytest\n", ""] if marks or "pytest.skip" in body[0] else []
    return "\n".join(
        [*needs, *_imports(facts, imported), "", "", *marks, begins, *(f"    {line}" for line in body), ""]
    )


def _imports(facts: AppFacts, handler: Importable | None) -> list[str]:
    app = facts.app
    if app is None:
        own = [] if handler is None else [f"from {handler.module} import {handler.name}"]
        loaded = ["from webhooks.app.loading import load_app", *own, "", f"app = load_app({_text(facts.given)})"]
        return loaded if facts.given else ["# give the application here", *own, "from app import app"]
    names = {app.name if app.name == "app" else f"{app.name} as app"}
    if handler is None or handler.module == app.module:
        names |= set() if handler is None else {handler.name}
        return [f"from {app.module} import {', '.join(sorted(names))}"]
    lines = [f"from {app.module} import {', '.join(names)}", f"from {handler.module} import {handler.name}"]
    return sorted(lines)


def _target(source: Source | None, facts: AppFacts, public_url: str) -> tuple[str, Importable | None]:
    """The first argument of `dial`, and what it takes to import it."""
    if source is None or isinstance(source, Inline):
        return "None", None
    base = public_url.rstrip("/")
    path = source.url.removeprefix(base) if source.url.startswith((base + "/", base + "?")) else source.url
    handler = facts.handler_at(path)
    if handler is not None and handler.name not in ("app", "call", "provider"):
        return handler.name, handler
    return _text(path), None


def _beginning(root: Leg, target: str) -> list[str]:
    """The lines that bring the call about."""
    numbers = f"from_={_text(root.from_)}, to={_text(root.to)}"
    if root.direction == "inbound":
        more = ""
        if root.first is not None and not isinstance(root.first, Inline) and root.first.method != "POST":
            more += f", method={_text(root.first.method)}"
        if root.fallback is not None:
            more += f", fallback={_text(root.fallback.url)}"
        if root.subscription is not None:
            more += f", status_callback={_text(root.subscription.url)}"
        return [f"call = provider.dial({target}, {numbers}{more})"]
    what = f"twiml={_text(root.first.text)}" if isinstance(root.first, Inline) else f"url={_url(root, target)}"
    told = "" if root.subscription is None else f", status_callback={_text(root.subscription.url)}"
    return [
        f"placed = provider.client().calls.create({numbers}, {what}{told})",
        "call = provider.call(placed.sid)",
    ]


def _url(root: Leg, target: str) -> str:
    """What REST is given: a handler, or the whole URL."""
    whole = root.first.url if root.first is not None and not isinstance(root.first, Inline) else ""
    return _text(whole) if target.startswith('"') else target


def _phones(copied: _Copy) -> Iterator[str]:
    """A line for each phone that rang: what its script says, or what the person at it did."""
    seen: dict[str, str] = {}
    called = copied.root.children if copied.root.direction == "inbound" else [copied.root, *copied.root.children]
    for leg in called:
        script = copied.world.phones.get(leg.to)
        if script is None or script.outcome == "ask":
            did = _did(copied.world, leg)
        else:
            copied.by_script.add(leg.sid)
            did = f".{_outcome(script.outcome, script.rings)}"
            did += "" if script.talks is None else f".talks({script.talks:g})"
            did += f".presses({', '.join(map(_text, script.keys))})" if script.keys else ""
            did += f".says({', '.join(map(_text, script.words))})" if script.words else ""
        if did and seen.setdefault(leg.to, did) == did:
            yield f"provider.phone({_text(leg.to)}){did}"
            seen[leg.to] = did + " "  # once is enough


def _outcome(outcome: str, rings: float) -> str:
    return {"busy": f"busy(after={rings:g})", "no-answer": "no_answer()", "invalid": "invalid()"}.get(
        outcome, f"answers(after={rings:g})"
    )


def _did(world: World, leg: Leg) -> str:
    """What the person did at whose phone a leg rang; empty if nobody was asked."""
    rang = next((entry.at for entry in world.timeline.about(leg.sid) if entry.text == "ringing"), None)
    if rang is None:
        return ""
    if leg.answered_at is not None:
        return f".answers(after={_tenths(leg.answered_at - rang):g})"
    if leg.decision == "busy" and leg.ended_at is not None:
        return f".busy(after={_tenths(leg.ended_at - rang):g})"
    return ".no_answer()"


def _steps(copied: _Copy, entries: list[Entry]) -> None:
    legs = {leg.sid: leg for leg in [copied.root, *copied.root.children]}
    silences = sorted((number, sid) for sid, leg in legs.items() for number in leg.silences)
    for entry in entries:
        while silences and silences[0][0] <= entry.number:
            _, sid = silences.pop(0)
            copied.write(f"{copied.who(legs[sid])}.silence()", entry)
        _step(copied, legs[entry.subject], entry)


def _step(copied: _Copy, leg: Leg, entry: Entry) -> None:
    """Write one step, if it is one that a test sees or takes."""
    root, is_root = copied.root, leg is copied.root
    if entry.kind in OTHERS and is_root:
        copied.apart = entry.text.startswith("entered") or ": taken" in entry.text
    elif entry.kind == "bridged":
        copied.talking = True
    elif entry.kind in ("heard", "played"):
        if copied.apart or (copied.talking and not is_root) or entry.text.startswith("ringing ("):
            return
        if not is_root and copied.root.children:
            copied.flush()
            _reach(copied, entry)
        copied.write(f"assert {copied.who(leg)}.heard({_text(entry.text)})", entry)
    elif entry.kind in ("pressed", "said") and leg.sid not in copied.by_script:
        _act(copied, leg, entry)
    elif entry.kind == "status" and leg.over and entry.text == leg.status:
        by_person = leg.hung_up_by == ("caller" if leg.direction == "inbound" else "callee")
        if by_person and (leg.answered or is_root) and leg.decision != "busy" and leg.sid not in copied.by_script:
            copied.wait(entry)
            copied.write(f"{copied.who(leg)}.hang_up()", entry)
        copied.talking = copied.talking and is_root and not root.over
    elif entry.kind == "request":
        copied.flush()


def _reach(copied: _Copy, entry: Entry) -> None:
    """Let the time pass until a dialled party has answered, which the test then asks what it heard."""
    seconds = _tenths(entry.at - copied.at, up=True)
    if seconds > 0:
        copied.write(f"call.wait({seconds:g})", entry)


def _act(copied: _Copy, leg: Leg, entry: Entry) -> None:
    """Write what a party pressed or said."""
    given = LOST.sub("", entry.text)
    verb = "press" if entry.kind == "pressed" else "speak"
    if copied.talking or copied.apart or given != entry.text:
        copied.wait(entry)
        copied.write(f"{copied.who(leg)}.{verb}({_text(given)}, now=True)", entry)
    elif verb == "speak":
        copied.write(f"{copied.who(leg)}.speak({_text(given)})", entry)
    else:
        if copied.presser is not leg:
            copied.flush()
        copied.presser, copied.pressed, copied.at = leg, copied.pressed + given, entry.at


def _end(copied: _Copy) -> Iterator[str]:
    """The last lines: what the call dialled, and how it ended."""
    root = copied.root
    if root.over and not (copied.lines and copied.lines[-1] == "call.hang_up()"):
        yield "call.wait()"
    dialed = [entry.text for entry in copied.world.timeline.about(root.sid) if entry.kind == "dialed"]
    if dialed:
        yield f"assert call.dialed == {json.dumps(dialed, ensure_ascii=False)}"
    if root.over:
        yield f"assert call.status == {_text(root.status)}"


def _tenths(seconds: float, *, up: bool = False) -> float:
    """Seconds in whole tenths, down or up; a clock's rounding counts for nothing."""
    tenths = seconds * 10
    return (math.ceil(tenths - 1e-6) if up else math.floor(tenths + 1e-6)) / 10


def _text(text: str) -> str:
    """A text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)
