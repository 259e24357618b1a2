"""LaML bins: documents hosted by the provider, with the request's parameters filled in by the code that apps host with.

Source: REST reference, resources.laml_bins; call semantics 12, templates.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from wsgiref.types import WSGIEnvironment

from webhooks.app.bin_hosting import FILLED
from webhooks.bins.template import Template, compile_template
from webhooks.bins.values import values_of
from webhooks.errors import FormError, TemplateError
from webhooks.wire.forms import parse_form

from ..context import Context
from ..records.dates import iso8601
from ..records.store import Record

PATH: Final = "/laml-bins/"
METHODS: Final = ("GET", "HEAD", "POST")


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
        if environ["REQUEST_METHOD"] not in METHODS:
            return 405, [("Allow", ", ".join(METHODS))], b""
        self._count(record)
        try:
            query, form = (parse_form(sent) for sent in (str(environ.get("QUERY_STRING", "")).encode("latin-1"), body))
            filled = _compiled(str(record["contents"])).fill(values_of(query, form))
        except FormError as error:
            return error.status, [("Content-Type", "text/plain")], f"{error.detail}\n".encode()
        except TemplateError as error:
            return 500, [("Content-Type", "text/plain")], f"{error}\n".encode()
        for problem in filled.problems:
            self._context.world.note(self._context.world.account.sid, "note", f"{path}: {problem.path} {problem.code}")
        return 200, list(FILLED), filled.xml

    def _count(self, record: Record) -> None:
        count = record.get("num_requests")
        record["num_requests"] = count + 1 if isinstance(count, int) else 1
        record["date_last_accessed"] = iso8601(self._context.world.now)


@lru_cache(maxsize=256)
def _compiled(contents: str) -> Template:
    return compile_template(contents, "laml")
