"""Faxes: inbound ones with their document, outbound ones with their statuses.

Source: call semantics 11; webhook reference, fax.inbound, fax.receive_action, fax.status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import laml

from ..errors import FaxRefused
from .documents import reading
from .documents.attributes import Attributes
from .documents.without_effect import note_without_effect
from .kernel import Steps, wait
from .models import Endpoint, Fax
from .requests import urls
from .requests.sending import Sender, notify, send
from .services.side_streams import iso
from .wire import Pairs
from .world import World

PAGE_SECONDS: Final = 10.0  # ours: a page on its way
CONVERTING_SECONDS: Final = 1.0  # ours: from queued to processing
API: Final = "v1"
MEDIA: Final = {"application/pdf": "pdf", "image/tiff": "tiff"}
PAGE_SIZES: Final = {"letter", "legal", "a4"}
NOT_SENT: Final = {"busy": "the line was busy", "no-answer": "nobody answered", "failed": "the transmission failed"}
FAX_ERROR: Final = 35102  # ours: the codes of failed faxes are not published


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a fax machine sends."""

    pages: int = 1
    station: str = ""
    fails: bool = False


def receive(
    world: World, from_: str, to: str, endpoint: Endpoint, arrival: Arrival, *, fallback: Endpoint | None = None
) -> Fax:
    """A fax comes in for a number of the account."""
    fax = Fax(world.ids.sid("FX"), "inbound", from_, to, world.now, "receiving", pages=arrival.pages)
    fax.station = arrival.station or from_
    _register(world, fax, from_)
    world.kernel.spawn(f"fax {fax.sid}", _inbound(world, fax, endpoint, arrival, fallback))
    return fax


def place(
    world: World, to: str, from_: str, media_url: str, *, callback: Endpoint | None = None, quality: str = "fine"
) -> Fax:
    """REST sends a fax; its statuses follow."""
    fax = Fax(world.ids.sid("FX"), "outbound", from_, to, world.now, "queued", quality, original_url=media_url)
    fax.callback = callback
    _register(world, fax, to)
    world.note(fax.sid, "fax", "queued")
    world.kernel.spawn(f"fax {fax.sid}", _outbound(world, fax))
    return fax


def cancel(world: World, fax: Fax) -> None:
    """Cancel a fax that is still queued.

    Raises:
        FaxRefused: It is being sent, or over.
    """
    if fax.status != "queued":
        raise FaxRefused(10000, f"a fax that is {fax.status} cannot be canceled")
    _status(world, fax, "canceled")


def _register(world: World, fax: Fax, name: str) -> None:
    world.faxes[fax.sid] = fax
    world.timeline.names[fax.sid] = name


def _status(world: World, fax: Fax, status: str) -> None:
    fax.status, fax.updated_at = status, world.now
    world.note(fax.sid, "fax", status)
    if fax.direction == "outbound" and fax.callback is not None and status != "queued":
        steps = notify(Sender(world, fax.sid, voice=False, cookies={}), fax.callback, _status_params(world, fax), "fax")
        world.kernel.spawn(f"{status} of {fax.sid}", steps)


def _inbound(world: World, fax: Fax, endpoint: Endpoint, arrival: Arrival, fallback: Endpoint | None) -> Steps[None]:
    sender = Sender(world, fax.sid, voice=False, cookies={})
    found = yield from _document(world, fax, sender, endpoint)
    if found is None and fallback is not None:
        found = yield from _document(world, fax, sender, fallback)
    if found is None:
        _status(world, fax, "failed")
        return
    root, base = found
    for verb in root.children:
        read = Attributes(world, fax.sid, verb, base, verb.attributes)
        if verb.tag == "Reject":
            _status(world, fax, "canceled")
            return
        if verb.tag == "Receive":
            note_without_effect(world, fax.sid, set(), verb)
            yield from _receive(world, fax, sender, read, arrival)
            return
        world.problem(fax.sid, world.profile.calls.unknown_verb, f"<{verb.tag}> is skipped in a fax document")
    _status(world, fax, "canceled")


def _document(world: World, fax: Fax, sender: Sender, endpoint: Endpoint) -> Steps[tuple[laml.Element, str] | None]:
    got = yield from send(sender, endpoint, standard(world, fax))
    if got.code is not None:
        world.problem(fax.sid, got.code, f"{got.url}: {got.detail}")
        return None
    found = reading.read(world.profile, got.answer, got.url)
    if isinstance(found, reading.Fault):
        world.problem(fax.sid, found.code, f"{urls.target(got.url, world.profile).url}: {found.detail}")
        return None
    if isinstance(found, reading.Spoken):
        return None
    fax.documents.append(got.answer.body.decode("utf-8", "replace"))
    return found, got.url.partition("#")[0]


def _receive(world: World, fax: Fax, sender: Sender, read: Attributes, arrival: Arrival) -> Steps[None]:
    """Receive the pages, then report to the action; the document that it answers is not run."""
    _status(world, fax, "receiving")
    ending = MEDIA[read.choice("mediaType", "application/pdf", MEDIA)]
    size = read.choice("pageSize", "letter", PAGE_SIZES)
    endpoint = read.endpoint("action")
    yield from wait(PAGE_SECONDS * arrival.pages)
    if arrival.fails:
        fax.error_code, fax.error_message = FAX_ERROR, "the transmission broke off"
    else:
        fax.media_sid = world.ids.sid("ME")
        path = f"/Faxes/{fax.sid}/Media/{fax.media_sid}.{ending}"
        fax.media_url = f"{world.api_origin}{world.profile.rest_base}/Accounts/{world.account.sid}{path}"
        world.note(fax.sid, "note", f"{arrival.pages} pages of size {size}")
    _status(world, fax, "failed" if arrival.fails else "received")
    if endpoint is not None:
        yield from send(sender, endpoint, standard(world, fax) + _received(world, fax))


def standard(world: World, fax: Fax) -> Pairs:
    """What every request about a fax carries."""
    return (
        ("FaxSid", fax.sid),
        ("AccountSid", world.account.sid),
        ("ApiVersion", API),
        ("From", fax.from_),
        ("To", fax.to),
    )


def _received(world: World, fax: Fax) -> Pairs:
    pairs: Pairs = (("FaxStatus", fax.status), ("RemoteStationId", fax.station), ("Timestamp", iso(world)))
    if fax.error_code is not None:
        return (*pairs, ("ErrorCode", str(fax.error_code)), ("ErrorMessage", fax.error_message))
    return (*pairs, ("NumPages", str(fax.pages)), ("MediaUrl", fax.media_url), ("MediaSid", fax.media_sid))


def _outbound(world: World, fax: Fax) -> Steps[None]:
    """Take an outbound fax through its statuses, as the script of the called phone says."""
    script = world.phone(fax.to)
    yield from wait(CONVERTING_SECONDS)
    if fax.status != "queued":
        return
    _status(world, fax, "processing")
    yield from wait(script.rings)
    outcome = script.outcome if script.outcome in ("busy", "no-answer") else script.fax_outcome
    outcome = "failed" if script.outcome == "invalid" else outcome
    if outcome not in ("busy", "no-answer"):
        _status(world, fax, "sending")
        yield from wait(PAGE_SECONDS * fax.pages)
    if outcome == "delivered":
        fax.media_sid, fax.media_url, fax.station = world.ids.sid("ME"), fax.original_url, fax.to
    else:
        fax.error_code = script.fax_error or FAX_ERROR
        fax.error_message = NOT_SENT.get(outcome, outcome)
    _status(world, fax, outcome)


def _status_params(world: World, fax: Fax) -> Pairs:
    pairs = (*standard(world, fax), ("FaxStatus", fax.status), ("OriginalMediaUrl", fax.original_url))
    if fax.status == "delivered":
        done = (("NumPages", str(fax.pages)), ("MediaUrl", fax.media_url), ("MediaSid", fax.media_sid))
        return (*pairs, *done, ("RemoteStationId", fax.station))
    if fax.error_code is not None:
        return (*pairs, ("ErrorCode", str(fax.error_code)), ("ErrorMessage", fax.error_message))
    return pairs
