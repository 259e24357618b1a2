"""What a command does to one record: `laml calls hangup`, `laml recordings download`, `laml numbers buy` and the like.

Sources of the parameters: the pages of Calls, Recordings, Available phone numbers and Incoming phone numbers.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import click

from ..client import Client
from ..resources.available_numbers import FindNumbers
from ..resources.numbers import IncomingPhoneNumber
from .session import Format, as_format, client, show_record, show_records

_AVAILABLE: Final = ("phone_number", "friendly_name", "locality", "region", "capabilities")
_COUNTRY: Final = re.compile("[A-Z]{2}")
sure = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command("hangup")
@click.argument("sid")
@as_format
def hangup(sid: str, form: Format) -> None:
    """End a call, whatever its state, and show it."""
    with client() as speaking:
        show_record(speaking.calls(sid).update(status="completed"), form)


@click.command("download")
@click.argument("sid")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--audio", type=click.Choice(["wav", "mp3"]), help="The end of FILE, or wav.")
@click.option("--wait", default=0.0, type=click.FloatRange(0), help="Seconds to wait for one that is not ready.")
def download(sid: str, file: Path | None, audio: Literal["wav", "mp3"] | None, wait: float) -> None:
    """Save the audio of a recording as FILE, or under its SID in this folder."""
    kind = audio or ("mp3" if file is not None and file.suffix.lower() == ".mp3" else "wav")
    with client() as speaking:
        saved = speaking.recordings(sid).download(file or Path(f"{sid}.{kind}"), format=kind, wait=wait)
    click.echo(f"{saved.path}\t{saved.size} bytes")


@click.command("delete")
@click.argument("sid")
@sure
def delete(sid: str, yes: bool) -> None:
    """Delete a recording and its audio."""
    _confirm(f"Delete the recording {sid}?", yes)
    with client() as speaking:
        speaking.recordings(sid).delete()
    click.echo(f"deleted\t{sid}")


@click.command("search")
@click.option("--country", default="US", show_default=True, help="Two letters.")
@click.option("--kind", type=click.Choice(["local", "toll-free", "mobile"]), default="local", show_default=True)
@click.option("--area-code", help="Three digits; United States and Canada only.")
@click.option("--contains", help="Digits or letters of the number, * for any.")
@click.option("--region", help="State or province, in two letters.")
@click.option("--sms/--no-sms", default=None, help="Only numbers that can (or cannot) do messages.")
@click.option("--voice/--no-voice", default=None, help="Only numbers that can (or cannot) do calls.")
@click.option("--limit", default=20, type=click.IntRange(1), help="Most numbers.")
@as_format
def search(
    *,
    country: str,
    kind: Literal["local", "toll-free", "mobile"],
    area_code: str | None,
    contains: str | None,
    region: str | None,
    sms: bool | None,
    voice: bool | None,
    limit: int,
    form: Format,
) -> None:
    """Numbers that can be bought."""
    if not _COUNTRY.fullmatch(country.upper()):
        raise click.UsageError(f"--country is two letters such as US, not {country!r}")
    filters = FindNumbers()
    if area_code:
        filters["area_code"] = area_code
    if contains:
        filters["contains"] = contains
    if region:
        filters["in_region"] = region
    if sms is not None:
        filters["sms_enabled"] = sms
    if voice is not None:
        filters["voice_enabled"] = voice
    with client() as speaking:
        place = speaking.available_phone_numbers(country.upper())
        numbers = {"local": place.local, "toll-free": place.toll_free, "mobile": place.mobile}[kind]
        show_records(islice(numbers.stream(**filters), limit), _AVAILABLE, form)


@click.command("buy")
@click.argument("number")
@sure
@as_format
def buy(number: str, yes: bool, form: Format) -> None:
    """Buy NUMBER, as `laml numbers search` found it, and show it."""
    _confirm(f"Buy {number}? The provider charges for it.", yes)
    with client() as speaking:
        show_record(speaking.incoming_phone_numbers.create(phone_number=number), form)


@click.command("release")
@click.argument("number")
@sure
def release(number: str, yes: bool) -> None:
    """Give NUMBER (or its SID) back to the provider, who may give it to somebody else."""
    with client() as speaking:
        owned = owned_number(speaking, number) if number.startswith("+") else speaking.incoming_phone_numbers(number)
        _confirm(f"Release {number}? It may be lost for ever.", yes)
        owned.delete()
    click.echo(f"released\t{number}")


def owned_number(speaking: Client, number: str) -> IncomingPhoneNumber:
    """The record of a number of the account.

    Raises:
        click.ClickException: There is no such number in the account, or more than one.
    """
    owned = speaking.incoming_phone_numbers.list(phone_number=number, limit=2)
    if len(owned) != 1:
        raise click.ClickException(f"{number}: {'no' if not owned else 'more than one'} such number in the account")
    return owned[0]


def _confirm(question: str, yes: bool) -> None:
    """Ask on the terminal, unless that was answered already; a "no" ends the command with 1."""
    if not yes:
        click.confirm(question, abort=True, err=True)
