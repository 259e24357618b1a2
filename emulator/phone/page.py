"""What a browser asks for: the page at `/phone/`, its files, its stream, and what else it reads.

`/` leads there. A request that is none of these is left to the scripted phone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

from rest.resources.faxes import FAXES

from ..engine.models import Leg
from ..server.context import Context, Runner
from ..server.http_requests import client_left
from ..server.phone_arguments import CALLER, NUMBER
from ..server.phone_token import PATH, PhoneToken
from ..server.resources.numbers import routing
from . import files
from .app_facts import AppFacts
from .copying import Uncopied, test_of
from .rows import Json, entry_row
from .streams import Streams, TooMany

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes | Iterable[bytes]]
JSON: Final = ("Content-Type", "application/json")
LONGEST_PLACE: Final = 64


class PhonePage:
    """Answers the requests of the page.

    Args:
        context: The world, and what REST keeps beside it.
        runner: Guards and moves it.
        token: What a request must show.
        public_url: Where the application is.
        facts: What is known of the application, asked when it is needed.
    """

    def __init__(
        self,
        context: Context,
        runner: Runner,
        token: PhoneToken,
        public_url: str,
        facts: Callable[[], AppFacts] = AppFacts,
    ) -> None:
        self._context = context
        self._runner = runner
        self._token = token
        self._public_url = public_url
        self._facts = facts
        self.streams = Streams(context.world, runner)

    def __call__(self, environ: WSGIEnvironment, path: str, _body: bytes) -> Answer | None:
        """Answer a request if it is one of the page."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        wants_html = "text/html" in str(environ.get("HTTP_ACCEPT", ""))
        if path == "/" and wants_html:
            query = str(environ.get("QUERY_STRING", ""))
            return 303, [("Location", PATH + (f"?{query}" if query else "")), *files.SAFE], b""
        if not path.startswith(PATH):
            return None
        if path == PATH:
            return self._page(environ) if wants_html else None
        if not self._token.is_in(environ):
            return None  # the phone says so
        return self._below(environ, path.removeprefix(PATH).split("/"))

    def _page(self, environ: WSGIEnvironment) -> Answer | None:
        entered = self._token.enter(environ)
        if entered is not None:
            return None  # the phone turns the token into a cookie
        inside = self._token.is_in(environ)
        headers, content = files.read(files.HTML if inside else files.CLOSED) or ([], b"")
        return 200 if inside else 401, headers, content

    def _below(self, environ: WSGIEnvironment, parts: list[str]) -> Answer | None:
        match parts:
            case ["page", name]:
                found = files.read(name)
                return (404, [JSON], b'{"error": "no such file"}') if found is None else (200, *found)
            case ["events"]:
                return self._stream(environ)
            case ["facts"]:
                with self._runner.lock:
                    return _json(self._told())
            case ["calls", sid, "steps"]:
                return self._of_call(sid, self._steps)
            case ["calls", sid, "documents"]:
                return self._of_call(sid, lambda leg: {"documents": list(leg.documents)})
            case ["calls", sid, "test"]:
                return self._of_call(sid, self._test)
        return None

    def _stream(self, environ: WSGIEnvironment) -> Answer:
        query = parse_qs(str(environ.get("QUERY_STRING", "")), max_num_fields=8)
        place = str(environ.get("HTTP_LAST_EVENT_ID", ""))[:LONGEST_PLACE] or query.get("after", [""])[0]
        answers = query.get("answers") == ["yes"]
        try:
            events = self.streams.open(place, lambda: client_left(environ), answers=answers)
        except TooMany:
            return _json({"error": "too many pages are open"}, 503)
        return 200, [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")], events

    def _told(self) -> Json:
        facts = self._facts()
        voice, sms = (routing(self._context, NUMBER, kind).endpoint for kind in ("voice", "sms"))
        return {
            "provider": self._context.profile.name,
            "faxes": self._context.profile.name in FAXES.providers,
            "caller": CALLER,
            "number": NUMBER,
            "app": facts.given,
            "map": facts.mapped,
            "public_url": self._public_url,
            "set": {"voice": voice is not None, "message": sms is not None},
            "routes": [{"kind": route.kind, "path": route.path, "name": route.name} for route in facts.routes],
        }

    def _of_call(self, sid: str, answer: Callable[[Leg], Json]) -> Answer:
        with self._runner.lock:
            leg = self._context.world.calls.get(sid)
            return _json({"error": "no such call"}, 404) if leg is None else _json(answer(leg))

    def _steps(self, leg: Leg) -> Json:
        """Every step of a call and of the legs that it made, in order."""
        world = self._context.world
        entries = [entry for each in leg.family() for entry in world.timeline.about(each.sid)]
        return {"entries": [entry_row(world, entry) for entry in sorted(entries, key=lambda entry: entry.number)]}

    def _test(self, leg: Leg) -> Json:
        try:
            return {"text": test_of(self._context.world, leg, self._facts(), self._public_url, None)}
        except Uncopied as error:
            return {"error": str(error)}


def _json(data: Json, status: int = 200) -> Answer:
    return status, [JSON, ("Cache-Control", "no-store")], json.dumps(data).encode()
