"""Finds the keys that a prompt offers: "press 1", "for support, press two", "the star key"; in a few languages.

A hint is a guess about a text for people: the walk tries every key in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

ALL_KEYS: Final = "1234567890*#"
_NUMBERS: Final = (
    "zero one two three four five six seven eight nine",
    "null eins zwei drei vier fünf sechs sieben acht neun",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zéro un deux trois quatre cinq six sept huit neuf",
)
_WORDS: Final[Mapping[str, str]] = {
    **{word: str(digit) for words in _NUMBERS for digit, word in enumerate(words.split())},
    **dict.fromkeys(("star", "asterisk", "stern", "sternchen", "asterisco", "étoile"), "*"),
    **dict.fromkeys(("pound", "hash", "raute", "almohadilla", "dièse"), "#"),
}
_VERBS: Final = (
    "press|dial|enter|hit|push|type|choose|select|drücken sie|wählen sie|oprima|presione|pulse|marque|"
    "appuyez sur|tapez|composez"
)
_BETWEEN: Final = r"(?:the |die |den |das |el |la |le |key |keys |number |taste |tecla |touche |button |digit )*"
_KEY: Final = rf"(\d+\b|[*#]|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
_FIRST: Final = re.compile(rf"\b(?:{_VERBS})\s+{_BETWEEN}{_KEY}", re.IGNORECASE)
_MORE: Final = re.compile(
    rf"(?:\s*(?:,|\bor\b|\band\b|\boder\b|\bund\b|\bou\b|\bet\b|\bo\b|\by\b))+\s*{_KEY}(?!\s+of\b)", re.IGNORECASE
)
_TURNED: Final = re.compile(r"(?:^|[.,;:!?])\s*(\d|[*#])\s+(?:for|für|para|pour)\b", re.IGNORECASE)  # 1 for sales

_FOR: Final = r"(?:for|to(?!\s+(?:\d|[a-z]+\s*(?:am|pm|o'clock)\b))|if|für|um|wenn|para|si|pour)"
_FURTHER: Final = re.compile(  # behind "press 1 for sales": "or 2 for support", ", two to leave", "; for support, 2."
    rf"(?:[,;.]|\b(?:or|and|oder|und|ou|et|o|y)\b)\s*(?:(?:or|and|then)\s+)?{_KEY}\s+{_FOR}\b"
    rf"|\b(?:for|to)\s[^.,;:!?]+,\s*{_KEY}\s*(?=[.,;!?]|$)",
    re.IGNORECASE,
)


def offered(texts: Iterable[str], most: int | None) -> tuple[str, ...]:
    """The keys that these texts offer, in their order.

    Args:
        texts: What the caller hears.
        most: How many keys are taken; longer numbers are none that can be pressed. None: any.
    """
    found: dict[str, None] = {}
    for text in texts:
        begins = [first.end() for first in _FIRST.finditer(text)]
        for first in _FIRST.finditer(text):
            found[_key(first[1])] = None
            place = first.end()
            while (more := _MORE.match(text, place)) is not None:
                found[_key(more[1])] = None
                place = more.end()
        if most == 1:
            found |= {_key(turned[1]): None for turned in _TURNED.finditer(text)}
        if most == 1 and begins:
            found |= {_key(more[1] or more[2]): None for more in _FURTHER.finditer(text, begins[0])}
    return tuple(key for key in found if len(key) <= (most or len(key)))


def _key(text: str) -> str:
    return _WORDS.get(text.lower(), text)
