"""Where the routes of an app stand when it matches hosts: at the host or subdomain of `LAML_PUBLIC_URL`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from flask import Flask
from werkzeug.routing import MapAdapter

from ..errors import ConfigError
from ..wire.logs import line, log
from ..wire.urls import Origin

ViewFunction: TypeAlias = Callable[..., Any]  # of Flask, whose own name for it is for type checkers only
_IMPLIED: Final = {"https": "443", "http": "80"}


@dataclass(frozen=True, slots=True)
class Place:
    """The host or the subdomain of the routes; neither in an app that looks at paths only.

    Args:
        host: For `Flask(…, host_matching=True)`: the host of all routes, with its port unless that goes without saying.
        subdomain: For `Flask(…, subdomain_matching=True)`: the part before `SERVER_NAME`.
    """

    host: str | None = None
    subdomain: str | None = None

    def adapter(self, app: Flask) -> MapAdapter:
        """What finds routes of the app by path, and paths by route, as a request to this place would."""
        return app.url_map.bind(self.host or "localhost", subdomain=self.subdomain)

    def route(
        self, app: Flask, path: str, endpoint: str, view: ViewFunction, methods: Sequence[str], **more: bool
    ) -> None:
        """Add a route to the app, here; what it does not answer is for the app's own routes."""
        app.add_url_rule(
            path,
            endpoint=endpoint,
            view_func=view,
            methods=methods,
            host=self.host,
            subdomain=self.subdomain,
            provide_automatic_options=False,
            **more,
        )


def matches_hosts(app: Flask) -> bool:
    """Whether the app's routes depend on the host of a request."""
    return app.url_map.host_matching or app.subdomain_matching


def place_of(app: Flask, public: Origin, subdomain: str | None = None) -> Place:
    """Where the routes of an app are, so that the provider reaches them at the public URL.

    Args:
        app: The app.
        public: The origin of its public URL.
        subdomain: That of the blueprint's registration, if one was given.
    Raises:
        ConfigError: The subdomain cannot work in this app, or is not that of the public URL.
    """
    host = host_of(public)
    if app.url_map.host_matching and not subdomain:
        return Place(host=host)
    server = str(app.config.get("SERVER_NAME") or "").lower()
    if app.url_map.host_matching or not app.subdomain_matching or not server:
        if subdomain:
            raise ConfigError(f"subdomain={subdomain!r} needs Flask(…, subdomain_matching=True) and its SERVER_NAME")
        return Place()
    found = "" if host == server else host.removesuffix(f".{server}")
    if found == host:
        hint = f"the app answers at {server} and its subdomains, and LAML_PUBLIC_URL is elsewhere, at {host}"
        log.warning(line("webhook.setting", setting="SERVER_NAME", hint=hint))
    elif subdomain and found != subdomain:
        raise ConfigError(
            f"subdomain={subdomain!r}, but LAML_PUBLIC_URL leads to {host}: expected {subdomain}.{server} there",
            setting="LAML_PUBLIC_URL",
        )
    else:
        subdomain = found
    return Place(subdomain=subdomain or None)


def host_of(origin: Origin) -> str:
    """Host and port as a browser writes them into `Host`."""
    port = str(origin.port or "")
    return origin.host.lower() + (f":{port}" if port and port != _IMPLIED.get(origin.scheme.lower()) else "")
