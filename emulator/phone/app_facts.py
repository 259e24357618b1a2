"""What the page and a copied test know of the application: its import, and the handlers that a number can have.

Asks an application that has `Webhooks`; of any other it knows the name at most.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from webhooks import FaxRequest, MessageRequest, VoiceRequest
from webhooks.app.app_state import AppState

from ..errors import EmulatorError

KINDS: Final = {VoiceRequest: "voice", MessageRequest: "message", FaxRequest: "fax"}


@dataclass(frozen=True, slots=True)
class Importable:
    """A name of a module that can be imported."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Route:
    """A handler that a number can have: its kind (voice, message or fax), its path, its name and where that is."""

    kind: str
    path: str
    name: str
    handler: Importable | None = None


@dataclass(frozen=True, slots=True)
class AppFacts:
    """An application: where it is imported from, or the text that `laml emulate` was given; and its routes.

    `mapped` says whether there can be a map of it: `laml emulate` imported it, and can do so once more.
    """

    app: Importable | None = None
    given: str = ""
    mapped: bool = False
    routes: tuple[Route, ...] = ()

    def handler_at(self, path: str) -> Importable | None:
        """The handler at a path, if a test can import it."""
        return next((route.handler for route in self.routes if route.path == path), None)


def path_of(facts: AppFacts, given: str) -> str:
    """The path of a handler of calls that is named in place of it; a path or URL as it is.

    Args:
        facts: What is known of the application.
        given: A path, a URL, or a name: `answer`, or with its module `shop.voice:answer`.
    Raises:
        EmulatorError: No such handler has the name, or several have.
    """
    voice = [route for route in facts.routes if route.kind == "voice"]
    if given.startswith("/") or "://" in given or not voice:
        return given
    named = [route for route in voice if given in _names(route)]
    if len(named) == 1:
        return named[0].path
    listed = ", ".join(f"{route.name} ({route.path})" for route in named or voice)
    raise EmulatorError(
        f"{len(named)} handlers are named {given!r}: {listed}; give the path"
        if named
        else f"no handler of calls is named {given!r}; there are {listed}; a path begins with a slash"
    )


def _names(route: Route) -> tuple[str, ...]:
    own = route.handler
    return (route.name, *(() if own is None else (f"{own.module}:{own.name}", f"{own.module}.{own.name}")))


def facts_of(app: object, given: str = "") -> AppFacts:
    """What there is to know of an application that is imported here.

    Args:
        app: A Flask application or any other WSGI callable.
        given: How the user named it, such as `app:app`.
    """
    state = getattr(app, "extensions", {}).get("webhooks")
    names = [getattr(app, "import_name", ""), given.partition(":")[0]]
    found = next((place for name in names if (place := _named(name, app)) is not None), None)
    return AppFacts(found, given, routes=_routes(state) if isinstance(state, AppState) else ())


def _named(module: str, wanted: object) -> Importable | None:
    """The name that something has in a module; None if it has none there, or the module is the program itself."""
    loaded = sys.modules.get(module)
    if loaded is None or module == "__main__":
        return None
    names = (name for name, value in vars(loaded).items() if value is wanted and not name.startswith("_"))
    return next((Importable(module, name) for name in names), None)


def _routes(state: AppState) -> tuple[Route, ...]:
    """The handlers that a number can have, in the order in which they were made; those with variables are left out."""
    return tuple(
        Route(KINDS[handler.kind], state.prefix + handler.path, handler.name, _named(handler.module, handler))
        for handler in state.handlers.values()
        if handler.kind in KINDS and "<" not in state.prefix + handler.path
    )
