"""`RequestValidator` in place of the vendors' classes: every method of theirs, whatever frameworks hand over, no error.

What SignalWire's class has is a table here, read from its package, version 2.1.1, which needs a twilio-python of years
ago and is no part of the environment.
"""

import base64
import hashlib
import hmac
import inspect
import json
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator as TwilioValidator
from werkzeug.datastructures import ImmutableMultiDict

from webhooks import RequestValidator
from webhooks import validator as module

TOKEN = "PSK_of_the_test"
URL = "https://ivr.example.com/voice?x=1"
FORM = {"CallSid": "CA1", "Digits": "12", "From": "+15551230000"}
SIGNALWIRES = {
    "build_signature": ["uri", "params"],
    "build_signature_with_compatibility": ["uri", "params"],
    "validate": ["uri", "params", "signature"],
    "validate_with_compatibility": ["uri", "params", "signature"],
}


def parameters(function: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def test_it_has_every_method_of_both_vendors_with_the_same_parameters():
    theirs = {name: parameters(f) for name, f in vars(TwilioValidator).items() if name[0] != "_"}
    assert theirs.keys() >= {"compute_signature", "compute_hash", "get_values", "validate"}
    for vendor in (theirs, SIGNALWIRES):
        for name, given_names in vendor.items():
            assert parameters(getattr(RequestValidator, name))[: len(given_names)] == given_names, name


# -- what twilio-python answers


def test_values_are_those_of_twilios_class():
    ours, theirs = RequestValidator(TOKEN), TwilioValidator(TOKEN)
    many = ImmutableMultiDict([("a", "1"), ("b", "2"), ("a", "3")])
    for form, name in ((many, "a"), (many, "b"), (FORM, "Digits")):
        assert ours.get_values(form, name) == theirs.get_values(form, name)
    assert ours.get_values(FORM, "absent") == []
    assert ours.get_values({"FromCity": "x", "From": "y", "Fro": "z"}, "From") == ["y"]
    assert ours.compute_hash("{}") == ours.compute_hash(b"{}") == theirs.compute_hash("{}")


class WithGetall:
    """A form as aiohttp and Pyramid have it."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def __iter__(self):
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.pairs)

    def keys(self) -> list[str]:
        return [name for name, _ in self.pairs]

    def getall(self, key: str) -> list[str]:
        return [value for name, value in self.pairs if name == key]


def test_a_form_with_getall_is_read_as_twilio_reads_it():
    form = WithGetall(("a", "2"), ("b", "x"), ("a", "1"))
    signed = TwilioValidator(TOKEN).compute_signature(URL, form)
    assert TwilioValidator(TOKEN).validate(URL, form, signed)
    assert RequestValidator(TOKEN).validate(URL, form, signed)
    assert not RequestValidator(TOKEN).validate(URL, WithGetall(("a", "2")), signed)


HANDED_OVER = {
    "bytes": {"CallSid": b"CA1", "Digits": b"12", "From": b"+15551230000"},
    "lists": {"CallSid": ["CA1"], "Digits": ["12"], "From": ["+15551230000"]},
    "tuples": {"CallSid": ("CA1",), "Digits": ("12",), "From": ("+15551230000",)},
    "numbers": {"CallSid": "CA1", "Digits": 12, "From": "+15551230000"},
    "bytes in lists": {b"CallSid": [b"CA1"], b"Digits": [b"12"], b"From": [b"+15551230000"]},
    "pairs": list(FORM.items()),
    "pairs of lists": [(name, [value]) for name, value in FORM.items()],
    "a multi-mapping": ImmutableMultiDict(FORM),
}


@pytest.mark.parametrize("form", HANDED_OVER.values(), ids=HANDED_OVER)
def test_a_genuine_form_is_verified_in_each_shape(form):
    signed = TwilioValidator(TOKEN).compute_signature(URL, FORM)
    validator = RequestValidator(TOKEN)
    assert validator.validate(URL, form, signed)
    assert validator.validate(URL, form, signed.encode())
    assert not validator.validate(URL + "&y=2", form, signed)
    assert validator.compute_signature(URL, form) == signed


@pytest.mark.parametrize("empty", [None, "", b"", {}, [], (), ImmutableMultiDict()])
def test_a_request_without_a_body_is_verified_however_that_is_said(empty):
    signed = TwilioValidator(TOKEN).compute_signature(URL, {})
    assert TwilioValidator(TOKEN).validate(URL, {}, signed)
    for provider in ("twilio", "signalwire"):
        assert RequestValidator(TOKEN, provider=provider).validate(URL, empty, signed)
    assert not RequestValidator(TOKEN).validate(URL, FORM, signed)


def test_a_body_that_is_no_form_adds_nothing_to_the_signature_of_its_url():
    signed = TwilioValidator(TOKEN).compute_signature(URL, {})
    for body in ("{}", b"{}", "", b"", None, {}):
        assert RequestValidator(TOKEN).compute_signature(URL, body) == signed


@pytest.mark.parametrize("name", ["HMAC_SHA1", "hmac_sha1", "HMAC_SHA256", "hmac_sha256", "Hmac_Sha256"])
def test_an_algorithm_is_named_in_any_case(name):
    signed = TwilioValidator(TOKEN).compute_signature(URL, FORM, name.upper())
    assert RequestValidator(TOKEN).compute_signature(URL, FORM, name) == signed
    assert RequestValidator(TOKEN).validate(URL, FORM, signed, name)


def test_a_json_body_is_bound_by_its_hash_as_text_and_as_bytes():
    body = json.dumps({"a": "é"})
    url = f"{URL}&bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signed = TwilioValidator(TOKEN).compute_signature(url, {})
    assert TwilioValidator(TOKEN).validate(url, body, signed)
    for given_body in (body, body.encode()):
        assert RequestValidator(TOKEN).validate(url, given_body, signed)
    for other in (body + " ", "", b"", None):
        assert RequestValidator(TOKEN).validate(url, other, signed) is (other is None)


# -- what signalwire's class answers, from its source: an HMAC by hand


def in_hexadecimal(url: str, body: str) -> str:
    return hmac.new(TOKEN.encode(), (url + body).encode(), hashlib.sha1).hexdigest()


def test_a_raw_body_is_verified_as_signalwires_class_does():
    validator, body = RequestValidator(TOKEN, provider="signalwire"), '{"call": {"id": "1"}}'
    signed = in_hexadecimal(URL, body)
    assert validator.build_signature(URL, body) == validator.build_signature(URL, body.encode()) == signed
    assert validator.validate(URL, body, signed)
    assert validator.validate(URL, body.encode(), signed)
    assert not validator.validate(URL, body + " ", signed)
    assert not RequestValidator(TOKEN).validate(URL, body, signed)


def test_a_form_is_verified_as_signalwires_class_does_but_not_as_json():
    """A text that spells a form in another way is no form; `docs/moving.md` has the row."""
    run = URL + "".join(name + FORM[name] for name in sorted(FORM))
    signed = base64.b64encode(hmac.new(TOKEN.encode(), run.encode(), hashlib.sha1).digest()).decode()
    validator = RequestValidator(TOKEN, provider="signalwire")
    assert validator.build_signature_with_compatibility(URL, FORM) == signed
    assert validator.validate(URL, FORM, signed)
    assert validator.validate_with_compatibility(URL, FORM, signed)
    assert not validator.validate(URL, json.dumps(FORM), signed)
    assert not validator.validate_with_compatibility(URL, {**FORM, "Digits": "13"}, signed)


# -- nothing is so strange that it raises


class Broken:
    """An object of a framework that is gone: whatever is asked of it raises."""

    def __bool__(self) -> bool:
        raise RuntimeError("the body was read already")

    def __str__(self) -> str:
        raise RuntimeError("no text")

    def getlist(self, key: str) -> list[str]:
        raise RuntimeError(key)

    def keys(self) -> list[str]:
        raise RuntimeError


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.just("\ud800"),
    st.builds(object),
    st.builds(Broken),
    st.just(Broken),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(), st.binary(max_size=3)), inner, max_size=3),
        st.tuples(inner, inner),
        st.lists(st.tuples(inner, inner), max_size=3),
    ),
    max_leaves=8,
)
URLS = st.one_of(
    st.text(), st.sampled_from([URL, "https://h:99999/", "https://[::1/", "", "https://e.com/?bodySHA256="])
)


HOSTILE = (st.one_of(URLS, VALUES), VALUES, VALUES, st.sampled_from(["twilio", "signalwire"]), VALUES)
DRAWN = st.tuples(*HOSTILE)


@given(*HOSTILE)
def test_hostile_values_are_refused_and_never_raise(uri, params, signature, provider, algorithm):
    validator = RequestValidator(TOKEN, provider=provider)
    assert validator.validate(uri, params, signature) is False
    assert validator.validate(uri, params, signature, algorithm) is False
    assert validator.validate_with_compatibility(uri, params, signature) is False


def test_a_genuine_signature_beside_hostile_parameters_is_refused():
    signed = TwilioValidator(TOKEN).compute_signature(URL, {})
    for params in (
        Broken(),
        object(),
        5,
        True,
        {"a": object()},
        {"a": None},
        {"a": True},
        {"a": {"b": "c"}},
        [("a",)],
        "x",
    ):
        assert RequestValidator(TOKEN).validate(URL, params, signed) is False


def test_an_error_that_gets_out_is_found(monkeypatch):
    """The fault: parameters are read before anything is caught. The draws are not made smaller, which takes long."""
    monkeypatch.setattr(RequestValidator, "_is_signed", lambda self, uri, params, *_: bool(module.as_pairs(params)))
    hostile = given(DRAWN)(lambda drawn: test_hostile_values_are_refused_and_never_raise.hypothesis.inner_test(*drawn))
    with pytest.raises(Exception, match=r"."):
        settings(phases=[Phase.generate], database=None)(hostile)()


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_is_no_parameter(truth):
    """Frameworks write it in several ways: none of them is what the provider signed."""
    signed = TwilioValidator(TOKEN).compute_signature(URL, {"a": str(truth)})
    assert RequestValidator(TOKEN).validate(URL, {"a": truth}, signed) is False
    with pytest.raises(ValueError, match="a parameter is bool, expected a text, a number"):
        RequestValidator(TOKEN).compute_signature(URL, {"a": truth})


@pytest.mark.parametrize(
    ("uri", "params", "signature", "algorithm"),
    [
        (URL, FORM, "AAAA", None),
        (URL, FORM, "", None),
        (URL, FORM, None, None),
        (URL, FORM, 5, None),
        (URL, FORM, "AAAA", "HMAC_MD5"),
        (5, FORM, "AAAA", None),
        (None, FORM, "AAAA", None),
        (URL, "text", "AAAA", None),
    ],
)
def test_a_request_that_can_be_read_is_refused_without_a_line_in_the_log(uri, params, signature, algorithm, caplog):
    assert RequestValidator(TOKEN).validate(uri, params, signature, algorithm) is False
    assert caplog.records == []


def test_what_cannot_be_read_is_told_in_the_log_without_a_value(caplog):
    assert RequestValidator(TOKEN).validate(URL, {"Body": object(), "From": "+15551230000"}, "x") is False
    (record,) = caplog.records
    assert record.getMessage() == "a request was refused, since its parameters cannot be read: ValueError"
