"""An app whose answers are given once, for gunicorn: `tests.webhooks.working.answering:app`. See `test_gunicorn`."""

from __future__ import annotations

import os
import time

from flask import Flask
from sqlalchemy import text

from laml import Document, VoiceResponse
from webhooks import VoiceRequest, Webhooks

app = Flask("answering")
app.config.update(
    LAML_PROVIDER="twilio",
    LAML_SIGNING_KEY="PSK_ExampleSigningKey0000001",
    LAML_PUBLIC_URL="https://ivr.example.com",
    LAML_DATABASE_URL=os.environ.get("SERVED_DATABASE", "sqlite://"),
    LAML_APP_NAME=os.environ.get("SERVED_NAME", "answering"),
    SECRET_KEY="s3cret",
)
hooks = Webhooks(app)
HELD_SECONDS = 0.5
EFFECT = text("INSERT INTO effects VALUES (:event)")


@hooks.voice("/pay")
def pay(call: VoiceRequest) -> Document:
    call.connection.execute(EFFECT, {"event": f"pay {call.state['order']}"})
    return VoiceResponse().say(f"Order {call.state['order']} is paid, said process {os.getpid()}.")


@hooks.voice("/slow", hold="One moment, please.")
def slow(call: VoiceRequest) -> Document:
    time.sleep(HELD_SECONDS)
    call.connection.execute(EFFECT, {"event": f"slow {call.call_sid}"})
    return VoiceResponse().say(f"Found for {call.call_sid}, said process {os.getpid()}.")
