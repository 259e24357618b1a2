"""One provider with one account: its kernel, its world and its timeline. It asks nobody for time or network.

Knows no HTTP; the drivers move the kernel and carry its requests, and the modules beside this one act on the world.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from rest.table.providers import ProviderName

from .ids import Identifiers
from .kernel import Kernel
from .models import Account
from .profiles.profile import PROFILES
from .timeline import Timeline
from .world import World

KEPT: Final = frozenset({"advise", "api_origin", "asks", "lateness", "forgotten"})  # what a reset leaves as it was
STEPS_EACH: Final = 20  # ours: steps of the timeline that are kept for each call; one of ten verbs has about as many


class Engine:
    """One provider with one account.

    Args:
        provider: Whose manners.
        start: The time at the beginning, unix seconds.
        seed: Identifiers and chances come from it.
        account: Test credentials; throw-away ones if absent.
        keep: How many calls are remembered, how many messages, recordings, faxes, conferences and transcriptions; the
            oldest that are over are forgotten. None remembers all.
    """

    def __init__(
        self,
        provider: ProviderName,
        start: float,
        seed: int = 0,
        account: Account | None = None,
        *,
        keep: int | None = None,
    ) -> None:
        profile = PROFILES[provider]
        self.kernel = Kernel(start)
        self.world = World(
            profile=profile,
            account=account or profile.accounts.account,
            kernel=self.kernel,
            ids=Identifiers(profile, seed),
            timeline=Timeline(start, limit=None if keep is None else keep * STEPS_EACH),
            keep=keep,
        )

    @property
    def timeline(self) -> Timeline:
        """Everything that happened so far."""
        return self.world.timeline

    def reset(self) -> None:
        """Forget everything that has happened or is under way. The clock is not reset."""
        self.kernel.clear()
        self.timeline.clear(self.kernel.now)
        world = self.world
        fresh = World(world.profile, world.account, world.kernel, world.ids, world.timeline, world.keep)
        for field in fields(World):
            if field.name not in KEPT:
                setattr(world, field.name, getattr(fresh, field.name))
