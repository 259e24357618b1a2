"""`laml map APP TARGET`: walks an IVR in this process, draws it, and fails if something is wrong.

Knows the walk and the pictures. The app is imported with throw-away settings where there are none, and its clients
speak to the emulator.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from webhooks import ConfigError

from ..commands.start_option import start_option
from ..engine.profiles.profile import PROFILES
from ..environment import told_of_provider, told_of_vendors
from ..errors import EmulatorError
from ..phone.app_facts import path_of
from ..provider import CALLER, NUMBER
from ..stage import Method
from .loading import ready
from .mermaid import write_mermaid
from .model import IvrMap, Limits
from .repeats import failures_once
from .report import told, write_github, write_json, write_text
from .svg import require, write_svg
from .walking import walk

WRITERS: Final[Mapping[str, Callable[[IvrMap], str]]] = {
    "text": write_text,
    "mermaid": write_mermaid,
    "json": write_json,
    "svg": write_svg,
    "github": write_github,
}
SUFFIXES: Final = {".mmd": "mermaid", ".svg": "svg", ".json": "json", ".txt": "text"}
_DEFAULT: Final = Limits()


@click.command("map")
@click.argument("app")
@click.argument("target")
@click.option(
    "--format", "form", type=click.Choice(list(WRITERS)), help="Default: what --output's name ends with, or text."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A file, in place of standard output.")
@click.option("--provider", type=click.Choice(sorted(PROFILES)), help="Default: LAML_PROVIDER, or signalwire.")
@click.option(
    "--method", default="POST", show_default=True, type=click.Choice(["POST", "GET"]), help="How TARGET is requested."
)
@click.option("--from", "from_", default=CALLER, show_default=True, help="Who calls.")
@click.option("--to", default=NUMBER, show_default=True, help="The number that is called.")
@start_option
@click.option("--config", "config", multiple=True, metavar="KEY=VALUE", help="A setting of the app; may be repeated.")
@click.option("--strict", is_flag=True, help="Fail for warnings as well.")
@click.option(
    "--nodes", default=_DEFAULT.nodes, show_default=True, type=click.IntRange(min=1), help="Documents at most."
)
@click.option("--depth", default=_DEFAULT.depth, show_default=True, type=click.IntRange(min=1), help="Steps at most.")
@click.option(
    "--requests", default=_DEFAULT.requests, show_default=True, type=click.IntRange(min=1), help="Requests at most."
)
@click.option(
    "--slow", type=click.FloatRange(min=0), help="Seconds from which a handler is slow. Default: half of the deadline."
)
def command(
    *,
    app: str,
    target: str,
    form: str | None,
    output: Path | None,
    provider: str | None,
    method: Method,
    from_: str,
    to: str,
    start: datetime | None,
    config: tuple[str, ...],
    strict: bool,
    nodes: int,
    depth: int,
    requests: int,
    slow: float | None,
) -> None:
    """Walk the IVR that answers at TARGET in APP, draw it, and say what is wrong.

    APP is what `flask --app` takes, TARGET a path such as /answer. The app is called in this process: every key, a
    wrong one, silence, the words of hints, each outcome of a Dial, what others do in queues and conferences. Its events
    go to a store that is thrown away, and what its clients send goes to the emulator; databases of its own are real,
    unless --config names others. What it prints goes to standard error. The findings go to standard error where
    standard output is a picture. Ends with 0, with 1 if there are errors (with --strict: or warnings), and with 2 if
    the app cannot be called.
    """
    form = form or _form(output)
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"--output {output}: there is no folder {str(output.parent)!r}")
    try:
        if form == "svg":
            require()
        settings = _settings(config)
        with redirect_stdout(sys.stderr):  # what the app prints is no part of the map
            before, chosen = frozenset(sys.modules), provider or os.environ.get("LAML_PROVIDER")
            made = ready(app, settings, provider, start)
            click.echo("# the app's own databases and services are real; --config KEY=VALUE names others")
            for line in (*told_of_vendors(before), *(() if chosen else told_of_provider(before, made.name))):
                click.echo(line)
            limits = Limits(nodes, depth, requests, slow)
            with failures_once():
                whole = walk(made, path_of(made.app_facts(), target), limits, method=method, from_=from_, to=to)
            made.close()
        written = WRITERS[form](whole)
    except (ConfigError, EmulatorError) as error:
        raise click.UsageError(str(error)) from error
    if output is not None:
        try:
            output.write_text(written, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"--output {output}: {error.strerror}") from error
    else:
        click.echo(written, nl=False)
    if output is not None or form in ("mermaid", "svg"):
        for finding in whole.findings:
            click.echo(told(finding), err=True)
    severe = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in severe for finding in whole.findings):
        sys.exit(1)


def _form(output: Path | None) -> str:
    """The format that a file's name says.

    Raises:
        UsageError: The name says none that there is.
    """
    if output is None:
        return "text"
    if output.suffix and output.suffix not in SUFFIXES:
        raise click.UsageError(
            f"--output {output}: expected a name that ends with {', '.join(SUFFIXES)}, or a --format beside it"
        )
    return SUFFIXES.get(output.suffix, "text")


def _settings(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise click.UsageError(f"--config {text!r}: expected KEY=VALUE, such as SQLALCHEMY_DATABASE_URI=sqlite://")
        found[name] = value
    return found
