"""Faults on request: slow, hanging and failing handlers, cut answers, forged signatures; callbacks late, doubled, lost.

Stands between the engine and a transport. Each fault is counted, and drawn from the seed: the same run gives the same
faults. Those of the REST API are in `api`. Source: threat list E6, E7, E16.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from webhooks.signature import sign_form
from webhooks.wire.providers import PROVIDERS

from .arguments import Delay, Share, handle, in_seconds
from .drivers.transport import Transport
from .engine.wire import Answer, Failure, Request
from .engine.world import World
from .errors import EmulatorError
from .fault_paths import Known
from .server.api_faults import ApiFaultRow, ApiFaults
from .stage import Target

FaultKind = Literal["slow", "fail", "refuse", "cut", "forge", "old_key", "double", "lose", "late"]
KINDS: Final[tuple[FaultKind, ...]] = get_args(FaultKind)
SIGNATURES: Final = frozenset(name.lower() for row in PROVIDERS.values() for name in row.signature_headers)
FORGED: Final = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
OLD_KEY: Final = "PSK_the_key_before_the_rotation"
_TOLD: Final[Mapping[FaultKind, str]] = {
    "refuse": "the connection is refused",
    "cut": "half of the answer is lost",
    "forge": "its signature is forged",
    "old_key": "it is signed with an old key",
    "double": "it is delivered twice",
    "lose": "it is lost on the way",
}


@dataclass(slots=True)
class Fault:
    """One kind of fault for the addresses whose path matches a pattern, in a share of the requests, so many times."""

    kind: FaultKind
    path: str
    seconds: float = 0.0
    status: int = 500
    share: float = 1.0
    left: int | None = None
    struck: int = 0


@handle
class Faults:
    """The faults that a test asked for, and how often each one has struck.

    Every method takes a handler, or a pattern for the path (`/status*`); how often the fault strikes at most
    (`times`), and in which share of the requests (`share`, from 0 to 1). A path that no request can have is refused.

    Args:
        world: Gives seeded chances; late callbacks are its affair.
        transport: What makes the requests.
        known: What is known of the addresses; a path that no request can have is refused.

    Attributes:
        chance: Gives seeded numbers from 0 up to 1.
        struck: How often each kind struck.
        outage: While true, REST answers 503 and nothing is requested.
        api: The faults of the REST API, which let a program rehearse its own retries.
    """

    __slots__ = ("_known", "_lock", "_rows", "_transport", "api", "chance", "outage", "struck")

    def __init__(self, world: World, transport: Transport, known: Known | None = None) -> None:
        self._transport = transport
        self._known = known or Known()
        self._rows: list[Fault] = []
        self.struck: Counter[str] = Counter()
        self.outage = False
        self._lock = threading.Lock()  # under `laml emulate` requests are made on several threads
        self.chance = world.ids.chance
        self.api = ApiFaults(world.ids.chance)
        self.attach(world)

    def attach(self, world: World) -> None:
        """Take chances from a world, and decide the lateness of its callbacks."""
        self.chance = self.api.chance = world.ids.chance
        world.lateness = self._lateness

    def slow(self, path: Target = "*", *, seconds: Delay, times: int | None = None, share: Share = 1.0) -> None:
        """Answers take so many virtual seconds; past the deadline they are given up."""
        self._ask(Fault("slow", self._known.path("slow", path), seconds=in_seconds(seconds), left=times, share=share))

    def hang(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """Answers never come."""
        self._ask(Fault("slow", self._known.path("hang", path), float("inf"), left=times, share=share), "hang")

    def fail(self, path: Target = "*", *, status: int = 500, times: int | None = None, share: Share = 1.0) -> None:
        """The address answers with an error, without being asked."""
        self._ask(Fault("fail", self._known.path("fail", path), status=status, left=times, share=share))

    def refuse(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """Connections are refused."""
        self._ask(Fault("refuse", self._known.path("refuse", path), left=times, share=share))

    def cut(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """Half of the answer gets lost on the way."""
        self._ask(Fault("cut", self._known.path("cut", path), left=times, share=share))

    def forge(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """The signature is forged."""
        self._ask(Fault("forge", self._known.path("forge", path), left=times, share=share))

    def old_key(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """The signature was made with a key that is no longer in force."""
        self._ask(Fault("old_key", self._known.path("old_key", path), left=times, share=share))

    def double(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """The request is delivered twice; the second answer counts."""
        self._ask(Fault("double", self._known.path("double", path), left=times, share=share))

    def lose(self, path: Target = "*", *, times: int | None = None, share: Share = 1.0) -> None:
        """The request never arrives, and the provider does not know."""
        self._ask(Fault("lose", self._known.path("lose", path), left=times, share=share))

    def late(self, path: Target = "*", *, seconds: Delay, times: int | None = None, share: Share = 1.0) -> None:
        """Callbacks are sent so many seconds late, so that later ones overtake them."""
        self._ask(Fault("late", self._known.path("late", path), seconds=in_seconds(seconds), left=times, share=share))

    def add(self, row: Fault) -> None:
        """Add a fault, as the other methods do.

        Raises:
            EmulatorError: A number of it is negative, its share no part of 1, its status none, or its path no path.
        """
        self._ask(replace(row, path=self._known.path(row.kind, row.path)))

    def _ask(self, row: Fault, call: str = "") -> None:
        if not row.seconds >= 0 or not 0 <= row.share <= 1 or (row.left is not None and row.left < 0):
            raise EmulatorError("a fault: expected seconds and times of 0 or more, and a share from 0 to 1")
        if not 200 <= row.status <= 599:
            raise EmulatorError(f"{row.kind}(status={row.status}): expected an HTTP status, 200 to 599")
        self._known.struck(call or row.kind, row.path)
        self._rows.append(row)

    def look_again(self) -> None:
        """Refuse the faults whose path no route matches, now that the application is there.

        Raises:
            EmulatorError: With the nearest route.
        """
        for row in self._rows:
            self._known.struck(f"faults.{row.kind}", row.path)

    @property
    def never_struck(self) -> list[str]:
        """The faults for certain paths that could have struck and did not, of the API too, as they were asked for."""
        rows = [f"faults.{row.kind}({row.path!r})" for row in self._rows if _waits(row)]
        return rows + [f"faults.api.{row.kind}({row.path!r})" for row in self.api.rows if _waits(row)]

    @property
    def rows(self) -> tuple[Fault, ...]:
        """The faults that were asked for."""
        return tuple(self._rows)

    def clear(self) -> None:
        """No more faults, nor of the API."""
        self._rows.clear()
        self.api.clear()
        self.outage = False

    def _lateness(self, url: str) -> float:
        rows = [row for row in self._rows if row.kind == "late" and self._strikes(row, urlsplit(url).path)]
        return sum(row.seconds for row in rows)

    def __call__(self, request: Request) -> Answer:
        """Make a request, with the faults that strike it."""
        if self.outage:
            self.struck["outage"] += 1
            return Answer(
                failure=Failure.CONNECT_TIMEOUT, delay=request.deadline.connect, faults=("the provider has an outage",)
            )
        path = urlsplit(request.url).path
        rows = [row for row in self._rows if row.kind != "late" and self._strikes(row, path)]
        return replace(self._struck(request, rows), faults=tuple(map(_told, rows)))

    def _struck(self, request: Request, rows: list[Fault]) -> Answer:
        delay = sum(row.seconds for row in rows if row.kind == "slow")
        for row in rows:
            request = _altered(row, request)
        answer = next((found for row in rows if (found := _instead(row)) is not None), None)
        if answer is None:
            if any(row.kind == "double" for row in rows):
                self._transport(request)
            answer = self._transport(request)  # a slow application works all the same; its answer comes too late
        if delay > request.deadline.read:
            return Answer(failure=Failure.READ_TIMEOUT, delay=request.deadline.read)
        if any(row.kind == "cut" for row in rows):
            answer = replace(answer, body=answer.body[: len(answer.body) // 2])
        return replace(answer, delay=answer.delay + delay)

    def _strikes(self, row: Fault, path: str) -> bool:
        with self._lock:
            return self._drawn(row, path)

    def _drawn(self, row: Fault, path: str) -> bool:
        if row.left == 0 or not fnmatchcase(path, row.path) or (row.share < 1 and self.chance() >= row.share):
            return False
        if row.left is not None:
            row.left -= 1
        self.struck[row.kind] += 1
        row.struck += 1
        return True


def _waits(row: Fault | ApiFaultRow) -> bool:
    return not row.struck and row.left != 0 and row.share == 1 and row.path != "*"  # which cannot be misspelt


def _told(row: Fault) -> str:
    """What a fault did, as the timeline says it."""
    if row.kind == "slow":
        return "no answer ever comes" if row.seconds == float("inf") else f"the answer is {row.seconds:g} s late"
    return f"it is answered with {row.status} in the application's place" if row.kind == "fail" else _TOLD[row.kind]


def _instead(row: Fault) -> Answer | None:
    """The answer that a fault gives in the application's place."""
    if row.kind == "fail":
        return Answer(row.status)
    if row.kind == "refuse":
        return Answer(failure=Failure.REFUSED)
    return Answer(204) if row.kind == "lose" else None


def _altered(row: Fault, request: Request) -> Request:
    """The request with another signature, where the fault is of that kind."""
    if row.kind not in ("forge", "old_key"):
        return request
    made = FORGED if row.kind == "forge" else sign_form(request.url, request.form or (), key=OLD_KEY)
    headers = ((name, made if name.lower() in SIGNATURES else value) for name, value in request.headers)
    return replace(request, headers=tuple(headers))
