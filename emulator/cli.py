"""`laml emulate APP`: the provider on this machine, in real time, until it is stopped.

APP is what `flask --app` takes, or any other WSGI application as `module:attribute`; it is imported here, with
throw-away settings where there are none. Or it is the origin of one that runs already. Knows the drivers and the
server; nothing of documents.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import click

from rest.table.providers import PROVIDERS, ProviderName
from webhooks import ConfigError
from webhooks.app.failures import watch, watch_missing
from webhooks.app.loading import load_app

from . import reloading
from .advice import Advice
from .chaos import unleash
from .drivers.clock import RealClock
from .drivers.realtime import RealtimeRunner
from .drivers.transport import InProcess, OverHttp, Routes, Transport
from .engine.engine import Engine
from .engine.models import Account
from .engine.profiles.accounts import ACCOUNTS
from .engine.profiles.profile import PROFILES
from .engine.timeline import Entry, Timeline
from .engine.world import World
from .environment import RECIPES, client_settings, fill, provider_name, told_of_provider
from .errors import SeedError
from .fault_paths import Known
from .faults import Faults
from .map.page import PageMap
from .phone.app_facts import AppFacts, facts_of
from .server.context import Context
from .server.local import LocalServer
from .server.seeding import load

KEEP = 10_000
log = logging.getLogger("lamlkit.emulator")
_ADDRESS = re.compile(r"[\w.-]+:[0-9]+(/|$)")  # a host and a port, whose scheme was forgotten


@click.command()
@click.argument("app", required=False, envvar="FLASK_APP")
@click.option(
    "--port",
    default=8088,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where the REST API is served, on this machine only. 0: any that is free.",
)
@click.option("--provider", type=click.Choice(sorted(PROFILES)), help="Default: LAML_PROVIDER, or signalwire.")
@click.option("--project", help="Project ID or account SID that clients must use.")
@click.option("--token", help="API token or auth token that clients must use.")
@click.option("--signing-key", help="Signs the requests. Default: LAML_SIGNING_KEY.")
@click.option("--public-url", help="Origin that stands for the application. Default: LAML_PUBLIC_URL, or its own.")
@click.option(
    "--phone-token",
    envvar=reloading.PHONE_TOKEN,
    help="Token of the scripted phone under /phone/. Default: a new one.",
)
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(0.01, 1000), help="Times real time.")
@click.option("--seed", type=click.Path(path_type=Path), help="A TOML file with numbers, applications, phones, …")
@click.option(
    "--random",
    "random_seed",
    type=int,
    help="Identifiers and chances come from it. Default: 0; any, where a store outlives this provider.",
)
@click.option("--keep-store", is_flag=True, help="Let APP keep its events where it does otherwise, not in memory.")
@click.option(
    "--keep",
    default=KEEP,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many calls are remembered, how many messages, faxes, recordings; older ones are forgotten once over.",
)
@click.option(
    "--chaos",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Share of the requests that meet a fault, drawn from --random: slow, 429, 500, 503, cut, lost, doubled.",
)
@click.option("--quiet", is_flag=True, help="Do not tell on standard error what happens.")
@click.option(
    reloading.OPTION, "anew", is_flag=True, help="Start anew when a Python file changes; address and tokens stay."
)
def emulate(
    *,
    app: str | None,
    port: int,
    provider: str | None,
    project: str | None,
    token: str | None,
    signing_key: str | None,
    public_url: str | None,
    phone_token: str | None,
    speed: float,
    seed: Path | None,
    random_seed: int | None,
    keep_store: bool,
    keep: int,
    chaos: float,
    quiet: bool,
    anew: bool,  # click hands options over like this
) -> None:
    """The provider on your machine, for APP: what flask --app takes, or the origin of a running application."""
    try:
        name = provider_name(provider or os.environ.get("LAML_PROVIDER"))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    chosen = bool(provider or os.environ.get("LAML_PROVIDER"))
    filled = _settings(app, name, signing_key or (token if ACCOUNTS[name].token_signs else None), public_url)
    if anew:
        if app and "://" in app:
            raise click.UsageError("--reload is for an application that is imported; one that runs reloads itself")
        _tell_filled(filled)
        files = [seed] if seed is not None else []
        reloading.run_anew(port or reloading.free_port(), phone_token or secrets.token_urlsafe(16), files)
        return
    account = _account(name, project, token)
    routes = Routes()
    origin = os.environ["LAML_PUBLIC_URL"]
    clock = RealClock(speed)
    if random_seed is None:  # the same identifiers again would be events that a store has already
        random_seed = secrets.randbits(32) if keep_store or (app and "://" in app) else 0
    engine = Engine(name, clock.monotonic(), random_seed, account, keep=keep)
    faults = Faults(engine.world, routes, Known(lambda: origin))
    if chaos:
        unleash(faults, chaos, random_seed)
    runner = RealtimeRunner(engine.kernel, clock, faults)
    context = Context(engine, strike=faults.api.strike, pause=clock.pause)
    try:
        made = load(context, seed) if seed is not None else 0
    except SeedError as error:
        raise click.UsageError(str(error)) from error
    known = [AppFacts(given=app or "")]
    server = LocalServer(
        context, runner, origin, port, phone_token=phone_token, faults=faults, facts=lambda: known[-1],
        maps=PageMap(context, runner, lambda: known[-1], origin),
    )  # fmt: skip
    engine.world.api_origin = server.url
    routes.add(server.url, InProcess(server.app.unharmed))  # bins, recordings and faxes can be fetched by calls
    try:
        settings = client_settings(name, account, server.url)
        before = frozenset(sys.modules)
        transport = _transport(app, settings, account, known, engine.world, keep_store=keep_store)
        about = [] if chosen else told_of_provider(before, name)
    except BaseException:
        server.close()
        raise
    _reach(routes, transport, origin, app)
    if not quiet:
        engine.timeline.listener = _printer(engine.timeline)
    about += [f"# {made} records from {seed}"] * bool(made)
    about += [f"# chaos: {chaos:.0%} of the requests meet a fault; --random {random_seed} repeats it"] * bool(chaos)
    _print_settings(name, account, server, filled, about)
    _serve(server, runner)


def _reach(routes: Routes, transport: Transport, origin: str, app: str | None) -> None:
    """Let the application be called at its public URL, and at its own address, where no proxy is."""
    if origin.rstrip("/") != (app or "").rstrip("/"):
        routes.add(origin, transport)
    if app and "://" in app:
        routes.add("/".join(app.split("/", 3)[:3]), transport)


def _serve(server: LocalServer, runner: RealtimeRunner) -> None:
    """Serve until SIGINT or SIGTERM; a second one ends the process at once."""
    stop = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    runner.start()
    while not stop.wait(0.5):
        pass  # wakes now and then, so that a signal is seen on every platform
    server.close()
    runner.stop()
    click.echo("stopped", err=True)


def _settings(app: str | None, name: ProviderName, signing_key: str | None, public_url: str | None) -> list[str]:
    """Put what the application needs into the environment; returns the names of what was made up."""
    if signing_key:
        os.environ["LAML_SIGNING_KEY"] = signing_key
    if public_url:
        os.environ["LAML_PUBLIC_URL"] = public_url
    elif app and "://" in app and not os.environ.get("LAML_PUBLIC_URL"):
        os.environ["LAML_PUBLIC_URL"] = app.rstrip("/")
    os.environ["LAML_PROVIDER"] = name
    return fill(os.environ, name)


def _account(name: ProviderName, project: str | None, token: str | None) -> Account:
    account = ACCOUNTS[name].account
    key = os.environ["LAML_SIGNING_KEY"].replace(",", " ").split()[0]
    return replace(account, sid=project or account.sid, token=token or account.token, signing_key=key)


def _transport(
    app: str | None,
    settings: Mapping[str, str],
    account: Account,
    known: list[AppFacts],
    world: World,
    *,
    keep_store: bool,
) -> Transport:
    """How the application is asked; one that is imported here has clients that speak to this provider.

    Its environment has the credentials of the emulator, whatever stood there: so a client that it makes at import
    works, and nothing that is rehearsed is sent to a real provider.
    """
    if app and _ADDRESS.match(app):
        raise click.UsageError(f"{app!r} has no scheme: the origin of an app that runs is http://{app}")
    if app and "://" in app:
        parts = urlsplit(app)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise click.UsageError(f"{app!r} is no origin: expected such as http://127.0.0.1:5000")
        return OverHttp(app)
    for provider in PROVIDERS.values():
        for variable in provider.key_variables or ():
            os.environ.pop(variable, None)  # a client would prefer the key to the account's own token
    os.environ.update(settings)
    try:
        found = load_app(app)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    world.advise = Advice(lambda: [found], lambda: os.environ["LAML_PUBLIC_URL"])
    known.append(replace(facts_of(found, app or ""), mapped=True))  # for the phone in the browser
    state = getattr(found, "extensions", {}).get("webhooks")
    if state is not None:
        state.account = account.sid  # whatever account the environment names
        if not keep_store:
            state.store = state.store.for_host(state.clock)
    carried = InProcess(_logged(found), lambda _error: None)  # the timeline shows it, and the application logs it
    carried.watching = watch(found, carried.fail), watch_missing(found, carried.note)
    return carried


def _logged(app: WSGIApplication) -> WSGIApplication:
    """The application, with a log of what it raises and does not answer."""

    def logged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except BaseException:
            log.exception("the application raised")
            raise

    return logged


def _tell_filled(filled: list[str]) -> None:
    if filled:
        click.echo(f"# throw-away values: {', '.join(filled)}")
        sys.stdout.flush()


def _print_settings(
    name: ProviderName, account: Account, server: LocalServer, filled: list[str], about: list[str]
) -> None:
    """Print what a client and the application need, as lines for a shell, below what is to be said about the start."""
    for line in about:
        click.echo(line)
    _tell_filled(filled)
    app_keys = ("LAML_SIGNING_KEY", "LAML_PUBLIC_URL", "LAML_SECRET_KEY")
    settings = {**client_settings(name, account, server.url), **{key: os.environ[key] for key in app_keys}}
    for key, value in {**settings, "LAML_PHONE_TOKEN": server.phone_token}.items():
        click.echo(f"export {key}={shlex.quote(value)}")
    click.echo(f"# rest.Client needs no more than these lines; for other clients see {RECIPES}:")
    for client, need in ACCOUNTS[name].clients.items():
        click.echo(f"# - {client}: {need}")
    click.echo(f"# the phone: {server.phone_address}")
    click.echo(f"# {name} is ready at {server.url}; press Ctrl+C to stop")
    sys.stdout.flush()


def _printer(timeline: Timeline) -> Callable[[Entry], None]:
    """Write each step to standard error as it happens."""
    return lambda entry: click.echo(timeline.line(entry), err=True)
