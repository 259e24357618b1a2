"""The app under the kills. Its effects are inserts into a table without a unique key, so that each one counts.

The environment says which: `KILL_DATABASE` is where the store and the effects are, `KILL_NAIVE` takes the faulty
handlers: `claims` notes that it has seen an event before its effect, `acts` afterwards, each in a commit of its own.
"""

from __future__ import annotations

import os
import signal
import time

from flask import Flask
from sqlalchemy import Connection, create_engine, text

from webhooks import CallStatusEvent, MessageStatusEvent, Webhooks
from webhooks.store import inbox

DATABASE = os.environ["KILL_DATABASE"]
NAIVE = os.environ.get("KILL_NAIVE", "")
KEY = "PSK_ExampleSigningKey0000001"
PUBLIC_URL = "https://kill.example.com"
HOLD_SECONDS = 0.05
SLOW, POISON = "slow", "poison"
"""Parts of a SID: its handler holds the connection; its handler kills the process."""
SECONDS_BETWEEN_TRIES = 0.3

EFFECT = text("INSERT INTO effects (event) VALUES (:event)")
SEEN = text("SELECT 1 FROM claims WHERE event = :event")
CLAIM = text("INSERT INTO claims (event) VALUES (:event) ON CONFLICT DO NOTHING RETURNING event")

vars(inbox)["WAITS"] = (SECONDS_BETWEEN_TRIES,) * len(inbox.WAITS)  # hours in life; the harness waits for the last try

app = Flask("kill")
app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=PUBLIC_URL, LAML_DATABASE_URL=DATABASE)
hooks = Webhooks(app, store=None) if NAIVE else Webhooks(app)
_own = create_engine(DATABASE.replace("postgresql:", "postgresql+psycopg:")) if NAIVE else None


@hooks.call_status("/calls")
def calls(event: CallStatusEvent) -> None:
    handle(event, event.call_sid, event.status)


@hooks.call_status("/later", later=True)
def later(event: CallStatusEvent) -> None:
    handle(event, event.call_sid, event.status)


@hooks.message_status("/messages")
def messages(event: MessageStatusEvent) -> None:
    handle(event, event.message_sid, event.status)


def handle(event: CallStatusEvent | MessageStatusEvent, sid: str, status: object) -> None:
    name = f"{sid}:{status}"
    if NAIVE:
        naive(name)
        return
    act(event.connection, name)


def act(connection: Connection, name: str) -> None:
    """The effect."""
    connection.execute(EFFECT, {"event": name})
    suffer(name)


def suffer(name: str) -> None:
    if SLOW in name:
        time.sleep(HOLD_SECONDS)
    if POISON in name:
        os.kill(os.getpid(), signal.SIGKILL)


def naive(name: str) -> None:
    """The faults that the harness must find: two commits, and a kill between them."""
    row = {"event": name}
    assert _own is not None
    if NAIVE == "claims":
        with _own.begin() as connection:
            mine = connection.execute(CLAIM, row).scalar()
        if mine:
            suffer(name)
            with _own.begin() as connection:
                connection.execute(EFFECT, row)
        return
    with _own.begin() as connection:
        seen = connection.execute(SEEN, row).scalar()
        if not seen:
            connection.execute(EFFECT, row)
    if not seen:
        suffer(name)
        with _own.begin() as connection:
            connection.execute(CLAIM, row)
