"""Imports an app for a walk: throw-away settings where there are none, and credentials of the emulator."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from rest.table.providers import PROVIDERS
from webhooks import ConfigError
from webhooks.app.loading import load_app

from ..engine.profiles.accounts import ACCOUNTS
from ..environment import ADVICE, client_settings, fill, free_port, provider_name
from ..provider import Provider


def ready(app: str, config: Mapping[str, str], provider: str | None = None, start: datetime | None = None) -> Provider:
    """A provider with an app hosted, whose failures are answers.

    Args:
        app: What `flask --app` takes.
        config: Settings of the app: in the environment, as they are and with the prefix `FLASK_`, before it is
            imported, and in its `config` afterwards.
        provider: Which provider. Default: `LAML_PROVIDER`, or SignalWire.
        start: When virtual time begins.
    Raises:
        ConfigError: There is no such app, or its settings do not fit.
    """
    for name, value in config.items():
        os.environ[name] = os.environ[f"FLASK_{name}"] = value
    try:
        name = provider_name(provider or os.environ.get("LAML_PROVIDER"))
    except ValueError as error:
        raise ConfigError(str(error)) from error
    os.environ["LAML_PROVIDER"] = name
    fill(os.environ, name)
    for each in PROVIDERS.values():
        for variable in each.key_variables or ():
            os.environ.pop(variable, None)  # a client would prefer the key to the account's own token
    port = free_port()
    os.environ.update(client_settings(name, ACCOUNTS[name].account, f"http://127.0.0.1:{port}"))
    found = load_app(app)
    settings = getattr(found, "config", None)
    if settings is not None:
        settings.update(config)
    made = Provider(name if provider is not None else None, start=start)
    made.advice = ADVICE
    made.host(found, raises=False)
    made.serve(port)  # for the vendors' clients; those of ours are answered in process
    return made
