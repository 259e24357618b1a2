"""The engine's front: what a person, REST or a test can do to the world. It asks nobody for time or network.

Knows no HTTP; the drivers move it and carry its requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from . import calls
from .ids import Identifiers
from .kernel import Kernel
from .models import Account, Endpoint, Leg, Message
from .profiles import PROFILES, ProviderName
from .services import legs, messages
from .timeline import Timeline
from .world import World

ACCOUNTS: Mapping[ProviderName, Account] = {
    "signalwire": Account(
        sid="7f000001-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
        token="PTemulator0throw0away0token",  # noqa: S106  # opens nothing
        signing_key="PSK_emulator_throw_away_key",
    ),
    "twilio": Account(
        sid="AC7f0000011a2b4c3d8e4f5a6b7c8d9e0f",
        token="e0000000000000000000000000000000",  # noqa: S106  # opens nothing
        signing_key="e0000000000000000000000000000000",
    ),
}


KEPT: Final = frozenset({"api_origin", "lateness"})  # what a reset leaves as it was set up


class Engine:
    """One provider with one account.

    Args:
        provider: Whose manners.
        start: The time at the beginning, unix seconds.
        seed: Identifiers and chances come from it.
        account: Test credentials; throw-away ones if absent.
    """

    def __init__(self, provider: ProviderName, start: float, seed: int = 0, account: Account | None = None) -> None:
        profile = PROFILES[provider]
        self.kernel = Kernel(start)
        self.world = World(
            profile=profile,
            account=account or ACCOUNTS[provider],
            kernel=self.kernel,
            ids=Identifiers(profile, seed),
            timeline=Timeline(start),
        )

    @property
    def timeline(self) -> Timeline:
        """Everything that happened so far."""
        return self.world.timeline

    def reset(self) -> None:
        """Forget everything that happened, and everything that is under way; time goes on."""
        self.kernel.clear()
        self.timeline.clear(self.kernel.now)
        world = self.world
        fresh = World(world.profile, world.account, world.kernel, world.ids, world.timeline)
        for field in fields(World):
            if field.name not in KEPT:
                setattr(world, field.name, getattr(fresh, field.name))

    def call_in(
        self,
        from_: str,
        to: str,
        endpoint: Endpoint,
        *,
        fallback: Endpoint | None = None,
        status_callback: Endpoint | None = None,
        forwarded_from: str | None = None,
    ) -> Leg:
        """A person calls a number of the account."""
        return calls.receive(
            self.world,
            from_,
            to,
            endpoint,
            fallback=fallback,
            status_callback=status_callback,
            forwarded_from=forwarded_from,
        )

    def message_in(
        self,
        from_: str,
        to: str,
        body: str,
        endpoint: Endpoint,
        *,
        media: tuple[str, ...] = (),
        fallback: Endpoint | None = None,
    ) -> Message:
        """A person sends a message to a number of the account."""
        return messages.receive(self.world, from_, to, body, endpoint, media=media, fallback=fallback)

    def press(self, leg: Leg, keys: str) -> None:
        """The party of the leg presses keys."""
        legs.press(self.world, leg, keys)

    def speak(self, leg: Leg, words: str, confidence: float = 0.9, seconds: float | None = None) -> None:
        """The party of the leg says something, for so many seconds."""
        legs.say(self.world, leg, words, confidence, seconds)

    def hang_up(self, leg: Leg) -> None:
        """The party of the leg hangs up."""
        legs.hang_up(self.world, leg, "caller" if leg.direction == "inbound" else "callee")
