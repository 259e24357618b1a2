"""LaML bins: the resource and the documents, by the code with which apps keep and host theirs.

What is the emulator's own is around it: the clock, the account, the identifiers, and who may ask.
Source: REST reference, resources.laml_bins; call semantics 12, templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from wsgiref.types import WSGIEnvironment

from rest.resources.laml_bins import LAML_BINS
from webhooks.bins import api
from webhooks.bins.checks import check_contents
from webhooks.bins.editing import BinEditor
from webhooks.bins.hosting import METHODS, hosted, unsigned_pairs
from webhooks.bins.live import Live
from webhooks.bins.records import DEFAULT_CONTENTS
from webhooks.bins.stores import Requests
from webhooks.bins.template import compile_template
from webhooks.errors import BinError, FormError, TemplateError

from ..context import Answered, Context
from ..records.errors import ApiFault
from ..records.store import Record

PATH: Final = "/laml-bins/"
_PLAIN_TEXT: Final = [("Content-Type", "text/plain")]


class _WorldClock:
    """The engine's time, as bins ask for it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def now(self) -> datetime:
        """The engine's time, aware, in UTC."""
        return datetime.fromtimestamp(self._context.world.now, UTC)

    def monotonic(self) -> float:
        """Seconds of the engine's time."""
        return self._context.world.now


def editor(context: Context) -> BinEditor:
    """What makes and changes the bins."""
    return BinEditor(
        context.bins,
        _WorldClock(context),
        lambda text: check_contents(text, "laml"),
        lambda sid: f"{context.world.api_origin}{PATH}{sid}",
        context.world.account.sid,
        lambda: context.world.ids.sid(LAML_BINS.sid_prefix),
    )


def answer(context: Context, environ: WSGIEnvironment, path: Mapping[str, str], body: bytes) -> Answered:
    """Answer a request to the resource, which is authenticated.

    Args:
        context: Where the bins are.
        environ: The request.
        path: The variables of its path: the account and, for one bin, its SID.
        body: Its body.
    """
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0]
    asked = api.Asked(
        str(environ["REQUEST_METHOD"]),
        path["AccountSid"],
        path.get("Sid", ""),
        query=str(environ.get("QUERY_STRING", "")),
        body=body,
        is_json=kind.strip().lower() == "application/json",
        if_match=str(environ.get("HTTP_IF_MATCH", "")),
    )
    found = api.answer(editor(context), asked, f"{context.profile.rest_base}/Accounts")
    return found.status, list(found.headers), found.content


def seed(context: Context, row: Mapping[str, object]) -> None:
    """Make a bin of a row of a seed file: `name` and `contents`.

    Raises:
        ApiFault: There is no name, or the document has errors.
    """
    name, contents = row.get("name", ""), row.get("contents", DEFAULT_CONTENTS)
    if not isinstance(name, str) or not isinstance(contents, str):
        raise ApiFault(400, 10000, "name and contents are texts")
    try:
        editor(context).create(name, contents)
    except BinError as error:
        raise ApiFault(400, 10000, str(error)) from error


def records(context: Context) -> list[Record]:
    """All bins as the API writes them, in the order in which they were made."""
    return [api.written(found, f"{context.profile.rest_base}/Accounts") for found in reversed(editor(context).list())]


class BinServer:
    """Answers the URLs of bins, without authentication, as the provider does."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(self, environ: WSGIEnvironment, path: str, body: bytes) -> Answered | None:
        """Answer a request if it is one for a bin."""
        if not path.startswith(PATH):
            return None
        found = editor(self._context).find(path.removeprefix(PATH))
        if found is None:
            return 404, _PLAIN_TEXT, b"no such bin\n"
        if environ["REQUEST_METHOD"] not in METHODS:
            return 405, [("Allow", ", ".join(METHODS))], b""
        try:
            made = hosted(_live(found.contents), environ, lambda: unsigned_pairs(body, environ))
        except FormError as error:
            return error.status, _PLAIN_TEXT, f"{error.detail}\n".encode()
        except TemplateError as error:
            return 500, _PLAIN_TEXT, f"{error}\n".encode()
        for problem in made.problems:
            self._context.world.note(self._context.world.account.sid, "note", f"{path}: {problem.path} {problem.code}")
        self._context.bins.count({found.sid: Requests(1, _WorldClock(self._context).now())})
        return made.status, list(made.headers), made.body


@lru_cache(maxsize=256)
def _live(contents: str) -> Live:
    return Live(compile_template(contents, "laml"), public=True)
