"""The one place that every send passes: hooks may answer in the provider's stead, and a setting keeps it at home.

Tests use both: no client reaches a provider by mistake, and the emulator answers in process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from blinker import signal

from ..errors import ConfigError, SendRefused
from .clock import Clock, lend
from .credentials import is_loopback

if TYPE_CHECKING:
    from http.client import HTTPException  # which loads half of `email`

REFUSE: Final = "LAML_REFUSE_SENDS"
"""While this is set in the environment, nothing is sent beyond this machine. The pytest plugin sets it."""

SENDING: Final = signal("lamlkit.sending")
"""Sent before each request, with its `method` and `path`. Others find it by its name; what they raise comes out."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is about to be sent.

    Attributes:
        method: HTTP method.
        url: Whole URL, with its query.
        headers: All headers but the length; they hold the credentials.
        body: The body, or None.
        seconds: How long the client waits for the answer.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    seconds: float = field(default=float("inf"), repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """The answer of a hook.

    Attributes:
        status: HTTP status.
        headers: Its headers.
        body: Its body, unpacked.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class NoAnswer(Exception):
    """Raised by a hook in place of an answer: the request was sent, and no whole answer came; `.problem` says how."""

    def __init__(self, problem: OSError | HTTPException) -> None:
        super().__init__(str(problem))
        self.problem = problem


SendHook: TypeAlias = Callable[[Outgoing], Incoming | None]
"""Answers a request in the provider's stead, or returns None to leave it to the others. What it raises comes out,
but `NoAnswer`, which counts as what befalls a request on the way."""

_hooks: tuple[SendHook, ...] = ()
_generation = 0


def generation() -> int:
    """A number that changes whenever hooks are added or taken away."""
    return _generation


def intercept(hook: SendHook, clock: Clock | None = None) -> Callable[[], None]:
    """Ask a hook before every send of every client, in all threads; the one added last is asked first.

    Args:
        hook: Gets each request, file downloads included.
        clock: The clock by which clients wait meanwhile, unless one was made with its own; the machine's if absent.
    Returns:
        A function that takes the hook away again.
    Raises:
        ConfigError: The hook cannot be called.
    """
    if not callable(hook):
        raise ConfigError(f"intercept: got {type(hook).__name__}, expected a function that takes a request")
    global _hooks, _generation  # noqa: PLW0603 - clients are made anywhere, and all of them are asked to pass here
    _hooks = (*_hooks, hook)
    _generation += 1
    give_back = None if clock is None else lend(clock)

    def take_away() -> None:
        global _hooks, _generation  # noqa: PLW0603
        _generation += 1
        if give_back is not None:
            give_back()
        _hooks = tuple(each for each in _hooks if each is not hook)

    return take_away


def asked(outgoing: Outgoing, path: str) -> Incoming | None:
    """What a hook answers to a request; None if it is to be sent.

    Raises:
        SendRefused: It may not be sent.
        Exception: What a receiver of `SENDING` or a hook raised.
    """
    if SENDING.receivers:
        SENDING.send(None, method=outgoing.method, path=path)
    for hook in reversed(_hooks):
        answer = hook(outgoing)
        if answer is not None:
            return answer
    host = urlsplit(outgoing.url).hostname or ""
    if os.environ.get(REFUSE) and not is_loopback(host):
        raise SendRefused(
            f"{outgoing.method} {path}: not sent to {host}, since {REFUSE} is set: a test reaches no provider. The "
            "fixture `provider` answers to the clients of its own provider; give the test that fixture, or, where it "
            "has it, a client of the same provider, which LAML_PROVIDER names for Client(). @pytest.mark.live lets a "
            "test send"
        )
    return None
