"""The map on the page of the phone: walked when a person asks for it, marked with the ways that calls there have taken.

The page lays the boxes out by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict

from ..errors import EmulatorError
from ..phone.app_facts import AppFacts
from ..phone.rows import Json
from ..server.context import Context, Runner
from ..server.phone_arguments import PhoneFault
from .apart import walk_apart
from .coverage import Coverage, Step, covered, steps_of_call
from .drawing import draw
from .model import IvrMap, Node


class PageMap:
    """The last map that was made.

    Args:
        context: The world, whose calls take ways.
        runner: Guards it.
        facts: What is known of the application.
        public_url: Where it is.
    """

    def __init__(self, context: Context, runner: Runner, facts: Callable[[], AppFacts], public_url: str) -> None:
        self._context = context
        self._runner = runner
        self._facts = facts
        self._public_url = public_url
        self._walking = threading.Lock()
        self._made: IvrMap | None = None

    def make(self, target: str, left: Callable[[], bool]) -> Json:
        """Walk the IVR at a path, as the code stands now, and return its map.

        Args:
            target: The path that is called first.
            left: Whether the client has gone, so that the walk ends.
        Raises:
            PhoneFault: 400, the path is none; 409, the application is not imported here, or another walk is under way;
                422, it cannot be walked.
        """
        facts = self._facts()
        if not facts.mapped:
            raise PhoneFault(409, "the map is for an application that laml emulate imports: laml emulate app:app")
        if not target.startswith("/"):
            raise PhoneFault(400, "url: the map begins at a path of the application, such as /answer")
        if not self._walking.acquire(blocking=False):
            raise PhoneFault(409, "a map is being made; wait for it")
        try:
            self._made = walk_apart(facts.given, target, left)
        except EmulatorError as error:
            raise PhoneFault(422, str(error)) from error
        finally:
            self._walking.release()
        return self.told()

    def told(self) -> Json:
        """The last map, with the ways that the calls until now have taken; `{"map": null}` before there is one."""
        if self._made is None:
            return {"map": None}
        engine, steps = self._context.engine, list[Step]()
        with self._runner.lock:
            legs = [leg for leg in engine.world.calls.values() if leg.parent is None]
        for leg in legs:
            with self._runner.lock:  # calls that are under way go on between two others
                steps += steps_of_call(engine, leg, self._public_url)
        return {"map": _row(self._made, covered(self._made, steps) if steps else None)}


def _row(whole: IvrMap, coverage: Coverage | None) -> Json:
    taken = None if coverage is None else coverage.taken
    drawing = draw(whole, taken)
    return {
        "start": whole.start,
        "complete": whole.complete,
        "requests": whole.requests,
        "ways": len(whole.edges),
        "taken": None if taken is None else len(taken),
        "deep": drawing.deep,
        "boxes": [asdict(box) for box in drawing.boxes],
        "arrows": [asdict(arrow) for arrow in drawing.arrows],
        "outline": [_item(whole, node, coverage) for node in whole.nodes if node.kind != "end"],
        "findings": [asdict(finding) for finding in whole.findings],
    }


def _item(whole: IvrMap, node: Node, coverage: Coverage | None) -> Json:
    """A document in words: what is said there, and where each way leads."""
    nodes = {each.id: each for each in whole.nodes}
    ways = [
        {
            "label": edge.label,
            "target": "" if nodes[edge.target].kind == "end" else edge.target,
            "to": nodes[edge.target].route,
            "taken": None if coverage is None else edge in coverage.taken,
        }
        for edge in whole.edges
        if edge.source == node.id
    ]
    return {
        "id": node.id,
        "route": node.route,
        "said": node.said,
        "dials": list(dict.fromkeys(node.dials)),
        "ways": ways,
    }
