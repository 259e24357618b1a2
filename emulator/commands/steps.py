"""The steps of a caller, as `laml phone --script` and the lines typed into `laml dial` have them. Knows no call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Act = Literal["wait", "press", "say", "hear", "silence", "hangup"]
HELP: Final = "wait [SECONDS], press KEYS, say WORDS, hear WORDS, silence [SECONDS], hangup"
_NEEDS: Final = frozenset({"press", "say", "hear"})
_SECONDS: Final = frozenset({"wait", "silence"})
_KEYS: Final = re.compile(r"[0-9*#A-D]+")
_NUMBER: Final = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


class WrongStep(ValueError):
    """A step that nobody can take; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, and with what: keys, words, or seconds as text, which may be empty."""

    act: Act
    given: str = ""

    @property
    def seconds(self) -> float | None:
        """The seconds of `wait` and `silence`; None without a number."""
        return float(self.given) if self.given else None

    def __str__(self) -> str:
        return f"{self.act} {self.given}".strip()


def read_step(text: str) -> Step:
    """Read one step.

    Raises:
        WrongStep: It is none.
    """
    word, _, given = text.strip().partition(" ")
    act = _act(word.lower())
    given = given.strip()
    if act is None:
        raise WrongStep(f"{text.strip()!r} is no step; there are {HELP}")
    if act in _NEEDS and not given:
        raise WrongStep(f"{act} needs {'keys' if act == 'press' else 'words'}")
    if act == "press" and not _KEYS.fullmatch(given):
        raise WrongStep(f"press {given}: a phone has the keys 0 to 9, * and #, and A to D")
    if act in _SECONDS and given and not _NUMBER.fullmatch(given):
        raise WrongStep(f"{act} {given}: expected seconds")
    if act == "hangup" and given:
        raise WrongStep("hangup stands alone")
    return Step(act, given)


def _act(word: str) -> Act | None:
    acts: tuple[Act, ...] = ("wait", "press", "say", "hear", "silence", "hangup")
    return next((act for act in acts if act == word), None)


def read_script(text: str) -> list[Step]:
    """Read steps with `;` or line ends between them; a line that begins with # is left out.

    Raises:
        WrongStep: One is none.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [read_step(part) for line in lines for part in line.split(";") if part.strip()]
