"""Turns an answer into a JSON object or an error. The only module that decides what a status means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from ..errors import (
    ApiError,
    AuthenticationError,
    BadResponse,
    InvalidRequest,
    NotFound,
    OptedOut,
    OutcomeUnknown,
    RateLimited,
    Redirected,
    ServerError,
    TransportError,
)
from ..table.values import Json
from .bounded_json import read_json
from .error_bodies import complaint_of
from .exchange import HttpAnswer, HttpRequest
from .retries import asked_wait

E = TypeVar("E", bound=TransportError | ApiError)
BODY_START: Final = 200
OPTED_OUT: Final = 21610
REQUEST_TIMEOUT: Final = 408
"""A gateway's word that it waited too long, for a request that it may have passed on."""
_HINTS: Final[Mapping[int, str]] = {
    401: "check the account or project ID and that its token is not revoked",
    403: "check that the token has the scope for this",
}
_REQUEST_ID: Final = ("twilio-request-id", "x-request-id")
_KNOWN: Final = frozenset({"status", "code", "message", "more_info"})


def decode(request: HttpRequest, answer: HttpAnswer) -> dict[str, Json]:
    """Read an answer.

    Args:
        request: The request that was sent.
        answer: Its answer.

    Returns:
        The JSON object of the answer; empty for 204 and for a deletion.

    Raises:
        ApiError: The provider answered with an error.
        Redirected: The server redirects.
        BadResponse: A successful answer cannot be read.
        OutcomeUnknown: In place of these, if the request has an effect and the answer does not tell whether it
            happened: it cannot be read, redirects, or is 408 or 5xx.
    """
    status = answer.status
    if 200 <= status < 300 or status == request.answered:
        if status == 204 or request.method == "DELETE":
            return {}
        return _object(request, answer)
    if status == 404 and request.method == "DELETE" and answer.tries > 1:
        return {}  # the first attempt deleted it and its answer was lost
    if 300 <= status < 400:
        what = f"{request.method} {request.path} got {status}: redirects are not followed; check the base URL"
        raise settled(request, Redirected(what, request.method, request.path), status)
    error = _error(request, answer)
    raise settled(request, error, status) if status == REQUEST_TIMEOUT or status >= 500 else error


def settled(request: HttpRequest, failure: E, status: int | None = None) -> E | OutcomeUnknown:
    """The failure itself, or `OutcomeUnknown` if the request may have had its effect all the same.

    Args:
        request: What was sent.
        failure: What became of it, as seen from here.
        status: HTTP status of the answer, if one came.
    """
    if request.safe:
        return failure
    words = f"{failure}; it may have happened: look before sending it again"
    return OutcomeUnknown(words, request.method, request.path, failure, status)


def _object(request: HttpRequest, answer: HttpAnswer) -> dict[str, Json]:
    try:
        found = read_json(answer.body)
        problem = f"expected a JSON object, got {type(found).__name__}"
    except ValueError as refused:
        found, problem = None, str(refused)  # raised below, outside this block, because this error contains the body
    if not isinstance(found, dict):
        raise _unreadable(request, answer, problem)
    return found


def _unreadable(request: HttpRequest, answer: HttpAnswer, problem: str) -> BadResponse | OutcomeUnknown:
    # The start of the body may come from another server, so it is escaped; only a caller who asks for it can log it.
    start = answer.body[:BODY_START].decode("utf-8", "replace").encode("unicode_escape").decode("ascii")
    what = f"{request.method} {request.path} got {answer.status}, but its body cannot be read: {problem}"
    return settled(request, BadResponse(what, request.method, request.path, problem, start), answer.status)


def _error(request: HttpRequest, answer: HttpAnswer) -> ApiError:
    """The error for a status of 4xx or 5xx, from whatever body came with it."""
    try:
        found = read_json(answer.body)
    except ValueError:
        found = None
    payload = found if isinstance(found, dict) else {}
    said, status = complaint_of(payload), answer.status
    error = _class(status, said.code)(
        status,
        code=said.code,
        message=said.message,
        more_info=said.more_info,
        method=request.method,
        uri=request.path,
        details={
            key: value for key, value in payload.items() if key not in _KNOWN or (key == "code" and said.code is None)
        },
        request_id=next((answer.headers[name] for name in _REQUEST_ID if name in answer.headers), None),
        hint="; ".join([*said.about, *([_HINTS[status]] if status in _HINTS else [])]),
    )
    if isinstance(error, RateLimited):
        error.retry_after = asked_wait(answer.headers)
    return error


def _class(status: int, code: int | None) -> type[ApiError]:
    if status in (401, 403):
        return AuthenticationError
    if status == 404:
        return NotFound
    if status == 429:
        return RateLimited
    if status >= 500:
        return ServerError
    return OptedOut if code == OPTED_OUT else InvalidRequest
