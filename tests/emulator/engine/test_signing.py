"""What the emulator signs is what the provider would sign: published vectors, and the vendor's own validator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from emulator.engine.profiles.profile import PROFILES, Profile
from emulator.engine.requests.signing import signature_headers

# Published in the tests and the documentation of the provider's Python library (webhook reference, tw-01 and tw-02).
CLASSIC = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
)


@pytest.mark.source("twilio-python, tests of its RequestValidator (webhook reference, tw-01 and tw-02)")
@pytest.mark.parametrize(
    ("url", "signature"),
    [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_twilio_s_published_vectors(url: str, signature: str) -> None:
    assert signature_headers(PROFILES["twilio"], "12345", url, CLASSIC, voice=True) == (
        ("X-Twilio-Signature", signature),
    )


@pytest.mark.source("webhook reference, signature.twilio.port")
def test_a_message_keeps_the_port() -> None:
    """Source: webhook reference, signature.twilio.port."""
    url = "https://mycompany.com:1234/x"
    voice = signature_headers(PROFILES["twilio"], "12345", url, (), voice=True)
    message = signature_headers(PROFILES["twilio"], "12345", url, (), voice=False)
    assert voice != message
    assert voice == signature_headers(PROFILES["twilio"], "12345", "https://mycompany.com/x", (), voice=True)


@pytest.mark.source("twilio-python, RequestValidator (webhook reference, tw-13)")
def test_a_get_signs_the_url_alone() -> None:
    url = (
        "https://ivr.example.com/voice?lang=fr&AccountSid=AC0f8f1c2e3d4b5a69788796a5b4c3d2e1"
        "&CallSid=CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b&CallStatus=in-progress&Digits=12%23&From=%2B14155550199"
        "&To=%2B14155550100"
    )
    made = signature_headers(PROFILES["twilio"], "b1946ac92492d2347c6235b4d2611184", url, None, voice=True)
    assert made == (("X-Twilio-Signature", "YLURs+Y4noR6Jf9ALVBqc79ZrtM="),)


@pytest.mark.source("call-semantics 12 (signature header)")
def test_signalwire_names_its_own_header() -> None:
    ((name, _),) = signature_headers(PROFILES["signalwire"], "PSK_x", "https://app.example/voice", CLASSIC, voice=True)
    assert name == "X-SignalWire-Signature"


@pytest.mark.source("twilio-python, RequestValidator")
@pytest.mark.parametrize("profile", PROFILES.values())
@given(
    form=st.dictionaries(st.text("ABCabc_0", min_size=1), st.text(max_size=20), max_size=8),
    query=st.text("abc=&%2B", max_size=10),
)
def test_the_vendor_s_validator_accepts_any_form(profile: Profile, form: dict[str, str], query: str) -> None:
    url = f"https://app.example/voice?x={query}"
    ((_, made),) = signature_headers(profile, "key", url, tuple(form.items()), voice=True)
    assert RequestValidator("key").validate(url, form, made)
