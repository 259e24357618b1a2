"""Who learns that a handler failed: the receivers of Flask's own signal, and the test that caused it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, got_request_exception

from .app_state import AppState


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
