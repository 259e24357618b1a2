"""What is known of a code, of ours or of a provider's: by its name or number, or by words of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .problem_codes import EXPLANATIONS
from .provider_codes import Meaning, provider_codes
from .twilio_titles import twilio_titles

OURS: Final = ("lamlkit",)
LONGEST_NUMBER: Final = 12
"""Digits of a number that is looked up; those of the providers have seven at most."""


@dataclass(frozen=True, slots=True)
class Explained:
    """All that is known of one code.

    Args:
        code: The name of a problem, or a provider's number in decimal.
        meanings: In our words; none if only Twilio's title is known.
        title: Twilio's own, or empty.
        level: What Twilio takes it for, `error` or `warning`; empty without a title.
    """

    code: str
    meanings: tuple[Meaning, ...]
    title: str = ""
    level: str = ""

    def text(self) -> str:
        """A paragraph for people: who gives it, what happened, what to do, Twilio's title."""
        givers = sorted({name for meaning in self.meanings for name in meaning.givers}) or ["Twilio"]
        head = self.code if self.code in EXPLANATIONS else f"{self.code} ({' and '.join(givers)})"
        several = len(self.meanings) > 1
        lines = [
            line
            for meaning in self.meanings
            for line in (f"{meaning.givers[0]}: {meaning.what}" if several else meaning.what, meaning.remedy)
        ]
        if self.title:
            lines.append(f"Twilio's {self.level} {self.code}: {self.title}")
        return "\n".join([head, "", *lines])

    def line(self) -> str:
        """A line for a list: the code, and what it means."""
        return f"{self.code}  {' '.join(meaning.what for meaning in self.meanings) or self.title}"

    def as_json(self) -> dict[str, object]:
        """An object with `code`, `title`, `level`, and `meanings`: `givers`, `what`, `remedy`, `newer` each."""
        meanings = [
            {"givers": list(each.givers), "what": each.what, "remedy": each.remedy, "newer": each.newer}
            for each in self.meanings
        ]
        return {"code": self.code, "title": self.title, "level": self.level, "meanings": meanings}


def explained(code: str) -> Explained | None:
    """What is known of a code; None if nothing. Leading zeros of a number do not count."""
    if code in EXPLANATIONS:
        return Explained(code, (Meaning(OURS, *EXPLANATIONS[code]),))
    if not is_number(code):
        return None
    number = int(code)
    meanings = provider_codes().get(number, ())
    title, level = twilio_titles().get(number, ("", ""))
    return Explained(str(number), meanings, title, level) if meanings or title else None


def is_number(code: str) -> bool:
    """Whether it is written as the providers' codes are."""
    return code.isdecimal() and code.isascii() and len(code) <= LONGEST_NUMBER


def known_numbers() -> Sequence[int]:
    """All numbers of the providers, in order."""
    return sorted({*provider_codes(), *twilio_titles()})


def search(words: Sequence[str]) -> Sequence[Explained]:
    """The codes in whose texts each of the words begins a word, in any case; those that have them in a row first.

    A word with a blank in it counts as several.
    """
    parts = " ".join(words).split()
    if not parts:
        return []
    each = [re.compile(rf"(?<!\w){re.escape(part)}", re.IGNORECASE) for part in parts]
    in_a_row = r"\W+".join(map(re.escape, parts))
    row = re.compile(rf"(?<!\w){in_a_row}", re.IGNORECASE)
    found = [(code, text) for code, text in _all() if all(pattern.search(text) for pattern in each)]
    return [code for code, _ in sorted(found, key=lambda pair: row.search(pair[1]) is None)]


def _all() -> Iterator[tuple[Explained, str]]:
    for code in (*EXPLANATIONS, *map(str, known_numbers())):
        known = explained(code)
        if known is not None:
            texts = [text for meaning in known.meanings for text in (meaning.what, meaning.remedy)]
            yield known, " ".join([code, *texts, known.title])
