"""Events by way of the store: stored, then answered; and run in one way, whoever asks for it. See `store.inbox`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from ..errors import StoreError
from ..requests.base import WebhookRequest, parse_request
from ..requests.kinds import decorator_of
from ..requests.stored_view import VIEW, Stored
from ..store.arrivals import Arrival, Receipt, Taken
from ..store.errors import Crashed, NotCommitted, StoreAway
from ..store.names import name_of
from ..wire.receiving import named_account
from .answer_once import StoredAnswer
from .app_state import AppState
from .counters import count
from .failures import fallback_of, tell_failure
from .handler import AnyHandler
from .held_locks import watched
from .redaction import mapping_without, without
from .tracing import note

if TYPE_CHECKING:
    from ..store.inbox import Inbox

STORED: Final = StoredAnswer(204)
ELSEWHERE: Final = StoredAnswer(503, (("Retry-After", "1"),))
"""In place of an answer that another process makes, which took the row meanwhile; known by its identity."""

Call: TypeAlias = Callable[[WebhookRequest], tuple[StoredAnswer, Exception | None]]
"""Calls a handler: gives the answer, and the exception if it failed."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event that was delivered to a handler.

    Args:
        request: The request.
        path: The path that it came to.
        values: The variables of the route.
        trace: The span of its webhook, as W3C Trace Context writes it; empty if there is none.
    """

    request: WebhookRequest
    path: str
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    trace: str = ""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """How a handler is run by way of the store.

    Args:
        state: What the extension keeps for the app.
        handler: The handler.
        call: Calls it.
        asked: Whether its answers are kept; else it is told of events.
    """

    state: AppState
    handler: AnyHandler
    call: Call
    asked: bool = False

    def receive(self, app: Flask, delivered: Delivered) -> StoredAnswer:
        """Store an event and answer; its handler runs before the answer unless it runs later, and once.

        A 2xx means that it is stored: it will be handled, if it is not yet.
        """
        try:
            inbox = self.state.store.inbox(app)
            if inbox is None:
                return self.call(delivered.request)[0]
            self.state.store.reach("request", self.handler.path)
            receipt = inbox.receive(arrival_of(self.state, self.handler, delivered))
        except StoreAway as away:
            return self.state.is_away(away.reason)
        return self.go_on(app, inbox, receipt, delivered)

    def go_on(self, app: Flask, inbox: Inbox, receipt: Receipt, delivered: Delivered) -> StoredAnswer:
        """Do what is due after an event was stored: run it, ring for it, or nothing."""
        note(receipt.outcome)
        count("lamlkit.events.received", kind=family_of(self.handler.kind), outcome=receipt.outcome)
        try:
            self.state.store.reach("stored", self.handler.path)
        except Crashed:
            if receipt.taken is not None:
                inbox.let_go(receipt.taken)
            raise
        if receipt.taken is not None:
            return self.run(inbox, receipt.taken, delivered.request)
        if receipt.outcome == "stored" and self.handler.later:
            self.state.store.owes = True
            self.state.ring(app, receipt.key)
        return STORED

    def run(self, inbox: Inbox, taken: Taken, request: WebhookRequest) -> StoredAnswer:
        """Run a row that was taken: its handler's writes and its end are one commit.

        Raises:
            BaseException: What the handler raised, where that comes out; the row is owed then.
        """
        try:
            if leased(self.handler):
                answer, failure = self._leased(inbox, taken, request)
            else:
                answer, failure = self._joined(inbox, taken, request)
        except StoreAway as away:
            return self.state.is_away(away.reason)
        except NotCommitted as error:
            self.give_back(inbox, taken, error)
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            if tell_failure(app, self.state, self.handler, request, error):
                raise
            return fallback_of(self.state, self.handler)
        except Crashed:
            self.state.store.owes = True
            raise
        except BaseException as error:
            self.give_back(inbox, taken, error)
            raise
        if failure is not None:
            self.give_back(inbox, taken, failure)
        elif not self.asked:
            count("lamlkit.events.handled", route=self.handler.path, result="done")
        return answer

    def _joined(self, inbox: Inbox, taken: Taken, request: WebhookRequest) -> tuple[StoredAnswer, Exception | None]:
        """Run the handler in the transaction of the row."""
        with inbox.working(taken) as work:
            if work is None:  # another has it
                return ELSEWHERE if self.asked else STORED, None
            request.__dict__[VIEW] = stored = Stored(taken.key, taken.tries, work.connection)
            try:
                with watched(self.handler, work):
                    answer, failure = self.call(request)
            finally:
                for end in stored.at_end:
                    end()
            if failure is None:
                self.state.store.reach("handler", self.handler.path)
                work.done(packed(answer) if self.asked else None)
        self.state.store.reach("commit", self.handler.path)
        return ELSEWHERE if self.asked and work.lost else answer, failure

    def _leased(self, inbox: Inbox, taken: Taken, request: WebhookRequest) -> tuple[StoredAnswer, Exception | None]:
        """Run the handler without a transaction, and mark the row done afterwards."""
        request.__dict__[VIEW] = Stored(taken.key, taken.tries)
        answer, failure = self.call(request)
        if failure is None:
            self.state.store.reach("handler", self.handler.path)
            inbox.finish(taken)
        self.state.store.reach("commit", self.handler.path)
        return answer, failure

    def give_back(self, inbox: Inbox, taken: Taken, error: BaseException) -> None:
        """Say that a try failed. If the store is away, the row is owed all the same, and is free in its time."""
        self.state.store.owes |= not self.asked
        if not self.asked:
            count("lamlkit.events.handled", route=self.handler.path, result="failed")
        try:
            inbox.give_back(taken, type(error).__name__, asked=self.asked)
        except StoreAway as away:
            self.state.is_away(away.reason)


def packed(answer: StoredAnswer) -> bytes:
    """An answer as it is kept in a row."""
    return json.dumps([answer.status, answer.headers, answer.body.decode("latin-1")]).encode()


def unpacked(data: bytes) -> StoredAnswer:
    """The answer of a row."""
    status, headers, body = json.loads(data)
    return StoredAnswer(status, tuple((name, value) for name, value in headers), body.encode("latin-1"))


def leased(handler: AnyHandler) -> timedelta | None:
    """How long the handler holds a lease; None if it holds a transaction."""
    return handler.later if isinstance(handler.later, timedelta) else None


def arrival_of(state: AppState, handler: AnyHandler, delivered: Delivered) -> Arrival:
    """What is stored of an event."""
    request, kind = delivered.request, handler.kind
    account, family = named_account(request.raw) or "", family_of(kind)
    name = name_of(kind, request.raw, app=state.store.name, account=account, family=family, path=delivered.path)
    return Arrival(
        name,
        account,
        family,
        handler.path,
        content_of(delivered, state.settings.store.redact),
        later=bool(handler.later),
        latest=handler.latest,
        final=handler.final,
    )


def content_of(delivered: Delivered, redacted: frozenset[str]) -> str:
    """What a handler needs of a request, as JSON text, without what is not to be stored."""
    request = delivered.request
    content: dict[str, object] = {
        "path": delivered.path,
        "pairs": without(request.raw, redacted),
        "query": mapping_without(request.query, redacted),
        "state": mapping_without(request.state, redacted),
        "values": delivered.values,
    }
    if delivered.trace:
        content["trace"] = delivered.trace
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, default=str)


def delivered_of(app: Flask, state: AppState, handler: AnyHandler, taken: Taken) -> Delivered:
    """The event of a row, as it was delivered.

    Raises:
        StoreError: Its content is no longer kept.
    """
    if taken.content is None:
        raise StoreError(f"the content of event {taken.key} is no longer kept, so it cannot be handled again")
    return delivered_from(app, state, handler, json.loads(taken.content), route=taken.route)


def delivered_from(
    app: Flask, state: AppState, handler: AnyHandler, content: Mapping[str, Any], *, route: str | None = None
) -> Delivered:
    """An event of its content, as `content_of` wrote it.

    Args:
        app: The app.
        state: What the extension keeps for it.
        handler: The handler that it is for.
        content: The content.
        route: The route that it came to; None for that of the handler.
    """
    path, values = content["path"], content["values"]
    request = parse_request(
        handler.kind,
        tuple((name, value) for name, value in content["pairs"]),
        query=content["query"],
        state=content["state"],
    )
    if values:
        moved = None if route in (None, handler.path) else route
        values = {**values, **_converted(app, state, path, values, moved)}
    return Delivered(request, path, values, str(content.get("trace", "")))


def _converted(
    app: Flask, state: AppState, path: str, values: Mapping[str, object], moved: str | None
) -> dict[str, object]:
    """The variables of a route as its converters read them; those that JSON has kept, where it does not match any more.

    Args:
        app: The app.
        state: What the extension keeps for it.
        path: The path, as WSGI has it in `PATH_INFO`.
        values: The variables, as JSON has them.
        moved: The route that the path is of, if the app has it no more.
    """
    adapter = state.place.adapter(app)
    if moved is not None:
        old = Map([Rule(state.prefix + moved, endpoint=moved)], converters=app.url_map.converters)
        adapter = old.bind("localhost")
    try:
        _, found = adapter.match(text_of_path(path), method="POST")
    except HTTPException:
        return {}
    return {name: value for name, value in found.items() if name in values}


def text_of_path(path: str) -> str:
    """The text of a path that is written as in `PATH_INFO`, where each octet is a character.

    Source: PEP 3333, "Unicode Issues".
    """
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def family_of(kind: type[WebhookRequest]) -> str:
    """The name of a kind: that of its decorator, or of the class of a user's own."""
    return (decorator_of(kind) or kind.__name__)[:40]
