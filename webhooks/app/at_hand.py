"""Which of several apps the URL of a handler belongs to: the one at hand, the current one, or the only one there is."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, cast

from flask import Blueprint, Flask, current_app
from werkzeug.local import LocalProxy

from ..errors import ConfigError, UrlError
from .app_state import state_of

_AT_HAND: Final[ContextVar[tuple[object, ...]]] = ContextVar("webhooks.apps_at_hand", default=())


@contextmanager
def at_hand(*apps: object) -> Iterator[None]:
    """Let the URLs of handlers be those of the first of these apps that has them, with no context pushed.

    A test client and the emulator do so with the apps that they were given.
    """
    token = _AT_HAND.set(apps)
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def this_app() -> Flask:
    """The app whose context is active, itself and not Flask's stand-in for it."""
    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined] # of its proxy


def app_at_hand(apps: Collection[Flask]) -> Flask:
    """The app among those of one `Webhooks` that a URL is asked for: at hand, current, the only one, or hosted alone.

    Raises:
        UrlError: There is no app, or more than one and none of them is at hand.
    """
    current = this_app() if current_app else None
    for wanted in (*_AT_HAND.get(), current):
        if wanted is not None and any(app is wanted for app in apps):
            return cast(Flask, wanted)
    if len(apps) > 1:
        gc.collect()  # an app refers to itself, so one that a test has left behind may still be there
    for found in (list(apps), [app for app in apps if state_of(app).hosted]):
        if len(found) == 1:
            return found[0]
    if not apps:
        raise UrlError("no app yet: call init_app(app) of its Webhooks first", missing="init_app")
    raise UrlError(
        f"{len(apps)} apps have these handlers: ask while a request is answered, or in an app_context() of the one "
        "that is meant",
        missing="app context",
    )


def plain_app(given: object) -> Flask:
    """The app that an extension is given; of the proxy `current_app`, the app behind it.

    Raises:
        ConfigError: It is no Flask app.
    """
    app = given._get_current_object() if isinstance(given, LocalProxy) else given
    if isinstance(app, Flask):
        return app
    if isinstance(app, Blueprint):
        hint = "on a blueprint, blueprint.register_blueprint(hooks.blueprint)"
    else:
        hint = "without one yet, Webhooks() and then hooks.init_app(app)"
    came = f"the class {app.__name__}" if isinstance(app, type) else f"an object of type {type(app).__name__}"
    raise ConfigError(f"Webhooks needs a Flask app, and was given {came}; {hint}")
