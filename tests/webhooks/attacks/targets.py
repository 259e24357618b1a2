"""What is attacked: signed requests made by the vendor's own package, and the receiver's front door without Flask."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, urlencode

from twilio.request_validator import RequestValidator as TwilioValidator

from webhooks.errors import Refused
from webhooks.wire.receiving import Delivery, receive
from webhooks.wire.settings import Settings, read_settings

from ..apps import KEY, MESSAGE, PUBLIC_URL, SETTINGS, VOICE

WORDS = ["hello", "zażółć", "5", "a b", "", "😀", "+1 (415) 555", "x=1&y=2", "\r\n", "From+14155550199"]


@dataclass(frozen=True)
class Sent:
    """One request on the wire."""

    method: str
    target: str
    body: bytes
    signature: str
    content_type: str = "application/x-www-form-urlencoded"

    def environ(self) -> dict[str, object]:
        return {
            "REQUEST_METHOD": self.method,
            "REQUEST_URI": self.target,
            "PATH_INFO": "/hook",
            "SCRIPT_NAME": "",
            "QUERY_STRING": self.target.partition("?")[2],
            "CONTENT_LENGTH": str(len(self.body)),
            "CONTENT_TYPE": self.content_type,
            "HTTP_X_TWILIO_SIGNATURE": self.signature,
            "HTTP_HOST": "ivr.example.com",
            "wsgi.input": io.BytesIO(self.body),
        }


def settings() -> Settings:
    return read_settings(SETTINGS, {})


def genuine(rng: random.Random) -> Iterator[Sent]:
    """Requests as the provider signs them: forms of two kinds with odd values, and a GET."""
    validator = TwilioValidator(KEY)
    for number in range(40):
        form = dict(VOICE if number % 2 else MESSAGE)
        form |= {name: rng.choice(WORDS) for name in ("Body", "Digits", "SpeechResult") if rng.random() < 0.7}
        target = f"/hook?step={number}&name={quote_plus(rng.choice(WORDS))}"
        if number % 5 == 0:
            target = f"{target}&{urlencode(form)}"
            yield Sent("GET", target, b"", str(validator.compute_signature(PUBLIC_URL + target, {})))
        else:
            signed = str(validator.compute_signature(PUBLIC_URL + target, form))
            yield Sent("POST", target, urlencode(form).encode(), signed)


def delivered(sent: Sent, to: Settings) -> Delivery | None:
    """What the receiver takes in, or None where it refuses; any other error goes up."""
    try:
        return receive(sent.environ(), to, methods=("GET", "POST"))
    except Refused:
        return None


def one_byte_off(sent: Sent, rng: random.Random) -> Sent:
    """The same request with one byte of its target, body or signature replaced."""
    part = rng.choice(["target", "body", "signature"] if sent.body else ["target", "signature"])
    text = sent.body if part == "body" else getattr(sent, part).encode("latin-1")
    place = rng.randrange(len("/hook?") if part == "target" else 0, len(text))
    byte = rng.randrange(0x21, 0x7F) if part == "target" else rng.randrange(256)
    changed = text[:place] + bytes([byte]) + text[place + 1 :]
    return replace(sent, **{part: changed if part == "body" else changed.decode("latin-1")})
