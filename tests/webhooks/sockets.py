"""An app behind a real socket, with a thread for each request; requests signed by twilio's own package."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from flask import Flask
from werkzeug.serving import make_server

from .apps import PUBLIC_URL, VOICE, signature

PATIENCE = 30
"""Seconds until a test gives up; nothing waits for so long unless something is broken."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """Serve an app, and give the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()


def send(port: int, target: str, form: Mapping[str, str] = VOICE) -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature(PUBLIC_URL + target, form),
    }
    try:
        connection.request("POST", target, urlencode(form), headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read().decode())
    finally:
        connection.close()
