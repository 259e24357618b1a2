"""Draws requests: for every operation, for the phone, for hosted documents, and heads that no client would write."""

import base64
import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from rest.rows import operations
from rest.table.declared import parameters_of
from rest.table.providers import ProviderName

from .hostile import APP, JSON, JSON_VALUES, NUMBERS, PAGES, TABLE, likely, odd, quoted, value

ROWS: Final = tuple(operations())
VARIABLE: Final = re.compile(r"(?<=/)(\w+)/\{(\w+)\}")
FORM: Final = b"application/x-www-form-urlencoded"
TYPES: Final = (
    b"application/json", b"text/plain", b"multipart/form-data; boundary=x", b"", b"\xff",
    b"application/x-www-form-urlencoded; charset=utf-16",
)  # fmt: skip
PHONE: Final[Mapping[str, tuple[str, ...]]] = {
    "calls": ("from", "to", "url", "method"),
    "messages": ("from", "to", "url", "method", "body"),
    "calls/{sid}/press": ("keys",),
    "calls/{sid}/say": ("words",),
    "calls/{sid}/hangup": (),
    "calls/{sid}/hear": ("text", "within"),
    "calls/{sid}/{odd}": ("text",),
    "phones/{odd}": ("outcome", "rings", "talks", "keys", "words"),
}
LIKELY: Final[Mapping[str, tuple[object, ...]]] = {
    "from": NUMBERS, "to": NUMBERS, "url": tuple(PAGES), "method": ("POST", "GET", "post", "PUT"),
    "body": ("hi", "STOP", "x" * 2000), "keys": ("1", "12#", ["1", "2"]), "words": ("sales", ["sales"]),
    "text": ("menu", "x"), "within": (0, 0.02), "outcome": ("answer", "busy", "no-answer", "invalid"),
    "rings": (0, 1, 5), "talks": (0, 5, None),
}  # fmt: skip
LOOKS: Final = (
    "calls",
    "calls/{sid}",
    "messages",
    "messages/{sid}",
    "timeline",
    "snapshot",
    "",
    "{odd}",
    "calls/{sid}/x",
)
TARGETS: Final = (
    b"", b"*", b"/", b"//", b"///x", b"x", b"/%", b"/%zz", b"/%00", b"/\0", b"/\xff\xfe", b"/%ff%fe",
    b"/..%2f..%2fetc", b"/a b", b"/?", b"/?&&&=", b"/#", b"http://[::1", b"http://127.0.0.1:x/", b"http:///x",
    b"http://", b"https://127.0.0.1/", b"ftp://x/", b"http://\xe2\x84\x80@x/", b"//[", b"/[", b"//\xe2\x84\x80/x",
    b"?x", b"\\", b"/" + b"a" * 60_000, b"/" + b"a" * 70_000, b"/?" + b"a=1&" * 15_000, b"/" + b"%41" * 20_000,
    b"http://attacker.example/phone/timeline", b"/phone/%2e%2e/x", b"/laml-bins/",
)  # fmt: skip
METHODS: Final = (
    b"GET", b"POST", b"HEAD", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"PROPFIND", b"",
    b"G\0T", b"\xff", b"X" * 40, b"__class__", b"GET\t", b"M-SEARCH",
)  # fmt: skip
VERSIONS: Final = (
    b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.2", b"HTTP/9" + b"9" * 20 + b".1", b"HTTP/", b"",
    b"http/1.1", b"HTTP/1.1 x", b"HTTP/\xb2.1", b"HTTP/1.1.1", b"HTTP/-1.1",
)  # fmt: skip
HEADERS: Final = (
    b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: -1", b"Content-Length: +5", b"Content-Length: 1_0",
    b"Content-Length: abc", b"Content-Length: 99999999999999999999", b"Content-Length: 1048577",
    b"Content-Length: 0x5", b"Content-Length:", b"Content-Length: 5, 5", b"Content-Length: \xd9\xa5",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity", b"Transfer-Encoding:", b"Expect: 100-continue", b"Expect: 200-ok",
    b"Host: a\r\nHost: b", b"Host: attacker.example", b"Host:", b"Host: [::1", b"Host: 127.0.0.1:99999",
    b"Host: 127.0.0.1:x", b"Origin: https://attacker.example", b"Origin: null", b"Origin: \xff",
    b"Authorization: Basic", b"Authorization: Basic ====", b"Authorization: Basic \xff",
    b"Authorization: Bearer \xff", b"Authorization: Bearer", b"Cookie: laml_phone_=x", b"Cookie: =;=;\x01",
    b"Cookie: " + b"a=b; " * 2000, b"X: " + b"x" * 70_000, b"no colon here", b" folded: x", b"X\0: y", b": empty",
    b"X: a\0b", b"X: a\rb", b"Connection: keep-alive", b"Connection: upgrade\r\nUpgrade: h2c", b"Range: bytes=0-0",
    b"If-None-Match: *", b"\r\n".join(b"X-%d: y" % n for n in range(150)), b"Accept-Encoding: " + b"gzip," * 500,
    b"Content-Type: \xff", b"X-HTTP-Method-Override: DELETE",
)  # fmt: skip


@dataclass(frozen=True)
class Raw:
    """What a client writes, and how it behaves.

    `cut` writes so many bytes only, then closes its side; `leaves` does not wait for the answer; `stalls` writes a
    part and no more. `row` is the operation that is meant.
    """

    kind: str
    method: bytes
    target: bytes
    headers: tuple[bytes, ...]
    body: bytes = b""
    version: bytes = b"HTTP/1.1"
    length: bool = True
    cut: int | None = None
    half_closed: bool = False
    leaves: bool = False
    row: str = ""

    @property
    def written(self) -> bytes:
        """The bytes."""
        lines = [b" ".join([self.method, self.target, self.version]), *self.headers]
        if self.length and (self.body or self.method in {b"POST", b"PATCH", b"PUT"}):
            lines.append(b"Content-Length: %d" % len(self.body))
        whole = b"\r\n".join(lines) + b"\r\n\r\n" + self.body
        return whole if self.cut is None else whole[: self.cut]


@dataclass
class Draw:
    """Draws requests for one server.

    Args:
        rng: Where chance comes from.
        host: What `Host` says.
        account: Sid and token.
        phone: The token of the phone.
        base: The path before `/Accounts`.
        provider: Whose server it is.
        sids: The identifiers that exist now in a collection, such as `Calls`.
        inside: The identifiers of what exists of a resource that is inside of another.
    """

    rng: random.Random
    host: bytes
    account: tuple[str, str]
    phone: str
    base: str
    provider: ProviderName
    sids: Callable[[str], list[str]]
    inside: Callable[[str], list[tuple[str, ...]]]

    def request(self) -> Raw:
        """One request of any kind."""
        kinds = {self.operation: 60, self.of_phone: 17, self.hosted: 6, self.head: 12, self.anything: 5}
        drawn = self.rng.choices(list(kinds), list(kinds.values()))[0]()
        return self.awkward(drawn) if self.rng.random() < 0.06 else drawn

    def operation(self) -> Raw:
        """An operation of the tables, with likely and unlikely parameters."""
        rng = self.rng
        offered = [pair for pair in ROWS if self.provider in pair[0].providers and self.provider in pair[1].providers]
        resource, row = rng.choice(offered if rng.random() < 0.95 else ROWS)
        pattern, known = row.path, self.inside(resource.name)
        if known and rng.random() < 0.8:
            for sid in rng.choice(known):
                pattern = re.sub(r"\{(?!AccountSid)\w+\}", lambda _found, sid=sid: quote(sid), pattern, count=1)
        path = self.base + VARIABLE.sub(lambda found: f"{found[1]}/{self._variable(found[1])}", pattern)
        path += rng.choice([".json"] * 20 + ["", ".JSON", ".mp3", ".txt", ".wav"])
        declared = [one for one in parameters_of(row.parameters).values() if not one.local]
        chosen = [one for one in declared if one.required or rng.random() < 0.35]
        chosen += [one for one in declared if one.wire in {"Url", "Body"} and one not in chosen and rng.random() < 0.7]
        likely_all = rng.random() < 0.6  # so that a request comes to its depth with one odd value
        pairs = [(one.wire.encode(), likely(one, rng) if likely_all else value(one, rng)) for one in chosen]
        if likely_all and pairs and rng.random() < 0.7:
            place = rng.randrange(len(chosen))
            pairs[place] = (pairs[place][0], odd(chosen[place], rng))
        pairs += [
            (name, rng.choice(TABLE)) for name in (b"PageSize", b"PageToken", b"Page", b"") if rng.random() < 0.08
        ]
        if pairs and rng.random() < 0.03:
            pairs *= 3
        form = b"&".join(quoted(name, rng) + b"=" + quoted(given, rng) for name, given in pairs)
        kind, body = FORM, form
        if row.json:
            kind, body = b"application/json", self._json({name.decode("latin-1"): given for name, given in pairs})
        if rng.random() < 0.03:
            kind = rng.choice(TYPES)
        target, reads = path.encode(), row.method in {"GET", "DELETE"}
        if reads:
            target, body = (target + b"?" + form if form else target), b""
        headers = (b"Host: " + self.host, self._basic(), b"Content-Type: " + kind)
        return Raw(
            f"rest {row.method}", row.method.encode(), target[:60_000], headers, body, row=f"{resource.name}.{row.name}"
        )

    def of_phone(self) -> Raw:
        """A request to the phone."""
        rng = self.rng
        headers = (b"Host: " + self.host, b"Authorization: Bearer " + self.phone.encode())
        if rng.random() < 0.3:
            path = self._filled(rng.choice(LOOKS))
            query = b"?after=" + quoted(rng.choice(TABLE), rng)[:3000] if rng.random() < 0.3 else b""
            return Raw("phone GET", b"GET", b"/phone/" + path + query, headers)
        live = self.sids("live calls")
        if live and rng.random() < 0.05:  # a client that leaves while the phone waits to hear something
            path, body = f"/phone/calls/{live[-1]}/hear".encode(), b'{"text": "never said", "within": 60}'
            return Raw("left", b"POST", path, headers, body, leaves=True)
        pattern, names = rng.choice(list(PHONE.items()))
        if rng.random() < 0.1:
            body = rng.choice(JSON)
        else:
            told = [
                b'"%s":%s' % (name.encode(), self._phone_value(name))
                for name in names
                if name == "within" or rng.random() < 0.8
            ]
            body = b"{" + b",".join(told) + b"}"
        return Raw("phone POST", b"POST", b"/phone/" + self._filled(pattern), headers, body)

    def hosted(self) -> Raw:
        """A hosted document, or the pages of a fax."""
        rng = self.rng
        sid = quoted(self._sid(rng.choice(["LamlBins", "Faxes"])).encode("utf-8", "surrogateescape"), rng)
        where = rng.choice([b"/laml-bins/" + sid, b"/x/Faxes/" + sid + b"/Media/" + sid + b".pdf"])
        pairs = b"&".join(
            quoted(rng.choice(TABLE), rng) + b"=" + quoted(rng.choice(TABLE), rng) for _ in range(rng.randrange(3))
        )
        if rng.random() < 0.5:
            return Raw("hosted GET", b"GET", (where + b"?" + pairs)[:60_000], (b"Host: " + self.host,))
        return Raw("hosted POST", b"POST", where, (b"Host: " + self.host, b"Content-Type: " + FORM), pairs)

    def head(self) -> Raw:
        """A head with one to three things wrong."""
        rng = self.rng
        drawn = self.operation() if rng.random() < 0.6 else self.of_phone()
        for _ in range(rng.randrange(1, 4)):
            match rng.randrange(6):
                case 0:
                    drawn = replace(drawn, target=rng.choice(TARGETS))
                case 1:
                    drawn = replace(drawn, method=rng.choice(METHODS))
                case 2:
                    drawn = replace(drawn, version=rng.choice(VERSIONS))
                case 3:
                    drawn = replace(drawn, headers=drawn.headers[1:])
                case _:
                    header = rng.choice(HEADERS)
                    drawn = replace(drawn, headers=(*drawn.headers, header), length=b"Content-Length" not in header)
        return replace(drawn, kind="head", half_closed=True)

    def anything(self) -> Raw:
        """Bytes that are no request, or a body that is too large."""
        rng = self.rng
        if rng.random() < 0.2:
            return replace(self.operation(), kind="large", method=b"POST", body=b"a=" + b"x" * 1_048_577)
        bytes_ = rng.randbytes(rng.randrange(1, 200)) + rng.choice([b"", b"\r\n", b"\r\n\r\n"])
        return Raw("bytes", bytes_, b"", (), half_closed=True)

    def awkward(self, drawn: Raw) -> Raw:
        """The same, cut off, closed on one side, or left alone."""
        match self.rng.randrange(3):
            case 0:
                return replace(drawn, kind="cut", cut=self.rng.randrange(1, len(drawn.written) + 1), half_closed=True)
            case 1:
                return replace(drawn, kind="half closed", half_closed=True)
            case _:
                return replace(drawn, kind="left", leaves=True)

    def _basic(self) -> bytes:
        return b"Authorization: Basic " + base64.b64encode(":".join(self.account).encode())

    def _variable(self, collection: str) -> str:
        if collection == "Accounts" and self.rng.random() < 0.98:
            return self.account[0]
        return quoted(self._sid(collection).encode("utf-8", "surrogateescape"), self.rng).decode("latin-1")

    def _sid(self, collection: str) -> str:
        if self.rng.random() < 0.88:
            return self.rng.choice(self.sids(collection) or self.sids("Calls") or ["x"])
        return self.rng.choice(TABLE)[:200].decode("utf-8", "surrogateescape")

    def _filled(self, pattern: str) -> bytes:
        collection = "Messages" if pattern.startswith("messages") else "Calls"
        sid = quoted(self._sid(collection).encode("utf-8", "surrogateescape"), self.rng)
        odd = quote_or(self.rng)
        return pattern.encode().replace(b"{sid}", sid).replace(b"{odd}", odd)

    def _phone_value(self, name: str) -> bytes:
        if self.rng.random() < 0.6:
            return json.dumps(self.rng.choice(LIKELY[name])).encode()
        if self.rng.random() < 0.5:
            return self.rng.choice(JSON_VALUES)
        return json.dumps(self.rng.choice(TABLE).decode("utf-8", "replace")).encode()

    def _json(self, told: Mapping[str, bytes]) -> bytes:
        if self.rng.random() < 0.15:
            return self.rng.choice(JSON)
        parts = []
        for name, given in told.items():
            text = json.dumps(given.decode("utf-8", "replace")).encode()
            parts.append(
                json.dumps(name).encode() + b":" + (self.rng.choice(JSON_VALUES) if self.rng.random() < 0.4 else text)
            )
        return b"{" + b",".join(parts) + b"}"


def quote_or(rng: random.Random) -> bytes:
    """A hostile part of a path."""
    return quoted(rng.choice(TABLE)[:500], rng)


def pages() -> Mapping[str, str]:
    """What the application under the emulator answers."""
    made = {
        "/voice": '<Response><Gather timeout="5" numDigits="1" action="/record"><Say>menu</Say></Gather></Response>',
        "/queue": '<Response><Enqueue waitUrl="/empty">line</Enqueue></Response>',
        "/room": '<Response><Dial><Conference statusCallback="/empty">room</Conference></Dial></Response>',
        "/record": '<Response><Record maxLength="5" timeout="2" transcribe="true"/></Response>',
        "/dial": f'<Response><Dial record="record-from-answer">{NUMBERS[0]}</Dial></Response>',
        "/connect": '<Response><Connect><Stream url="wss://app.example/s"/></Connect></Response>',
        "/sms": "<Response><Message>hello</Message></Response>",
        "/broken": "<Response><Say>",
        "/empty": "<Response/>",
    }
    assert made.keys() == set(PAGES)
    assert APP.startswith("https://")
    return made
