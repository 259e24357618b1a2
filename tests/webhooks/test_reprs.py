"""No repr shows a secret, a number, or what somebody wrote: error reporters print the variables of a frame."""

import dataclasses

import pytest

from webhooks.app.answer_once import StoredAnswer
from webhooks.signature import Key, Match
from webhooks.validator import RequestValidator
from webhooks.wire.message import Message
from webhooks.wire.providers import PROVIDERS
from webhooks.wire.receiving import Delivery
from webhooks.wire.settings import PublicUrl, Settings, read_public_url, read_settings
from webhooks.wire.state import Binding
from webhooks.wire.urls import Origin

HIDDEN = "hidden"
KEY = Key(HIDDEN)
ORIGIN = Origin("https", HIDDEN, "example.com", None)
URL = PublicUrl(HIDDEN, ORIGIN, (HIDDEN,), "/tel")
SETTINGS = Settings(
    PROVIDERS["twilio"], (KEY,), URL, (HIDDEN,), frozenset({"AC1"}), "app", (("LAML_RETIRED_KEY", KEY),)
)
SHOWN = {
    "a key": KEY,
    "what matched": Match(KEY, "https://example.com/answer", "form"),
    "a message": Message("https://example.com/answer", "form", HIDDEN, (("Body", HIDDEN),), b"hidden", HIDDEN, "key=1"),
    "a delivery": Delivery(
        "POST",
        "/answer",
        (("Body", HIDDEN),),
        b"hidden",
        b"hidden",
        Match(KEY, f"https://{HIDDEN}@example.com/", "form"),
    ),
    "an answer": StoredAnswer(200, (("Content-Type", "text/xml"),), b"hidden"),
    "a binding": Binding("/answer", "AC1", (HIDDEN,), "app", f"/answer/{HIDDEN}"),
    "an origin": ORIGIN,
    "a public URL": URL,
    "settings": SETTINGS,
    "a validator": RequestValidator(HIDDEN),
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_repr_shows_no_secret_and_no_content(what: str) -> None:
    assert HIDDEN not in repr(SHOWN[what]), what
    assert HIDDEN not in str(SHOWN[what]), what


def test_a_class_that_shows_all_of_its_fields_is_found() -> None:
    """A fault kept here."""
    plain = dataclasses.make_dataclass("Key", ["secret", "label"])
    assert HIDDEN in repr(plain(KEY.secret, KEY.label))


def test_settings_as_they_are_read_show_neither_keys_nor_credentials() -> None:
    config = {
        "LAML_PROVIDER": "signalwire",
        "LAML_SIGNING_KEY": [f"PSK_{HIDDEN}", "PSK_2"],
        "LAML_PUBLIC_URL": f"https://user:{HIDDEN}@example.com:8443/tel",
        "LAML_SECRET_KEY": HIDDEN,
        "LAML_RETIRED_KEY": f"PSK_{HIDDEN}3",
        "SIGNALWIRE_API_TOKEN": f"PT{HIDDEN}",
    }
    settings = read_settings(config, {})
    assert HIDDEN not in repr(settings)
    assert any(HIDDEN in text for text in settings.public_url.origins)
    assert HIDDEN not in repr(read_public_url(config["LAML_PUBLIC_URL"], PROVIDERS["signalwire"]))
