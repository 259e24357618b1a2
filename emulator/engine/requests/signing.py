"""Signs what the emulator sends, as the chosen provider does. Source: webhook reference, emulator_signing."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from webhooks.signature import sign_form

from ..profiles import Profile
from ..wire import Pairs


def signature_headers(profile: Profile, key: str, url: str, form: Pairs | None, *, voice: bool) -> Pairs:
    """The signature header of one request.

    Args:
        profile: The provider whose scheme and header name are used.
        key: Auth token (Twilio) or signing key (SignalWire).
        url: The URL exactly as requested, without fragment and credentials.
        form: The body of a POST in sending order; None for a GET.
        voice: Whether the request belongs to a call: Twilio then leaves the port of an https URL out.
    Source: webhook reference, emulator_signing; call semantics 12.
    """
    signed = _without_port(url) if profile.name == "twilio" and voice else url
    return ((profile.signature_header, sign_form(signed, form or (), key=key, provider=profile.name)),)


def _without_port(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.port is None:
        return url
    host = parts.netloc.rpartition(":")[0]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
