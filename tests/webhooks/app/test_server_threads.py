"""A server that lets no threads run is told of when the app starts."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from webhooks import Webhooks

from ..apps import make_app


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, True),
        ({b"http-socket": b":8000"}, True),
        ({"enable-threads": True}, False),
        ({b"enable-threads": True}, False),
        ({b"threads": b"4"}, False),
        (None, False),
    ],
)
def test_uwsgi_without_threads_is_told_of(
    options: object, told: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A thread of an app would never run there, and an event that is left for later never be handled."""
    monkeypatch.setitem(sys.modules, "uwsgi", SimpleNamespace(opt=options))
    Webhooks(make_app())
    assert ("uWSGI runs no threads of an app" in caplog.text) is told


def test_of_other_servers_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    Webhooks(make_app())
    assert "threads" not in caplog.text
