"""Runs one conformance case: pages and a caller's inputs in, a timeline out, compared line by line."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from emulator import Call, FaxHandle, Phone, Provider, Sms
from emulator.engine.timeline import Entry
from emulator.server.app import OPERATIONS
from emulator.server.context import Context
from emulator.server.records.errors import ApiFault

from .conformance_acts import act, play_fax, prepare
from .pages import Pages, served

PUBLIC = "https://app.example"
URLS = {"url", "status_callback", "fallback_url", "recording_status_callback", "async_amd_status_callback"}
SHOWN = {
    "request", "callback", "media", "status", "heard", "played", "tones", "dialed", "bridged", "recorded", "message",
    "problem", "queue", "conference", "stream", "fax",
}  # fmt: skip


@contextmanager
def hosted(case: Mapping[str, Any], provider_name: str, driver: str) -> Iterator[tuple[Provider, Pages]]:
    provider = Provider(provider_name, public_url=PUBLIC)
    app = Pages(case["pages"], provider_name, provider.engine.world.account.signing_key, PUBLIC)
    app.unsigned = frozenset(case.get("unsigned", []))
    for path, page in case["pages"].items():
        if isinstance(page, dict) and "delay" in page:
            provider.faults.slow(path, seconds=page["delay"])
    for number, script in case.get("phones", {}).items():
        _script(provider, number, script)
    if driver == "in process":
        provider.host(app, PUBLIC)
        yield provider, app
    else:
        with served(app) as address:
            provider.host_over_http(address, PUBLIC)
            yield provider, app


def _script(provider: Provider, number: str, script: str) -> None:
    phone = provider.phone(number)
    for part in script.split(";"):
        word, *rest = part.split()
        METHODS[word](phone, *[None if item == "none" else _given(word, item) for item in rest])


def _given(word: str, item: str) -> object:
    if word == "refers" and item.isdigit():
        return float(item)  # the seconds, behind the address
    return CONVERSIONS.get(word, str)(item)


METHODS: dict[str, Callable[..., Phone]] = {
    "answers": Phone.answers,
    "busy": Phone.busy,
    "fax": Phone.fax,
    "header": Phone.header,
    "invalid": Phone.invalid,
    "machine": Phone.machine,
    "no_answer": Phone.no_answer,
    "no_receipts": Phone.no_receipts,
    "presses": Phone.presses,
    "referred": Phone.referred,
    "refers": Phone.refers,
    "refuses": Phone.refuses,
    "refuses_messages": Phone.refuses_messages,
    "requires": Phone.requires,
    "says": Phone.says,
    "talks": Phone.talks,
    "undeliverable": Phone.undeliverable,
}
CONVERSIONS: dict[str, Callable[[str], object]] = {
    "answers": float,
    "busy": float,
    "referred": int,
    "refuses_messages": int,
    "talks": float,
    "undeliverable": int,
}


def play(case: Mapping[str, Any], provider: Provider) -> Call | Sms | FaxHandle:
    """Start the case's call or message, and do what its caller does."""
    prepare(provider, case)
    url = case.get("url", "/voice")
    more = {name: case[name] for name in ("method", "fallback") if name in case}
    handle: Call | Sms
    if "rest" in case:
        return _rest(case, provider)
    if case.get("kind") in {"fax", "fax-out"}:
        return play_fax(provider, case)
    if case.get("kind") == "message":
        handle = provider.send(url, case.get("body", "hello"), media=tuple(case.get("media", ())), **more)
    else:
        if "status_callback" in case:
            more["status_callback"] = case["status_callback"]
        if "from" in case:
            more["from_"] = case["from"]
        handle = provider.dial(url, **more)
    others: dict[str, Call] = {}
    for action in case.get("do", ["wait"]):
        done = act(provider, others, action)
        if isinstance(done, bool):
            if not done:
                _do(provider, handle, action)
        else:
            _do(provider, done, action.partition(": ")[2])
    return handle


def _rest(case: Mapping[str, Any], provider: Provider) -> Call | Sms:
    """What the case asks of REST, given to the server's own operations in process."""
    context = Context(provider.engine)
    operation = OPERATIONS[case["rest"]["resource"]]["create"]
    given = {name: PUBLIC + value if name in URLS else value for name, value in case["rest"].items()}
    body = operation(context, {}, given).body
    assert body is not None
    sid = str(body["sid"])
    if case["rest"]["resource"] == "messages":
        provider.run()
        return next(item for item in provider.messages if item.sid == sid)
    call = provider.call(sid)
    for action in case.get("do", ["wait"]):
        _do(provider, call, action)
    return call


def _update(provider: Provider, call: Call, words: str) -> None:
    """`update status=completed`, or `update url=/new`; `!10000` at the end expects that refusal."""
    words, _, refusal = words.partition(" !")
    name, _, value = words.partition("=")
    given = {name: PUBLIC + value if name in URLS else value}
    update = OPERATIONS["calls"]["update"]
    if refusal:
        with pytest.raises(ApiFault) as refused:
            update(Context(provider.engine), {"Sid": call.sid}, given)
        assert refused.value.code == int(refusal)
    else:
        update(Context(provider.engine), {"Sid": call.sid}, given)
    provider.runner.kick()


def _do(provider: Provider, handle: Call | Sms, action: str) -> None:
    word, _, rest = action.partition(" ")
    if isinstance(handle, Sms):
        provider.run()
        return
    if word == "hear":
        assert handle.heard(rest), f"{rest!r} was not heard\n{handle.timeline}"
    elif word in {"press", "speak"}:
        getattr(handle, word)(rest)
    elif word == "end-session":
        handle.session.end(**dict(part.split("=", 1) for part in shlex.split(rest)))
    elif word == "session-says":
        handle.session.say(rest)
    elif word == "talk":
        handle.speak("some words", seconds=float(rest))
    elif word == "say-now":
        handle.speak(rest, now=True)
    elif word == "press-now":
        handle.press(rest, now=True)
    elif word in {"silence", "wait"}:
        getattr(handle, word)(float(rest) if rest else None)
        if word == "wait" and not rest:
            provider.run()
    elif word == "update":
        _update(provider, handle, rest)
    elif word == "child":
        _do(provider, handle.legs[0], rest)
    elif word == "hang-up":
        handle.hang_up()
        provider.run()
    else:
        raise AssertionError(f"unknown action {action!r}")


def compare(expected: list[str], entries: list[Entry], main: str, names: Mapping[str, str], start: float) -> None:
    """Hold every shown entry against the expected lines, one to one."""
    shown = [entry for entry in entries if entry.kind in SHOWN]
    told = "\n".join(_line(entry, main, names, start) for entry in shown)
    for number, (line, entry) in enumerate(zip(expected, shown, strict=False), 1):
        why = _differs(line, entry, main, names, start)
        assert not why, f"line {number}, {line!r}: {why}\n{told}"
    assert len(expected) == len(shown), f"{len(expected)} lines expected, got {len(shown)}:\n{told}"


def _line(entry: Entry, main: str, names: Mapping[str, str], start: float) -> str:
    params = " ".join(f"{name}={value}" for name, value in entry.params.items())
    return f"@{entry.at - start:g} {_label(entry, main, names)}{entry.kind} {_text(entry)} {params} -> {entry.outcome}"


def _label(entry: Entry, main: str, names: Mapping[str, str]) -> str:
    return "" if entry.subject == main else f"[{names[entry.subject]}] "


def _text(entry: Entry) -> str:
    return entry.text.split()[0] if entry.kind == "problem" else entry.text


def _differs(line: str, entry: Entry, main: str, names: Mapping[str, str], start: float) -> str:
    label = f"{_label(entry, main, names)}"
    if label and line.startswith(label + "@"):
        line = "@" + line[len(label) + 1 :].replace(" ", " " + label, 1)
    if line.startswith("@"):
        time, _, line = line.partition(" ")
        if abs(entry.at - start - float(time[1:])) > 0.05:
            return f"it was at {entry.at - start:g} s"
    line, _, outcome = line.partition(" -> ")
    if outcome and outcome != entry.outcome:
        return f"the outcome was {entry.outcome}"
    base = f"{_label(entry, main, names)}{entry.kind} {_text(entry)}"
    if line != base and not line.startswith(base + " "):
        return f"it was {base!r}"
    for token in shlex.split(line[len(base) :]):
        name, equals, value = token.partition("=")
        if not equals:
            if not token.endswith("!") or token[:-1] in entry.params:
                return f"{token}: parameters were {dict(entry.params)}"
        elif name not in entry.params or (value != "*" and entry.params[name] != value):
            return f"{name} was {entry.params.get(name)!r}"
    return ""
