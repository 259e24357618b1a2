"""Forgeries of one byte: how many a receiver takes for genuine."""

import random
from collections import Counter
from collections.abc import Sequence
from unittest import mock

from webhooks.signature import Key, Match, Message, verify
from webhooks.wire import receiving as intake

from .targets import delivered, genuine, one_byte_off, settings


def forge(count: int, seed: int = 0) -> Counter[str]:
    """Send `count` forgeries. `accepted` are those that got in with other pairs or another target than were signed.

    A changed byte that leaves the decoded request as it was (`%2b` for `%2B` in a body) is `same`, and no forgery.
    """
    rng = random.Random(seed)
    to = settings()
    originals = [(sent, delivered(sent, to)) for sent in genuine(rng)]
    assert all(delivery for _, delivery in originals), "a genuine request was refused"
    outcomes: Counter[str] = Counter()
    while outcomes.total() < count:
        sent, original = originals[rng.randrange(len(originals))]
        forged = one_byte_off(sent, rng)
        got = delivered(forged, to) if forged != sent else original
        if got is None:
            outcomes["refused"] += 1
        elif original is not None and (got.pairs, got.target) == (original.pairs, original.target):
            outcomes["same"] += 1
        else:
            outcomes["accepted"] += 1
    return outcomes


def any_signature(message: Message, keys: Sequence[Key], **rest: object) -> Match:
    """The fault: a receiver content with any text as long as a signature."""
    try:
        return verify(message, keys, **rest)  # type: ignore[arg-type] # passed on as it came
    except intake.SignatureError:
        if len(message.signature or "") == 28:
            return Match(keys[0], message.url, "fault")
        raise


def struck(count: int, seed: int = 0) -> int:
    """How many forgeries a receiver with the fault takes."""
    with mock.patch.object(intake, "verify", any_signature):
        return forge(count, seed)["accepted"]
