"""The signature rules against published and captured vectors, and against twilio-python in both directions."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator as TwilioValidator

from webhooks import MessageRequest, Webhooks, read_request
from webhooks import signature as signature_module
from webhooks.errors import ConfigError, SignatureError
from webhooks.signature import Key, Message, body_hash, body_hashes, pairs_text, sign_form, sign_raw, verify
from webhooks.validator import RequestValidator
from webhooks.wire.forms import parse_form
from webhooks.wire.providers import PairRule
from webhooks.wire.urls import url_variants

from .apps import KEY, MESSAGE, PUBLIC_URL, make_app, post
from .vectors import ACCEPTED, REFUSED, RULED_OUT, VECTORS, Vector


def test_the_vectors_are_all_there() -> None:
    assert (len(ACCEPTED), len(REFUSED), sum(vector.disputed for vector in VECTORS)) == (59, 42, 12)


@pytest.mark.parametrize("vector", ACCEPTED, ids=str)
def test_a_genuine_signature_is_accepted(vector: Vector) -> None:
    assert verify(vector.message(), vector.keys(), provider=vector.provider).url in url_variants(vector.url)


@pytest.mark.parametrize("vector", REFUSED, ids=str)
def test_any_other_signature_is_refused(vector: Vector) -> None:
    with pytest.raises(SignatureError):
        verify(vector.message(), vector.keys(), provider=vector.provider)


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.form_body is not None], ids=str)
def test_our_form_parser_reads_the_body_as_the_signer_wrote_it(vector: Vector) -> None:
    assert sorted(parse_form((vector.form_body or "").encode())) == sorted(vector.pairs)


FORMS = [v for v in ACCEPTED if v.string_to_sign and v.content == "form" and len(v.signature) in (28, 44)]


@pytest.mark.parametrize("vector", FORMS, ids=str)
def test_the_text_that_is_signed_is_the_published_one(vector: Vector) -> None:
    ends = {pairs_text(vector.pairs, rule) for rule in ("distinct", "sorted", "submitted")}
    assert any((vector.string_to_sign or "").endswith(end) for end in ends)


@pytest.mark.parametrize("vector", [v for v in ACCEPTED if v.string_to_sign], ids=str)
def test_what_we_sign_is_what_the_provider_signs(vector: Vector) -> None:
    """Signed over the URL of the published text, since that may have a port which the application does not see."""
    text, (key,) = vector.string_to_sign or "", vector.keys()
    if len(vector.signature) in (40, 64):
        body = (vector.body if vector.body is not None else vector.form_body or "").encode()
        url = text.encode()[: len(text.encode()) - len(body)].decode()
        algorithm = "sha256" if len(vector.signature) == 64 else "sha1"
        assert sign_raw(url, body, key=key.secret, algorithm=algorithm) == vector.signature
    else:
        assert sign_form(text, key=key.secret, algorithm=key.algorithm) == vector.signature


@pytest.mark.parametrize(
    "forged", [None, "", " ", "é" * 28, "x" * 9000, "a\tb", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "\ud800", 5, b"x" * 28]
)
def test_a_signature_of_any_shape_is_refused_in_one_way(forged: str) -> None:
    with pytest.raises(SignatureError):
        verify(Message("https://mycompany.com/myapp.php?foo=1&bar=2", "form", forged, ()), [Key("12345")])


@pytest.mark.parametrize(
    "dressed",
    [
        lambda s: s.replace("/", "_").replace("+", "-"),
        lambda s: s.rstrip("="),
        lambda s: s + "=",
        lambda s: s + "\n",
        lambda s: f"{s},{s}",
        lambda s: " " + s,
    ],
)
def test_the_right_digest_in_other_clothes_is_refused(dressed) -> None:
    """S2, S3: one spelling only."""
    vector = next(v for v in ACCEPTED if "/" in v.signature and v.content == "form")
    message = vector.message()
    assert dressed(vector.signature) != vector.signature
    with pytest.raises(SignatureError):
        verify(Message(message.url, "form", dressed(vector.signature), message.pairs), vector.keys())


@given(st.text())
def test_every_forged_signature_is_refused_the_same_way(forged: str) -> None:
    with pytest.raises(SignatureError):
        verify(Message("https://mycompany.com/a", "form", forged, (("A", "1"),)), [Key("12345")])


@pytest.mark.parametrize("secret", ["", " ", "\n", None])
def test_a_key_that_is_empty_is_refused_where_it_is_given(secret: str) -> None:
    """S30: twilio-python signs with an empty key."""
    with pytest.raises(ConfigError):
        Key(secret)
    with pytest.raises(ConfigError):
        RequestValidator(secret)


def test_old_and_new_key_are_accepted_and_the_match_says_which() -> None:
    old, new = Key("old-key", label="old"), Key("new-key", label="new")
    url = "https://example.com/voice"
    message = Message(url, "none", sign_form(url, key="old-key"))
    assert verify(message, [new, old]).key.label == "old"
    with pytest.raises(SignatureError):
        verify(message, [new])


@pytest.mark.parametrize("settings", ["algorithm=none", "key=x,algorithm=HMAC_SHA256", "key=,algorithm=sha256", ","])
def test_a_header_does_not_choose_the_algorithm(settings: str) -> None:
    """S33: a plain key stays with SHA-1 whatever the request says."""
    url = "https://example.com/voice"
    verify(Message(url, "none", sign_form(url, key="k"), settings=settings), [Key("k")])
    other = sign_form(url, key="k", algorithm="sha256")
    with pytest.raises(SignatureError):
        verify(Message(url, "none", other, settings=settings), [Key("k")])


def test_a_shared_key_whose_algorithm_is_another_than_declared_is_refused() -> None:
    url = "https://example.com/voice"
    key = Key("k", id="shared", algorithm="sha256")
    signed = sign_form(url, key="k", algorithm="sha256")
    verify(Message(url, "none", signed, settings="key=shared,algorithm=hmac_sha256"), [key])
    for other in ("HMAC_SHA1", "HMAC_SHA256X", "HMAC", ""):
        with pytest.raises(SignatureError):
            verify(Message(url, "none", signed, settings=f"key=shared,algorithm={other}"), [key])
    with pytest.raises(SignatureError):
        verify(Message(url, "none", signed), [key])


@pytest.mark.parametrize("provider", ["twilio", "signalwire"])
@pytest.mark.parametrize("content", ["form", "raw"])
def test_a_signature_over_the_url_alone_never_covers_a_body(provider, content) -> None:
    """S9, S13: SignalWire's server package accepts it; twilio's raises TypeError."""
    url, body = "https://example.com/hook", b"Digits=1"
    message = Message(url, content, sign_form(url, key="k"), pairs=(("Digits", "1"),), body=body)
    with pytest.raises(SignatureError):
        verify(message, [Key("k")], provider=provider)


def test_each_dialect_accepts_only_its_own_repeated_keys() -> None:
    """S12: a value sent twice counts once at one provider, twice at the other."""
    url, pairs = "https://example.com/multi", (("Tag", "b"), ("Tag", "a"), ("Tag", "b"))
    for signer, other in (("twilio", "signalwire"), ("signalwire", "twilio")):
        message = Message(url, "form", sign_form(url, pairs, key="k", provider=signer), pairs)
        verify(message, [Key("k")], provider=signer)
        with pytest.raises(SignatureError):
            verify(message, [Key("k")], provider=other)


def test_the_parameters_sort_by_code_point_outside_the_basic_plane_too() -> None:
    """S26: UTF-16 order would put U+1F600 before U+FF5E."""
    assert pairs_text([("\U0001f600", "2"), ("\uff5e", "1")]) == "\uff5e1\U0001f6002"


def test_body_hashes_are_all_listed() -> None:
    assert body_hashes("https://e.com/?a=1&bodySHA256=x&bodySHA256=y") == ["x", "y"]


@pytest.mark.parametrize(
    ("url", "variants"),
    [
        ("https://e.com/a", ["https://e.com/a", "https://e.com:443/a"]),
        ("http://e.com", ["http://e.com", "http://e.com:80"]),
        ("https://e.com:8443/a", ["https://e.com:8443/a", "https://e.com/a", "https://e.com:443/a"]),
        ("http://[2001:db8::7]:5000/v", ["http://[2001:db8::7]:5000/v", "http://[2001:db8::7]/v",
                                         "http://[2001:db8::7]:80/v"]),
        ("https://u:p@e.com:1/a", ["https://u:p@e.com:1/a", "https://u:p@e.com/a", "https://u:p@e.com:443/a"]),
        ("wss://e.com/m", ["wss://e.com/m", "wss://e.com:443/m", "wss://e.com/m/", "wss://e.com:443/m/"]),
        ("https://e.com/?", ["https://e.com/?", "https://e.com:443/?", "https://e.com?", "https://e.com:443?",
                             "https://e.com/", "https://e.com:443/", "https://e.com", "https://e.com:443"]),
        ("https://e.com/?a=1", ["https://e.com/?a=1", "https://e.com:443/?a=1", "https://e.com?a=1",
                                "https://e.com:443?a=1"]),
        ("https://e.com/it%27s", ["https://e.com/it%27s", "https://e.com:443/it%27s", "https://e.com/it's",
                                  "https://e.com:443/it's"]),
        ("https://e.com/a?x=%c3%a9%20%27%22%26%41", [f"https://e.com{port}/a?x={value}" for value in
                                                     ("%c3%a9%20%27%22%26%41", "%c3%a9%20'%22%26%41",
                                                      "é %27%22%26%41", "é '%22%26%41")
                                                     for port in ("", ":443")]),
        ("https://e.com/é|%ff", ["https://e.com/é|%ff", "https://e.com:443/é|%ff", "https://e.com/%C3%A9%7C%ff",
                                 "https://e.com:443/%C3%A9%7C%ff"]),
        ("https://e.com:abc/", ["https://e.com:abc/"]),
        ("https://[::1/", ["https://[::1/"]),
        ("nonsense", ["nonsense"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_the_spellings_of_a_url_are_few_and_fixed(url: str, variants: list[str]) -> None:
    assert list(url_variants(url)) == variants


@given(st.text())
def test_no_text_is_too_strange_to_have_spellings(url: str) -> None:
    assert 1 <= len(url_variants(url)) <= 36


def test_every_comparison_of_a_signature_is_constant_in_time() -> None:
    """S31: no `==` between anything named like a signature or a digest."""
    tree = ast.parse(inspect.getsource(signature_module))
    secret = {"presented", "made", "signature", "sha256_signature", "claimed"}
    compared = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        for name in (node.left, *node.comparators)
        if isinstance(name, ast.Name)
    }
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "compare_digest"]
    assert not compared & secret
    assert len(calls) >= 3


# twilio-python, both ways

FORM = st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=40), max_size=12).map(
    lambda form: {k: v for k, v in form.items() if (k + v).encode("utf-8", "ignore").decode() == k + v}
)
PATHS = st.text("abcXYZ019-_.~/%&=+", max_size=30).map(lambda path: "https://ivr.example.com/" + path)


@given(PATHS, FORM, st.text("abcdef0123456789", min_size=1))
def test_twilio_verifies_what_we_sign_and_we_what_twilio_signs(url: str, form: dict[str, str], token: str) -> None:
    ours, theirs = RequestValidator(token), TwilioValidator(token)
    assert theirs.validate(url, form, ours.compute_signature(url, form))
    assert ours.validate(url, form, theirs.compute_signature(url, form))
    assert ours.compute_signature(url, form) == theirs.compute_signature(url, form)


@given(PATHS, FORM.filter(bool), st.data())
def test_twilio_and_we_refuse_the_same_altered_forms(url: str, form: dict[str, str], data) -> None:
    ours, theirs = RequestValidator("12345"), TwilioValidator("12345")
    signed = theirs.compute_signature(url, form)
    name = data.draw(st.sampled_from(sorted(form)))
    altered = {**form, name: form[name] + data.draw(st.text("abc\u00e9 ", min_size=1, max_size=3))}
    assert ours.validate(url, altered, signed) == theirs.validate(url, altered, signed) is False


@given(PATHS, st.text(max_size=50), st.booleans())
def test_twilio_and_we_agree_about_json_bodies(url: str, body: str, right: bool) -> None:
    body = body.encode("utf-8", "ignore").decode()
    ours, theirs = RequestValidator("12345"), TwilioValidator("12345")
    url = f"{url.split('?', maxsplit=1)[0]}?bodySHA256={theirs.compute_hash(body if right else body + ' ')}"
    signed = theirs.compute_signature(url, {})
    assert ours.validate(url, body, signed) == theirs.validate(url, body, signed) == right


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.header != "X-SignalWire-SHA256-Signature"], ids=str)
def test_the_drop_in_gives_each_vector_its_answer(vector: Vector) -> None:
    params = vector.body if vector.body is not None else vector.pairs
    validator = RequestValidator(vector.key, provider=vector.provider)
    algorithm = "HMAC_SHA256" if vector.headers.get("X-Twilio-Webhooks-Signature-Settings") else None
    ruled_out = vector.id in RULED_OUT
    if ruled_out:  # given as text, of which the drop-in cannot tell that it is a form
        params = vector.form_body
    accepted = ruled_out or vector.expect == "accept"
    assert validator.validate(vector.url, params, vector.signature, algorithm) == accepted


def test_the_drop_in_reads_the_forms_of_frameworks() -> None:
    from werkzeug.datastructures import MultiDict

    form = MultiDict([("Digits", "5678"), ("Sid", "CA123"), ("Digits", "1234"), ("Digits", "1234"),
                      ("SidAccount", "AC123")])  # fmt: skip
    vector = next(v for v in ACCEPTED if v.id.startswith("tw-07"))
    assert RequestValidator(vector.key).validate(vector.url, form, vector.signature)


def test_the_drop_in_never_raises_for_what_a_request_holds() -> None:
    validator = RequestValidator("k")
    for params in (None, {}, "", "text", {"a": "b"}, [("a", "b")]):
        for signature in (None, "", "é", "\ud800"):
            assert not validator.validate("https://h:99999/", params, signature)
    assert not validator.validate("https://e.com/", {}, "x", "none")
    with pytest.raises(ValueError, match="HMAC_SHA256"):
        validator.compute_signature("https://e.com/", {}, "none")
    assert "k" not in repr(validator).replace("RequestValidator", "")


def test_the_second_header_of_a_raw_body_has_to_agree_with_the_first() -> None:
    vector = next(v for v in ACCEPTED if v.id == "sw-14-sha256-header")
    message = vector.message()
    assert message.sha256_signature
    verify(message, vector.keys(), provider="signalwire")
    for forged in ("0" * 64, message.sha256_signature.upper(), "", "é"):
        with pytest.raises(SignatureError):
            verify(replace(message, sha256_signature=forged), vector.keys(), provider="signalwire")
    verify(replace(message, sha256_signature=None), vector.keys(), provider="signalwire")


WRITTEN = [
    ("https://ivr.example.com", "/", "a URL without a path"),
    ("https://ivr.example.com?lang=fr", "/?lang=fr", "a query without a path"),
    ("https://ivr.example.com/it's?who=O'Hara", "/it%27s?who=O%27Hara", "an apostrophe"),
    ("https://ivr.example.com/a b?name=José", "/a%20b?name=Jos%C3%A9", "a blank and another script"),
    ("https://ivr.example.com/a?to[]={id}|x", "/a?to%5B%5D=%7Bid%7D%7Cx", "brackets"),
    ("https://ivr.example.com/a%20b?n=%C3%A9", "/a b?n=é", "sent raw, signed escaped"),
]


@pytest.mark.parametrize(("signed", "target", "_why"), WRITTEN)
def test_a_genuine_request_verifies_however_its_url_was_written(signed: str, target: str, _why: str) -> None:
    form = {**MESSAGE, "Body": "It's me, José"}
    header = {"X-Twilio-Signature": str(TwilioValidator(KEY).compute_signature(signed, form))}
    read = read_request(
        MessageRequest,
        method="POST",
        url=PUBLIC_URL + target,
        headers={**header, "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
        keys=KEY,
        provider="twilio",
    )
    assert read.body == "It's me, José"
    app = make_app()
    hooks = Webhooks(app)
    for number, path in enumerate(("/", "/it's", "/a b", "/a")):
        hooks.message(path, name=f"at_{number}")(lambda message: None)
    assert (
        post(app, target, form, url=signed, environ={"REQUEST_URI": target.encode().decode("latin-1")}).status_code
        == 200
    )
    assert (
        post(
            app, target, form, url=signed + "x", environ={"REQUEST_URI": target.encode().decode("latin-1")}
        ).status_code
        == 403
    )


@pytest.mark.parametrize(("rule", "text"), [("distinct", "a0b1b2"), ("sorted", "a0b1b2b2"), ("submitted", "a0b2b1b2")])
def test_repeated_names_enter_the_signed_text_by_the_rule_of_the_provider(rule: PairRule, text: str) -> None:
    """Twilio takes distinct values (its packages); of SignalWire's two packages one sorts them and one does not."""
    assert pairs_text([("b", "2"), ("b", "1"), ("a", "0"), ("b", "2")], rule) == text


@pytest.mark.parametrize("signature", [None, "", 7])
def test_a_message_without_a_signature_is_told_from_one_with_another(signature: object) -> None:
    message = Message("https://example.com/", "none", signature)  # type: ignore[arg-type]
    with pytest.raises(SignatureError) as refused:
        verify(message, [Key("k")])
    assert refused.value.reason == "no-signature"
    with pytest.raises(SignatureError) as refused:
        verify(replace(message, signature="x"), [Key("k")])
    assert refused.value.reason == "signature"


def test_a_signature_of_the_url_alone_is_none_for_a_message_with_a_body() -> None:
    message = Message("https://example.com/", "none", sign_form("https://example.com/", key="k"))
    assert verify(message, [Key("k")]).scheme == "url"
    with pytest.raises(SignatureError):
        verify(replace(message, body=b"x"), [Key("k")])


def test_headers_of_another_provider_say_nothing() -> None:
    """Twilio has no second signature, and SignalWire no shared keys."""
    url = f"https://example.com/?bodySHA256={body_hash(b'{}')}"
    message = Message(url, "raw", sign_form(url, key="k"), body=b"{}", sha256_signature="x", settings="key=SK1")
    keys = [Key("k"), Key("shared", id="SK1")]
    assert verify(replace(message, settings=None), keys, provider="twilio").scheme == "hash"
    assert verify(replace(message, sha256_signature=None), keys, provider="signalwire").key == keys[0]
    with pytest.raises(SignatureError):
        verify(message, keys, provider="twilio")
