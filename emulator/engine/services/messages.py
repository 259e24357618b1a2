"""Messages: inbound ones with documents and replies, outbound ones with their statuses.

Source: call semantics 10.1, 10.2, 10.4.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import laml
from laml import count_segments
from webhooks.requests.consent import opt_out_of

from ..documents import reading
from ..documents.attributes import Attributes
from ..documents.without_effect import note_without_effect
from ..kernel import Steps, wait
from ..models import Endpoint, Message, Routing
from ..numbers import e164
from ..profiles.limits import MAX_MESSAGE_DOCUMENTS, MAX_REPLIES
from ..requests import params, urls
from ..requests.sending import Got, Sender, notify, send
from ..wire import Pairs
from ..world import World

COOKIE_SECONDS: Final = 14_400.0  # Twilio keeps a conversation's cookies for four hours after the last message
STEP_SECONDS: Final = 0.5  # between two statuses of a message on its way (ours)
LOOP_SECONDS: Final = 30.0
BODY_LIMIT: Final = 1600
ADDRESS: Final = re.compile(r"\+[1-9]\d{1,14}|\d{3,8}|[a-z]+:.+")
AUTOMATIC: Final = {
    "STOP": "You have successfully been unsubscribed. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed. Reply STOP to unsubscribe.",
    "HELP": "Reply STOP to unsubscribe.",
}


@dataclass(slots=True)
class Thread:
    """One inbound message while its documents run: how many ran, and the current one's URL."""

    world: World
    item: Message
    sender: Sender
    fallback: Endpoint | None
    base: str | None = None
    loaded: int = 0
    without_effect: set[str] = field(default_factory=set)
    replies: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Onward:
    """The next document of a message."""

    endpoint: Endpoint
    pairs: Pairs


def receive(
    world: World,
    from_: str,
    to: str,
    body: str,
    endpoint: Endpoint,
    *,
    media: tuple[str, ...] = (),
    fallback: Endpoint | None = None,
) -> Message:
    """A message comes in for a number of the account."""
    item = _new(world, "inbound", from_, to, body, media=media, status="received")
    world.note(item.sid, "status", "received")
    sender = Sender(world, item.sid, voice=False, cookies=_cookies(world, from_, to))
    thread = Thread(world, item, sender, fallback)
    world.kernel.spawn(f"message {item.sid}", _inbound(thread, endpoint))
    return item


def place(
    world: World,
    to: str,
    from_: str,
    body: str,
    *,
    media: tuple[str, ...] = (),
    callback: Endpoint | None = None,
    direction: str = "outbound-api",
    from_verb: bool = False,
    send_at: float | None = None,
    reaches: Routing | None = None,
) -> Message:
    """A message goes out, at once or when it is scheduled; its statuses follow.

    Where it is for a number of this account, `reaches` says where that number sends what comes in.
    """
    status = "queued" if send_at is None else "scheduled"
    item = _new(world, direction, from_, to, body, media=media, status=status)
    item.callback, item.send_at = callback, send_at
    item.from_verb = from_verb
    world.note(item.sid, "message", f"{to}: {body}")
    world.kernel.spawn(f"message {item.sid}", _deliver(world, item, reaches))
    return item


def _new(
    world: World, direction: str, from_: str, to: str, body: str, *, status: str, media: tuple[str, ...] = ()
) -> Message:
    item = Message(
        sid=world.ids.sid("MM" if media else "SM"),
        direction=direction,
        from_=from_,
        to=to,
        body=body,
        created_at=world.now,
        status=status,
        media=media,
        segments=count_segments(body).count,
    )
    world.messages[item.sid] = item
    if direction == "outbound-reply":
        _count_reply(world, from_, to)
    world.timeline.names[item.sid] = from_ if direction == "inbound" else to
    return item


def _cookies(world: World, from_: str, to: str) -> dict[str, str]:
    """The cookies of a pair of numbers, forgotten four hours after the last message."""
    known = world.conversations
    while known and world.now - next(iter(known.values()))[0] > COOKIE_SECONDS:
        known.popitem(last=False)  # they stand in the order of their last messages
    _, jar = known.pop((from_, to), (world.now, {}))
    known[(from_, to)] = (world.now, jar)
    return jar


def _count_reply(world: World, ours: str, to: str) -> None:
    """Remember that a reply was sent, for as long as it counts as one of a loop."""
    known = world.replies
    times = known.setdefault((ours, to), deque())
    times.append(world.now)
    while times[0] <= world.now - LOOP_SECONDS:
        times.popleft()
    known.move_to_end((ours, to))
    while next(iter(known.values()))[-1] <= world.now - LOOP_SECONDS:
        known.popitem(last=False)  # they stand in the order of their last replies


def _inbound(thread: Thread, endpoint: Endpoint) -> Steps[None]:
    world, item = thread.world, thread.item
    extra = _opt_out(world, item)
    step: Onward | None = Onward(endpoint, params.message(world, item) + extra)
    while step is not None:
        if thread.loaded >= MAX_MESSAGE_DOCUMENTS:
            world.problem(item.sid, 14106, "")
            return
        thread.loaded += 1
        document = yield from _load(thread, step)
        if document is None:
            return
        if isinstance(document, reading.Spoken):
            item.replies.append(place(world, item.from_, item.to, document.text, direction="outbound-reply"))
            return
        step = yield from _run(thread, document)


def _opt_out(world: World, item: Message) -> Pairs:
    """Act on STOP and its relatives where the provider does; the webhook is requested all the same."""
    if not world.profile.messages.handles_stop_words:
        return ()
    pair = (item.to, item.from_)
    kind = "START" if item.body.strip().upper() == "YES" else opt_out_of(item.body)
    if kind is None:
        return ()
    if kind == "STOP":
        world.opted_out.add(pair)
    elif kind == "START":
        world.opted_out.discard(pair)
    world.note(item.sid, "note", f"{item.body.strip().upper()}: Twilio answers by itself")
    automatic = _new(world, "outbound-reply", item.to, item.from_, AUTOMATIC[kind], status="queued")
    world.note(automatic.sid, "message", f"{item.from_}: {AUTOMATIC[kind]}")
    world.kernel.spawn(f"message {automatic.sid}", _deliver(world, automatic))
    return ()


def _load(thread: Thread, step: Onward) -> Steps[laml.Element | reading.Spoken | None]:
    """Fetch a document or the fallback's; None, with a problem, if neither is one."""
    world, item = thread.world, thread.item
    got = yield from send(thread.sender, step.endpoint, step.pairs)
    found = _found(thread, got)
    if found is None or not isinstance(found, reading.Fault):
        return found
    failed = urls.target(got.url, world.profile).url
    world.problem(item.sid, found.code, f"{failed}: {found.detail}")
    if thread.fallback is None:
        return None
    fault = world.profile.sends("messaging.fallback", (("ErrorCode", str(found.code)), ("ErrorUrl", failed)))
    got = yield from send(thread.sender, thread.fallback, step.pairs + fault)
    second = _found(thread, got)
    if isinstance(second, reading.Fault):
        world.problem(item.sid, second.code, f"fallback {thread.fallback.url}: {second.detail}")
        return None
    return second


def _found(thread: Thread, got: Got) -> laml.Element | reading.Spoken | reading.Fault | None:
    thread.base = got.url.partition("#")[0]
    if got.code is not None:
        return reading.Fault(got.code, got.detail)
    if 200 <= got.answer.status < 300 and not got.answer.body:
        thread.world.note(thread.item.sid, "note", "the answer is empty: no reply")
        return None
    found = reading.read(thread.world.profile, got.answer, got.url)
    if isinstance(found, reading.Spoken) and found.audio:
        return reading.Fault(12300, "audio is no answer to a message")
    return found


def _run(thread: Thread, document: laml.Element) -> Steps[Onward | None]:
    """Run the verbs of one document; returns the next document, of a Redirect or a Message's action."""
    world, item = thread.world, thread.item
    sent = 0
    for verb in document.children:
        read = Attributes(world, item.sid, verb, thread.base, verb.attributes)
        if verb.tag == "Redirect":
            return _redirect(thread, verb, read)
        if verb.tag not in ("Message", "Sms"):
            world.problem(item.sid, 14110, f"<{verb.tag}> is skipped")
            continue
        if sent >= MAX_REPLIES:
            world.problem(item.sid, 14109, "")
            return None
        sent += 1
        note_without_effect(world, item.sid, thread.without_effect, verb)
        reply = _message(thread, verb, read)
        action = read.endpoint("action")
        if action is not None:
            pairs = _action_params(thread, verb, read, reply)
            yield from wait(0)
            return Onward(action, pairs)
    return None


def _redirect(thread: Thread, verb: laml.Element, read: Attributes) -> Onward | None:
    try:
        url = urls.resolve(thread.base, verb.text)
    except urls.UrlRefused as error:
        thread.world.problem(thread.item.sid, 11100, f"Redirect: {error}")
        return None
    return Onward(Endpoint(url, read.method()), params.message(thread.world, thread.item))


def _message(thread: Thread, verb: laml.Element, read: Attributes) -> Message | None:
    """Create what a Message verb says; None if it cannot be sent."""
    world, item = thread.world, thread.item
    body = verb.text.strip() + "".join(child.text for child in verb.children if child.tag == "Body").strip()
    media = []
    for child in verb.children:
        if child.tag == "Media":
            try:
                media.append(urls.resolve(thread.base, child.text))
            except urls.UrlRefused as error:
                world.problem(item.sid, 11100, f"Media: {error}")
    to = e164(read.text("to") or item.from_)
    if not body and not media:
        world.problem(item.sid, 14103, "")
        return None
    if not ADDRESS.fullmatch(to):
        world.problem(item.sid, 14101, f"got {to!r}")
        return None
    if _loops(thread, to):
        world.problem(item.sid, 14107, to)
        return None
    if len(body) > BODY_LIMIT:
        world.problem(item.sid, 21617, f"{len(body)} characters, at most {BODY_LIMIT}")
        return None
    reply = place(
        world,
        to,
        e164(read.text("from") or item.to),
        body,
        media=tuple(media),
        callback=read.endpoint("statusCallback", ""),
        direction="outbound-reply",
    )
    item.replies.append(reply)
    return reply


def _loops(thread: Thread, to: str) -> bool:
    """Whether the provider takes the replies between two numbers for a loop of machines."""
    world, ours = thread.world, thread.item.to
    most = world.profile.messages.most_replies
    if most is None:
        return False
    times = world.replies.get((ours, to), deque())
    return sum(when > world.now - LOOP_SECONDS for when in times) >= most


def _action_params(thread: Thread, verb: laml.Element, read: Attributes, reply: Message | None) -> Pairs:
    """The parameters of a Message's action; the status is `invalid` if the message could not be made."""
    world, item = thread.world, thread.item
    if reply is not None:
        return (*params.message(world, reply, status="sending"), ("MessageStatus", "sending"))
    to = read.text("to") or item.from_
    ghost = Message(world.ids.sid("SM"), "outbound-reply", item.to, to, reading.text_of(verb), world.now, "invalid")
    return (*params.message(world, ghost, status="invalid"), ("MessageStatus", "invalid"))


def cancel(world: World, item: Message) -> bool:
    """Cancel a scheduled message, and say so in its callback; returns False if it is too late, or was never one."""
    if item.status != "scheduled":
        return False
    _set_status(world, item, "canceled")
    if item.callback is not None:
        sender = Sender(world, item.sid, voice=False, cookies={})
        steps = notify(sender, item.callback, params.message_status(world, item), "message")
        world.kernel.spawn(f"canceled of {item.sid}", steps)
    return True


def _set_status(world: World, item: Message, status: str) -> None:
    item.status = status
    item.updated_at = world.now
    if status == "sent":
        item.sent_at = world.now
    world.note(item.sid, "status", status)


def _deliver(world: World, item: Message, reaches: Routing | None = None) -> Steps[None]:
    """Take a message through its statuses, with the callbacks that the provider sends."""
    if item.send_at is not None:
        yield from wait(item.send_at - world.now)
        if item.status == "canceled":
            return
        _set_status(world, item, "queued")
    script = world.phone(item.to)
    outcome = script.message_outcome
    if (item.from_, item.to) in world.opted_out and item.body not in AUTOMATIC.values():
        outcome, item.error_code = "failed", 21610
        world.problem(item.sid, 21610, item.to)
    elif outcome in ("failed", "undelivered"):
        item.error_code = None
    if item.media:
        outcome = world.profile.messages.media_outcomes.get(outcome, outcome)
    error = item.error_code if item.error_code is not None else script.message_error
    for status in world.profile.messages.callbacks[outcome]:
        if status != "queued":
            yield from wait(STEP_SECONDS)
        if status in ("failed", "undelivered"):
            item.error_code = error or 30008
        _set_status(world, item, status)
        if item.callback is not None and (not item.from_verb or status in ("sent", "failed")):
            sender = Sender(world, item.sid, voice=False, cookies={})
            pairs = params.sms_status(world, item) if item.from_verb else params.message_status(world, item)
            steps = notify(sender, item.callback, pairs, "message")
            world.kernel.spawn(f"{status} of {item.sid}", steps)
    if reaches is not None and reaches.endpoint is not None and item.status in ("sent", "delivered"):
        world.note(item.sid, "note", "comes in at a number of this account")
        receive(world, item.from_, item.to, item.body, reaches.endpoint, media=item.media, fallback=reaches.fallback)
