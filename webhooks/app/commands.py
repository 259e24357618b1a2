"""`flask laml routes|sign|doctor`: the commands that work on an app."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, unquote

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from werkzeug.exceptions import HTTPException

from ..cli import examine_and_print
from ..errors import ConfigError, UrlError
from ..requests import FAMILIES, VoiceFallbackRequest
from ..requests.samples import signature_headers, signing_key, with_query
from ..wire.settings import SHORTEST_TOKEN
from .app_state import AppState, current_state
from .at_hand import this_app
from .commands_bins import bins
from .commands_db import db
from .commands_events import events
from .commands_sweep import sweep_command
from .commands_worker import worker
from .handler import AnyHandler
from .store_findings import store_findings
from .testing import SigningClient

group = AppGroup(
    "laml",
    help="Webhooks of the telephony provider: what is served, signed and reached.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _command in (bins, db, events, sweep_command, worker):
    group.add_command(_command)

_DECORATORS = {kind: name for name, (kind, _) in FAMILIES.items()}


@group.command("routes")
@with_appcontext
def routes() -> None:
    """List the routes, what each takes, and the URL to give to the provider. A name that comes twice has its module."""
    state = current_state()
    base = state.settings.public_url.text + state.prefix
    handlers = list(state.handlers.values())
    often = Counter(handler.name for handler in handlers)
    rows = [
        (
            _DECORATORS.get(handler.kind, handler.kind.__name__),
            handler.name if often[handler.name] == 1 else handler.identity,
            base + handler.path,
        )
        for handler in handlers
    ]
    rows += [("bin", item.name, f"{item.url}{'  (public)' if item.public else ''}") for item in state.bins]
    widths = [max(len(row[column]) for row in rows) if rows else 0 for column in (0, 1)]
    for kind, name, url in rows:
        click.echo(f"{kind:<{widths[0]}}  {name:<{widths[1]}}  {url}")


@group.command("sign")
@click.argument("where")
@click.argument("parameters", nargs=-1)
@click.option("--state", "stated", multiple=True, metavar="NAME=VALUE", help="As bind(name=value) has it; repeatable.")
@click.option("--get", "as_get", is_flag=True, help="Put the parameters into the query.")
@with_appcontext
def sign(where: str, parameters: Sequence[str], stated: Sequence[str], as_get: bool) -> None:
    """Write a signed request as a curl command.

    WHERE is the name of a handler, a path or a URL; PARAMETERS are written Name=Value. The VALUE of --state is JSON, or
    else text; it may be a variable of the route.
    """
    state = current_state()
    form = dict(pairs_of(parameters))
    bound = {name: _value(text) for name, text in pairs_of(stated, "--state").items()}
    public = state.settings.public_url.text
    if "/" in where:
        url = public + where if where.startswith("/") else where
        handler, variables = _answering(state, url)
        if bound and handler is None:
            raise click.UsageError(f"--state: no handler answers {where}; there are {_handlers(state)}")
    else:
        handler, variables, url = _named(state, where), {}, ""
    try:
        if handler is not None and (bound or not url):
            made = handler.bind(**variables, **bound).url
            query = url.partition("?")[2]
            url = with_query(made, dict(parse_qsl(query, keep_blank_values=True))) if query else made
    except (ConfigError, UrlError) as error:
        raise click.UsageError(str(error)) from error
    if handler is not None:
        form = state.example_form(handler.kind, form)
    if as_get:
        url, form = with_query(url, form), {}
    words = ["curl", quoted(url)]
    words += [
        f"-H {quoted(f'{name}: {value}')}" for name, value in signature_headers(state.settings, url, form).items()
    ]
    words += [f"--data-urlencode {quoted(f'{name}={value}')}" for name, value in form.items()]
    click.echo(" \\\n  ".join(words))


def _value(text: str) -> object:
    """A value of state: JSON if it is such, else the text itself."""
    try:
        found: object = json.loads(text)
    except ValueError:
        return text
    return found


def _answering(state: AppState, url: str) -> tuple[AnyHandler | None, dict[str, object]]:
    """The handler that a URL of the app leads to, and the variables of its route."""
    public = state.settings.public_url.text
    path = unquote(url.removeprefix(public).partition("?")[0])
    if not url.startswith(public + "/"):
        return None, {}
    try:
        endpoint, variables = state.place.adapter(this_app()).match(path, method="POST")
    except HTTPException:
        return None, {}
    return state.handlers.get(endpoint), dict(variables)


def _named(state: AppState, name: str) -> AnyHandler:
    """The handler of that name, alone or with its module.

    Raises:
        UsageError: There is none, or more than one.
    """
    found = [handler for handler in state.handlers.values() if name in (handler.name, handler.identity)]
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(f"{name!r} is {' or '.join(sorted(handler.identity for handler in found))}")
    raise click.UsageError(f"no handler {name!r}; there are {_handlers(state)}; a path begins with a slash")


def _handlers(state: AppState) -> str:
    return ", ".join(sorted(f"{handler.name} ({handler.path})" for handler in state.handlers.values())) or "none"


@group.command("doctor")
@click.option("--url", help="Another address than LAML_PUBLIC_URL.")
@with_appcontext
def doctor(url: str | None) -> None:
    """Check the settings, and whether requests to LAML_PUBLIC_URL reach this app as they were signed."""
    settings = current_state().settings
    current_state().thread = None  # a command that asks handles nothing of what is owed
    click.echo(f"  provider {settings.provider.name}, public URL {settings.public_url.text}")
    status = SigningClient(current_app).post("/laml-doctor/plain").status_code
    click.echo(f"{'✓' if status == 204 else '✗'} the app takes what it signs itself ({status})")
    state = current_state()
    for mark, what, advice in (*_own_findings(state), *store_findings(this_app(), state)):
        click.echo(f"{mark} {what}" + (f"\n    → {advice}" if advice else ""))
    examine_and_print(url or settings.public_url.text, signing_key(settings).secret, settings.provider)


def _own_findings(state: AppState) -> Iterator[tuple[str, str, str]]:
    """What may go wrong later for lack of a setting or a handler: mark, finding and advice."""
    if not state.settings.secrets:
        yield "✗", "there is no secret: bind and bind_once fail when they are called", "set LAML_SECRET_KEY"
    elif min(map(len, state.settings.secrets)) < SHORTEST_TOKEN:
        yield (
            "!",
            f"a secret of state in URLs has less than {SHORTEST_TOKEN} characters: who guesses it can write such state",
            "set LAML_SECRET_KEY, or the app's SECRET_KEY, to a long random text",
        )
    kinds = {handler.kind for handler in state.handlers.values()}
    bare = [
        handler.name
        for handler in state.handlers.values()
        if handler.kind.answer == "voice" and handler.fallback is ... and state.options.fallback is None
    ]
    if bare and VoiceFallbackRequest not in kinds:
        yield (
            "!",
            f"a failure of {', '.join(sorted(bare))} ends the call: there is no fallback",
            "give Webhooks or the decorators a fallback=, or write a @hooks.voice_fallback and set it for the number, "
            "as laml numbers connect does",
        )


def pairs_of(parameters: Sequence[str], option: str = "") -> Mapping[str, str]:
    """The names and values of parameters that are written `Name=Value`; `option` is where they were written."""
    for text in parameters:
        if "=" not in text:
            raise click.UsageError(f"{option} {text!r} is no Name=Value".lstrip())
    return dict(text.split("=", 1) for text in parameters)


def quoted(text: str) -> str:
    """Quote a text for a shell."""
    return "'" + text.replace("'", "'\\''") + "'"
