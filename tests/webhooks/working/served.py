"""An app for processes of its own: `flask --app tests.webhooks.working.served`. The environment says which database."""

from __future__ import annotations

import os
import time

from flask import Flask
from sqlalchemy import text

from webhooks import CallStatusEvent, Webhooks

app = Flask("served")
app.config.update(
    LAML_PROVIDER="twilio",
    LAML_SIGNING_KEY="PSK_ExampleSigningKey0000001",
    LAML_PUBLIC_URL="https://ivr.example.com",
    LAML_DATABASE_URL=os.environ.get("SERVED_DATABASE", "sqlite://"),
    LAML_APP_NAME=os.environ.get("SERVED_NAME", "served"),
    LAML_WORKER="off",
    SECRET_KEY="s3cret",
)
hooks = Webhooks(app)
SLOW_SECONDS = 1.5


@hooks.call_status("/later", later=True)
def later(event: CallStatusEvent) -> None:
    event.connection.execute(text("INSERT INTO effects VALUES (:event)"), {"event": event.call_sid})
    if "slow" in event.call_sid:
        time.sleep(SLOW_SECONDS)
