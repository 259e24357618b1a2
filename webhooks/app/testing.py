"""A test client that signs as the provider does, so that tests are verified as calls are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from ..bins.records import StoredBin
from ..errors import ConfigError
from ..requests.samples import signature_headers, with_query
from .app_state import state_of
from .at_hand import at_hand
from .bin_hosting import example
from .bins import Bin
from .handler import AnyHandler, Bound
from .places import matches_hosts

Where: TypeAlias = str | AnyHandler | Bound | Bin | StoredBin
"""Where a request goes: a URL, a path, or something of ours that has a URL."""


class SigningClient:
    """Sends requests as the provider would, signed with the app's own key.

    Args:
        app: An app that has webhooks.

    Each method takes a handler, a URL or a path, and the parameters that the test is about; those that every request
    of the kind has are filled in. `signed=False` leaves out the signature.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._state = state_of(app)
        self._client = app.test_client()
        origin = urlsplit(self._state.settings.public_url.text)
        self._base = f"{origin.scheme}://{origin.netloc.rpartition('@')[2]}/" if matches_hosts(app) else None

    def post(
        self,
        to: Where,
        parameters: Mapping[str, str] | None = None,
        *,
        state: Mapping[str, object] | None = None,
        signed: bool = True,
    ) -> TestResponse:
        """Send a form; `state` is what the URL carries, as `bind` makes it."""
        url, target = self._addressed(self._with_state(to, state) if state else to)
        form = self._filled(target, parameters)
        headers = signature_headers(self._state.settings, url, form) if signed else {}
        return self._client.post(
            target,
            base_url=self._base,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )

    def get(self, to: Where, parameters: Mapping[str, str] | None = None, *, signed: bool = True) -> TestResponse:
        """Send a GET, its parameters in the query."""
        url, target = self._addressed(to)
        query = self._filled(target, parameters)
        headers = signature_headers(self._state.settings, with_query(url, query), {}) if signed else {}
        return self._client.get(with_query(target, query), base_url=self._base, headers=headers)

    def _addressed(self, to: Where) -> tuple[str, str]:
        """The public URL, and the target that a server would see."""
        public = self._state.settings.public_url.text
        if not isinstance(to, str):
            with at_hand(self.app):
                to = to.url
        if to.startswith("/"):
            return public + to, to
        if to == public or to.startswith((public + "/", public + "?")):
            return to, to[len(public) :] or "/"
        raise ConfigError(f"{to!r} is no URL of this app: LAML_PUBLIC_URL is {public}")

    def _with_state(self, to: Where, state: Mapping[str, object]) -> str:
        """The URL of a handler with state in it.

        Raises:
            ConfigError: No handler answers there.
        """
        url, target = self._addressed(to)
        path, _, query = target.partition("?")
        try:
            endpoint, values = self._state.place.adapter(self.app).match(unquote(path), method="POST")
        except HTTPException:
            endpoint, values = "", {}
        handler = self._state.handlers.get(endpoint)
        if handler is None:
            raise ConfigError(f"no handler answers {url}, so that no state can be in its URL")
        with at_hand(self.app):
            made = handler.bind(**values, **state).url
        return with_query(made, dict(parse_qsl(query, keep_blank_values=True))) if query else made

    def _filled(self, target: str, parameters: Mapping[str, str] | None) -> dict[str, str]:
        _check_form(parameters)
        try:
            endpoint = self._state.place.adapter(self.app).match(urlsplit(target).path, method="POST")[0]
        except HTTPException:
            return dict(parameters or {})
        handler = self._state.handlers.get(endpoint)
        if handler is not None:
            return self._state.example_form(handler.kind, parameters or {})
        is_bin = endpoint == self._state.bins_endpoint or endpoint in self._state.bin_names
        if is_bin and parameters:
            return self._state.example_form(example(parameters), parameters)
        return dict(parameters or {})


def _check_form(parameters: object) -> None:
    """Refuse what is no form: names with texts.

    Raises:
        ConfigError: With the name of the parameter that is wrong.
    """
    if parameters is not None and not isinstance(parameters, Mapping):
        raise ConfigError(f"the parameters are of type {type(parameters).__name__}: expected such as {{'Digits': '1'}}")
    for name, value in (parameters or {}).items():
        if not isinstance(value, str):
            raise ConfigError(f"the parameter {name!r} is {value!r}: a form has texts, such as {str(value)!r}"[:200])
