"""A fax, in or out."""

from __future__ import annotations

from ..arguments import handle
from ..engine import faxes
from ..engine.models import FINAL_FAX, Fax
from ..engine.timeline import Entry, Timeline
from ..stage import Stage


@handle
class FaxHandle:
    """A fax and what came of it."""

    def __init__(self, stage: Stage, fax: Fax) -> None:
        self._stage = stage
        self.fax = fax

    def __repr__(self) -> str:
        return f"<FaxHandle {self.fax.sid} {self.fax.status}>"

    @property
    def sid(self) -> str:
        """The fax's sid."""
        return self.fax.sid

    @property
    def status(self) -> str:
        """Its status, such as `delivered`."""
        return self.fax.status

    @property
    def callbacks(self) -> list[Entry]:
        """Its status callbacks so far."""
        return [entry for entry in self.timeline if entry.kind == "callback"]

    @property
    def timeline(self) -> Timeline:
        """What happened to it; `str()` renders it."""
        return self._stage.timeline.of({self.sid})

    def cancel(self) -> None:
        """Cancel it while it is queued.

        Raises:
            FaxRefused: It is being sent, or over.
        """
        self._stage.change(lambda: faxes.cancel(self._stage.world, self.fax))

    def wait(self) -> None:
        """Let time pass until it is over."""
        self._stage.wait_until(lambda: self.fax.status in FINAL_FAX)
        self._stage.kick()
