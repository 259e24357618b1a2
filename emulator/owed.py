"""What a hosted application owes: events that it handles later, and further tries, in the provider's time."""

from __future__ import annotations

from webhooks.app.hosted_store import HostedStore

from .engine.kernel import Kernel, Timer


class Owed:
    """Works off what one application owes.

    Args:
        store: Its store.
        kernel: Its time is that of the next tries.
    """

    def __init__(self, store: HostedStore, kernel: Kernel) -> None:
        self._store = store
        self._kernel = kernel
        self._planned: Timer | None = None

    def work_off(self) -> None:
        """Run what is due, and plan the next time at which something is."""
        due = self._store.work_off()
        if self._planned is not None:
            self._planned.cancel()
            self._planned = None
        if due is not None:
            self._planned = self._kernel.after(due.timestamp() - self._kernel.now, lambda: None)
