"""The numeric codes of the providers in our words, from the tables in `codes`; read when they are asked for.

Each line of a table has the code, who gives it, what happened and what to do. The letters of who gives it: `t` Twilio,
`s` SignalWire, `e` the emulator, which invents a number where no provider publishes one; `+` that Twilio's public list
of 2023-05 does not have the code yet. Where the providers mean different things by one number, it has a line for each.
Source: which codes there are, and who gives them: Twilio's list, SignalWire's list of compatibility error codes and its
REST reference. The sentences are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).with_name("codes")
_GIVERS: Final = {"s": "SignalWire", "t": "Twilio", "e": "the emulator"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one provider, or all, mean by a code.

    Args:
        givers: Names of those who give it.
        what: What happened, a sentence.
        remedy: What to do, a sentence.
        newer: Whether Twilio gives it, and its list of 2023-05 lacks it.
    """

    givers: tuple[str, ...]
    what: str
    remedy: str
    newer: bool = False


@cache
def provider_codes() -> Mapping[int, tuple[Meaning, ...]]:
    """The meanings of each code, in the order of the codes."""
    found: dict[int, tuple[Meaning, ...]] = {}
    for table in TABLES.glob("*.tsv"):
        for line in table.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                code, givers, what, remedy = line.split("\t")
                names = tuple(_GIVERS[letter] for letter in givers.rstrip("+"))
                meaning = Meaning(names, what, remedy, givers.endswith("+"))
                found[int(code)] = (*found.get(int(code), ()), meaning)
    return dict(sorted(found.items()))
