"""Finds the application that a command works on, as `flask --app` does, and any other WSGI application."""

from __future__ import annotations

import inspect
import logging
import os
import re
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast
from wsgiref.types import WSGIApplication

from flask.cli import NoAppException, ScriptInfo
from flask.logging import default_handler

from ..errors import ConfigError

ASGI: Final = (
    "it is an ASGI application, and only WSGI ones (Flask, Django) can be called in this process. "
    "Start it with a server of its own, and give its origin: laml emulate http://127.0.0.1:8000. Or make it one: "
    "application = a2wsgi.ASGIMiddleware(app)"
)


def load_app(text: str | None = None) -> WSGIApplication:
    """Import an application, from the current folder first.

    Args:
        text: `module`, `module:app`, `module:create_app`, `module:create_app("arg")` or a file, as `flask --app` takes
            them, or `module:application` of any other WSGI application. Without it `FLASK_APP` counts, then an
            `app.py` or `wsgi.py` in the current folder.
    Raises:
        ConfigError: There is no such application, or its module cannot be imported.
    """
    wanted = text or os.environ.get("FLASK_APP") or None
    if "" not in sys.path and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return ScriptInfo(app_import_path=wanted, set_debug_flag=False).load_app()
    except NoAppException as error:
        other = _other(wanted)
        if other is not None:
            return other
        if _is_asgi(wanted):
            raise ConfigError(f"{wanted}: {ASGI}") from error
        inner = error.__context__
        if isinstance(inner, ImportError) and inner.__traceback__ is not None and inner.__traceback__.tb_next:
            raise ConfigError(_raised(wanted, inner)) from inner  # of something that the module imports
        raise ConfigError(_told(wanted, error.format_message())) from error
    except (Exception, SystemExit) as error:  # an application may raise anything while it is imported or made
        raise ConfigError(_raised(wanted, error)) from error


def log_handlers() -> set[logging.Handler]:
    """What writes the log of an app: the handlers of the root logger, and Flask's own."""
    return {default_handler, *logging.getLogger().handlers}


def _other(wanted: str | None) -> WSGIApplication | None:
    """A WSGI application that is none of Flask: a callable that takes an environment and `start_response`."""
    found = _named(wanted)
    return cast(WSGIApplication, found) if _takes(found, 2) else None


def _is_asgi(wanted: str | None) -> bool:
    """Whether it is an application of FastAPI, Starlette or another that takes a scope, `receive` and `send`."""
    found = _named(wanted)
    called = found if inspect.isfunction(found) else inspect.getattr_static(type(found), "__call__", None)
    return inspect.iscoroutinefunction(called) and _takes(found, 3)


def _named(wanted: str | None) -> object | None:
    """What `module:name` stands for; None if it is nothing."""
    module, _, name = (wanted or "").partition(":")
    if not name.isidentifier():
        return None
    try:
        found: object = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return None
    return found


def _takes(found: Any, count: int) -> bool:
    """Whether it can be called with so many values; nothing else can be asked of what a module holds."""
    try:
        inspect.signature(found).bind(*[None] * count)
    except (TypeError, ValueError):
        return False
    return True


def _raised(wanted: str | None, error: BaseException) -> str:
    """What an application raised, and the line of its own that it came from."""
    told = f"{wanted or 'app.py'}: {type(error).__name__}{f': {error}' if str(error) else ''}"
    ours = str(Path(__file__).parents[1])
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        if file.is_relative_to(Path.cwd()) and "site-packages" not in file.parts and not file.is_relative_to(ours):
            return f"{told} ({file.relative_to(Path.cwd())}, line {frame.lineno})"
    return told


def _told(wanted: str | None, words: str) -> str:
    """What Flask says, in one line, and what was expected."""
    plain = " ".join(re.sub(r"\s+", " ", words).split())
    start = f"{wanted}: " if wanted else "no application: "
    return f"{start}{plain} Expected such as app:app, shop:create_app, 'shop:create_app(\"dev\")' or a file"
