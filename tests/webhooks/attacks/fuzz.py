"""Mutated requests through a whole app: statuses of 500 and above, and exceptions that get out."""

import random
from collections import Counter
from dataclasses import dataclass, field
from unittest import mock

from flask import Flask

from laml import MessagingResponse, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, VoiceRequest, Webhooks
from webhooks.signature import Match, Message
from webhooks.wire import receiving as intake

from ..apps import make_app
from .targets import Sent, genuine, one_byte_off

PATHS = ("/voice", "/gather", "/sms", "/status") * 4 + ("/hook", "/")
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "",
    "\xff",
)
HEADERS = {
    "HTTP_HOST": ["", "a b", "h:99999", "h:abc", "[::1", "u:p@h", "h/../x", "ivr.example.com", "é"],
    "HTTP_X_TWILIO_SIGNATURE": ["", "é" * 28, "a" * 9000, "sig1,sig2", "\t", "A" * 28],
    "HTTP_X_FORWARDED_PROTO": ["https", "gopher", ""],
    "HTTP_X_FORWARDED_HOST": ["evil.example", ""],
    "HTTP_TRANSFER_ENCODING": ["chunked", "identity", "xchunked"],
    "CONTENT_LENGTH": ["", "-1", "+3", "abc", "99999999999999999999", "0", "70000", "1e3"],
    "REQUEST_METHOD": ["GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE", "get", "PROPFIND"],
    "HTTP_COOKIE": ["session=x", "\x00", "é"],
}
BITS = [b"%", b"%ff", b"%ED%A0%80", b"=", b"&", b"&&&&", b";", b"\xff", b"\x00", b"A=1", b"Digits=5&Digits=6", b"a[]=1"]
BITS += [
    b"SequenceNumber=%D9%A3",
    b"CallSid=../../x",
    b"NumMedia=9999999",
    b"Timestamp=9999",
    b"CallDuration=1e3",
    b"__class__=1",
]


@dataclass
class Result:
    """How the app answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)

    @property
    def broken(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500) + len(self.escaped)


def app() -> Flask:
    """An app with handlers of every ring: documents, messages, events."""
    made = make_app()
    hooks = Webhooks(made)

    @hooks.voice("/voice")
    def voice(call: VoiceRequest) -> VoiceResponse:
        return VoiceResponse().say(call.from_ or "?").root  # type: ignore[return-value] # the root of a chain

    @hooks.gather("/gather")
    def gather(call: GatherRequest) -> VoiceResponse:
        return VoiceResponse().say(call.digits or "?").root  # type: ignore[return-value] # as above

    @hooks.message("/sms")
    def sms(message: MessageRequest) -> MessagingResponse:
        return MessagingResponse().message(message.body or "?").root  # type: ignore[return-value] # as above

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        assert event.raw

    return made


def mutated(sent: Sent, rng: random.Random) -> dict[str, object]:
    """A request with one to four things wrong, as a server would hand it on."""
    body = bytearray(sent.body)
    for _ in range(rng.randrange(3)):
        place = rng.randrange(len(body) + 1)
        if rng.random() < 0.5:
            body[place:place] = rng.choice(BITS)
        else:
            del body[place : place + rng.randrange(40)]
    path = rng.choice(PATHS)
    kind = rng.choice(TYPES) if rng.random() < 0.2 else TYPES[0]
    sent = Sent(sent.method, sent.target.replace("/hook", path, 1), bytes(body), sent.signature, kind)
    if rng.random() < 0.5 and sent.body:
        sent = one_byte_off(sent, rng)
    environ = sent.environ() | {
        "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.errors": None, "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    for name in rng.sample(list(HEADERS), rng.choice([0, 0, 0, 1, 2])):
        environ[name] = rng.choice(HEADERS[name])
    return environ


def fuzz(count: int, seed: int = 0, *, trusting: bool = False) -> Result:
    """Send `count` mutated requests.

    With `trusting`, signatures are not looked at, so that all that is well formed reaches a handler: an attack on the
    typed requests and the answers behind the door.
    """
    rng = random.Random(seed)
    originals = list(genuine(rng))
    result = Result()
    made = app()
    with (
        mock.patch.object(intake, "verify", _trust) if trusting else mock.patch.object(intake, "verify", intake.verify)
    ):
        for _ in range(count):
            environ = mutated(rng.choice(originals), rng)
            try:
                for _ in made.wsgi_app(environ, lambda status, *_: result.statuses.update([int(status[:3])])):
                    pass
            except Exception as error:
                result.escaped.append(repr(error))
    return result


def _trust(message: Message, keys: tuple[object, ...], **_: object) -> Match:
    return Match(keys[0], message.url, "fault")  # type: ignore[arg-type] # a key, whatever its class


def struck(count: int, seed: int = 0) -> int:
    """How many requests break an app whose form parser lets Python's own errors out."""
    with mock.patch.object(
        intake, "parse_form", lambda body: [tuple(x.split("=")) for x in body.decode("ascii").split("&")]
    ):
        return fuzz(count, seed, trusting=True).broken
