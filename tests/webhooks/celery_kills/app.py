"""The app under the kills, and its Celery, with Celery's own defaults but for the address of the broker.

Each effect is an insert into a table without a unique key, so that a handler that ran twice is seen. With
`KILL_NAIVE` the message itself is the event, as without the store: that is the fault that the run must find.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta

from celery import Celery
from flask import Flask
from sqlalchemy import create_engine, text

from webhooks import CallStatusEvent, CeleryTasks, Webhooks
from webhooks.store import inbox, ringing_again

DATABASE, QUEUE = os.environ["KILL_DATABASE"], os.environ["KILL_QUEUE"]
NAIVE = bool(os.environ.get("KILL_NAIVE"))
EFFECT = text("INSERT INTO effects (event) VALUES (:event)")

vars(inbox)["WAITS"] = (1.0,) * len(inbox.WAITS)  # hours in life
vars(ringing_again)["AFTER"] = timedelta(seconds=1)  # half a minute in life

celery = Celery("kills", broker=os.environ.get("KILL_BROKER", "amqp://guest:guest@127.0.0.1:5672//"))
app = Flask("celery_kills")
app.config.update(
    LAML_PROVIDER="twilio",
    LAML_SIGNING_KEY="PSK_ExampleSigningKey0000001",
    LAML_PUBLIC_URL="https://kill.example.com",
    LAML_DATABASE_URL=DATABASE,
    SECRET_KEY="s3cret",
)
hooks = Webhooks(app, tasks=CeleryTasks(celery, queue=QUEUE))


@hooks.call_status("/later", later=True)
def later(event: CallStatusEvent) -> None:
    event.connection.execute(EFFECT, {"event": event.call_sid})
    time.sleep(0.002)


@celery.task(name="naive", queue=QUEUE)
def naive(sid: str) -> None:
    """Does the work of the message in a transaction of its own."""
    engine = create_engine(DATABASE.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(EFFECT, {"event": sid})
        time.sleep(0.02)
    engine.dispose()
