"""An app over a database, which tests of stored events share; two of them stand for two processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from webhooks import (
    CallStatusEvent,
    Webhooks,
)
from webhooks.app.background import Queued

from ..apps import VOICE, make_app, post

RINGING = {**VOICE, "CallSid": "CA" + "1" * 32, "CallStatus": "ringing"}
COMPLETED = {**RINGING, "CallStatus": "completed"}


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'test.sqlite3'}"


class Line:
    """An app that counts what its handlers are called with."""

    def __init__(self, database: str | None = None, *, act: Callable[[Any], None] = lambda event: None, **more: Any):
        options = {name: more.pop(name) for name in ("later", "latest", "final", "formerly") if name in more}
        path = more.pop("path", "/status")
        self.app: Flask = make_app()
        self.queue = Queued()
        self.hooks = Webhooks(self.app, database=database, executor=self.queue, **more)
        self.seen: list[str] = []

        @self.hooks.call_status(path, name="status", **options)
        def status(event: CallStatusEvent) -> None:
            self.seen.append(event.status)
            act(event)

    def take(self, *forms: dict[str, str], path: str = "/status") -> list[int]:
        return [post(self.app, path, form).status_code for form in forms]
