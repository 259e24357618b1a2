"""`laml call` and `laml send`: one call, one message."""

from __future__ import annotations

from xml.sax.saxutils import escape

import click

from ..client import Client
from ..resources.calls import CreateCall
from .apps import url_or_handler
from .session import Format, as_format, client, show_record


@click.command("call")
@click.argument("to")
@click.option("--from", "from_", required=True, help="One of your numbers.")
@click.option("--url", help="Document to follow: a URL, or a handler as module:name.")
@click.option("--say", help="What to say instead.")
@click.option("--status", help="URL, or handler as module:name, that is told how it went.")
@click.option("--record", is_flag=True, help="Record the call.")
@as_format
def call(
    *, to: str, from_: str, url: str | None, say: str | None, status: str | None, record: bool, form: Format
) -> None:
    """Place a call to TO. Should the answer be lost, it is looked for before it is placed again."""
    if (url is None) == (say is None):
        raise click.UsageError("give either --url or --say")
    with client() as speaking:
        placing = CreateCall(to=to, from_=from_, reconcile=True)
        if record:
            placing["record"] = True
        if status:
            placing["status_callback"] = url_or_handler(status)
        if url:
            placing["url"] = url_or_handler(url)
        else:
            _say(speaking, placing, say or "")
        show_record(speaking.calls.create(**placing), form)


def _say(speaking: Client, placing: CreateCall, text: str) -> None:
    """Have a text said: inline where the provider takes that, else from a bin that it hosts."""
    document = f"<Response><Say>{escape(text)}</Say></Response>"
    if speaking.provider == "twilio":
        placing["twiml"] = document
    else:
        placing["url"] = speaking.laml_bins.create(name="laml call --say", contents=document)
