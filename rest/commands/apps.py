"""Finds the URLs of handlers in the user's own modules. Imports those, and none of our packages."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Final

import click

KINDS: Final = {"VoiceRequest": "voice_url", "MessageRequest": "sms_url", "CallStatusEvent": "status_callback"}
"""The setting of a number that a handler answers, by the name of the class of its request."""
_CHOICES: Final = {"voice_url": "--voice", "sms_url": "--sms", "status_callback": "--status"}


def url_or_handler(text: str) -> str:
    """A URL as it is, or the `.url` of the handler that `module:attribute` names, searched from the current folder.

    Raises:
        click.ClickException: It is neither.
    """
    return text if "://" in text else _url(load(text), text)


def urls_of_app(text: str) -> dict[str, str]:
    """The URLs of an app's handlers of calls, messages and call status, by the setting of a number.

    Args:
        text: The app, as `module:attribute`.

    Raises:
        click.ClickException: There is no such app, it has no such handler, or it has several of one kind.
    """
    extensions = getattr(load(text), "extensions", None)
    state = extensions.get("webhooks") if isinstance(extensions, dict) else None
    handlers = getattr(state, "handlers", {})
    found: dict[str, object] = {}
    for handler in handlers.values() if isinstance(handlers, dict) else ():
        setting = KINDS.get(getattr(getattr(handler, "kind", None), "__name__", ""))
        if setting in found:
            names = " and ".join(_names((found[setting], handler)))
            raise click.ClickException(f"{text}: {names} both match: name one with {_CHOICES[setting]} module:name")
        if setting:
            found[setting] = handler
    if not found:
        raise click.ClickException(f"{text}: an app with a handler for calls or messages was expected")
    return {setting: _url(handler, text) for setting, handler in found.items()}


def _names(handlers: Iterable[object]) -> list[str]:
    return [str(getattr(handler, "__name__", handler)) for handler in handlers]


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
        raise click.ClickException(f"{text}: {problem}") from problem
    if not isinstance(url, str):
        raise click.ClickException(f"{text}: expected a handler, which has a url, got {type(handler).__name__}")
    return url
