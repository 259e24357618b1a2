"""LaML bins: documents hosted by the provider, with the request's parameters filled in.

Source: REST reference, resources.laml_bins; call semantics 12, templates.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment
from xml.sax.saxutils import escape

from ..context import Context
from ..records.dates import iso8601
from ..records.store import Record

PATH = "/laml-bins/"
_PARAMETER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_QUOTES = {'"': "&quot;", "'": "&apos;"}


class BinServer:
    """Answers the URLs of bins, without authentication, as the provider does."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(
        self, environ: WSGIEnvironment, path: str, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Answer a request if it is one for a bin."""
        if not path.startswith(PATH):
            return None
        record = self._context.store.find("laml_bins", path.removeprefix(PATH))
        if record is None:
            return 404, [("Content-Type", "text/plain")], b"no such bin\n"
        self._count(record)
        given = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
        given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        text = _PARAMETER.sub(lambda found: escape(given.get(found[1], ""), _QUOTES), str(record["contents"]))
        return 200, [("Content-Type", "text/xml; charset=utf-8")], text.encode()

    def _count(self, record: Record) -> None:
        count = record.get("num_requests")
        record["num_requests"] = count + 1 if isinstance(count, int) else 1
        record["date_last_accessed"] = iso8601(self._context.world.now)
