"""`laml dial`: a call by hand in the terminal, against an emulator that runs. Knows its JSON and timeline."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

import click
import requests

from ..engine.timeline import LOST
from .steps import Step, WrongStep, read_step

LOOK_EVERY: Final = 0.1  # seconds between two looks at the call
PATIENCE: Final = 15  # seconds for one request
KEYS: Final = frozenset("0123456789*#ABCD")
MISSING: Final = (
    "no emulator is named: run laml emulate APP in another terminal, and here the two lines that it prints, "
    "export LAML_BASE_URL=… and export LAML_PHONE_TOKEN=… (or give --base-url and --phone-token)"
)
TOLD: Final = {"heard": "♪", "played": "♪", "tones": "♪", "dialed": "→ calls", "problem": "!", "status": "·"}
OVER: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class Emulator:
    """The scripted phone of an emulator.

    Args:
        url: The origin that `laml emulate` printed as LAML_BASE_URL.
        token: What it printed as LAML_PHONE_TOKEN.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """Ask for a path.

        Raises:
            ClickException: It is refused, or nobody answers.
        """
        try:
            answer = self._session.request(
                "GET" if body is None else "POST", f"{self._url}/phone/{path}", json=body, timeout=PATIENCE
            )
            told: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise click.ClickException(f"no emulator answers at {self._url}: {type(error).__name__}") from error
        if not answer.ok:
            raise click.ClickException(str(told.get("error", answer.status_code)))
        return told


@click.command(epilog="Type keys to press them, words to say them, and /hangup to hang up.")
@click.argument("url", required=False)
@click.option("--from", "from_", help="Who calls.")
@click.option("--to", help="The number that is called.")
@click.option("--method", type=click.Choice(["POST", "GET"]), help="How URL is requested. Default: POST.")
@click.option("--base-url", envvar="LAML_BASE_URL", help="Where the emulator is. Default: LAML_BASE_URL.")
@click.option("--phone-token", envvar="LAML_PHONE_TOKEN", help="Its token. Default: LAML_PHONE_TOKEN.")
def dial(
    *,
    url: str | None,
    from_: str | None,
    to: str | None,
    method: str | None,
    base_url: str | None,
    phone_token: str | None,
) -> None:
    """Call an app in the terminal, by an emulator that runs.

    URL is the handler that answers, such as /answer; without it what the emulator's seed says about the number counts.
    Ends with 1 if the call was not answered, or fails.
    """
    if not base_url or not phone_token:
        raise click.UsageError(MISSING)
    emulator = Emulator(base_url, phone_token)
    begun = emulator.ask("timeline?after=999999999999")["next"]
    given = {"url": url, "method": method, "from": from_, "to": to}
    call = emulator.ask("calls", {name: value for name, value in given.items() if value})
    typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(typed,), daemon=True, name="laml-dial-keyboard").start()
    try:
        status = _follow(emulator, str(call["sid"]), begun, typed)
    except KeyboardInterrupt:
        status = str(emulator.ask(f"calls/{call['sid']}/hangup", {})["status"])
    raise SystemExit(0 if status == "completed" else 1)


def _read(typed: queue.SimpleQueue[str | None]) -> None:
    """Pass on what is typed; None at the end."""
    for line in sys.stdin:
        typed.put(line.strip())
    typed.put(None)


def _follow(emulator: Emulator, sid: str, after: int, typed: queue.SimpleQueue[str | None]) -> str:
    """Print what happens and do what is typed, until the call is over; returns its status."""
    waiting: list[str] = []
    while True:
        told = emulator.ask(f"timeline?after={after}")
        after = told["next"]
        for line in _lines(told["entries"], sid):
            click.echo(line)
        call = emulator.ask(f"calls/{sid}")
        if call["status"] in OVER:
            return str(call["status"])
        waiting += _typed(typed)
        if waiting and (waiting[0].startswith("/") or call["listening"] or sys.stdin.isatty()):
            _do(lambda what, body: emulator.ask(f"calls/{sid}/{what}", body), waiting.pop(0))


def _typed(typed: queue.SimpleQueue[str | None]) -> Iterator[str]:
    """What was typed meanwhile; waits a moment if it is nothing."""
    try:
        line = typed.get(timeout=LOOK_EVERY)
    except queue.Empty:
        return
    if line:
        yield line


def _lines(entries: list[dict[str, Any]], sid: str) -> Iterator[str]:
    for entry in entries:
        if entry["subject"] == sid and entry["kind"] in TOLD:
            yield f"{TOLD[entry['kind']]} {entry['text']}"
            if mend := entry.get("params", {}).get("mend"):
                yield f"  to mend it: {mend}"
        elif entry["subject"] == sid and entry["kind"] in ("pressed", "said") and LOST.search(entry["text"]):
            yield f"! {entry['text']}"


def _do(act: Callable[[str, dict[str, str]], object], line: str) -> None:
    """Press, say or hang up."""
    if line.startswith("/"):
        try:
            step = read_step(line[1:])
        except WrongStep as error:
            click.echo(str(error), err=True)
            return
    else:
        step = Step("press", line) if KEYS.issuperset(line) else Step("say", line)
    match step.act:
        case "press":
            act("press", {"keys": step.given})
        case "say":
            act("say", {"words": step.given})
        case "hangup":
            act("hangup", {})
        case _:
            click.echo(f"/{step.act} is for scripts: here you wait yourself", err=True)
