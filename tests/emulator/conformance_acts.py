"""What a case's people do beyond the first caller: other callers, queues, conferences, the other end of Connect."""

from __future__ import annotations

from typing import Any

from emulator import Call, FaxHandle, Provider, Sms

ROOM_ACTIONS = {"mute", "unmute", "hold", "unhold", "coach", "announce", "remove", "end-conference"}


def act(provider: Provider, others: dict[str, Call], action: str) -> Call | Sms | bool:
    """Do what concerns more than one call; the call meant, if only its name stood before the action; else False.

    `A dials /agent from +1555…` brings another caller in; `A: press 1` is what that one does.
    """
    name, dials, rest = action.partition(" dials ")
    if dials:
        url, _, number = rest.partition(" from ")
        others[name] = provider.dial(url, from_=number)
        return True
    word, _, rest = action.partition(" ")
    if word in ROOM_ACTIONS:
        _moderate(provider, others, word, rest)
        return True
    if word == "dequeue":
        queue, _, url = rest.partition(" ")
        provider.queue(queue).dequeue(url)
        return True
    name, colon, _ = action.partition(": ")
    return others[name] if colon and name in others else False


def _moderate(provider: Provider, others: dict[str, Call], word: str, rest: str) -> None:
    """`mute ROOM NAME`, `hold ROOM NAME /url`, `announce ROOM /url`, …: what REST does to a conference."""
    name, *more = rest.split()
    room = provider.conference(name)
    people = {**others, "me": provider.calls[0]}
    calls = [people[part] for part in more if part in people]
    urls = [part for part in more if part.startswith("/")]
    if word == "announce":
        room.announce(urls[0], *calls)
    elif word in {"mute", "unmute"}:
        room.mute(calls[0], muted=word == "mute")
    elif word in {"hold", "unhold"}:
        room.hold(calls[0], *urls, held=word == "hold")
    elif word == "coach":
        room.coach(calls[0], calls[1] if len(calls) > 1 else None)
    elif word == "remove":
        room.remove(calls[0])
    else:
        room.end()


def prepare(provider: Provider, case: Any) -> None:
    """What is there before the case begins."""
    for name, size in case.get("queues", {}).items():
        provider.queue(name).max_size = size
    for sid, url in case.get("applications", {}).items():
        provider.engine.world.applications[sid] = provider.hook(url)
    provider.engine.world.payment_error = case.get("payment_error", "")


def play_fax(provider: Provider, case: Any) -> FaxHandle:
    """Send a fax in, or out; and let it come to its end."""
    if case["kind"] == "fax":
        more = {name: case[name] for name in ("station", "fails", "method", "fallback") if name in case}
        fax = provider.fax("/fax", pages=case.get("sheets", 1), **more)
    else:
        fax = provider.send_fax(case["to"], "https://app.example/letter.pdf", status_callback=case["status_callback"])
        if case.get("cancel"):
            fax.cancel()
    provider.run()
    return fax
