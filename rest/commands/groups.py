"""`laml calls list`, `laml messages show SID` and the others: one group per view."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol, cast

import click

from ..objects.collection import Collection
from ..objects.record import Fetchable, Record
from ..resources.numbers import UpdateNumber
from . import actions
from .actions import owned_number
from .apps import load_app, url_or_handler, urls_of_app
from .session import Format, as_format, client, show_record, show_records
from .views import VIEWS, View


class _Streams(Protocol):
    def stream(self, *, limit: int) -> Iterator[Record]: ...


def group(name: str) -> click.Group:
    """The group of commands for a view."""
    view = VIEWS[name]
    found = click.Group(name, help=view.summary)
    found.add_command(_list(view))
    found.add_command(_show(view))
    return found


def _list(view: View) -> click.Command:
    @click.command("list", help=f"{view.summary} The newest come first.")
    @click.option("--limit", default=20, type=click.IntRange(1), help="Most records.")
    @as_format
    def listing(limit: int, form: Format) -> None:
        with client() as speaking:
            records = cast(_Streams, getattr(speaking, view.collection)).stream(limit=limit)
            show_records(islice(records, limit), view.columns, form)

    return listing


def _show(view: View) -> click.Command:
    @click.command("show", help="Show every property of one record.")
    @click.argument("sid")
    @as_format
    def showing(sid: str, form: Format) -> None:
        with client() as speaking:
            record = cast("Collection[Fetchable]", getattr(speaking, view.collection))(sid)
            show_record(record.fetch(), form)

    return showing


calls = group("calls")
messages = group("messages")
recordings = group("recordings")
numbers = group("numbers")
queues = group("queues")
conferences = group("conferences")
faxes = group("faxes")
bins = group("bins")
applications = group("applications")
calls.add_command(actions.hangup)
for _action in (actions.download, actions.delete):
    recordings.add_command(_action)
for _action in (actions.search, actions.buy, actions.release):
    numbers.add_command(_action)


@numbers.command("connect")
@click.argument("number")
@click.argument("app", required=False, envvar="FLASK_APP")
@click.option("--voice", "voice_url", help="URL, or handler as module:name, that answers calls.")
@click.option("--fallback", "voice_fallback_url", help="URL, or handler, that answers when a document has failed.")
@click.option("--sms", "sms_url", help="URL, or handler, that answers messages.")
@click.option("--status", "status_callback", help="URL, or handler, that is notified of the end of calls.")
def connect(*, number: str, app: str | None, **options: str | None) -> None:
    """Point NUMBER at the handlers of APP (as flask --app takes it), or at those that the options name."""
    named = {setting: text for setting, text in options.items() if text}
    found = load_app(app) if app else None
    told = {"status_callback": "call_status"}
    urls = {key: url_or_handler(text, setting=key, event=told.get(key, "")) for key, text in named.items()}
    if app and found is not None:
        urls |= urls_of_app(found, app, named)
    if not urls:
        raise click.UsageError("give APP, --voice, --sms or --status")
    with client() as speaking:
        owned_number(speaking, number).update(**cast(UpdateNumber, urls))
    for name, url in urls.items():
        click.echo(f"{name}\t{url}")
