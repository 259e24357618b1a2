"""A queue: who waits in it, and taking calls out."""

from __future__ import annotations

from ..arguments import Size, handle
from ..engine.models import Dequeue, Queue
from ..engine.services import queues
from ..errors import NobodyThere
from ..stage import Stage, Target
from .calls import Call


@handle
class Line:
    """A queue, as REST shows it; `provider.queue(name)` makes it if there is none."""

    def __init__(self, stage: Stage, queue: Queue) -> None:
        self._stage = stage
        self.queue = queue

    def __repr__(self) -> str:
        return f"<Line {self.queue.name} {self.size}>"

    @property
    def sid(self) -> str:
        """The queue's sid."""
        return self.queue.sid

    @property
    def size(self) -> int:
        """The number of calls that wait."""
        return len(self.queue.members)

    @property
    def calls(self) -> list[Call]:
        """The calls that wait, in order."""
        return [Call(self._stage, member.leg) for member in self.queue.members]

    @property
    def average_wait(self) -> int:
        """The seconds that those who have left waited on average."""
        return queues.average(self.queue)

    @property
    def max_size(self) -> int:
        """The number of calls that may wait; it can be set."""
        return self.queue.max_size

    @max_size.setter
    def max_size(self, size: Size) -> None:
        self.queue.max_size = size

    def dequeue(self, target: Target, call: Call | None = None) -> None:
        """Take the first call out, or this one, and give it another document, as REST does.

        Raises:
            NobodyThere: The call does not wait, or nobody does.
        """
        wanted = [member for member in self.queue.members if call is None or member.leg is call.leg]
        if not wanted:
            raise NobodyThere(f"nobody to take out of {self.queue.name}: {self.size} wait")
        dequeue = Dequeue(source=self._stage.endpoint(target, "POST"))
        self._stage.change(lambda: queues.take(self._stage.world, wanted[0], dequeue))
