"""Finds apps and the URLs of their handlers in the user's own modules. Imports those, and none of our packages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

import click

from ..http.handlers import problem_with

SETTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "voice_url": ("VoiceRequest", "--voice"),
    "voice_fallback_url": ("VoiceFallbackRequest", "--fallback"),
    "sms_url": ("MessageRequest", "--sms"),
    "status_callback": ("CallStatusEvent", "--status"),
}
"""The settings of a number that handlers answer: the class of their request, and the option that names one."""


def load_app(text: str | None) -> object:
    """The app of the user, as `flask --app` finds it; keep it as long as URLs of its handlers are asked for.

    What finds it comes from the entry point `app` of the group `laml.apps`.

    Raises:
        click.ClickException: There is no such app, or nothing that can find it.
    """
    found = list(entry_points(group="laml.apps", name="app"))
    if not found:
        raise click.ClickException("an app can be found where lamlkit is installed whole: pip install lamlkit")
    load: Callable[[str | None], object] = found[0].load()
    try:
        return load(text)
    except Exception as problem:  # an app may raise anything while it is imported
        raise click.ClickException(str(problem)) from problem


of_app = click.option(
    "--app", envvar="FLASK_APP", help="The app of the handlers, as flask --app takes it, where a function makes it."
)


def url_or_handler(text: str, app: str | None = None, *, setting: str = "url", event: str = "") -> str:
    """A URL as it is, or the `.url` of the handler that `module:attribute` names, searched from the current folder.

    Args:
        text: The URL or the name.
        app: The app that the handler belongs to, if importing its module does not make it.
        setting: The parameter that the URL is for: a handler that answers with something else is refused.
        event: What the URL is told of, such as `call_status`.

    Raises:
        click.ClickException: It is neither, a handler that does not fit, or there is no such app.
    """
    if "://" in text:
        return text
    made = load_app(app) if app else None  # kept until the URL is known
    handler = load(text)
    if problem := problem_with(handler, setting, event):
        raise click.ClickException(f"{text}: {problem}")
    url = _url(handler, text)
    del made
    return url


def urls_of_app(app: object, text: str, named: Collection[str] = ()) -> dict[str, str]:
    """The URLs of an app's handlers of calls, messages and call status, by the setting of a number.

    Args:
        app: The app.
        text: How it was named.
        named: The settings that options give already, for which no handler is looked for.

    Raises:
        click.ClickException: It has no such handler, or several of one kind; all of them are listed.
    """
    extensions = getattr(app, "extensions", None)
    state = extensions.get("webhooks") if isinstance(extensions, dict) else None
    handlers = getattr(state, "handlers", {})
    found: dict[str, list[object]] = {}
    for handler in handlers.values() if isinstance(handlers, dict) else ():
        kind = getattr(getattr(handler, "kind", None), "__name__", "")
        for setting, (wanted, _) in SETTINGS.items():
            if kind == wanted and setting not in named:
                found.setdefault(setting, []).append(handler)
    several = {setting: rows for setting, rows in found.items() if len(rows) > 1}
    if several:
        lines = [f"{text} has several handlers that would do; name one of each:"]
        for setting, rows in several.items():
            lines += [f"  {SETTINGS[setting][1]} {_module_and_name(row)}" for row in rows]
        raise click.ClickException("\n".join(lines))
    if not found and not named:
        raise click.ClickException(f"{text}: an app with a handler for calls or messages was expected")
    return {setting: _url(rows[0], text) for setting, rows in found.items()}


def _module_and_name(handler: object) -> str:
    return f"{getattr(handler, 'module', '?')}:{getattr(handler, '__name__', handler)}"


def load(text: str) -> object:
    """Import what `module:attribute` names, searched in the current folder first.

    Raises:
        click.ClickException: The module cannot be imported, or has no such attribute.
    """
    module, _, attribute = text.partition(":")
    if not attribute:
        raise click.ClickException(f"{text}: expected a URL, or module:name")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return getattr(import_module(module), attribute)
    except Exception as problem:  # an app may raise anything while it is imported
        raise click.ClickException(f"{text}: {type(problem).__name__}: {problem}") from problem


def _url(handler: object, text: str) -> str:
    try:
        url = getattr(handler, "url", None)
    except Exception as problem:  # a handler may raise anything if it has no URL
        raise click.ClickException(f"{text}: {problem}; an app that a function makes is named by --app") from problem
    if not isinstance(url, str):
        raise click.ClickException(f"{text}: expected a handler, which has a url, got {type(handler).__name__}")
    return url
