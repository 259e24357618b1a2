"""The document machine of one leg: fetch, run verb by verb, replace, end. Verbs are generators in a table.

Knows no verb by itself: `verbs.VOICE` is the table. Source: call semantics 2.1, 2.3, 2.5, 2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import laml

from ..kernel import Steps
from ..models import Endpoint, Inline, Leg, Replaced, Source, first_values
from ..profiles.limits import DOCUMENT_WINDOW, MAX_DOCUMENTS
from ..requests import params, urls
from ..requests.sending import Got, Sender, send
from ..wire import Pairs
from ..world import World
from . import reading
from .attributes import Attributes
from .hearing import UNKNOWN_LENGTH, hear, hear_file
from .without_effect import note_without_effect


@dataclass(frozen=True, slots=True)
class Goto:
    """Outcome: the document at this address takes over. `params` come on top of the standard ones."""

    source: Source
    params: Pairs = ()


@dataclass(frozen=True, slots=True)
class End:
    """Outcome: the leg ends. `status` is the final one where the leg was never answered."""

    why: str
    status: str | None = None


Outcome: TypeAlias = Goto | End | None
Found: TypeAlias = "laml.Element | reading.Spoken | reading.Fault"
Verb: TypeAlias = Callable[["Flow", laml.Element], Steps[Outcome]]

# A verb that this kind of document cannot hold.
MISPLACED: Final[Mapping[str, int]] = {"screening": 13201, "queue": 13238, "dequeue": 13238, "conference": 13238}
TAKES_AUDIO: Final = frozenset({"queue", "conference"})  # what a waiting party hears may be a plain audio file
DOCUMENT_END: Final = End("end of document")


class DocumentFailed(Exception):
    """Neither the URL nor its fallback gave a document; `.code` is the provider's error code."""

    def __init__(self, code: int, url: str) -> None:
        super().__init__(f"{code} {url}")
        self.code = code
        self.url = url


@dataclass(slots=True)
class Flow:
    """One run of documents on a leg.

    Args:
        world: State and services.
        leg: Whose documents run.
        tables: The verbs of each kind of document, by tag.
        kind: Which kind these documents are.
        answer: Called before a verb that needs the line.
        base: The current URL; None for a document given as text.
        rang_through: A verb let the caller ring to the end without an answer.
        nested: A verb of the leg's own documents runs these: live updates and faults are the verb's affair.
        updated: The current document came by a live update.
    """

    world: World
    leg: Leg
    tables: Mapping[str, Mapping[str, Verb]]
    kind: str
    answer: Callable[[], None]
    base: str | None = None
    rang_through: bool = False
    nested: bool = False
    updated: bool = False

    @property
    def sender(self) -> Sender:
        """Makes this leg's requests; its cookies live as long as the call."""
        return Sender(self.world, self.leg.sid, voice=True, cookies=self.leg.cookies)

    def attributes(self, verb: laml.Element) -> Attributes:
        """The verb's attributes, with URLs relative to the current document."""
        return Attributes(self.world, self.leg.sid, verb, self.base, verb.attributes)

    def problem(self, code: int, detail: str) -> None:
        """Write a problem of this leg into the timeline."""
        self.world.problem(self.leg.sid, code, detail)

    def action(self, verb: laml.Element, extra: Pairs, name: str = "action") -> Goto | None:
        """The outcome that requests a verb's action; None if it has none."""
        endpoint = self.attributes(verb).endpoint(name)
        return None if endpoint is None else Goto(endpoint, extra)

    def action_endpoint(self, verb: laml.Element) -> Endpoint | None:
        """The action, or else the current URL, of Gather, Record and Pay; None, with a problem, if there is neither."""
        attributes = self.attributes(verb)
        try:
            url = attributes.url("action") or self.base
        except urls.UrlRefused as error:
            self.problem(15004 if error.relative else 11100, f"{verb.tag} action: {error}")
            return None
        if url is None:
            self.problem(15004, f"{verb.tag} without action, in a document that has no address")
            return None
        return Endpoint(url, attributes.method())

    def action_or_current(self, verb: laml.Element, extra: Pairs) -> Outcome:
        """The outcome of Gather, Record and Pay."""
        endpoint = self.action_endpoint(verb)
        return End("no action") if endpoint is None else Goto(endpoint, extra)

    def report(self, endpoint: Endpoint, extra: Pairs) -> Steps[Got]:
        """Request an action whose document can no longer be run; returns the answer."""
        return (yield from send(self.sender, endpoint, params.voice(self.world, self.leg) + extra))


def run_documents(flow: Flow, source: Source, extra: Pairs = ()) -> Steps[End]:
    """Run documents until one of them ends the leg.

    Raises:
        DocumentFailed: A document could not be had, and there is no fallback or it failed as well.
        HungUp: The leg ended meanwhile.
    """
    step = Goto(source, extra)
    outcome: Outcome
    while True:
        try:
            document = yield from load(flow, step)
            if isinstance(document, reading.Spoken):
                yield from _aloud(flow, document)
                outcome = DOCUMENT_END
            else:
                outcome = yield from run_document(flow, document)
        except Replaced as update:
            if flow.nested:
                raise
            flow.updated = True
            flow.leg.listening = flow.leg.waits_for = ""
            step = Goto(update.source)
            continue
        if not isinstance(outcome, Goto):
            return outcome or DOCUMENT_END
        step = outcome


def _aloud(flow: Flow, spoken: reading.Spoken) -> Steps[None]:
    """Read an answer aloud, or play it, that is no document; the call ends then."""
    flow.answer()
    if spoken.audio:
        yield from hear_file(flow.world, flow.leg, spoken.text, UNKNOWN_LENGTH)
    else:
        yield from hear(flow.world, flow.leg, spoken.text)


def load(flow: Flow, step: Goto) -> Steps[laml.Element | reading.Spoken]:
    """Fetch and read the next document; where that fails, the fallback's.

    Raises:
        DocumentFailed: Neither gave a document.
    """
    _bound(flow)
    world = flow.world
    found: Found
    if isinstance(step.source, Inline):
        flow.base = None
        body = step.source.text.encode()
        found = reading.parse(world.profile, body)
        failed_url, pairs = "", step.params
    else:
        pairs = params.voice(world, flow.leg) + step.params
        got = yield from send(flow.sender, step.source, pairs)
        failed_url, body = urls.target(got.url, world.profile).url, got.answer.body
        found = _found(flow, got)
    if not isinstance(found, reading.Fault):
        flow.leg.documents.append(body.decode("utf-8", "replace"))
        return found
    flow.problem(found.code, f"{failed_url}: {found.detail}" if failed_url else found.detail)
    fallback = flow.leg.fallback
    if fallback is None or flow.nested:
        raise DocumentFailed(found.code, failed_url)
    fault = world.profile.sends("voice.fallback", (("ErrorCode", str(found.code)), ("ErrorUrl", failed_url)))
    again = first_values(params.voice(world, flow.leg) + pairs)
    got = yield from send(flow.sender, fallback, tuple(again.items()) + fault)
    second = _found(flow, got)
    if isinstance(second, reading.Fault):
        flow.problem(second.code, f"fallback {fallback.url}: {second.detail}")
        raise DocumentFailed(second.code, fallback.url)
    flow.leg.documents.append(got.answer.body.decode("utf-8", "replace"))
    return second


def _found(flow: Flow, got: Got) -> Found:
    flow.base = got.url.partition("#")[0]
    if got.code is not None:
        return reading.Fault(got.code, got.detail)
    return reading.read(flow.world.profile, got.answer, got.url, audio=flow.kind in TAKES_AUDIO)


def _bound(flow: Flow) -> None:
    """Stop a call that loads more than MAX_DOCUMENTS documents within DOCUMENT_WINDOW seconds."""
    now = flow.world.now
    loaded = flow.leg.loaded
    loaded.append(now)
    while loaded and loaded[0] < now - DOCUMENT_WINDOW:
        loaded.popleft()
    if len(loaded) > MAX_DOCUMENTS:
        detail = f"more than {MAX_DOCUMENTS} documents within {DOCUMENT_WINDOW:g} s; the emulator ends the call"
        flow.world.note(flow.leg.sid, "problem", f"loop: {detail}", {"mend": "let a Redirect or Gather loop wait"})
        raise Runaway(0, flow.base or "")


class Runaway(DocumentFailed):
    """The documents of a call never end: the call fails."""


def run_document(flow: Flow, document: laml.Element) -> Steps[Outcome]:
    """Run the verbs of one document in order, until one leads to another document or ends the leg."""
    before, number = flow.leg.running, len(flow.leg.documents) - 1
    try:
        return (yield from _run_verbs(flow, document, number))
    finally:
        flow.leg.running = before


def _run_verbs(flow: Flow, document: laml.Element, number: int) -> Steps[Outcome]:
    for place, verb in enumerate(document.children):
        flow.leg.running = (number, place)
        run_verb = flow.tables[flow.kind].get(verb.tag)
        if run_verb is None:
            refuse(flow, verb)
            continue
        note_without_effect(flow.world, flow.leg.sid, flow.leg.without_effect, verb)
        outcome = yield from run_verb(flow, verb)
        if outcome is not None:
            return outcome
    return None


def refuse(flow: Flow, verb: laml.Element) -> None:
    """Write a problem for a verb that is skipped."""
    line = f" (line {verb.line})" if verb.line else ""
    misplaced = flow.kind in MISPLACED and verb.tag in flow.tables["voice"]
    code = MISPLACED[flow.kind] if misplaced else flow.world.profile.calls.unknown_verb
    flow.problem(code, f"<{verb.tag}>{line} is skipped")
