"""Values that a handler may not expect, and likely ones that bring a request to its depth."""

import random
from typing import Final
from urllib.parse import quote_from_bytes

from rest.table.declared import Parameter

APP: Final = "https://app.example"
PAGES: Final = ("/voice", "/queue", "/room", "/record", "/dial", "/connect", "/sms", "/broken", "/empty")
NUMBERS: Final = ("+15551230000", "+15551230001", "+15559870000", "client:ann", "sip:ann@sip.example", "+15005550006")
BLANKS: Final[tuple[bytes, ...]] = (b"", b" ", b"\t", b"\0", b"\r\n", b"\xc2\xa0", b"\xe2\x80\xae")
BYTES: Final[tuple[bytes, ...]] = (
    b"\xff\xfe", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"a\0b", b"x\r\nX-Odd: 1", b"\x1b[2J",
)  # fmt: skip
PATTERNS: Final[tuple[bytes, ...]] = (
    rb"\1", rb"\g<0>", rb"\\", b"\\", b"{x}", b"{0}", b"%s", b"%(x)s", b"$1", b"*" * 50, b"(" * 50, b"[",
)  # fmt: skip
COUNTS: Final[tuple[bytes, ...]] = (
    b"0", b"-1", b"1", b"2", b"3", b"5", b"14400", b"1e400", b"9" * 19, b"9" * 400, b"9" * 5000, b"-" + b"9" * 400,
    "١٢".encode(), "²".encode(), b"NaN", b"Infinity", b"0x10", b"1_000", b"+5", b" 5 ", b"5.0", b"5.5", b"1e5",
)  # fmt: skip
DATES: Final[tuple[bytes, ...]] = (
    b"2026-01-14", b"2026-13-45", b"0001-01-01", b"9999-12-31", b"9999-12-31T23:59:59-23:59",
    b"0001-01-01T00:00:00+23:59", b"2026-W01-1", b"20260114", b"2026-01-14T25:00:00Z",
    b"Wed, 14 Jan 2026 09:00:00 +0000", b"2026-02-30", b"-1-1-1", b"2026-01-14T09:00:00+99:99", b"0000-00-00",
)  # fmt: skip
URLS: Final[tuple[bytes, ...]] = (
    b"https://app.example/voice", b"http://[::1", b"http://[", b"https://app.example:99999/",
    b"https://app.example:x/", b"//x", b"/relative", b"javascript:alert(1)", b"file:///etc/passwd", b"https://",
    b"https:///x", b"http://127.0.0.1/x", b"https://u:p@app.example/voice",
    b"https://app.example/voice#" + b"x" * 3000, b"https://app.example/\xff", b"wss://x",
    "https://аpp.example/x".encode(), b"https://app.example/voice?a=\0", b"https://app.example/%zz",
    b"wss://app.example/s", "https://app．example/".encode(), b"https://app.example/a b",
    b"https://\xe2\x84\x80.example/",
)  # fmt: skip
DOCUMENTS: Final[tuple[bytes, ...]] = (
    b"<Response/>", b"<Response>", b"", b"\0", b"<Response><Say>x</Say></Response>",
    b"<Response><Dial>+15551230001</Dial></Response>",
    b'<Response><Gather timeout="99999999999999999999"/></Response>', b'<Response><Pause length="1e400"/></Response>',
    b'<Response><Pause length="' + b"9" * 400 + b'"/></Response>', b"<Response>" + b"<Say>" * 300,
    b"<?xml version='1.0'?>", b'<!DOCTYPE x [<!ENTITY a "b">]><Response>&a;</Response>',
    b"<Response><Redirect>\\1</Redirect></Response>", b'<Response><Enqueue>line</Enqueue></Response>',
    b"<Response><Dial><Conference>room</Conference></Dial></Response>",
    b'<Response><Record timeout="-5" maxLength="' + b"9" * 30 + b'"/></Response>', b"<Response>{{Body}}</Response>",
    b'<Response><Dial timeout="' + b"9" * 400 + b'" timeLimit="' + b"9" * 400 + b'">+15551230001</Dial></Response>',
    b'<Response><Play loop="' + b"9" * 400 + b'">/x</Play></Response>',
    b"<Response><Play digits='" + b"w" * 3000 + b"'/></Response>",
    b'<Response><Say loop="0">for ever</Say></Response>',
    b"<Response><Message>" + b"x" * 5000 + b"</Message></Response>",
)  # fmt: skip
LONG: Final[tuple[bytes, ...]] = (b"x" * 70_000, "ü".encode() * 9_000, b"%" * 500, b"+" * 5_000, b"1 " * 5_000)
TABLE: Final = (
    *BLANKS,
    *BYTES,
    *PATTERNS,
    *COUNTS,
    *DATES,
    *URLS,
    *DOCUMENTS,
    *LONG,
    *(one.encode() for one in NUMBERS),
)
JSON: Final[tuple[bytes, ...]] = (
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b"[" * 200_000, b'{"a":' * 100_000, b"\xff", b'{"a":1}x',
    b"\xef\xbb\xbf{}", b"{}\0", b'{"text":NaN}', b"1" * 5000, b'{"a":' + b"9" * 5000 + b"}", "{}".encode("utf-16"),
)  # fmt: skip
JSON_VALUES: Final[tuple[bytes, ...]] = (
    b"null", b"true", b"[]", b"{}", b"[[]]", b"0", b"-1", b"1e308", b"-1e308", b"1e400", b"NaN", b"Infinity",
    b"-Infinity", b"9" * 400, b"9" * 5000, b'""', *[b'"\\ud800"', b'"\\udc00x"'] * 4, b'"\\u0000"', b'"\\\\1"',
    b'[null]', b'["1", 2]', b'["1"]', b"0.5", b"1", b'"\\ud83d\\ude00"', b'"' + b"x" * 70_000 + b'"',
)  # fmt: skip


def likely(parameter: Parameter, rng: random.Random) -> bytes:
    """A value that the parameter may well have."""
    name = parameter.wire
    if parameter.choices:
        return rng.choice(parameter.choices).encode()
    if name.endswith(("Url", "Callback")) or parameter.kind == "url":
        return (APP + rng.choice(PAGES)).encode()
    if name.endswith("Method"):
        return rng.choice([b"GET", b"POST"])
    if name in {"Twiml", "Laml", "Contents", "Content"}:
        return rng.choice(DOCUMENTS)
    if parameter.kind == "boolean":
        return rng.choice([b"true", b"false"])
    if parameter.kind in {"integer", "decimal"}:
        return rng.choice([b"1", b"5", b"60", b"0"])
    if "date" in name.lower() or "time" in name.lower():
        return b"2026-01-14"
    return rng.choice(NUMBERS).encode() if name in {"To", "From", "PhoneNumber"} else b"hello"


def odd(parameter: Parameter, rng: random.Random) -> bytes:
    """A value of the table; as a rule one that is odd for a parameter of this kind."""
    own = TABLE
    if parameter.kind in {"integer", "decimal"}:
        own = COUNTS
    elif parameter.wire.endswith(("Url", "Callback")) or parameter.kind == "url":
        own = URLS
    elif "date" in parameter.wire.lower() or "time" in parameter.wire.lower():
        own = DATES
    return rng.choice(own if rng.random() < 0.6 else TABLE)


def value(parameter: Parameter, rng: random.Random) -> bytes:
    """A likely value, or one of the table."""
    return likely(parameter, rng) if rng.random() < 0.55 else odd(parameter, rng)


def quoted(raw: bytes, rng: random.Random) -> bytes:
    """A value in a form or a target: quoted, or now and then as it is."""
    return raw if rng.random() < 0.03 else quote_from_bytes(raw, safe="").encode()
