"""Announcements in a conference: a document played once, to all or to one. Source: call semantics 2.9, 8.9."""

from __future__ import annotations

from .documents.flow import DocumentFailed, Flow, run_documents
from .kernel import Steps
from .models import Conference, Endpoint, Participant
from .services import conferences
from .verbs import TABLES
from .wire import Pairs
from .world import World


def announce(world: World, room: Conference, endpoint: Endpoint, participant: Participant | None = None) -> None:
    """Fetch a document and let the participants hear it.

    Args:
        world: State and services.
        room: The conference.
        endpoint: Where the document is.
        participant: Who hears it; by default everybody.
    """
    ears = list(room.participants) if participant is None else [participant]
    if ears:
        world.kernel.spawn(f"announcement in {room.sid}", _announce(world, room, endpoint, ears))


def _announce(world: World, room: Conference, endpoint: Endpoint, ears: list[Participant]) -> Steps[None]:
    first, others = ears[0].leg, [one.leg for one in ears[1:]]

    def copy(track: str, words: str) -> None:
        for leg in others:
            world.note(leg.sid, "played" if track == "file" else "heard", words)

    first.overheard.append(copy)
    own = Flow(world, first, TABLES, "conference", lambda: None, nested=True)
    about: Pairs = (("AnnounceUrl", endpoint.url),)
    try:
        yield from run_documents(own, endpoint, (("ConferenceSid", room.sid),))
    except DocumentFailed as failed:
        conferences.send_event(
            world, room, "announcement-fail", more=(*about, ("ReasonAnnouncementFailed", str(failed)))
        )
    else:
        conferences.send_event(world, room, "announcement-end", more=about)
    finally:
        first.overheard.remove(copy)
