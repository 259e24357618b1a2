"""`flask laml routes|sign|doctor`, and `laml doctor URL` for an app that runs elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from .app.app_state import current_state
from .app.testing import SigningClient
from .errors import ConfigError
from .requests import FAMILIES
from .requests.samples import example_parameters, signature_headers, signing_key, with_query
from .wire.doctor import examine
from .wire.providers import PROVIDERS, Provider
from .wire.settings import read_keys, read_public_url

group = AppGroup("laml", help="Webhooks of the telephony provider: what is served, signed and reached.")

_DECORATORS = {kind: name for name, (kind, _) in FAMILIES.items()}


@group.command("routes")
@with_appcontext
def routes() -> None:
    """List the routes, what each takes, and the URL to give to the provider."""
    state = current_state()
    base = state.settings.public_url.text + state.prefix
    rows = [(_DECORATORS.get(h.kind, h.kind.__name__), h.name, base + h.path) for h in state.handlers.values()]
    widths = [max(len(row[column]) for row in rows) if rows else 0 for column in (0, 1)]
    for kind, name, url in rows:
        click.echo(f"{kind:<{widths[0]}}  {name:<{widths[1]}}  {url}")
    for item in state.hooks.bins:
        click.echo(f"{'bin':<{widths[0]}}  {item.name:<{widths[1]}}  {item.url}{'  (public)' if item.public else ''}")


@group.command("sign")
@click.argument("where")
@click.argument("parameters", nargs=-1)
@click.option("--get", "as_get", is_flag=True, help="Put the parameters into the query.")
@with_appcontext
def sign(where: str, parameters: Sequence[str], as_get: bool) -> None:
    """Write a signed request to WHERE, a route or URL, as a curl command. PARAMETERS are written Name=Value."""
    state = current_state()
    form = pairs_of(parameters)
    public = state.settings.public_url.text
    url = public + where if where.startswith("/") else where
    handler = next((h for h in state.handlers.values() if state.prefix + h.path == url.removeprefix(public)), None)
    if handler is not None:
        form = example_parameters(handler.kind, form)
    if as_get:
        url, form = with_query(url, form), {}
    words = ["curl", quoted(url)]
    words += [
        f"-H {quoted(f'{name}: {value}')}" for name, value in signature_headers(state.settings, url, form).items()
    ]
    words += [f"--data-urlencode {quoted(f'{name}={value}')}" for name, value in form.items()]
    click.echo(" \\\n  ".join(words))


@group.command("doctor")
@click.option("--url", help="Another address than LAML_PUBLIC_URL.")
@with_appcontext
def doctor_of_app(url: str | None) -> None:
    """Check the settings, and whether requests to LAML_PUBLIC_URL reach this app as they were signed."""
    settings = current_state().settings
    click.echo(f"  provider {settings.provider.name}, public URL {settings.public_url.text}")
    _in_process(SigningClient(current_app._get_current_object()))  # type: ignore[attr-defined] # the app itself
    _examined(url or settings.public_url.text, signing_key(settings).secret, settings.provider)


@click.command("doctor")
@click.argument("url")
@click.option("--provider", type=click.Choice(sorted(PROVIDERS)), default=None, help="Or LAML_PROVIDER.")
def doctor(url: str, provider: str | None) -> None:
    """Send signed probes to the app at URL, and say what is wrong between them. The key is that of LAML_SIGNING_KEY."""
    row = PROVIDERS.get(provider or os.environ.get("LAML_PROVIDER", ""))
    if row is None:
        raise click.UsageError("give --provider, or set LAML_PROVIDER to 'signalwire' or 'twilio'")
    keys = read_keys(os.environ.get("LAML_SIGNING_KEY"))
    try:
        read_public_url(url, row)
    except ConfigError as error:
        raise click.UsageError(f"{url!r} is no address: {error}") from None
    if not keys:
        raise click.UsageError("set LAML_SIGNING_KEY to the key that the app has")
    _examined(url, keys[0].secret, row)


def _in_process(client: SigningClient) -> None:
    """Show that the app lets in what it signs itself, before anything stands in between."""
    status = client.post("/laml-doctor/plain").status_code
    click.echo(f"{'✓' if status == 204 else '✗'} the app takes what it signs itself ({status})")


def _examined(url: str, key: str, provider: Provider) -> None:
    ill = False
    for finding in examine(url, key, provider=provider.name, header=provider.signature_headers[0]):
        ill = ill or not finding.well
        mark = "✓" if finding.well else "✗"
        click.echo(f"{mark} {finding.what}" + (f"\n    → {finding.advice}" if finding.advice else ""))
    if ill:
        raise SystemExit(1)


def pairs_of(parameters: Sequence[str]) -> Mapping[str, str]:
    """Take `Name=Value` apart."""
    for text in parameters:
        if "=" not in text:
            raise click.UsageError(f"{text!r} is no Name=Value")
    return dict(text.split("=", 1) for text in parameters)


def quoted(text: str) -> str:
    """Quote a text for a shell."""
    return "'" + text.replace("'", "'\\''") + "'"
