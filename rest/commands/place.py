"""`laml call`: one call."""

from __future__ import annotations

from xml.sax.saxutils import escape

import click

from ..resources.calls import CreateCall
from .apps import of_app, url_or_handler
from .session import Format, as_format, client, show_record


@click.command("call")
@click.argument("to")
@click.option("--from", "from_", required=True, help="One of your numbers.")
@click.option("--url", help="Document to follow: a URL, or a handler as module:name.")
@click.option("--say", help="Text to say instead.")
@click.option("--status", help="URL, or handler as module:name, that is notified of the end of the call.")
@click.option("--record", is_flag=True, help="Record the call.")
@of_app
@as_format
def call(
    *,
    to: str,
    from_: str,
    url: str | None,
    say: str | None,
    status: str | None,
    record: bool,
    app: str | None,
    form: Format,
) -> None:
    """Place a call to TO. If the answer is lost, look for the call before placing it again."""
    if (url is None) == (say is None):
        raise click.UsageError("give either --url or --say")
    with client() as speaking:
        placing = CreateCall(to=to, from_=from_, reconcile=True)
        if record:
            placing["record"] = True
        if status:
            placing["status_callback"] = url_or_handler(status, app, setting="status_callback", event="call_status")
        _follow(placing, url_or_handler(url, app) if url else None, say or "")
        show_record(speaking.calls.create(**placing), form)


def _follow(placing: CreateCall, url: str | None, text: str) -> None:
    """Have the call follow a URL, or say a text."""
    if url is None:
        placing["twiml"] = f"<Response><Say>{escape(text)}</Say></Response>"
    else:
        placing["url"] = url
