"""The sweep: asks the provider by REST which calls and messages are over, and handles what no callback has told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias
from urllib.parse import unquote

from flask import Flask

from ..errors import ConfigError, StoreError
from ..requests.messaging import MessageStatusEvent
from ..requests.status import CallStatusEvent
from ..requests.swept import SweptRecord, call_pairs, message_pairs
from ..store.errors import StoreAway
from ..store.names import SWEPT, fitted
from ..store.order import FINAL, rank_of
from ..wire.logs import line, log
from ..wire.message import Pairs
from .app_state import AppState, state_of
from .handler import AnyHandler, Handler
from .handling import Handling
from .stored import Delivered, StoredRun, arrival_of, delivered_from
from .working import tell_apart

if TYPE_CHECKING:
    from ..store.inbox import Inbox

_SWEEPING: Final = "webhooks.store.sweeping"
AT_ONCE: Final = 100
"""Records that are looked at together, and in memory."""

Since: TypeAlias = timedelta | date
"""A span before now, an aware time, or a day, which begins at midnight UTC."""
_Fate: TypeAlias = Literal["known", "fed", "failed", "unrouted"]


class ListedCalls(Protocol):
    """The calls of a REST client."""

    def stream(self, *, start_time_after: datetime, page_size: int) -> Iterable[SweptRecord]:
        """Those that began at a time or after it, page after page."""
        ...


class ListedMessages(Protocol):
    """The messages of a REST client."""

    def stream(self, *, date_sent_after: datetime, page_size: int) -> Iterable[SweptRecord]:
        """Those that were sent at a time or after it, page after page."""
        ...


class SweepClient(Protocol):
    """A client of the provider's REST API, such as `rest.Client()`."""

    @property
    def calls(self) -> ListedCalls:
        """Its calls."""
        ...

    @property
    def messages(self) -> ListedMessages:
        """Its messages."""
        ...


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep has found.

    Attributes:
        looked_at: How many calls and messages the provider has listed.
        known: How many of them are over, and the inbox knew it.
        fed: How many events were stored and handled, or are handled later.
        failed: How many of these have a handler that failed; they are tried again as any other.
        unrouted: How many are over, and no route could be found for them: all have variables whose values nobody knows.
    """

    looked_at: int
    known: int
    fed: int
    failed: int
    unrouted: int


def sweep(app: Flask, client: SweepClient, since: Since, to: AnyHandler | Sequence[AnyHandler] | None = None) -> Swept:
    """See `Webhooks.sweep`."""
    state = state_of(app)
    if not (hasattr(client, "calls") and hasattr(client, "messages")):
        raise ConfigError(
            f"sweep({type(client).__name__}, …): expected a client of the provider's REST API, such as rest.Client()"
        )
    to = [to] if isinstance(to, Handler) else to
    try:
        inbox = state.store.inbox(app)
        if inbox is None:
            raise StoreError(f"the app {app.name!r} has no store, so that nothing says what it knows already")
        begin = _begin(since, state.clock.now())
        sweeps = list(_sweeps(app, state, inbox, to))
        counts: Counter[str] = Counter()
        for each in sweeps:
            records = iter(each.listed(client, begin))
            while some := list(islice(records, AT_ONCE)):
                counts["looked_at"] += len(some)
                counts.update(each.feed(some))
    except StoreAway as away:
        raise StoreError(f"the store is away, the sweep has ended, and can begin again: {away.reason}") from away
    swept = Swept(
        counts["looked_at"], counts["known"], counts["fed"] + counts["failed"], counts["failed"], counts["unrouted"]
    )
    told = {name: getattr(swept, name) for name in Swept.__dataclass_fields__}
    log.info(line("webhook.swept", app=state.name, since=begin.isoformat(), **told))
    return swept


def _begin(since: Since, now: datetime) -> datetime:
    """The beginning of the window.

    Raises:
        ConfigError: It has no zone, or is no time before now.
    """
    if isinstance(since, timedelta):
        begin = now - since
    elif isinstance(since, datetime):
        if since.tzinfo is None:
            raise ConfigError(f"sweep(since={since!r}): the time has no zone: give an aware one")
        begin = since
    elif isinstance(since, date):
        begin = datetime.combine(since, time(), UTC)
    else:
        raise ConfigError(f"sweep(since={since!r}): expected a timedelta, an aware datetime or a date")
    if begin >= now:
        raise ConfigError(f"sweep(since={since!r}): nothing has happened since then: it is {now.isoformat()}")
    return begin


def _sweeps(app: Flask, state: AppState, inbox: Inbox, to: Sequence[AnyHandler] | None) -> Iterator[_Sweep]:
    """One for each kind that the handlers take.

    Raises:
        ConfigError: There is no such handler, or one that was given takes something else.
    """
    own = list(state.handlers.values())
    given = own if to is None else list(to)
    kinds: tuple[type, ...] = (CallStatusEvent, MessageStatusEvent)
    for handler in given:
        if to is not None and (handler not in own or not issubclass(handler.kind, kinds)):
            raise ConfigError(f"sweep(to=…): {handler!r} is no handler of call_status or message_status of this app")
    for kind in kinds:
        handlers = tuple(handler for handler in given if issubclass(handler.kind, kind))
        if handlers:
            yield _Sweep(app, state, inbox, handlers)
    if not any(issubclass(handler.kind, kinds) for handler in given):
        raise ConfigError("the app has no handler of call_status or message_status that a sweep could feed")


@dataclass(frozen=True, slots=True)
class _Sweep:
    """The sweep of the calls, or of the messages.

    Args:
        app: The app.
        state: What the extension keeps for it.
        inbox: Its events.
        handlers: Those that take such events, in the order of their registration.
    """

    app: Flask
    state: AppState
    inbox: Inbox
    handlers: tuple[AnyHandler, ...]

    @property
    def _of_calls(self) -> bool:
        return issubclass(self.handlers[0].kind, CallStatusEvent)

    def listed(self, client: SweepClient, begin: datetime) -> Iterable[SweptRecord]:
        """The records of the window."""
        if self._of_calls:
            return client.calls.stream(start_time_after=begin, page_size=AT_ONCE)
        return client.messages.stream(date_sent_after=begin, page_size=AT_ONCE)

    def feed(self, records: Sequence[SweptRecord]) -> Iterator[_Fate]:
        """Feed those of some records that are over and not known; yields what became of each."""
        over = [record for record in records if self._is_over(record)]
        routes = {route for handler in self.handlers for route in _routes(handler)}
        known = (
            import_module(_SWEEPING).known(self.inbox, [fitted(record.sid) for record in over], routes) if over else {}
        )
        for record in over:
            self._check_account(record)
            yield from self._fed(record, known.get((fitted(record.account_sid), fitted(record.sid)), {}))

    def _is_over(self, record: SweptRecord) -> bool:
        """Whether it has reached a final status that a callback tells. Of messages that came in none tells."""
        if not self._of_calls and record.direction == "inbound":
            return False
        named = (record.sid, record.account_sid, record.status)
        return all(isinstance(name, str) and name for name in named) and self._rank(record) >= FINAL

    def _rank(self, record: SweptRecord) -> int:
        return rank_of("call" if self._of_calls else "message", record.status)

    def _check_account(self, record: SweptRecord) -> None:
        accounts = self.state.settings.accounts
        if accounts and record.account_sid not in accounts:
            raise ConfigError(
                "the client is of an account that LAML_ACCOUNT_SID does not name", setting="LAML_ACCOUNT_SID"
            )

    def _fed(self, record: SweptRecord, ranks: dict[str, int]) -> Iterator[_Fate]:
        """Feed one record to the handlers whose routes other events of it came to, else to the first that can be."""
        told = [handler for handler in self.handlers if ranks.keys() & _routes(handler)]
        first = [handler for handler in self.handlers if not handler.variables][:1]
        handlers = told or first
        late = [
            handler
            for handler in handlers
            if max((ranks.get(route, 0) for route in _routes(handler)), default=0) < self._rank(record)
        ]
        if not handlers:
            yield "unrouted"
        elif not late:
            yield "known"
        for handler in late:
            yield self._feed(record, handler)

    def _feed(self, record: SweptRecord, handler: AnyHandler) -> _Fate:
        """Let a handler have the event of a record, on the path of all events: stored, then handled."""
        delivered = self._delivered(record, handler)
        if delivered is None:
            return "unrouted"
        run = StoredRun(self.state, handler, Handling(self.app, self.state, handler, delivered.values).call)
        arrival = arrival_of(self.state, handler, delivered)
        receipt = self.inbox.receive(replace(arrival, name=replace(arrival.name, digest=SWEPT)))
        if receipt.outcome in ("again", "busy"):  # it came meanwhile
            return "known"
        with self.app.app_context():
            try:
                answer = run.go_on(self.app, self.inbox, receipt, delivered)
            except BaseException as error:
                tell_apart(self.app, error, receipt.key)
                return "failed"
        return "fed" if answer.status < 300 else "failed"

    def _delivered(self, record: SweptRecord, handler: AnyHandler) -> Delivered | None:
        """The event of a record, at the path and with the state of the other events of its call or message."""
        found = import_module(_SWEEPING).newest_content(
            self.inbox, fitted(record.account_sid), fitted(record.sid), _routes(handler)
        )
        route, text = found or ("", "{}")
        like: dict[str, Any] = json.loads(text)
        values = like.get("values", {})
        if handler.variables - values.keys():
            return None
        path = like["path"] if route == handler.path else self._path(handler, values)
        content = {
            "path": path,
            "pairs": self._pairs(record),
            "query": like.get("query", {}),
            "state": like.get("state", {}),
            "values": values,
        }
        return delivered_from(self.app, self.state, handler, content)

    def _path(self, handler: AnyHandler, values: dict[str, object]) -> str:
        """The path of a route, as WSGI has it in `PATH_INFO`."""
        url = self.state.place.adapter(self.app).build(self.state.endpoint_of[handler], values)
        return unquote(url, encoding="latin-1")

    def _pairs(self, record: SweptRecord) -> Pairs:
        if self._of_calls:
            return call_pairs(record, summary=self.state.settings.provider.summary)
        return message_pairs(record)


def _routes(handler: AnyHandler) -> frozenset[str]:
    return frozenset((handler.path, *handler.formerly))
