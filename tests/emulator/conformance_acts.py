"""What a case's people do beyond the first caller: other callers, queues, conferences, the other end of Connect."""

from __future__ import annotations

from typing import Any

from emulator.handles import Call, Sms
from emulator.provider import Provider

PUBLIC = "https://app.example"


def act(provider: Provider, others: dict[str, Call], action: str) -> Call | Sms | bool:
    """Do what concerns more than one call; the call meant, if only its name stood before the action; else False.

    `A dials /agent from +1555…` brings another caller in; `A: press 1` is what that one does.
    """
    name, dials, rest = action.partition(" dials ")
    if dials:
        url, _, number = rest.partition(" from ")
        others[name] = provider.dial(url, from_=number)
        return True
    name, colon, _ = action.partition(": ")
    return others[name] if colon and name in others else False


def prepare(provider: Provider, case: Any) -> None:
    """What is there before the case begins."""
    del provider, case
