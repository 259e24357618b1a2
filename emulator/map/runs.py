"""Runs one document of a call until it leads to the next, with something that the caller or the called party does.

The recorded request is sent again for the same call, at the same virtual time; what is asked for next is kept, and its
document is not run. Knows the engine; nothing of graphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

import laml

from ..engine import calls
from ..engine.documents.flow import Flow, Outcome, Verb
from ..engine.documents.reading import Fault, read
from ..engine.kernel import Steps
from ..engine.models import Endpoint, Leg, PhoneScript
from ..engine.requests import params, urls
from ..engine.services import legs
from ..engine.timeline import REQUESTS, Entry
from ..engine.verbs import TABLES
from ..engine.wire import Answer, Request
from ..provider import CALLER, NUMBER, Provider
from . import others
from .opened import parsed
from .others import Others
from .records import NOTHING, Act, Asked, Beside, Landing, Place, Run

PARKED: Final = Answer(
    200, (("Content-Type", "application/xml"),), b'<Response><Pause length="3600"/></Response>'
)  # stands for the next document, which is run by itself
LONGEST: Final = 2 * 3600.0  # seconds of a run; who waits longer waits for ever
MOST_BESIDE: Final = 30  # requests of a run beside its documents; a caller who waits hears the same again
BESIDE: Final = ("waitUrl", "url")
ASKING: Final = frozenset({"Gather", "Record", "Pay"})  # verbs at which the caller can do something


class _Phones(dict[str, PhoneScript]):
    """Every phone behaves in the same way."""

    def __init__(self, script: PhoneScript) -> None:
        super().__init__()
        self._script = script

    def get(self, _number: str, _default: object = None) -> PhoneScript:
        return self._script


class Runner:
    """Makes runs of one call at one provider.

    Args:
        provider: With the app hosted; what it had is forgotten.
        from_: Who calls.
        to: The number that is called.
    """

    def __init__(self, provider: Provider, from_: str = CALLER, to: str = NUMBER) -> None:
        self._provider = provider
        self._from, self._to = from_, to
        self._world = provider.engine.world
        self._sid = self._world.ids.sid("CA")
        self._inner = provider.runner.transport
        provider.runner.transport = self._ask
        self._tables = {
            kind: {tag: self._watched(verb) for tag, verb in table.items()} for kind, table in TABLES.items()
        }
        self._run = Run()
        self._leg: Leg | None = None
        self._nested: laml.Element | None = None  # the verb of a document that the caller hears meanwhile
        self._entry = 0
        self._hop = False
        self._aside: frozenset[str] = frozenset()
        self._recorded: Landing | None = None
        self.requests = 0

    def close(self) -> None:
        """Give the provider its own transport back."""
        self._provider.runner.transport = self._inner

    def start(self, endpoint: Endpoint) -> Place:
        """The first request of a call."""
        return Place(endpoint, (), self._world.now, "ringing", None)

    def fault(self, landing: Landing) -> Fault | None:
        """Why the provider takes an answer for no document; None where it runs it, or reads it aloud."""
        found = read(self._world.profile, landing.answer, landing.url)
        return found if isinstance(found, Fault) else None

    def run(self, place: Place, act: Act = NOTHING, recorded: Landing | None = None) -> Run:
        """Run the document of a place, and do one thing.

        Args:
            place: The request, which is sent again.
            act: What is done.
            recorded: Its answer, where the app need not be asked again.
        """
        provider, world = self._provider, self._world
        provider.engine.reset()
        world.kernel.now = provider.clock.seconds = place.at
        if act.phone is not None:
            world.phones = _Phones(act.phone)
        self._run = run = Run(act)
        self._recorded = recorded
        self._entry, self._hop, self._aside = world.timeline.next, False, frozenset()
        self._leg = leg = Leg(
            sid=self._sid,
            direction="inbound",
            from_=self._from,
            to=self._to,
            created_at=place.at,
            status=place.status,
            answered_at=place.answered_at,
            cookies=dict(place.cookies),
            recordings=[replace(each) for each in place.recordings],
        )
        for item in leg.recordings:
            world.recordings[item.sid] = item
        if act.others is not None:
            wanted = act.others
            provider.stage.change(lambda: setattr(run, "acted", others.prepare(world, leg, wanted)))
        provider.stage.change(lambda: calls.resume(world, leg, place.endpoint, place.extra, self._tables))
        self._until_the_end(leg, act, place.at + LONGEST)
        self._read(leg)
        return run

    def _until_the_end(self, leg: Leg, act: Act, until: float) -> None:
        run, stage, asked = self._run, self._provider.stage, 0
        while True:
            if leg.asked != asked and leg.listening and run.last is not None:
                asked = leg.asked
                verb = run.last if leg.place is None else self._nested
                if verb is not None and verb.tag in ASKING:
                    run.asks.append(Asked(len(run.asks) + 1, verb, leg.takes))
                if act.ask == len(run.asks) and act.ask and not run.acted:
                    run.acted = True
                    self._do(leg, act)
            waits = bool(leg.waits_for) or leg.place is not None or leg.room is not None
            if act.hangs_up and not act.ask and not run.acted and (leg.children or waits):
                run.acted = True
                stage.change(lambda: legs.party_hangs_up(self._world, leg))
            if act.others is not None and not run.acted:
                run.acted = self._others(leg, act.others)
            run.screened = run.screened or any(child.listening for child in leg.children)
            stuck = leg.waits_for not in ("", "input") and act.phone is None and act.others is None
            if run.landing is not None or stuck or len(run.beside) > MOST_BESIDE:
                break
            if leg.over and (leg.task is None or leg.task.finished):
                break
            if self._world.now > until or not stage.step(until + 1):
                break
        run.over, run.waits_for = leg.over, leg.waits_for

    def _do(self, leg: Leg, act: Act) -> None:
        world, stage = self._world, self._provider.stage
        if act.keys:
            stage.change(lambda: legs.press(world, leg, act.keys))
        if act.words:
            stage.change(lambda: legs.say(world, leg, act.words))
        if act.hangs_up:
            stage.change(lambda: legs.party_hangs_up(world, leg))

    def _others(self, leg: Leg, wanted: Others) -> bool:
        done: list[bool] = []
        waited = bool(self._run.beside or leg.waits_for)
        self._provider.stage.change(lambda: done.append(others.act(self._world, leg, wanted, waited=waited)))
        return any(done)

    def _watched(self, verb: Verb) -> Verb:
        """A verb that is noted when it runs."""

        def run(flow: Flow, element: laml.Element) -> Steps[Outcome]:
            if flow.leg is self._leg and self._run.landing is None and not flow.nested:
                parent = element.parent
                siblings = parent.children if parent is not None else []
                self._run.verbs |= {index for index, each in enumerate(siblings) if each is element}
                self._run.last = element
            elif flow.leg is self._leg:
                self._nested = element
            return (yield from verb(flow, element))

        return run

    def _read(self, leg: Leg) -> None:
        """Take from the timeline what was heard and what the provider thought of it."""
        run = self._run
        family = {each.sid for each in leg.family()}
        for entry in self._world.timeline.entries:
            if entry.subject == leg.sid and entry.kind in ("heard", "played"):
                run.said.append(entry.text)
            elif entry.subject == leg.sid and entry.kind == "dialed":
                run.dialed.append(entry.text)
            elif entry.subject in family and entry.kind == "problem" and not self._expected(entry):
                run.problems.append((entry.params.get("code", ""), entry.text, entry.params.get("mend", "")))

    def _expected(self, entry: Entry) -> bool:
        """Whether a problem is what others were to cause."""
        caused = self._run.act.others
        return caused is not None and caused.deed in others.FULL and entry.params.get("code") in others.EXPECTED

    # -- what the app is asked

    def _ask(self, request: Request) -> Answer:
        """Ask the app; of the main leg the first request is the place's own, and the second one ends the run."""
        entries = self._world.timeline.entries
        while entries[self._entry].kind not in REQUESTS:
            self._entry += 1
        entry = entries[self._entry]
        self._entry += 1
        leg, run = self._leg, self._run
        own = leg is not None and entry.subject == leg.sid and entry.kind == "request"
        if run.landing is not None and not (own and self._hop):
            return PARKED if entry.kind == "request" else Answer(204)  # after the end of the run nobody is asked
        if own and run.opening is None and self._recorded is not None and request.url == self._recorded.url:
            run.opening, self._aside = self._recorded, _aside(self._recorded)
            return self._recorded.answer
        clock = self._provider.clock
        before = clock.seconds
        place = None if leg is None or not own or self._hop else self._place(leg, request, entry.params)
        meanwhile = leg is not None and (leg.place is not None or leg.room is not None)  # what is heard in there
        aside = meanwhile or urls.path_of(request.url).partition("?")[0] in self._aside
        answer = self._inner(request)
        self.requests += 1
        seconds = answer.took + clock.seconds - before
        deadline = entry.deadline or request.deadline.read
        if leg is None or not own or (aside and run.opening is not None and not self._hop):
            run.beside.append(Beside(entry.kind, entry.text, answer))
            return answer
        self._hop, hop = 300 <= answer.status < 400, self._hop
        if hop:
            landing = run.landing or run.opening
            assert landing is not None  # noqa: S101 - a hop follows a request
            landing = replace(landing, url=request.url, answer=answer, seconds=landing.seconds + seconds)
        else:
            assert place is not None  # noqa: S101 - the request is the leg's own
            landing = Landing(place, request.url, answer, seconds, deadline, leg.over)
        landing = replace(landing, mend=self._world.advise(f"{request.url}: status {answer.status}"))
        if run.opening is None or (hop and run.landing is None):
            run.opening = landing
            self._aside = _aside(landing)
            return answer
        run.landing = landing
        return answer if self._hop else PARKED

    def _place(self, leg: Leg, request: Request, given: Mapping[str, str]) -> Place:
        standard = {name for name, _ in params.voice(self._world, leg)}
        pairs = tuple(given.items())
        url = request.url
        if request.method == "GET" and pairs:
            suffix = urls.with_query("", request.form or pairs)
            url = url.removesuffix(suffix.removeprefix("?")).rstrip("?&")
        extra = tuple((name, value) for name, value in pairs if name not in standard)
        return Place(
            Endpoint(url, request.method),
            extra,
            self._world.now,
            leg.status if not leg.over else "in-progress",
            leg.answered_at,
            tuple(leg.cookies.items()),
            tuple(replace(each, status="completed") for each in leg.recordings if each.seconds),
        )


def _aside(landing: Landing) -> frozenset[str]:
    """The paths of the documents that a document has played to others, or to a caller who waits."""
    root = parsed(landing.document) if landing.answer.status < 300 else None
    found: set[str] = set()
    for element in _walk(root) if root is not None else ():
        for name in BESIDE:
            if name in element.attributes and element.tag not in ("Play", "Redirect"):
                found.add(urlsplit(urljoin(landing.url, element.attributes[name])).path or "/")
    return frozenset(found)


def _walk(element: laml.Element) -> list[laml.Element]:
    return [element, *(each for child in element.children for each in _walk(child))]
