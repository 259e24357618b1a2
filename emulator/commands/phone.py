"""`laml phone APP --script "wait; press 1; wait; hangup"`: one call, in this process and on virtual time."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from webhooks import ConfigError
from webhooks.app.loading import load_app

from ..engine.profiles.accounts import ACCOUNTS
from ..engine.profiles.profile import PROFILES
from ..engine.timeline import Entry
from ..environment import ADVICE, client_settings, fill, free_port, provider_name, told_of_provider, told_of_vendors
from ..errors import EmulatorError
from ..handles.calls import Call
from ..phone.app_facts import facts_of, path_of
from ..phone.copying import Uncopied, test_of
from ..provider import CALLER, NUMBER, Provider
from ..stage import Method
from .start_option import start_option
from .steps import HELP, Step, WrongStep, read_script

TOLD: Final = {"heard": "hears", "played": "hears", "tones": "hears", "pressed": "presses", "said": "says"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call is made with, and what is printed of it; `port` is where the REST API is served,
    `chosen` whether anybody has said which provider it is.
    """

    url: str | None
    from_: str
    to: str
    method: Method
    timeline: bool
    as_test: bool
    port: int
    chosen: bool
    start: datetime | None


class Failed(Exception):
    """A step that did not come to what the script expects."""


@click.command(epilog=f"Steps: {HELP}.")
@click.argument("app", required=False, envvar="FLASK_APP")
@click.option("--script", help="The steps of the caller, with ; between them.")
@click.option("--file", "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Steps in a file.")
@click.option("--url", help="The handler that answers. Default: the first for calls that APP has.")
@click.option("--from", "from_", default=CALLER, show_default=True, help="Who calls.")
@click.option("--to", default=NUMBER, show_default=True, help="The number that is called.")
@click.option(
    "--method", default="POST", show_default=True, type=click.Choice(["POST", "GET"]), help="How it is requested."
)
@click.option("--provider", type=click.Choice(sorted(PROFILES)), help="Default: LAML_PROVIDER, or signalwire.")
@start_option
@click.option("--timeline/--no-timeline", default=True, help="Print what happened, too. Default: yes.")
@click.option("--as-test", is_flag=True, help="Print the call as a pytest test, and nothing else.")
def phone(
    *,
    app: str | None,
    script: str | None,
    file: Path | None,
    url: str | None,
    from_: str,
    to: str,
    method: Method,
    provider: str | None,
    start: datetime | None,
    timeline: bool,
    as_test: bool,
) -> None:
    """Call APP by a script, on virtual time, and print what is heard.

    APP is what flask --app takes. `wait` waits until the call asks for something, or ends. Ends with 1 if a step fails,
    the app raises, or the provider would report a problem. What the app prints goes to standard error.
    """
    try:
        steps = read_script(script if script is not None else file.read_text("utf-8") if file is not None else "wait")
        name = provider_name(provider or os.environ.get("LAML_PROVIDER"))
    except (WrongStep, ValueError) as error:
        raise click.UsageError(str(error)) from error
    chosen = bool(provider or os.environ.get("LAML_PROVIDER"))
    os.environ["LAML_PROVIDER"] = name
    filled = fill(os.environ, name)
    if filled:
        click.echo(f"# throw-away values: {', '.join(filled)}", err=True)
    port = free_port()
    os.environ.update(client_settings(name, ACCOUNTS[name].account, f"http://127.0.0.1:{port}"))
    made = Provider(name if provider is not None else None, start=start)
    made.advice = ADVICE
    try:
        with made.answering():
            ended = _run(made, app, steps, Wanted(url, from_, to, method, timeline, as_test, port, chosen, start))
    finally:
        with redirect_stdout(sys.stderr):
            made.close()
    raise SystemExit(ended)


def _run(provider: Provider, app: str | None, steps: list[Step], wanted: Wanted) -> int:
    """Call, take the steps, and print; returns the exit status."""
    with redirect_stdout(sys.stderr):  # what the app prints is no part of the transcript
        before = frozenset(sys.modules)
        try:
            loaded = load_app(app)
            provider.host(loaded, raises=False)
            provider.serve(wanted.port)  # for the vendors' clients; those of ours are answered in process
        except (ConfigError, EmulatorError) as error:
            raise click.UsageError(str(error)) from error
        about = () if wanted.chosen else told_of_provider(before, provider.name)
        for line in (*told_of_vendors(before), *about):
            click.echo(line)
        facts = facts_of(loaded, app or "")
        voice = [route.path for route in facts.routes if route.kind == "voice"]
        if wanted.url is None and not voice:
            raise click.UsageError("this application names no handler for calls: give one with --url")
        try:
            url = path_of(facts, wanted.url) if wanted.url else voice[0]
            call = provider.dial(url, wanted.from_, wanted.to, method=wanted.method)
        except EmulatorError as error:
            raise click.UsageError(str(error)) from error
        failed = _take(call, steps)
    if wanted.as_test:
        try:
            world, origin = provider.engine.world, provider.public_url
            click.echo(test_of(world, call.leg, facts, origin, wanted.start), nl=False)
        except Uncopied as error:
            raise click.ClickException(str(error)) from error
    else:
        for entry in call.timeline:
            _tell(call, entry)
        if wanted.timeline:
            click.echo(f"\n{call.timeline}")
    wrong = [*failed, *(entry.text for entry in call.problems)]
    for line in wrong:
        click.echo(f"error: {line}", err=True)
    return 1 if wrong else 0


def _take(call: Call, steps: list[Step]) -> list[str]:
    """Take the steps; returns why the first one failed that did."""
    for number, step in enumerate(steps, 1):
        try:
            _do(call, step)
        except (EmulatorError, Failed) as error:
            return [f"step {number}, {step}: {str(error).partition(chr(10))[0]}"]
    return []


def _do(call: Call, step: Step) -> None:
    match step.act:
        case "press":
            call.press(step.given)
        case "say":
            call.speak(step.given)
        case "hear":
            if not call.heard(step.given):
                raise Failed(f"it was not heard; {_now(call)}")
        case "silence":
            call.silence(step.seconds)
        case "hangup":
            call.hang_up()
        case "wait":
            call.wait(step.seconds) if step.seconds is not None else call.heard("\0")  # until it asks, or ends


def _now(call: Call) -> str:
    """What a call has come to, and what lets it go on."""
    heard = [entry.text for entry in call.timeline if entry.subject == call.sid and entry.kind in ("heard", "played")]
    last = f"the last that was heard is {heard[-1]!r}" if heard else "nothing was"
    if call.leg.over:
        return f"{last}, and the call is over"
    if call.leg.listening:
        return f"{last}, and {call.leg.listening} listens: press, say, or let time pass (silence, wait 5)"
    return f"{last}, and the call waits for {call.leg.waits_for or 'nothing'}: let time pass (wait 5)"


def _tell(call: Call, entry: Entry) -> None:
    """Print a line of the transcript."""
    if entry.subject == call.sid and entry.kind in TOLD:
        click.echo(f"Caller {TOLD[entry.kind]}: {entry.text}")
    elif entry.kind == "status":
        click.echo(f"{'Caller' if entry.subject == call.sid else 'The other party'} is {entry.text}")
    elif entry.kind == "dialed":
        click.echo(f"Caller is put through to {entry.text}")
