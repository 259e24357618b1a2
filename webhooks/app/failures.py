"""Who learns that a handler failed: the log, the receivers of two signals, and the test that caused it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Flask, got_request_exception
from werkzeug.exceptions import BadRequestKeyError

from ..errors import AnswerError
from ..requests.base import WebhookRequest
from ..requests.subjects import sid_of
from ..signals import failed
from ..store.errors import NotCommitted
from ..wire.document_headers import HEADERS
from ..wire.logs import line, log
from .answer_once import StoredAnswer
from .app_state import AppState
from .documents import write
from .handler import AnyHandler

HANDLING: Final = "handle_user_exception"


def tell_failure(app: Flask, state: AppState, handler: AnyHandler, request: WebhookRequest, error: Exception) -> bool:
    """Tell everybody that a handler failed.

    Returns:
        Whether the error is to be raised: see `comes_out`.
    """
    failed.send(app, handler=handler, request=request, error=error)
    told = error if isinstance(error, (AnswerError, NotCommitted)) else None  # its text says it all
    out = comes_out(app, state)
    elsewhere = out and handler.hold is None  # whoever gets the exception shows it; nobody may in the background
    short = told or (type(error).__name__ if elsewhere else "")
    line_of = line("webhook.failed", path=handler.path, sid=sid_of(request), error=short)
    log.error(line_of, exc_info=error if told is None and not elsewhere else None)
    if not out:
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=error)
    return out


def fallback_of(state: AppState, handler: AnyHandler) -> StoredAnswer:
    """The answer for a handler that failed: its own fallback, or for a call the app's, else a 500.

    After a 500 the provider asks its own fallback URL, and its debugger shows the failure.
    """
    chosen = handler.fallback
    if chosen is ...:
        chosen = state.options.fallback if handler.kind.answer == "voice" else None
    return StoredAnswer(500) if chosen is None else document(write(chosen))


def document(xml: str) -> StoredAnswer:
    """A document as an answer, with the headers that the providers expect."""
    return StoredAnswer(200, HEADERS, xml.encode())


def comes_out(app: Flask, state: AppState) -> bool:
    """Whether what a handler raises leaves the app, as in Flask: where `PROPAGATE_EXCEPTIONS` says so, else in testing.

    Not in an app that an emulator hosts, which answers as it would outside, and hears of it by `watch`.
    """
    given = app.config.get("PROPAGATE_EXCEPTIONS")
    return not state.hosted and bool(app.testing if given is None else given)


def watch(app: object, told: Callable[[Exception], None]) -> Callable[[], None]:
    """Tell of each exception of an app that Flask signals; nothing is told of other applications.

    Returns:
        A function that ends it; who forgets that function ends it too.
    """
    if not isinstance(app, Flask):
        return lambda: None

    def receive(_sender: Flask, exception: Exception, **_: object) -> None:
        told(exception)

    got_request_exception.connect(receive, app)
    return lambda: got_request_exception.disconnect(receive, app)


def watch_missing(app: object, told: Callable[[KeyError], None]) -> Callable[[], None]:
    """Tell of each parameter that a view of Flask reads and that was not sent, which Flask answers with a bare 400.

    An app that has an error handler for it, answers by itself: of that nothing is told.

    Returns:
        A function that ends it.
    """
    if not isinstance(app, Flask):
        return lambda: None
    plain, given = app.handle_user_exception, HANDLING in vars(app)

    def handle(error: Exception) -> Any:
        answer: Any = plain(error)
        if answer is error and isinstance(error, BadRequestKeyError):
            told(KeyError(*error.args).with_traceback(error.__traceback__))
        return answer

    def end() -> None:
        if vars(app).get(HANDLING) is not handle:
            return
        if given:
            setattr(app, HANDLING, plain)
        else:
            delattr(app, HANDLING)

    setattr(app, HANDLING, handle)
    return end
