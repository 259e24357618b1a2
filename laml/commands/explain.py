"""`laml explain`: what a problem code of ours, or an error code of a provider, means and what to do."""

from __future__ import annotations

import json
import sys
from typing import Final

import click

from ..grammar.spelling import nearest
from ..reference.explained import Explained, explained, is_number, known_numbers, search
from ..reference.problem_codes import EXPLANATIONS

SUGGESTED = 3
"""So many codes are named where a number is unknown."""
NEAR: Final = 100
"""How far they may be from it: the providers give a hundred numbers to one subject."""


@click.command()
@click.argument("code", nargs=-1, required=True, metavar="CODE…")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(code: tuple[str, ...], form: str) -> None:
    """What a problem or a provider's error code means.

    CODE is one of `laml check` (bad-value), or a number that a provider gave (12200); several are explained one after
    the other, and unknown ones named. Anything else is searched for: `laml explain opted out` lists the codes in
    whose texts both words begin.
    Ends with 1 if a code is unknown or nothing is found.
    """
    wanted = [each.strip().strip("[]").lower() for each in code]
    named = all(map(_is_code, wanted)) or any(map(_is_surely_code, wanted))
    known = {each: explained(each) for each in wanted} if named else {}
    found = [each for each in known.values() if each is not None] if named else list(search(wanted))
    if form == "json":
        click.echo(json.dumps([each.as_json() for each in found], indent=2, ensure_ascii=False))
    elif found:
        click.echo(_listed(found) if not named and len(found) > 1 else "\n\n".join(each.text() for each in found))
    unknown = [each for each, there in known.items() if there is None]
    if not named and not found:
        unknown = [" ".join(wanted)]
    for each in unknown:
        click.echo(f"no code {each!r} is known; {_suggestion(each)}", err=True)
    if unknown:
        sys.exit(1)


def _is_code(word: str) -> bool:
    return is_number(word) or word in EXPLANATIONS


def _is_surely_code(word: str) -> bool:
    """Whether it is a known code that is no word of a text as well, so that what stands beside it is meant as codes."""
    return explained(word) is not None and (is_number(word) or "-" in word)


def _listed(found: list[Explained]) -> str:
    return "\n".join(each.line() for each in found)


def _suggestion(wanted: str) -> str:
    if is_number(wanted):
        near = [known for known in known_numbers() if abs(known - int(wanted)) <= NEAR]
        near = sorted(near, key=lambda known: (abs(known - int(wanted)), known))[:SUGGESTED]
        if not near:
            return "none is near it; its words find one: laml explain opted out"
        return f"near it are {', '.join(map(str, sorted(near)))}"
    found = nearest(wanted, list(EXPLANATIONS))
    return f"did you mean {found}?" if found else f"there are {', '.join(EXPLANATIONS)}"
