"""`laml send`: one message, or many from a CSV file, with a journal so that a resumed run sends none twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from ..client import Client
from ..errors import OutcomeUnknown, RestError
from ..resources.messages import CreateMessage
from .apps import of_app, url_or_handler
from .journal import Journal, key_of
from .rows import read_rows
from .session import Format, as_format, client, seen, show_record


@click.command("send")
@click.argument("to", required=False)
@click.argument("text", required=False)
@click.option("--from", "from_", required=True, help="One of your numbers; a column `from` takes precedence.")
@click.option("--media", multiple=True, help="URL of a file to send along; a column `media_url` takes precedence.")
@click.option("--status", help="URL, or handler as module:name, that is notified of the delivery.")
@click.option("--csv", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Rows: to, body.")
@click.option("--encoding", help="Of the CSV file, such as cp1252; that which it says itself, or UTF-8, by default.")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to record what was sent; FILE.journal by default.",
)
@click.option("--per-second", default=1.0, type=click.FloatRange(0, min_open=True), help="Most messages per second.")
@of_app
@as_format
def send(
    *,
    to: str | None,
    text: str | None,
    from_: str,
    media: tuple[str, ...],
    status: str | None,
    file: Path | None,
    encoding: str | None,
    journal: Path | None,
    per_second: float,
    app: str | None,
    form: Format,
) -> None:
    """Send TEXT to TO, or a message per row of a CSV file."""
    if (file is None) != (text is not None):  # there is no TEXT without TO before it
        raise click.UsageError("give TO and TEXT, or --csv")
    base = CreateMessage(to="", from_=from_, reconcile=True)
    if status:
        base["status_callback"] = url_or_handler(status, app, setting="status_callback", event="message_status")
    if media:
        base["media_url"] = list(media)
    if file is not None:
        many(file, journal or file.with_name(file.name + ".journal"), base, per_second, encoding)
        return
    with client() as speaking:
        show_record(speaking.messages.create(**CreateMessage(**{**base, "to": to or "", "body": text or ""})), form)


def many(file: Path, journal: Path, base: CreateMessage, per_second: float, encoding: str | None = None) -> None:
    """Send a message per row. Skip rows that the journal has as sent; look for those whose outcome is unknown."""
    rows = read_rows(file, encoding)
    failed = unknown = 0
    console = Console(stderr=True)
    with client(max_per_second=per_second) as speaking, Journal(journal) as done:
        known = speaking._require_gateway().known
        for sid in done.sids():  # what an earlier run sent is not what a later row lost
            known.keep(sid)
        keyed = [(number, key_of(number, row), row) for number, row in enumerate(rows, start=1)]
        left = [each for each in keyed if not done.is_over(each[1])]
        columns = (*Progress.get_default_columns(), MofNCompleteColumn())
        with Progress(*columns, console=console, auto_refresh=console.is_terminal) as progress:
            shown = progress.add_task("sending", total=len(left), visible=console.is_terminal)
            for number, key, row in left:
                try:
                    sid = _send(speaking, done.begin(key), {**base, **_message(row)})
                    done.sent(key, sid)
                    known.keep(sid)
                    progress.advance(shown)
                    continue
                except OutcomeUnknown as problem:
                    done.unknown(key)
                    unknown += 1
                    words = str(problem)
                except RestError as problem:
                    done.failed(key, type(problem).__name__)
                    failed += 1
                    words = str(problem)
                console.print(f"row {number}: {seen(words)}", markup=False, highlight=False, soft_wrap=True)
    doubtful = f", {unknown} unknown (the same command again looks for them)" if unknown else ""
    click.echo(f"{len(rows) - failed - unknown} of {len(rows)} sent{doubtful}; journal: {journal}")
    if failed or unknown:
        raise SystemExit(1)


def _message(row: Mapping[str, str]) -> CreateMessage:
    """The parameters of a row."""
    message = CreateMessage(to=row["to"], body=row["body"])
    if row.get("from"):
        message["from_"] = row["from"]
    if row.get("media_url"):
        message["media_url"] = row["media_url"].split()
    return message


def _send(speaking: Client, unknown_since: datetime | None, message: Mapping[str, object]) -> str:
    """Send a message unless it was sent before, and return its identifier."""
    wanted = cast(CreateMessage, message)
    sent = speaking.messages.find_twin(unknown_since, **wanted) if unknown_since else None
    return (sent or speaking.messages.create(**wanted)).sid
