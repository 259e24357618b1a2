"""Faults on request: slow, hanging and failing handlers, cut answers, forged signatures, doubled and lost callbacks.

Stands between the engine and a transport. Each fault is counted, and drawn from the seed: the same run gives the same
faults. Source: threat list E6, E7, E16.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Literal
from urllib.parse import urlsplit

from .drivers.transport import Transport
from .engine.wire import Answer, Failure, Request

FaultKind = Literal["slow", "fail", "refuse", "cut", "forge", "double", "lose"]
SIGNATURES: Final = frozenset({"x-twilio-signature", "x-signalwire-signature"})


@dataclass
class Fault:
    """One kind of fault for the addresses whose path matches a pattern, in a share of the requests, so many times."""

    kind: FaultKind
    path: str
    seconds: float = 0.0
    status: int = 500
    share: float = 1.0
    left: int | None = None


class Faults:
    """The faults that were asked for, and how often each one struck.

    Args:
        chance: Gives numbers from 0 up to 1, seeded.
        transport: What makes the requests.
    """

    def __init__(self, chance: Callable[[], float], transport: Transport) -> None:
        self._chance = chance
        self._transport = transport
        self._rows: list[Fault] = []
        self.struck: Counter[str] = Counter()

    def slow(self, path: str = "*", *, seconds: float, times: int | None = None, share: float = 1.0) -> None:
        """Answers take so many virtual seconds; past the deadline they are given up."""
        self._rows.append(Fault("slow", path, seconds=seconds, left=times, share=share))

    def fail(self, path: str = "*", *, status: int = 500, times: int | None = None, share: float = 1.0) -> None:
        """The address answers with an error, without being asked."""
        self._rows.append(Fault("fail", path, status=status, left=times, share=share))

    def refuse(self, path: str = "*", *, times: int | None = None, share: float = 1.0) -> None:
        """Connections are refused."""
        self._rows.append(Fault("refuse", path, left=times, share=share))

    def cut(self, path: str = "*", *, times: int | None = None, share: float = 1.0) -> None:
        """Half of the answer gets lost on the way."""
        self._rows.append(Fault("cut", path, left=times, share=share))

    def forge(self, path: str = "*", *, times: int | None = None, share: float = 1.0) -> None:
        """The signature is one that nobody made."""
        self._rows.append(Fault("forge", path, left=times, share=share))

    def double(self, path: str = "*", *, times: int | None = None, share: float = 1.0) -> None:
        """The request is delivered twice; the second answer counts."""
        self._rows.append(Fault("double", path, left=times, share=share))

    def lose(self, path: str = "*", *, times: int | None = None, share: float = 1.0) -> None:
        """The request never arrives, and the provider does not know."""
        self._rows.append(Fault("lose", path, left=times, share=share))

    def clear(self) -> None:
        """No more faults."""
        self._rows.clear()

    def __call__(self, request: Request) -> Answer:
        """Make a request, with the faults that strike it."""
        path = urlsplit(request.url).path
        answer: Answer | None = None
        delay = 0.0
        for row in self._rows:
            if not self._strikes(row, path):
                continue
            self.struck[row.kind] += 1
            if row.kind == "slow":
                delay += row.seconds
            elif row.kind == "fail":
                answer = Answer(row.status)
            elif row.kind == "refuse":
                answer = Answer(failure=Failure.REFUSED)
            elif row.kind == "lose":
                answer = Answer(204)
            elif row.kind == "forge":
                request = _forged(request)
            elif row.kind == "double":
                self._transport(request)
            elif row.kind == "cut" and answer is None:
                whole = self._transport(request)
                answer = replace(whole, body=whole.body[: len(whole.body) // 2])
        if delay > request.deadline.read:
            self._transport(request)  # the application works all the same; its answer comes too late
            return Answer(failure=Failure.READ_TIMEOUT, delay=request.deadline.read)
        answer = self._transport(request) if answer is None else answer
        return replace(answer, delay=answer.delay + delay)

    def _strikes(self, row: Fault, path: str) -> bool:
        if row.left == 0 or not fnmatchcase(path, row.path) or (row.share < 1 and self._chance() >= row.share):
            return False
        if row.left is not None:
            row.left -= 1
        return True


def _forged(request: Request) -> Request:
    headers = tuple(
        (name, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" if name.lower() in SIGNATURES else value)
        for name, value in request.headers
    )
    return replace(request, headers=headers)
