"""Identifiers from a seed: the same seed gives the same identifiers in the same order."""

from __future__ import annotations

import random
import uuid

from .profiles.profile import Profile


class Identifiers:
    """Makes sids in the provider's form: a UUID (SignalWire), or two letters and 32 hexadecimal digits (Twilio)."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose: nothing secret is made of it

    def sid(self, prefix: str) -> str:
        """A new identifier of the kind named by Twilio's two letters (`CA` for a call)."""
        return self._profile.accounts.sid(prefix, self._random.getrandbits(128))

    def token(self) -> str:
        """A new UUID in text form."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def chance(self) -> float:
        """A number from 0 up to 1, for faults on request."""
        return self._random.random()
