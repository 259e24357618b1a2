"""What no provider sends in an identifier, and no database keeps, is stored all the same: odd, and not refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from webhooks import CallStatusEvent, MessageRequest, MessageStatusEvent, Webhooks
from webhooks.app.app_state import state_of

from ..apps import MESSAGE, VOICE, make_app, post
from ..store.databases import KINDS, url_of

STATUS = {**MESSAGE, "MessageStatus": "sent"}
ODD = ["\0", "CA1\0", "a\0b", "\ufffe", "\U0001f4de" * 80, "x" * 3_000, " ", "'; DROP TABLE laml_events; --"]


class Line(NamedTuple):
    app: Flask
    hooks: Webhooks


@pytest.fixture(params=KINDS)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    app = make_app(LAML_APP_NAME=secrets.token_hex(6))
    made = Webhooks(app, database=url_of(request.param, tmp_path))
    made.call_status("/status")(takes_a_call)
    made.message_status("/sent")(takes_a_message)
    made.message("/sms")(answers)
    yield Line(app, made)
    state_of(app).store.close()


def takes_a_call(_: CallStatusEvent) -> None: ...


def takes_a_message(_: MessageStatusEvent) -> None: ...


def answers(_: MessageRequest) -> str:
    return "<Response><Message>Hello</Message></Response>"


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("path", "form", "name", "status"),
    [
        ("/status", VOICE, "CallSid", 204),
        ("/status", VOICE, "CallStatus", 204),
        ("/status", VOICE, "AccountSid", 204),
        ("/sent", STATUS, "MessageSid", 204),
        ("/sent", STATUS, "MessageStatus", 204),
        ("/sms", MESSAGE, "MessageSid", 200),
        ("/sms", MESSAGE, "Body", 200),
    ],
)
def test_it_is_stored_and_answered(
    line: Line, path: str, form: dict[str, str], name: str, status: int, odd: str
) -> None:
    assert post(line.app, path, {**form, name: odd}).status_code == status


@pytest.mark.parametrize("sid", ["CA1\0", "\0", "CA\udc80", "x" * 3_000])
def test_it_can_be_asked_for(line: Line, sid: str) -> None:
    with line.app.app_context():
        assert line.hooks.calls.get(sid) is None
        assert list(line.hooks.timeline(sid)) == []


def test_it_is_found_by_what_came(line: Line) -> None:
    assert post(line.app, "/status", {**VOICE, "CallSid": "CA\0"}).status_code == 204
    with line.app.app_context():
        assert line.hooks.calls["CA\0"].status == "ringing"
        assert len(line.hooks.timeline("CA\0")) == 1
