"""`laml explain`: what a problem code of ours, or an error code of a provider, means and what to do."""

from __future__ import annotations

import sys

import click

from ..grammar.spelling import nearest
from ..reference.problem_codes import EXPLANATIONS
from ..reference.provider_codes import PROVIDER_CODES
from ..reference.twilio_titles import twilio_titles

_PROVIDERS = {"st": "SignalWire and Twilio", "s": "SignalWire", "t": "Twilio"}
SUGGESTED = 3


@click.command()
@click.argument("code")
def command(code: str) -> None:
    """What a problem or a provider's error code means.

    CODE is one of `laml check` (bad-value), or a number that a provider gave (12200). Ends with 1 if it is unknown.
    """
    wanted = code.strip().strip("[]").lower()
    if wanted in EXPLANATIONS:
        what, remedy = EXPLANATIONS[wanted]
        click.echo(f"{wanted}\n\n{what}\n{remedy}")
    elif wanted.isdecimal() and (known := _of_provider(int(wanted))):
        click.echo(known)
    else:
        click.echo(f"no code {code!r} is known; {_suggestion(wanted)}", err=True)
        sys.exit(1)


def _of_provider(code: int) -> str:
    """What is known of a provider's code: what it means and what to do, Twilio's title, or both; empty if nothing."""
    what, remedy, providers = PROVIDER_CODES.get(code, ("", "", "t"))
    title, kind = twilio_titles().get(code, ("", ""))
    if not what and not title:
        return ""
    lines = [what, remedy, f"Twilio's {kind} {code}: {title}" if title else ""]
    return "\n".join([f"{code} ({_PROVIDERS[providers]})", "", *filter(None, lines)])


def _suggestion(wanted: str) -> str:
    if wanted.isdecimal():
        near = sorted({*PROVIDER_CODES, *twilio_titles()}, key=lambda known: (abs(known - int(wanted)), known))[
            :SUGGESTED
        ]
        return f"near it are {', '.join(map(str, sorted(near)))}"
    found = nearest(wanted, list(EXPLANATIONS))
    return f"did you mean {found}?" if found else f"there are {', '.join(EXPLANATIONS)}"
