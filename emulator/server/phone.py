"""A scripted phone over HTTP: dial, press, speak, hang up, send a message, read the timeline, all in JSON.

For demos, and for tests in other languages. Every route needs the token that the emulator printed at its start, in a
header or in the cookie that the printed address sets. Source: threat list E11.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol
from wsgiref.types import WSGIEnvironment

from ..engine import calls
from ..engine.engine import Engine
from ..engine.models import CallDecision, Endpoint, Leg, Message, PhoneOutcome, PhoneScript
from ..engine.numbers import e164
from ..engine.requests.urls import UrlRefused, below, resolve
from ..engine.services import legs, messages
from ..engine.timeline import Entry
from ..errors import EmulatorError
from ..faults import Faults
from . import bodies, phone_faults, phone_rooms
from .context import Context, Runner
from .http_requests import client_left
from .phone_arguments import CALLER, NUMBER, PhoneFault, number, only, party, text, texts
from .phone_token import PhoneToken
from .resources.numbers import routing
from .seeding import snapshot

URL_MISSING: Final = "url is missing: name the handler that answers, such as /answer; nothing is set for the number"
LONGEST_WAIT: Final = 60.0  # real seconds that a request may wait for something to be heard
POLL_SECONDS: Final = 0.02
OUTCOMES: Final[dict[str, PhoneOutcome]] = {
    "answer": "answer",
    "busy": "busy",
    "no-answer": "no-answer",
    "invalid": "invalid",
    "ask": "ask",
}
GET_PATHS: Final = [
    "calls",
    "calls/SID",
    "calls/SID/documents",
    "calls/SID/steps",
    "calls/SID/test",
    "faults",
    "map",
    "messages",
    "messages/SID",
    "timeline",
    "snapshot",
]
POST_PATHS: Final = [
    "calls",
    "calls/SID/press|say|hangup|hear|answer|decline",
    "conferences/SID/end",
    "conferences/SID/CALL/mute|unmute|hold|unhold|remove",
    "faults",
    "faults/clear",
    "faxes",
    "map",
    "messages",
    "phones/NUMBER",
    "queues/SID/dequeue",
    "reset",
]
Json = dict[str, object]
Headers = list[tuple[str, str]]


class MapMaker(Protocol):
    """What makes the map of an application; `emulator.map` has it, which stands above the server."""

    def make(self, target: str, left: Callable[[], bool]) -> Json:
        """Walk the IVR at a path, and return its map; ends when the client has left."""
        ...

    def told(self) -> Json:
        """The last map."""
        ...


class PhoneApi:
    """Answers the paths under `/phone/`.

    Args:
        context: The world, and what REST keeps beside it.
        runner: Who moves it.
        token: What `Authorization: Bearer …` must carry; a new one if absent.
        base_url: What relative URLs are resolved against: where the application is.
        faults: The faults on request, if there can be any.
        maps: What makes the map of the application, if there can be one.
    """

    def __init__(
        self,
        context: Context,
        runner: Runner,
        token: str | None = None,
        base_url: str = "",
        *,
        faults: Faults | None = None,
        maps: MapMaker | None = None,
    ) -> None:
        self._context = context
        self._engine = context.engine
        self._runner = runner
        self.token = PhoneToken(token)
        self._base = base_url or None
        self._faults = faults
        self._maps = maps

    def __call__(self, environ: WSGIEnvironment, path: str, body: bytes) -> tuple[int, Headers, bytes] | None:
        """Answer a request if it is one for the phone."""
        if not path.startswith("/phone/"):
            return None
        if path == "/phone/" and (entered := self.token.enter(environ)) is not None:
            return 303, entered, b""
        try:
            status, answer = 200, self._answer(environ, path.strip("/").split("/")[1:], body)
        except PhoneFault as fault:
            status, answer = fault.status, {"error": str(fault)}
        except bodies.BodyRefused as refused:
            status, answer = refused.status, {"error": str(refused)}
        return status, [("Content-Type", "application/json")], json.dumps(answer).encode()

    def _answer(self, environ: WSGIEnvironment, parts: list[str], body: bytes) -> Json:
        if not self.token.is_in(environ):
            raise PhoneFault(
                401, "open the address that the emulator printed, or send Authorization: Bearer and its token"
            )
        method = str(environ["REQUEST_METHOD"])
        args = bodies.read_object(body)
        if method == "GET":
            return self._get(parts, str(environ.get("QUERY_STRING", "")))
        if method != "POST":
            raise PhoneFault(405, f"{method} is not answered: use GET and POST")
        match parts:
            case ["calls", sid, "hear"]:
                only(args, "hear")
                within = number(args, "within", 10.0)
                answer = self._hear(self._leg(sid), text(args, "text"), within, lambda: client_left(environ))
            case ["map"] if self._maps is not None:
                only(args, "map")
                answer = self._maps.make(text(args, "url"), lambda: client_left(environ))
            case _:
                answer = self._post(parts, args)
        self._runner.kick()
        return answer

    # -- looking

    def _get(self, parts: list[str], query: str) -> Json:
        if parts == ["map"] and self._maps is not None:
            return self._maps.told()
        with self._runner.lock:
            match parts:
                case []:
                    return {"get": GET_PATHS, "post": POST_PATHS}
                case ["calls"]:
                    return {"calls": [_call(self._engine, leg) for leg in self._engine.world.calls.values()]}
                case ["calls", sid]:
                    return _call(self._engine, self._leg(sid))
                case ["messages"]:
                    return {"messages": [_message(item) for item in self._engine.world.messages.values()]}
                case ["messages", sid]:
                    return _message(self._item(sid))
                case ["timeline"]:
                    timeline = self._engine.timeline
                    entries = timeline.since(_after(query))
                    return {"entries": [_entry(self._engine, entry) for entry in entries], "next": timeline.next}
                case ["faults"] if self._faults is not None:
                    return phone_faults.told(self._faults)
                case ["snapshot"]:
                    return snapshot(self._context)
        raise PhoneFault(404, f"there are {', '.join(GET_PATHS)}")

    # -- doing

    def _post(self, parts: list[str], args: Json) -> Json:
        match parts:
            case ["calls"]:
                return self._dial(args)
            case ["messages"]:
                return self._send(args)
            case ["phones", called]:
                return self._script(called, args)
            case ["calls", sid, what]:
                actions: Mapping[str, Callable[[Leg], None]] = {
                    "press": lambda leg: legs.press(self._engine.world, leg, text(args, "keys")),
                    "say": lambda leg: legs.say(self._engine.world, leg, text(args, "words")),
                    "hangup": lambda leg: legs.party_hangs_up(self._engine.world, leg),
                    "answer": lambda leg: _decide(leg, "answer"),
                    "decline": lambda leg: _decide(leg, "busy"),
                }
                if what not in actions:
                    raise PhoneFault(404, f"a call can hear, {', '.join(actions)}")
                only(args, what)
                with self._runner.lock:
                    leg = self._leg(sid)
                    actions[what](leg)
                    return _call(self._engine, leg)
            case ["faults"] if self._faults is not None:
                try:
                    return phone_faults.add(self._faults, args)
                except EmulatorError as error:
                    raise PhoneFault(400, str(error)) from error
            case ["faults", "clear"] if self._faults is not None:
                only(args, "clear")
                self._faults.clear()
                return phone_faults.told(self._faults)
            case ["conferences", *_] | ["queues", *_] | ["faxes"]:
                with self._runner.lock:
                    return phone_rooms.act(self._context, parts, args, lambda: self._endpoint(args, None))
            case ["reset"]:
                only(args, "reset")
                with self._runner.lock:
                    self._engine.reset()
                    self._context.reset()
                return {"reset": True}
        raise PhoneFault(404, f"there are {', '.join(POST_PATHS)}")

    def _dial(self, args: Json) -> Json:
        only(args, "dial")
        from_, to = party(args, "from", CALLER), party(args, "to", NUMBER)
        with self._runner.lock:
            own = routing(self._context, to, "voice")
            endpoint = self._endpoint(args, own.endpoint)
            leg = calls.receive(
                self._engine.world, from_, to, endpoint, fallback=own.fallback, status_callback=own.status_callback
            )
            return _call(self._engine, leg)

    def _send(self, args: Json) -> Json:
        only(args, "send")
        from_, to = e164(text(args, "from", CALLER)), e164(text(args, "to", NUMBER))
        body = text(args, "body")
        with self._runner.lock:
            own = routing(self._context, to, "sms")
            endpoint = self._endpoint(args, own.endpoint)
            media = tuple(texts(args, "media"))
            world, back = self._engine.world, own.fallback
            return _message(messages.receive(world, from_, to, body, endpoint, media=media, fallback=back))

    def _script(self, called: str, args: Json) -> Json:
        only(args, "script")
        outcome = OUTCOMES.get(text(args, "outcome", "answer"))
        if outcome is None:
            raise PhoneFault(400, f"outcome is one of {', '.join(OUTCOMES)}")
        talks = args.get("talks")
        with self._runner.lock:
            self._engine.world.phones[e164(called)] = PhoneScript(
                outcome=outcome,
                rings=number(args, "rings", 2.0),
                talks=None if talks is None else number(args, "talks", 0.0),
                keys=tuple(texts(args, "keys")),
                words=tuple(texts(args, "words")),
            )
        return {"number": called, "outcome": outcome}

    def _hear(self, leg: Leg, wanted: str, within: float, left: Callable[[], bool]) -> Json:
        """Wait, at most a minute of real time, until the party has heard a text or the client has left."""
        until = time.monotonic() + min(within, LONGEST_WAIT)
        plain = " ".join(wanted.lower().split())
        while True:
            with self._runner.lock:
                entries = self._engine.timeline.about(leg.sid)
                heard = any(entry.kind == "heard" and plain in entry.text.lower() for entry in entries)
                if heard or leg.over or time.monotonic() > until or left():
                    return {"heard": heard, **_call(self._engine, leg)}
            time.sleep(POLL_SECONDS)

    # -- finding

    def _leg(self, sid: str) -> Leg:
        leg = self._engine.world.calls.get(sid)
        if leg is None:
            raise PhoneFault(404, "no such call")
        return leg

    def _item(self, sid: str) -> Message:
        item = self._engine.world.messages.get(sid)
        if item is None:
            raise PhoneFault(404, "no such message")
        return item

    def _endpoint(self, args: Json, own: Endpoint | None) -> Endpoint:
        """The URL for the call or message: as asked, else as REST set it for the number."""
        if "url" not in args:
            if own is None:
                raise PhoneFault(400, URL_MISSING)
            return own
        try:
            given = text(args, "url")
            url = resolve(None, below(self._base, given) if self._base and given else given)
        except UrlRefused as error:
            raise PhoneFault(400, f"url: {error}") from error
        method = text(args, "method", "POST").upper()
        if method not in ("GET", "POST"):
            raise PhoneFault(400, "method is neither GET nor POST")
        return Endpoint(url, method)


def _decide(leg: Leg, decision: CallDecision) -> None:
    """Answer or decline a call that rings for a person.

    Raises:
        PhoneFault: It does not.
    """
    if not legs.decide(leg, decision):
        raise PhoneFault(409, f"the call does not ring here: it is {leg.status}")


def _after(query: str) -> int:
    """The number of steps that the client has seen already; 0 if it says nothing of the kind."""
    given = query.removeprefix("after=")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def _call(engine: Engine, leg: Leg) -> Json:
    entries = engine.timeline.about(leg.sid)
    return {
        "sid": leg.sid,
        "status": leg.status,
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "listening": leg.listening,
        "waits_for": leg.waits_for,
        "heard": [entry.text for entry in entries if entry.kind == "heard"],
        "dialed": [entry.text for entry in entries if entry.kind == "dialed"],
    }


def _message(item: Message) -> Json:
    return {
        "sid": item.sid,
        "status": item.status,
        "from": item.from_,
        "to": item.to,
        "body": item.body,
        "replies": [_message(reply) for reply in item.replies],
    }


def _entry(engine: Engine, entry: Entry) -> Json:
    return {
        "at": round(entry.at - engine.timeline.start, 3),
        "subject": entry.subject,
        "who": engine.timeline.names.get(entry.subject, ""),
        "kind": entry.kind,
        "text": entry.text,
        "params": dict(entry.params),
        "outcome": entry.outcome,
        "took": entry.took,
        "deadline": entry.deadline,
    }
