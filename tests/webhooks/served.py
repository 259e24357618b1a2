"""An app for real servers: one per provider, chosen by the Host header; run as a process on an inherited socket."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import unquote

from flask import Flask

from webhooks import Key, WebhookRequest, Webhooks
from webhooks.requests.base import Answer

from .vectors import SETTINGS, VECTORS, Vector

ORIGIN = "https://ivr.example.com"
TARGETS = [
    "/a%2Fb", "/%7Ejoe", "/caf%C3%A9", "/a%2f%2Fb", "/a//b", "/x?", "/x?a=%ff&b=%7E", "/x?u=https%3A%2F%2Fe.com%2F%3Fq",
    "/a%20b?b=%20c+d", "/x?To=sip%3Aa%40b.example", "/x?a=[1]", "/x?a=%5B1%5D", "/a+b", "/a%2Bb;c=1,2", "/x?a=b?c",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, repr=False)
class AnyRequest(WebhookRequest):
    """Needs no parameter, so that each vector reaches its handler."""

    answer: ClassVar[Answer] = "messaging"
    account_sid: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class AnyJson(AnyRequest):
    """The same, of a kind whose body may be JSON."""

    json_too: ClassVar[bool] = True


def served_vectors() -> list[Vector]:
    """Those that fit one public URL, and whose body is a form or empty; a wrong key is right beside its owner's."""
    wrong_key = ("no-01-wrong-key", "no-32-other-project-key")
    fitting = [v for v in VECTORS if v.url.startswith(ORIGIN + "/") and v.body is None and "#" not in v.url]
    return [v for v in fitting if v.id not in wrong_key]


def target_of(vector: Vector) -> str:
    return vector.url[len(ORIGIN) :]


def make_app(provider: str) -> Flask:
    vectors = [v for v in served_vectors() if v.provider == provider]
    shared = next(v.headers[SETTINGS] for v in VECTORS if SETTINGS in v.headers)
    keys: list[str | Key] = [*dict.fromkeys(v.key for v in vectors if v.expect == "accept" and not v.headers)]
    if provider == "twilio":
        secret = next(v.key for v in VECTORS if SETTINGS in v.headers)
        keys.append(Key(secret, id=shared.partition(",")[0].partition("=")[2], algorithm="sha256"))
    app = Flask(provider)
    app.config.update(LAML_PROVIDER=provider, LAML_SIGNING_KEY=keys, LAML_PUBLIC_URL=ORIGIN)
    hooks = Webhooks(app, store=None)  # each vector counts, also one that comes twice
    seen: list[object] = []
    targets = [*(target_of(v) for v in vectors), *TARGETS]
    for number, path in enumerate(sorted({unquote(target.partition("?")[0]) for target in targets})):

        def answer(request: AnyRequest) -> str:
            seen.append(request)
            pairs = base64.b64encode(json.dumps(request.raw).encode()).decode()
            return f"<Response><Message>{pairs}</Message></Response>"

        answer.__name__ = f"answer{number}"
        hooks.route(AnyRequest, path)(answer)

    @hooks.route(AnyJson, "/json")
    def of_json(request: AnyJson) -> None:
        seen.append(request)

    app.add_url_rule("/seen", view_func=lambda: str(len(seen)))
    return app


def wsgi(environ, start_response):
    """Hand over to the app that the Host header names."""
    app = SIGNALWIRE if environ.get("HTTP_HOST", "").startswith("signalwire") else TWILIO
    return app(environ, start_response)


TWILIO, SIGNALWIRE = make_app("twilio"), make_app("signalwire")

if __name__ == "__main__":
    kind, number = sys.argv[1], int(sys.argv[2])
    if kind == "gunicorn":
        os.execv(
            sys.executable,
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{number}", "--threads", "2", "--log-level", "critical",
             "tests.webhooks.served:wsgi"],
        )  # fmt: skip
    elif kind == "waitress":
        import waitress

        waitress.serve(wsgi, sockets=[socket.socket(fileno=number)], threads=2, _quiet=True)
    else:
        from werkzeug.serving import make_server

        make_server("127.0.0.1", 0, wsgi, fd=number, threaded=True).serve_forever()
