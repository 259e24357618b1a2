"""What mends a request that the application refused, as its own routes and handlers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from glob import escape
from typing import Any, Final
from urllib.parse import urlsplit

from webhooks.app.app_state import AppState
from webhooks.requests.kinds import decorator_of

from .fault_paths import as_route, flask_routes, meets, near

_REFUSED: Final = re.compile(r"(?:fallback )?(?P<url>\S+): status (?P<status>400|404)\b")
"""The detail of a problem: a URL or path, and the status of its answer."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Says what mends a problem, by what the hosted applications are.

    Args:
        apps: The applications, the one that was hosted last first.
        public_url: Where they are, with the prefix that a proxy strips.
    """

    apps: Callable[[], Sequence[object]]
    public_url: Callable[[], str]

    def __call__(self, detail: str) -> str:
        """What mends a problem with this detail; empty if nothing better is known than its code says."""
        found = _REFUSED.match(detail)
        if found is None or not self.apps():
            return ""
        app, path = self.apps()[0], urlsplit(found["url"]).path
        prefix = urlsplit(self.public_url()).path.rstrip("/")
        return _no_route(app, path, prefix) if found["status"] == "404" else _refused(app, path, prefix)


def _no_route(app: object, path: str, prefix: str) -> str:
    routes = flask_routes(app, prefix)
    if routes is None or any(meets(escape(path), route) for route in routes):
        return ""
    return f"no route of the application matches {path}{near(path, routes)}"


def _refused(app: Any, path: str, prefix: str) -> str:
    """What the handler at a path takes, which is not what it was asked."""
    state: AppState | None = getattr(app, "extensions", {}).get("webhooks")
    if state is None:
        return ""
    for handler in state.handlers.values():
        if meets(escape(path), prefix + as_route(state.prefix + handler.path)):
            kind = decorator_of(handler.kind) or handler.kind.__name__
            return (
                f"{handler.name} takes requests of {kind}, and refused this one: give a handler of the kind that is "
                "asked here, or see the line webhook.rejected in the application's log"
            )
    return ""
