"""The REST resource of bins, in SignalWire's paths and shapes. Pure: a request in, an answer out; knows no Flask.

Source: Compatibility REST API, Compatibility XML Bins; the reference of REST, error_body. What is added to it:
`If-Match`, the entity tag of a version, and `problems` in a refusal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

import laml

from ..errors import BinError, BinReadOnly, BinRefused
from .editing import BinEditor
from .records import API_VERSION, DEFAULT_CONTENTS, StoredBin

BASE: Final = f"/api/laml/{API_VERSION}/Accounts"
METHODS: Final = ("GET", "POST", "PUT", "DELETE")
MAX_BODY_BYTES: Final = 4 * laml.MAX_DOCUMENT_BYTES
"""A document of 64 kB with each of its characters escaped, and a name."""
DEFAULT_SIZE: Final = 50
LARGEST_SIZE: Final = 1_000
MORE_INFO: Final = "https://developer.signalwire.com/compatibility-api/reference/error-codes"
_BELOW: Final = re.compile(r"(?P<account>[^/]+)/LamlBins(?:/(?P<sid>.+?))?(?:\.json)?", re.IGNORECASE)
_VERSION: Final = re.compile(r'"([0-9]{1,9})"')
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SENTENCES: Final[Mapping[int, tuple[int, str]]] = {
    400: (10000, "The argument is not valid, or the object is in a state that forbids the change"),
    401: (20003, "Authentication failed"),
    403: (20003, "Authentication failed"),
    404: (20404, "The requested resource was not found"),
    405: (20004, "The method is not allowed"),
    409: (10000, "The argument is not valid, or the object is in a state that forbids the change"),
    411: (10000, "The body has no length"),
    412: (20409, "The object has been changed"),
    413: (20422, "The document is too large"),
    422: (20422, "The document is not valid XML"),
    503: (20503, "Temporarily unavailable"),
}
"""The codes and sentences of refusals, by status."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the API.

    Args:
        method: GET, HEAD, POST, PUT or DELETE; others are refused.
        account: The account in its path.
        sid: The bin in its path; empty for all of them.
        query: The raw query.
        body: The raw body: a form, or a JSON object.
        is_json: Which of both.
        if_match: The header of that name; empty if there is none.
    """

    method: str
    account: str
    sid: str
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)
    is_json: bool = False
    if_match: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API.

    Args:
        status: Its status.
        body: The object in it; None if there is none.
        etag: The entity tag of that bin; empty if it is none.
        allow: The methods that the path takes, of a 405.
    """

    status: int
    body: Mapping[str, object] | None = field(default=None, repr=False)
    etag: str = ""
    allow: Sequence[str] = ()

    @property
    def content(self) -> bytes:
        """What is sent."""
        return b"" if self.body is None else json.dumps(self.body).encode()

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Pairs of name and value; the length is left to the server."""
        return [
            *([] if self.body is None else [("Content-Type", "application/json")]),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            *([("WWW-Authenticate", 'Basic realm="bins"')] if self.status == 401 else []),
            *([("ETag", self.etag)] if self.etag else []),
            *([("Allow", ", ".join(self.allow))] if self.allow else []),
        ]


def place_of(below: str) -> tuple[str, str] | None:
    """The account and the SID in a path below the base; the SID is empty for all bins. None for another path."""
    found = _BELOW.fullmatch(below)
    return None if found is None else (found["account"], found["sid"] or "")


def answer(editor: BinEditor, asked: Asked, base: str = BASE) -> Answer:
    """Do what a request asks for.

    Args:
        editor: What edits the bins.
        asked: The request, authenticated.
        base: The path of the API, with what the app is mounted under.
    Raises:
        StoreAway: The store cannot be asked now.
    """
    if len(asked.body) > MAX_BODY_BYTES:
        return refusal(413)
    try:
        return _answer(editor, asked, base)
    except BinRefused as refused:
        names_only = all(problem.code == "bin-name" for problem in refused.problems)
        problems = [problem._asdict() for problem in refused.problems]
        return refusal(refused.status, str(refused), of_argument=names_only, problems=problems)
    except BinReadOnly as error:
        return refusal(404 if asked.method in ("GET", "HEAD") else error.status, str(error))
    except BinError as error:
        return refusal(error.status, str(error))
    except _Unreadable as error:
        return refusal(error.status, str(error), of_argument=True)


def _answer(editor: BinEditor, asked: Asked, base: str) -> Answer:
    if asked.method in ("GET", "HEAD"):
        return _one(200, asked, editor.fetch(asked.sid), base) if asked.sid else _page(editor, asked, base)
    version = _version(asked.if_match)
    if asked.method == "DELETE" and asked.sid:
        editor.delete(asked.sid, version=version)
        return Answer(204)
    if asked.method in ("POST", "PUT") and asked.sid:
        given = _given(asked)
        made = editor.update(asked.sid, name=given.get("Name"), contents=given.get("Contents"), version=version)
        return _one(200, asked, made, base)
    if asked.method == "POST":
        given = _given(asked)
        own = replace(editor, account=asked.account)
        return _one(201, asked, own.create(given.get("Name", ""), given.get("Contents", DEFAULT_CONTENTS)), base)
    return replace(refusal(405), allow=METHODS if asked.sid else ("GET", "POST"))


def _one(status: int, asked: Asked, found: StoredBin, base: str) -> Answer:
    return Answer(status, written(replace(found, account_sid=asked.account), base), found.etag)


def written(found: StoredBin, base: str = BASE) -> dict[str, object]:
    """A bin as the API writes it."""
    return {
        "sid": found.sid,
        "date_created": moment(found.date_created),
        "date_updated": moment(found.date_updated),
        "date_last_accessed": None if found.date_last_accessed is None else moment(found.date_last_accessed),
        "account_sid": found.account_sid,
        "name": found.name,
        "contents": found.contents,
        "request_url": found.request_url,
        "num_requests": found.num_requests,
        "api_version": found.api_version,
        "uri": base + found.uri.removeprefix(BASE),
    }


def moment(when: datetime) -> str:
    """A time as the API writes it: ISO 8601, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _page(editor: BinEditor, asked: Asked, base: str) -> Answer:
    """A page of the list. Its paging is under `meta`, whose key says faxes, as that of the provider does."""
    query = dict(parse_qsl(asked.query, keep_blank_values=True))
    name = query.get("Name", "")
    size, index = _number(query, "PageSize", DEFAULT_SIZE), _number(query, "Page", 0)
    if not 1 <= size <= LARGEST_SIZE:
        raise _Unreadable(422, f"PageSize: 1 to {LARGEST_SIZE}")
    found = editor.list(name, limit=size + 1, offset=size * index)

    def url(page: int) -> str:
        filters = [("Name", name)] if name else []
        return f"{base}/{asked.account}/LamlBins?" + urlencode([*filters, ("PageSize", size), ("Page", page)])

    meta = {
        "first_page_url": url(0),
        "key": "faxes",
        "next_page_url": url(index + 1) if len(found) > size else None,
        "page": index,
        "page_size": size,
        "previous_page_url": url(index - 1) if index else None,
        "url": url(index),
    }
    bins = [written(replace(one, account_sid=asked.account), base) for one in found[:size]]
    return Answer(200, {"meta": meta, "laml_bins": bins})


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    given = query.get(name)
    if given is None or given == "":
        return default
    if not _NUMBER.fullmatch(given):
        raise _Unreadable(422, f"{name} is no number")
    return int(given)


class _Unreadable(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _given(asked: Asked) -> Mapping[str, str]:
    """The parameters of a body.

    Raises:
        _Unreadable: It is not UTF-8, or no object of texts.
    """
    try:
        text = asked.body.decode()
        if asked.is_json:
            found = json.loads(text or "{}")
            if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
                raise _Unreadable(400, "the body is no object of texts")
            return {str(name): str(value) for name, value in found.items()}
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except (ValueError, RecursionError):
        raise _Unreadable(400, "the body cannot be read: a form of UTF-8 was expected") from None


def _version(if_match: str) -> int | None:
    """The version that a change is one of; one that there never is, if the header names no version."""
    if if_match.strip() in ("", "*"):
        return None
    found = _VERSION.fullmatch(if_match.strip())
    return 0 if found is None else int(found[1])


def refusal(
    status: int, message: str = "", *, of_argument: bool = False, problems: Sequence[Mapping[str, object]] = ()
) -> Answer:
    """An error in SignalWire's shape; of a 422 the code is a text.

    Args:
        status: Its status, which says code and sentence.
        message: More about it.
        of_argument: Whether an argument is refused that is no document.
        problems: What is wrong with the document.
    """
    number, sentence = _SENTENCES[400 if of_argument else status]
    body: dict[str, object] = {
        "code": str(number) if status == 422 else number,
        "message": f"{sentence}: {message}" if message else sentence,
        "more_info": MORE_INFO,
        "status": status,
    }
    return Answer(status, {**body, "problems": list(problems)} if problems else body)
