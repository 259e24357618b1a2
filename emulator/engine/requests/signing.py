"""Signs what the emulator sends, as the chosen provider does. Source: webhook reference, emulator_signing."""

from __future__ import annotations

from webhooks.signature import sign_form

from ..profiles.profile import Profile
from ..wire import Pairs


def signature_headers(profile: Profile, key: str, url: str, form: Pairs | None, *, voice: bool) -> Pairs:
    """The signature header of one request.

    Args:
        profile: The provider whose scheme and header name are used.
        key: Auth token (Twilio) or signing key (SignalWire).
        url: The URL exactly as requested, without fragment and credentials.
        form: The body of a POST in sending order; None for a GET.
        voice: Whether the request belongs to a call: Twilio signs it without the port of an https URL.
    Source: webhook reference, emulator_signing; call semantics 12.
    """
    signed = profile.fetching.signed_voice_url(url) if voice else url
    return ((profile.fetching.signature_header, sign_form(signed, form or (), key=key, provider=profile.name)),)
