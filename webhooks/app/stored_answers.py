"""Answers that are given once, by way of the store: to a message, to a URL for once, to callers who hold.

The first request makes the answer, in the transaction of its row; all others get it, in any process. A handler that
failed has given no answer: the next request calls it again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Flask

from ..requests.subjects import sid_of
from ..store.arrivals import Arrival, Taken
from ..store.errors import StoreAway
from ..store.names import Name, digest_of, fitted
from ..wire.logs import line, log
from ..wire.receiving import named_account
from .answer_once import StoredAnswer
from .app_state import AppState
from .documents import EMPTY_DOCUMENT
from .failures import document, fallback_of
from .handler import AnyHandler
from .stored import ELSEWHERE, Call, Delivered, StoredRun, content_of, family_of, unpacked

if TYPE_CHECKING:
    from ..store.inbox import Inbox

_PART_OF_DEADLINE: Final = 0.6
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that is asked for.

    Args:
        app: The app that was asked.
        state: What the extension keeps for it.
        handler: The handler of the route.
        call: Calls it.
        delivered: The request.
    """

    app: Flask
    state: AppState
    handler: AnyHandler
    call: Call
    delivered: Delivered

    def of_message(self) -> StoredAnswer:
        """The answer to a message, by account, SID, route and state.

        While the store is away it is answered without memory, since a person waits; or not at all, if that is wanted.
        """
        request = self.delivered.request
        try:
            inbox = self.state.store.inbox(self.app)
            if inbox is None or not sid_of(request):
                return self.call(request)[0]
            return self._once(inbox, self._key("message", self.delivered.path, dict(request.state)))
        except StoreAway as away:
            answer = self.state.is_away(away.reason)
            return answer if self.state.options.strict_messages else self.call(request)[0]

    def of_url(self, inbox: Inbox, nonce: str) -> StoredAnswer:
        """The answer to a URL for once. If several calls come to it, each is answered once."""
        try:
            return self._once(inbox, self._key("once", nonce))
        except StoreAway as away:
            return self.state.is_away(away.reason)

    def begin(self, inbox: Inbox, job: str) -> Taken | None:
        """Store a job whose caller holds, to be run now.

        Raises:
            StoreAway: It is not stored.
        """
        taken = inbox.receive(self._arrival(self.key_of_job(job))).taken
        if taken is not None:
            inbox.let_go(taken)  # it waits for a thread; if it waits for long, a poll may take it elsewhere
        return taken

    def run(self, inbox: Inbox, taken: Taken) -> StoredAnswer:
        """Run what was taken, and keep its answer; `ELSEWHERE` if another has taken it meanwhile."""
        return StoredRun(self.state, self.handler, self.call, asked=True).run(inbox, taken, self.delivered.request)

    def key_of_job(self, job: str) -> str:
        """The key of a job, in any process."""
        return digest_of("hold", self.state.store.name, job)

    def _once(self, inbox: Inbox, key: str) -> StoredAnswer:
        """Make the answer, or give the one that was made; wait for one that is being made."""
        give_up = time.monotonic() + self.state.settings.provider.deadline * _PART_OF_DEADLINE
        while True:
            receipt = inbox.receive(self._arrival(key))
            if receipt.taken is not None:
                answer = self.run(inbox, receipt.taken)
                if answer is not ELSEWHERE:
                    return answer
            elif receipt.answer is not None:
                return unpacked(receipt.answer)
            elif receipt.outcome != "busy":
                return self._answer_gone()
            if self.state.hosted or time.monotonic() > give_up:
                log.warning(line("webhook.busy", path=self.handler.path, error="the first request is still answered"))
                return StoredAnswer(503, (("Retry-After", "1"),))
            threading.Event().wait(_LOOK_SECONDS)

    def _answer_gone(self) -> StoredAnswer:
        """In place of an answer that was given and erased since: nothing to a message, else what a failure is answered.

        What the handler has done is done; who has seen the request may send it again for as long as they like.
        """
        handler, sid = self.handler, sid_of(self.delivered.request)
        log.warning(line("webhook.again", path=handler.path, sid=sid, hint="it was answered; the answer is not kept"))
        return document(EMPTY_DOCUMENT) if handler.kind.answer != "voice" else fallback_of(self.state, handler)

    def _key(self, sort: str, *parts: object) -> str:
        request = self.delivered.request
        return digest_of(sort, self.state.store.name, named_account(request.raw), sid_of(request), *parts)

    def _arrival(self, key: str) -> Arrival:
        request = self.delivered.request
        content = content_of(self.delivered, self.state.settings.store.redact)
        sid, call = sid_of(request), str(getattr(request, "call_sid", None) or "")
        name = Name(key, digest=key, subject=fitted(sid), call=fitted(call))
        account, family = named_account(request.raw) or "", family_of(self.handler.kind)
        return Arrival(name, account, family, self.handler.path, content, asked=True)
