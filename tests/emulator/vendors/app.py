"""The application that the vendors' clients are tested with: pages, and what was asked for, with its signatures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

SEEN: Final = "/seen"
PAGES: Final = {
    "/answer": '<Response><Gather numDigits="1" timeout="3600"><Say>For sales press 1</Say></Gather></Response>',
    "/second": '<Response><Pause length="3600"/></Response>',
    "/bye": "<Response><Hangup/></Response>",
    "/enqueue": "<Response><Enqueue>support</Enqueue></Response>",
    "/conference": "<Response><Dial><Conference>room</Conference></Dial></Response>",
    "/number": '<Response><Say>the number</Say><Pause length="3600"/></Response>',
}


class App:
    """A WSGI application. `/seen` tells as JSON what came before, each with the URL as it was signed."""

    def __init__(self, public_url: str, header: str) -> None:
        self.public_url = public_url
        self.header = f"HTTP_{header.upper().replace('-', '_')}"
        self.seen: list[dict[str, object]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == SEEN:
            return _answered(start_response, "application/json", json.dumps(self.seen))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        self.seen.append(
            {
                "method": environ["REQUEST_METHOD"],
                "path": path,
                "url": self.public_url + environ["REQUEST_URI"],
                "form": dict(parse_qsl(body, keep_blank_values=True)),
                "query": dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
                "signature": environ.get(self.header, ""),
            }
        )
        return _answered(start_response, "text/xml", PAGES.get(path, "<Response/>"))


def _answered(start_response: StartResponse, kind: str, text: str) -> list[bytes]:
    content = text.encode()
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(content)))])
    return [content]
