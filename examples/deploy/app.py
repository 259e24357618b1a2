"""Answers calls, and writes down how each of them went. Many processes run it: see the README beside it."""

from __future__ import annotations

import os
from dataclasses import asdict

from celery import Celery
from flask import Flask
from sqlalchemy import text

from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, CeleryTasks, VoiceRequest, Webhooks

celery = Celery("ivr", broker=os.environ["CELERY_BROKER_URL"])
app = Flask(__name__)  # its settings are in the environment: deploy.env
hooks = Webhooks(app, tasks=CeleryTasks(celery))


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Your order is ready. Goodbye.")


@hooks.call_status("/status", later=True)  # stored and answered by the web; handled by a worker
def status(event: CallStatusEvent) -> None:
    event.connection.execute(  # together with the event, or not at all
        text("INSERT INTO progress (call_sid, status, seconds) VALUES (:call_sid, :status, :seconds)"),
        {"call_sid": event.call_sid, "status": event.status, "seconds": event.duration},
    )


@app.get("/healthz")
def healthz() -> tuple[dict[str, object], int]:
    health = hooks.health()
    return asdict(health), 200 if health.ok and health.oldest < 600 else 503
