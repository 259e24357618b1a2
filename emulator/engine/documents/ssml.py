"""What a Say with speech mark-up sounds like, and how long it takes. Knows no call.

The lengths of pauses and the factors of a rate are ours. Source: markup reference, ssml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import laml

from .hearing import SECONDS_PER_CHARACTER, speaking_seconds

SPELLED: Final = frozenset({"characters", "spell-out", "digits", "telephone", "verbatim"})
RATES: Final[Mapping[str, float]] = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.25, "x-fast": 1.5}
STRENGTHS: Final[Mapping[str, float]] = {
    "none": 0.0,
    "x-weak": 0.0,
    "weak": 0.25,
    "medium": 0.5,
    "strong": 0.75,
    "x-strong": 1.0,
}
PAUSES: Final[Mapping[str, float]] = {"p": 0.5, "s": 0.25}
LONGEST_BREAK: Final = 10.0
_TIME: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
SLOWEST: Final = 0.2
_PERCENT: Final = re.compile(r"([0-9]{1,6})%")


@dataclass(frozen=True, slots=True)
class Heard:
    """The words, and the seconds that they take."""

    text: str
    seconds: float


def heard(verb: laml.Element) -> Heard:
    """The words of a Say, as they are heard."""
    texts, extra = _run(verb, 1.0)
    text = " ".join("".join(texts).split())
    return Heard(text, round(speaking_seconds(text) + extra, 2))


def _run(element: laml.Element, rate: float) -> tuple[list[str], float]:
    """The texts inside an element, and the seconds beyond those of plain speech."""
    texts: list[str] = []
    extra = 0.0
    for item in element.content:
        if isinstance(item, str):
            texts.append(item)
            extra += len(item.strip()) * SECONDS_PER_CHARACTER * (1 / rate - 1)
        elif isinstance(item, laml.Element):
            inner, more = _element(item, rate)
            texts += inner
            extra += more
    return texts, extra


def _element(element: laml.Element, rate: float) -> tuple[list[str], float]:
    given = element.attributes
    if element.tag == "break":
        return [" "], _break(given)
    if element.tag == "sub" and "alias" in given:
        return [given["alias"]], 0.0
    if element.tag == "say-as":
        return _said_as(given.get("interpret-as", ""), "".join(_run(element, rate)[0]))
    if element.tag == "prosody":
        rate = max(SLOWEST, rate * _rate(given.get("rate", "medium")))
        texts, extra = _run(element, rate)
        if given.get("volume") == "silent":
            return [" "], extra + sum(len(text) for text in texts) * SECONDS_PER_CHARACTER
        return texts, extra
    texts, extra = _run(element, rate)
    pause = PAUSES.get(element.tag, 0.0)
    return [*texts, " "] if pause else texts, extra + pause


def _said_as(kind: str, text: str) -> tuple[list[str], float]:
    if kind in SPELLED:
        return [" ".join(text.replace(" ", ""))], 0.0
    return ["bleep" if kind in ("expletive", "bleep") else text], 0.0


def _break(given: Mapping[str, str]) -> float:
    found = _TIME.fullmatch(given.get("time", "").strip())
    if found is None:
        return STRENGTHS.get(given.get("strength", "medium"), STRENGTHS["medium"])
    seconds = float(found.group(1)) / (1000 if found.group(2) == "ms" else 1)
    return min(seconds, LONGEST_BREAK)


def _rate(text: str) -> float:
    found = _PERCENT.fullmatch(text.strip())
    return max(SLOWEST, int(found.group(1)) / 100) if found is not None else RATES.get(text.strip(), 1.0)
