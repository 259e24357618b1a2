"""An application made of canned pages, which verifies every request with the vendor's own validator."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

SIGNATURE = {"twilio": "HTTP_X_TWILIO_SIGNATURE", "signalwire": "HTTP_X_SIGNALWIRE_SIGNATURE"}


class Pages:
    """A WSGI application: path to page; a page is a document, a table with status and headers, or a list of such."""

    def __init__(self, pages: Mapping[str, Any], provider: str, key: str, public_url: str) -> None:
        self.pages = {path: list(page) if isinstance(page, list) else [page] for path, page in pages.items()}
        self.provider = provider
        self.validator = RequestValidator(key)
        self.public_url = public_url
        self.refused: list[str] = []
        self.unsigned: frozenset[str] = frozenset()  # paths whose requests carry no signature
        self.seen: list[tuple[str, str, dict[str, str], dict[str, str]]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        target = environ.get("REQUEST_URI") or environ["RAW_URI"]
        url = self.public_url + target
        headers = {name: str(value) for name, value in environ.items() if name.startswith("HTTP_")}
        signed = environ["PATH_INFO"] not in self.unsigned
        if signed and not self.validator.validate(url, form, environ.get(SIGNATURE[self.provider], "")):
            self.refused.append(f"{environ['REQUEST_METHOD']} {url} {form}")
        self.seen.append((environ["REQUEST_METHOD"], target, form, headers))
        page = self._page(environ["PATH_INFO"])
        if isinstance(page, str):
            page = {"body": page}
        content = page.get("body", "").encode() + b" " * page.get("padding", 0)
        answer_headers = [tuple(pair) for pair in page.get("headers", [])]
        kind = page.get("type", "text/xml")
        if kind:
            answer_headers.append(("Content-Type", kind))
        answer_headers.append(("Content-Length", str(len(content))))
        start_response(f"{page.get('status', 200)} Page", answer_headers)
        return [content]

    def _page(self, path: str) -> Any:
        pages = self.pages.get(path)
        if pages is None:
            return {"status": 404, "type": "text/plain", "body": f"no page {path}"}
        return pages.pop(0) if len(pages) > 1 else pages[0]


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on a free loopback port; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
