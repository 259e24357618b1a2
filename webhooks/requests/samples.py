"""Sample requests, signed as the provider of an app signs: for tests, `flask laml sign` and the doctor. No Flask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from ..errors import ConfigError
from ..signature import Key, sign_form
from ..wire.settings import Settings
from .base import WebhookRequest
from .declarations import compiled

_EXAMPLE: Final[Mapping[str, str]] = {
    "ApiVersion": "2010-04-01",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "From": "+15551230000",
    "To": "+15559870000",
    "Body": "Hello",
    "NumMedia": "0",
    "MessageStatus": "sent",
    "FaxStatus": "received",
    "For": "payment-card-number",
}


def example_sid(name: str) -> str:
    """An identifier for a parameter, the same each time."""
    prefixes = {"AccountSid": "AC", "CallSid": "CA", "MessageSid": "SM", "RecordingSid": "RE", "ConferenceSid": "CF"}
    return prefixes.get(name, "XX") + "0" * 31 + "1"


def example_parameters(kind: type[WebhookRequest], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters of a whole request of a kind: those given, and samples for what such a request always has."""
    shape = compiled(kind)
    wanted = [*shape.always, *(name for name in ("CallSid", *_EXAMPLE) if name in shape.table)]
    form = {
        name: _EXAMPLE.get(name) or (example_sid(name) if name.endswith("Sid") else "1")
        for name in dict.fromkeys(wanted)
        if name not in ("MessageStatus", "FaxStatus", "Body") or name in shape.always
    }
    return {**form, **(given or {})}


def signing_key(settings: Settings, account_sid: str = "") -> Key:
    """The key that requests are signed with: the first that is not shared.

    Raises:
        ConfigError: There is none.
    """
    for key in settings.keys_for(account_sid):
        if key.id is None:
            return key
    raise ConfigError("LAML_SIGNING_KEY gives no key to sign with", setting="LAML_SIGNING_KEY")


def signature_headers(settings: Settings, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The headers of a signed request.

    Args:
        settings: The app's, with key and provider.
        url: The absolute public URL; for a GET with its parameters.
        form: The parameters of the body; empty for a GET.
    """
    provider = settings.provider
    key = signing_key(settings, form.get("AccountSid", ""))
    signature = sign_form(url, form.items(), key=key.secret, provider=provider.name, algorithm=key.algorithm)
    return {provider.signature_headers[0]: signature}


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """A URL with the parameters of a GET in its query."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}" if parameters else url
