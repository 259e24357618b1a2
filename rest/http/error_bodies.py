"""Reads what the providers' error bodies say, in each of their shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..errors import masked
from ..table.values import Json
from .ranges import count_of

_SENTENCES: Final = ("message", "detail", "title", "error")
_WORD: Final = re.compile(r"[A-Za-z_][\w.\[\]-]{0,99}", re.ASCII)
SHOWN: Final = 3
"""As many further complaints a message shows; all are in `details`."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error body says.

    Attributes:
        code: The number of the first complaint, or None.
        message: Its sentence as it came; empty if there is none.
        more_info: The link to a page about it, or None.
        about: What a reader needs besides: the parameter, a code that is a word, and what else was wrong.
    """

    code: int | None
    message: str
    more_info: str | None
    about: tuple[str, ...] = ()


def complaint_of(payload: Mapping[str, Json]) -> Complaint:
    """What the object itself says, or where it has no message, what the first entry of its `errors` says.

    Source: the shapes in SignalWire's reference (`{"errors": [{"code": …, "message": …, "attribute": …, "url": …}]}`,
    texts for entries, and the entry alone), and a mapping of parameters to texts as frameworks write it.
    """
    entries = [] if "message" in payload else list(_entries(payload.get("errors")))
    first, others = (entries[0], entries[1:]) if entries else (payload, [])
    code = first.get("code")
    number = count_of(str(code)) if isinstance(code, int | str) else None
    link = first.get("more_info") or first.get("url")
    told = (("parameter", _word(first.get("attribute"))), ("code", _word(code)))
    about = [f"{what} {word}" for what, word in told if word]
    about += [f"and {short}" for short in map(_short, others[:SHOWN]) if short]
    return Complaint(number, _sentence(first), _text(link) or None, tuple(about))


def _entries(errors: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(errors, list):
        for each in errors:
            yield each if isinstance(each, dict) else {"message": each}
    elif isinstance(errors, dict):
        for name, given in errors.items():
            for each in given if isinstance(given, list) else [given]:
                yield {"attribute": name, "message": each}


def _short(entry: Mapping[str, Json]) -> str:
    name = _word(entry.get("attribute"))
    return masked(f"{name}: {_sentence(entry)}" if name else _sentence(entry))


def _word(value: Json) -> str:
    """A name; not a number, nor a text that could be anything."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _sentence(entry: Mapping[str, Json]) -> str:
    return next((text for key in _SENTENCES if (text := _text(entry.get(key)))), "")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
