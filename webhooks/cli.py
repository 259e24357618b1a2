"""`laml doctor URL`, for an app that runs elsewhere; knows no Flask."""

from __future__ import annotations

import os

import click

from .errors import ConfigError
from .wire.doctor import examine
from .wire.providers import PROVIDERS, Provider
from .wire.settings import read_keys, read_public_url


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
    except ConfigError:
        raise click.UsageError(
            f"{url!r} is no address: expected scheme, host and path alone, such as https://ivr.example.com"
        ) from None
    if not keys:
        raise click.UsageError("set LAML_SIGNING_KEY to the key that the app has")
    examine_and_print(url, keys[0].secret, row)


def examine_and_print(url: str, key: str, provider: Provider) -> None:
    """Examine the app at a URL and print each finding.

    Raises:
        SystemExit: With 1, if something is wrong.
    """
    failed = False
    for finding in examine(url, key, provider=provider):
        failed = failed or not finding.ok
        mark = "✓" if finding.ok else "✗"
        click.echo(f"{mark} {finding.what}" + (f"\n    → {finding.advice}" if finding.advice else ""))
    if failed:
        raise SystemExit(1)
