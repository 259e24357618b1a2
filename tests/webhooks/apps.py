"""What the Flask tests share: an app with its settings, and requests signed by twilio's own package."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask
from twilio.request_validator import RequestValidator as TwilioValidator
from werkzeug.test import TestResponse

KEY = "PSK_ExampleSigningKey0000001"
PUBLIC_URL = "https://ivr.example.com"
SETTINGS = {"LAML_PROVIDER": "twilio", "LAML_SIGNING_KEY": KEY, "LAML_PUBLIC_URL": PUBLIC_URL, "SECRET_KEY": "s3cret"}
VOICE = {
    "AccountSid": "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1",
    "ApiVersion": "2010-04-01",
    "CallSid": "CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b",
    "CallStatus": "ringing",
    "Direction": "inbound",
    "From": "+14155550199",
    "To": "+14155550100",
}
MESSAGE = {
    "AccountSid": "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1",
    "MessageSid": "SM9d2c6f1e0b3a48577465738291a0bfce",
    "From": "+33655510001",
    "To": "+33755510000",
    "Body": "hello",
    "NumMedia": "0",
}
DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>'


def make_app(**settings: object) -> Flask:
    app = Flask("ivr")
    app.config.update(SETTINGS | settings)
    return app


def signature(url: str, form: Mapping[str, str], key: str = KEY) -> str:
    """Made by the vendor's package, never by ours."""
    return str(TwilioValidator(key).compute_signature(url, dict(form)))


def post(
    app: Flask,
    target: str,
    form: Mapping[str, str] = VOICE,
    *,
    signed: str | None = None,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: str | bytes | None = None,
    content_type: str = "application/x-www-form-urlencoded",
    environ: Mapping[str, str] | None = None,
) -> TestResponse:
    """Send a form as the provider does, signed for `url` unless `signed` gives another signature ("" for none)."""
    made = signature(url or PUBLIC_URL + target, form) if signed is None else signed
    sent = {"X-Twilio-Signature": made} if made else {}
    return app.test_client().post(
        target,
        data=urlencode(form) if body is None else body,
        content_type=content_type,
        headers={**sent, **(headers or {})},
        environ_overrides=dict(environ or {}),
    )


def get(app: Flask, target: str, *, signed: str | None = None) -> TestResponse:
    made = signature(PUBLIC_URL + target, {}) if signed is None else signed
    return app.test_client().get(target, headers={"X-Twilio-Signature": made} if made else {})
