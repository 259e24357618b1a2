"""What these tests share: an app whose store is in a file, its clock, and an operator at the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from webhooks import CallStatusEvent, SigningClient, Webhooks
from webhooks.app.app_state import state_of
from webhooks.store.inbox import Inbox

from ..apps import make_app

FORM = {"AccountSid": "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1", "From": "+14155550199", "To": "+14155550100"}


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds

    def pass_(self, **span: float) -> None:
        self.seconds += timedelta(**span).total_seconds()


class Shop:
    """An app with two routes of events: `/now` is handled before the answer, `/later` afterwards.

    Args:
        folder: Where its database is.
        tasks: The task queue of the app.
        settings: Settings of the app.
    """

    def __init__(self, folder: Path, *, tasks: Any = None, later: str = "/later", **settings: object) -> None:
        self.time = Time()
        self.app = make_app(LAML_DATABASE_URL=f"sqlite:///{folder / 'test.sqlite3'}", **settings)
        self.hooks = Webhooks(self.app, clock=self.time, tasks=tasks)
        self.handled: list[str] = []
        self.fails = False

        @self.hooks.call_status("/now")
        def at_once(event: CallStatusEvent) -> None:
            self.handle(event)

        @self.hooks.call_status(later, later=True, formerly=() if later == "/later" else ("/later",))
        def afterwards(event: CallStatusEvent) -> None:
            self.handle(event)

        self.later = later
        self.state = state_of(self.app)
        self.state.ring = lambda _app, _key: None  # nobody works unless the test says so
        self.client = SigningClient(self.app)

    def handle(self, event: CallStatusEvent) -> None:
        if self.fails:
            raise RuntimeError("no")
        self.handled.append(event.call_sid)

    @property
    def inbox(self) -> Inbox:
        found = self.state.store.inbox(self.app)
        assert found is not None
        return found

    def post(self, sid: str, path: str | None = None, **more: str) -> int:
        form = {**FORM, "CallSid": sid, "CallStatus": "completed", **more}
        return self.client.post(path or self.later, form).status_code

    def command(self, *words: str) -> tuple[int, str]:
        """Run `flask laml …`; its exit code and what it printed."""
        result = self.app.test_cli_runner().invoke(args=["laml", *words])
        return result.exit_code, result.output

    def close(self) -> None:
        self.state.store.close()
