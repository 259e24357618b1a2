"""Reading and verifying one request: what a signature covers, up to the limits, and why a request is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

import pytest

from webhooks.errors import FormError, Refused, SignatureError
from webhooks.signature import Key, sign_form, sign_raw
from webhooks.wire.forms import MAX_BODY_BYTES
from webhooks.wire.message import Pairs
from webhooks.wire.providers import PROVIDERS, ProviderName
from webhooks.wire.receiving import (
    MAX_TARGET_LENGTH,
    Delivery,
    account_of,
    content_of,
    parse_json,
    query_of,
    read_body,
    receive,
    verified,
)
from webhooks.wire.settings import read_settings

URL = "https://example.com/hook"
FORM = "application/x-www-form-urlencoded"


def verify(
    url: str = URL,
    body: bytes = b"",
    *,
    method: str = "POST",
    provider: ProviderName = "twilio",
    keys: Sequence[Key] = (Key("k"),),
    json_too: bool = False,
    **headers: str,
) -> Pairs:
    given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    pairs, _ = verified(
        method,
        url,
        (url,),
        lambda name: given.get(name.lower()),
        body,
        provider=PROVIDERS[provider],
        keys_for=lambda _: keys,
        json_too=json_too,
    )
    return pairs


def signed(url: str, pairs: Pairs = ()) -> str:
    return sign_form(url, pairs, key="k")


def test_a_url_and_a_body_as_long_as_allowed_are_read_and_longer_ones_are_not() -> None:
    longest = URL + "?" + "a" * (MAX_TARGET_LENGTH - len(URL) - 1)
    assert len(longest) == MAX_TARGET_LENGTH == 8_192
    assert verify(longest, X_Twilio_Signature=signed(longest)) == ()
    with pytest.raises(FormError) as refused:
        verify(longest + "a", X_Twilio_Signature=signed(longest + "a"))
    assert (refused.value.status, refused.value.reason) == (414, "long-target")
    body = b"A=" + b"a" * (MAX_BODY_BYTES - 2)
    made = signed(URL, (("A", "a" * (MAX_BODY_BYTES - 2)),))
    assert len(body) == MAX_BODY_BYTES == 65_536
    assert verify(body=body, X_Twilio_Signature=made, Content_Type=FORM)[0][0] == "A"
    with pytest.raises(FormError) as refused:
        verify(body=body + b"a", X_Twilio_Signature=made, Content_Type=FORM)
    assert (refused.value.status, refused.value.reason) == (413, "too-large")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_without_a_body_has_its_parameters_in_the_query(method: str) -> None:
    url = URL + "?A=1&B=%20"
    assert verify(url, method=method, X_Twilio_Signature=signed(url)) == (("A", "1"), ("B", " "))
    assert verify(url, method="POST", X_Twilio_Signature=signed(url)) == ()
    with pytest.raises(FormError) as refused:
        verify(url, b"A=1", method=method, X_Twilio_Signature=signed(url), Content_Type=FORM)
    assert refused.value.reason == "body-on-get"


BODY = json.dumps({"AccountSid": "AC1"}).encode()


@pytest.mark.parametrize("provider", ["twilio", "signalwire"])
def test_json_is_bound_by_its_hash_where_a_route_takes_it(provider: ProviderName) -> None:
    url = f"{URL}?bodySHA256={hashlib.sha256(BODY).hexdigest()}"
    headers = {"X_Twilio_Signature": signed(url), "Content_Type": "application/json"}
    assert verify(url, BODY, provider=provider, json_too=True, **headers) == (("AccountSid", "AC1"),)
    with pytest.raises(FormError) as refused:
        verify(url, BODY, provider=provider, **headers)
    assert (refused.value.status, refused.value.reason) == (415, "content-type")
    for other in (url + "&bodySHA256=0", url + "&bodySHA256="):
        headers["X_Twilio_Signature"] = signed(other)
        with pytest.raises(FormError) as refused:
            verify(other, BODY, provider=provider, json_too=True, **headers)
        assert refused.value.reason == "body-hash-repeated"


def hex_of(body: bytes, algorithm: str) -> str:
    return hmac.new(b"k", URL.encode() + body, algorithm).hexdigest()


def test_the_second_header_of_signalwire_has_to_agree() -> None:
    """Its server SDK makes both of the same URL and body."""
    json_type = {"Content_Type": "application/json"}
    headers = {"X_SignalWire_Signature": sign_raw(URL, BODY, key="k"), **json_type}
    take = {"provider": "signalwire", "json_too": True}
    assert verify(body=BODY, **headers, **take)  # type: ignore[arg-type]
    assert verify(body=BODY, X_SignalWire_SHA256_Signature=hex_of(BODY, "sha256"), **headers, **take)  # type: ignore[arg-type]
    with pytest.raises(SignatureError) as refused:
        verify(body=BODY, X_SignalWire_SHA256_Signature=hex_of(b"{}", "sha256"), **headers, **take)  # type: ignore[arg-type]
    assert refused.value.reason == "sha256-signature"


def test_the_second_header_says_nothing_of_forms_and_nothing_at_twilio() -> None:
    other = {"X_SignalWire_SHA256_Signature": "0" * 64, "X_Twilio_Signature": signed(URL, (("A", "1"),))}
    assert verify(body=b"A=1", provider="signalwire", Content_Type=FORM, **other) == (("A", "1"),)
    assert verify(body=b"A=1", provider="twilio", Content_Type=FORM, **other) == (("A", "1"),)


def test_the_header_of_a_shared_key_decides_which_key_may_have_signed() -> None:
    keys = (Key("main"), Key("k", id="SK1", algorithm="sha256"))
    made = sign_form(URL, key="k", algorithm="sha256")
    settings = {"X_Twilio_Webhooks_Signature_Settings": "key=SK1, algorithm=HMAC_SHA256"}
    assert verify(keys=keys, X_Twilio_Signature=made, **settings) == ()
    for wrong in ({}, {"X_Twilio_Webhooks_Signature_Settings": "key=SK1, algorithm=HMAC_SHA1"}):
        with pytest.raises(SignatureError):
            verify(keys=keys, X_Twilio_Signature=made, **wrong)


def test_a_refusal_carries_the_request_for_the_log_of_the_app() -> None:
    with pytest.raises(SignatureError) as refused:
        verify(body=b"A=1", X_Twilio_Signature="x", Content_Type=FORM)
    message = refused.value.unmatched
    assert message is not None
    assert (message.url, message.content, message.pairs, message.body) == (URL, "form", (("A", "1"),), b"A=1")


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        (FORM, "form"),
        (f"{FORM}; charset=UTF-8", "form"),
        (f"{FORM}; charset=utf-8", "form"),
        (f"{FORM.upper()} ; Charset=UTF8", "form"),
        (f'{FORM}; boundary=x; charset="utf-8"', "form"),
        (f"{FORM}; charset= utf-8 ", "form"),
        ("application/json", "raw"),
        ("Application/JSON ; charset=utf-8", "raw"),
        (f"{FORM}; charset=latin-1", None),
        (f"{FORM}; charset=", None),
        ("application/json; charset=utf-16", None),
        ("text/plain", None),
        ("multipart/form-data; boundary=x", None),
        ("", None),
    ],
)
def test_what_a_body_is_follows_from_its_type(content_type: str, content: str | None) -> None:
    assert content_of("anything", b"", json_too=False) == "none"
    if content is not None:
        assert content_of(content_type, b"x", json_too=True) == content
        return
    with pytest.raises(FormError) as refused:
        content_of(content_type, b"x", json_too=True)
    assert (refused.value.status, refused.value.reason) == (415, "content-type")


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"{}", ()),
        (b' \n{"a": "x"}', (("a", "x"),)),
        (
            b'{"a": 1, "b": 1.50, "c": true, "d": false, "e": null}',
            (("a", "1"), ("b", "1.50"), ("c", "true"), ("d", "false"), ("e", "")),
        ),
        (b'{"a": 123456789012345678901234567890}', (("a", "123456789012345678901234567890"),)),
        (rb'{"a": "\ud83d\udcde"}', (("a", "📞"),)),
        (rb'{"a": "cut \ud83d", "\udcde": "b"}', (("a", "cut \ufffd"), ("\ufffd", "b"))),
    ],
)
def test_an_object_of_plain_values_is_read_as_a_form_is(body: bytes, pairs: Pairs) -> None:
    assert parse_json(body) == pairs


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"7", b'"a"', b"null", b"{", b'{"a": [1]}', b'{"a": {}}', b'{"a": {"b": 1}}', b'{"a": 1, "a": 1}',
        b'[["a", "b"]]', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": "\xff"}', rb'{"\ud83d": 1, "\udcde": 1}',
        b"\xef\xbb\xbf{}", b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_any_other_json_is_refused(body: bytes) -> None:
    with pytest.raises(FormError) as refused:
        parse_json(body)
    assert (refused.value.status, refused.value.reason) == (400, "json")


def test_of_two_accounts_the_first_is_the_one_and_of_a_url_the_query_ends_at_its_fragment() -> None:
    assert account_of((("A", "1"), ("AccountSid", "AC1"), ("AccountSid", "AC2"))) == "AC1"
    assert account_of(()) == ""
    assert query_of("https://e.com/?a=1?b#c?d") == b"a=1?b"
    assert query_of("https://e.com/#?d") == b""


CONFIG = {"LAML_PROVIDER": "twilio", "LAML_SIGNING_KEY": "k", "LAML_PUBLIC_URL": "https://example.com"}


class Untouched:
    """A body that nobody may read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def deliver(body: bytes = b"", stream: object = None, methods: Sequence[str] = ("POST",), **environ: str) -> Delivery:
    import io

    given = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "REQUEST_URI": "/hook", "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": FORM, "wsgi.input": stream or io.BytesIO(body), **environ,
    }  # fmt: skip
    config = {name: environ.get(name, value) for name, value in CONFIG.items()}
    account = {"LAML_ACCOUNT_SID": environ["LAML_ACCOUNT_SID"]} if "LAML_ACCOUNT_SID" in environ else {}
    return receive(given, read_settings(config | account, {}), methods=methods)  # type: ignore[arg-type]


ACCOUNT = (("AccountSid", "AC1"),)


def test_a_delivery_has_what_was_signed() -> None:
    made = sign_form("https://example.com/hook?x=1", ACCOUNT, key="k")
    found = deliver(b"AccountSid=AC1", REQUEST_URI="/hook?x=1", HTTP_X_TWILIO_SIGNATURE=made)
    assert (found.method, found.target, found.pairs, found.query) == ("POST", "/hook?x=1", ACCOUNT, b"x=1")
    assert (found.body, found.match.scheme) == (b"AccountSid=AC1", "form")


def test_json_is_taken_only_where_a_route_says_so() -> None:
    with pytest.raises(FormError) as refused:
        deliver(b"{}", CONTENT_TYPE="application/json", HTTP_X_TWILIO_SIGNATURE="x")
    assert refused.value.reason == "content-type"


@pytest.mark.parametrize(
    ("reason", "environ"),
    [
        ("no-signature", {}),
        ("no-signature", {"HTTP_X_TWILIO_SIGNATURE": ""}),
        ("no-signature", {"HTTP_X_SIGNALWIRE_SIGNATURE": "x"}),
        ("method", {"REQUEST_METHOD": "PUT", "HTTP_X_TWILIO_SIGNATURE": "x"}),
        ("path-rewritten", {"PATH_INFO": "/other", "HTTP_X_TWILIO_SIGNATURE": "x"}),
        ("target", {"REQUEST_URI": "*", "HTTP_X_TWILIO_SIGNATURE": "x"}),
    ],
)
def test_what_cannot_be_genuine_is_refused_before_its_body_is_read(reason: str, environ: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        deliver(b"AccountSid=AC1", Untouched(), **environ)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("named", "taken"), [("AC1", True), ("AC2,AC1", True), ("AC2", False), ("AC", False), ("AC11", False)]
)
def test_a_request_is_taken_for_the_accounts_that_are_named(named: str, taken: bool) -> None:
    made = sign_form("https://example.com/hook", ACCOUNT, key="k")
    if taken:
        assert deliver(b"AccountSid=AC1", LAML_ACCOUNT_SID=named, HTTP_X_TWILIO_SIGNATURE=made).pairs == ACCOUNT
        return
    with pytest.raises(SignatureError) as refused:
        deliver(b"AccountSid=AC1", LAML_ACCOUNT_SID=named, HTTP_X_TWILIO_SIGNATURE=made)
    assert refused.value.reason == "account"


def test_an_account_without_a_key_is_refused_for_that_reason() -> None:
    config = CONFIG | {"LAML_SIGNING_KEY": lambda account: None}
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/hook", "REQUEST_URI": "/hook", "HTTP_X_TWILIO_SIGNATURE": "x",
    }  # fmt: skip
    with pytest.raises(SignatureError) as refused:
        receive(environ, read_settings(config, {}), methods=("POST",))
    assert refused.value.reason == "no-key"


class Counted:
    """A stream without an end that counts what is read."""

    def __init__(self, end: int | None = None) -> None:
        self.read_bytes, self.largest, self._end = 0, 0, end

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        size = size if self._end is None else min(size, self._end - self.read_bytes)
        self.read_bytes, self.largest = self.read_bytes + size, max(self.largest, size)
        return b"a" * size


@pytest.mark.parametrize(
    ("length", "end", "drained"),
    [
        (65_537, None, 65_537),
        (262_144, None, 262_144),
        (262_145, None, 262_144),
        (10**18, None, 262_144),
        (70_000, 66_000, 66_000),
    ],
)
def test_of_a_body_that_is_too_large_so_much_is_thrown_away_in_small_pieces(
    length: int, end: int | None, drained: int
) -> None:
    stream = Counted(end)
    with pytest.raises(FormError) as refused:
        read_body({"wsgi.input": stream, "CONTENT_LENGTH": str(length)})
    assert refused.value.reason == "too-large"
    assert (stream.read_bytes, stream.largest) == (drained, 65_536)


def test_a_body_of_the_most_bytes_is_read_and_never_past_its_length() -> None:
    stream = Counted()
    assert len(read_body({"wsgi.input": stream, "CONTENT_LENGTH": "65536"})) == 65_536
    assert stream.read_bytes == 65_536
