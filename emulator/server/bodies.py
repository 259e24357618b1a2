"""The body of a request: whole, bounded, and what it says. Knows neither the API nor the phone."""

from __future__ import annotations

import json
import re
from typing import Final, cast
from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

LARGEST_BODY: Final = 1_048_576
MOST_FIELDS: Final = 1000
CHUNK: Final = 65_536
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_HALF: Final = re.compile("[\ud800-\udfff]")


class BodyRefused(Exception):
    """A body that cannot be used; `.status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read(environ: WSGIEnvironment) -> bytes:
    """Read the whole body of a request.

    Raises:
        BodyRefused: Its length is no number, it is longer than `LARGEST_BODY`, or it ends or pauses too early.
    """
    given = str(environ.get("CONTENT_LENGTH") or "0")
    if not _LENGTH.fullmatch(given):
        raise BodyRefused(400, "Content-Length is no number")
    length = int(given)
    if length > LARGEST_BODY:
        raise BodyRefused(413, f"the body is too large: at most {LARGEST_BODY} bytes")
    body = bytearray()
    try:
        while chunk := environ["wsgi.input"].read(min(CHUNK, length - len(body))):
            body += chunk
    except TimeoutError as error:
        raise BodyRefused(408, "the body did not come in time") from error
    if len(body) < length:
        raise BodyRefused(400, f"the body ended after {len(body)} bytes of {length}")
    return bytes(body)


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object that a body holds; empty for an empty body.

    Raises:
        BodyRefused: It holds something else, or text that is no Unicode.
    """
    try:
        found = json.loads(body or b"{}", parse_constant=_constant)
    except RecursionError as error:
        raise BodyRefused(400, "the body is nested too deeply") from error
    except ValueError as error:
        raise BodyRefused(400, f"the body is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BodyRefused(400, "the body is no JSON object")
    if _HALF.search(json.dumps(found, ensure_ascii=False)):
        raise BodyRefused(400, "the body holds half of a surrogate pair")
    return cast("dict[str, object]", found)


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no number")


def read_form(text: str) -> dict[str, list[str]]:
    """The fields of a form or a query.

    Raises:
        BodyRefused: There are more than `MOST_FIELDS`.
    """
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BodyRefused(400, f"more than {MOST_FIELDS} fields") from error
