"""The number in an address of a call, as E.164 writes it: what `{{#e164}}` does in a bin.

Source: Twilio's page on templates in TwiML Bins, where `sip:+15125551212@example.sip.us1.twilio.com` becomes
`+15125551212`. What it does not tell is ours: ten digits are a number of North America, eleven to fifteen begin with
the code of a country; what has no number in it stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

_SCHEME: Final = re.compile(r"(?:sips?|tel):", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"[\s().\-\u2010-\u2015]+")
_WITH_COUNTRY: Final = re.compile(r"(?:\+|00|011)([1-9][0-9]{6,14})|([1-9][0-9]{10,14})")
_NORTH_AMERICA: Final = re.compile(r"[2-9][0-9]{9}")


def e164(text: str) -> str:
    """The number of a SIP address, of a `tel:` address or in a text, as `+` and digits; else the text, stripped.

    Args:
        text: `sip:+15125551212@example.com`, `+1 (512) 555-1212`, `5125551212`, `01144207946000`…
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    user = text[scheme.end() :] if scheme else text
    user = re.split("[@;?]", user, maxsplit=1)[0]
    number = _PUNCTUATION.sub("", user)
    if _NORTH_AMERICA.fullmatch(number):
        return f"+1{number}"
    if found := _WITH_COUNTRY.fullmatch(number):
        return f"+{found[1] or found[2]}"
    return text
