"""What a caller can do at a verb that listens: the keys, words and messages that are tried there. Plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import laml

from .counts import count_in
from .hints import ALL_KEYS, offered
from .model import EdgeKind
from .records import Act, Asked

MOST_HINTS: Final = 20  # speech hints that are tried
MOST_KEYS: Final = 100  # longer than any number, card or code
STRANGE: Final = "something else altogether"  # words that no menu expects
MESSAGE: Final = "This is a message."
CARD: Final = "4111111111111111#1230#123#12345#"  # a test number of Visa, a date, a security code, a postal code
ACCOUNT: Final = "110000000#000123456789#"  # a test number of a bank, and of an account


@dataclass(frozen=True, slots=True)
class Try:
    """One thing to try.

    Args:
        kind: What sort of edge it makes.
        value: The keys or words.
        act: What is done.
        hinted: Whether the document offers it.
    """

    kind: EdgeKind
    value: str
    act: Act
    hinted: bool = False


def tries(asked: Asked, heard: tuple[str, ...]) -> Iterator[Try]:
    """What to try at a verb that listens, those things that the document offers first.

    Args:
        asked: The verb.
        heard: What the caller heard until then.
    """
    tag, number = asked.verb.tag, asked.number
    if tag == "Record":
        yield Try("record", "", Act(number, words=MESSAGE))
    elif tag == "Pay":
        digits = ACCOUNT if asked.verb.attributes.get("paymentMethod") == "ach-debit" else CARD
        yield Try("pay", "", Act(number, keys=digits))
    elif tag == "Gather":
        if "keys" in asked.takes:
            yield from _keys(asked.verb, number, heard)
        if "speech" in asked.takes:
            yield from _words(asked.verb, number)


def _keys(verb: laml.Element, number: int, heard: tuple[str, ...]) -> Iterator[Try]:
    most = count_in(verb.attributes.get("numDigits", "").strip(), most=MOST_KEYS)  # more is as if it said nothing
    finish = verb.attributes.get("finishOnKey", "#")
    hints = [key for key in offered(heard, most) if not set(key) & set(finish)]
    end = finish[:1] if finish[:1] in ALL_KEYS else ""
    for key in hints:
        ends = "" if len(key) == most else end
        yield Try("key", key, Act(number, keys=key + ends), hinted=True)
    for key in ALL_KEYS:
        if key in finish:
            continue
        whole = key * most if most else key
        if whole not in hints:
            yield Try("key", whole, Act(number, keys=whole if most else whole + end))


def _words(verb: laml.Element, number: int) -> Iterator[Try]:
    words = [hint.strip() for hint in verb.attributes.get("hints", "").split(",")]
    for word in list(dict.fromkeys(filter(None, words)))[:MOST_HINTS]:
        if not word.startswith("$"):  # a class of words, such as $MONTH
            yield Try("speech", word, Act(number, words=word), hinted=True)
    yield Try("speech", STRANGE, Act(number, words=STRANGE))
