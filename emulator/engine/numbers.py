"""Brings phone numbers to E.164, as the providers do with what people and forms write. Knows nothing of calls.

Source: REST reference, providers.phone_numbers; Twilio's page "Formatting international phone numbers"; a raw `+` in a
form is a blank (WHATWG URL, application/x-www-form-urlencoded parsing).
"""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = re.compile(r"\+?[0-9 ().-]+")
_NORTH_AMERICAN: Final = re.compile(r"[2-9][0-9]{9}")
_WITH_COUNTRY: Final = re.compile(r"[1-9][0-9]{10,14}")
CHANNELS: Final = frozenset({"whatsapp", "rcs", "tel"})


def e164(text: str) -> str:
    """A phone number in E.164; whatever is none, such as a short code, a SIP URI or a name, as it is but for blanks.

    Ten digits are a North American number; eleven to fifteen begin with their country. A blank before the first digit
    is a `+` that somebody sent in a form without escaping it.
    """
    plain = text.strip()
    channel, colon, number = plain.partition(":")
    if colon and channel in CHANNELS:
        return f"{channel}:{e164(number)}"
    if not _WRITTEN.fullmatch(plain):
        return plain
    digits = "".join(re.findall("[0-9]", plain))
    was_plus = text[:1] == " " and len(digits) > len("12345678")  # a short code has eight digits at most
    if plain.startswith("+") or was_plus:
        return f"+{digits}"
    if _NORTH_AMERICAN.fullmatch(digits):
        return f"+1{digits}"
    return f"+{digits}" if _WITH_COUNTRY.fullmatch(digits) else plain
