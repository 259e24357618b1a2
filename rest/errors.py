"""Everything that can go wrong with a request to the provider; knows no HTTP library.

RestError
├── ConfigError          credentials, provider or address are missing or contradict each other
├── ParameterError       a parameter or path part is unknown, missing or not of its kind; nothing was sent
├── NotOffered           the provider of this client has no such resource, operation or parameter
├── NotFetched           an attribute of something that was only addressed, not fetched
├── PagingError          a page points where paging must not go
│   ├── PagingLoop       pages point at each other
│   └── ForeignPage      the next page lies at another origin
├── TransportError       no usable answer came; sending again is safe (see OutcomeUnknown)
│   ├── ConnectFailed    no connection was made
│   ├── TlsFailed        the server's certificate or TLS version was refused
│   ├── TimedOut         a deadline passed
│   ├── ConnectionLost   the connection ended before the answer
│   ├── Truncated        the answer ended early
│   ├── ResponseTooLarge the answer exceeds the limit
│   └── BadResponse      the answer is not what the protocol or the API allows
│       └── Redirected   the server sent us elsewhere; never followed
├── OutcomeUnknown       a request with an effect was sent and its answer was lost
└── ApiError             the provider answered with an error
    ├── AuthenticationError   401, 403
    ├── NotFound              404
    ├── RateLimited           429
    ├── ServerError           5xx
    └── InvalidRequest        any other 4xx
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NUMBER: Final = re.compile(r"\+?\d[\d\-() ]{5,}\d")


def masked(text: str) -> str:
    """The text with everything that looks like a phone number taken out, for messages and logs."""
    return _NUMBER.sub("[number]", text)


class RestError(Exception):
    """Root of every error of this package."""


class ConfigError(RestError, ValueError):
    """Credentials, provider or address are missing or contradict each other."""


class ParameterError(RestError, ValueError):
    """A parameter or a part of a path was refused before anything was sent; `.parameter` names it."""

    def __init__(self, message: str, parameter: str = "") -> None:
        super().__init__(message, parameter)
        self.parameter = parameter

    def __str__(self) -> str:
        return str(self.args[0])


class NotOffered(RestError):
    """The provider of this client has no such thing; `.thing` and `.provider` say what and who."""

    def __init__(self, message: str, thing: str = "", provider: str = "") -> None:
        super().__init__(message, thing, provider)
        self.thing = thing
        self.provider = provider

    def __str__(self) -> str:
        return str(self.args[0])


class NotFetched(RestError, AttributeError):
    """An attribute was read from something that was only addressed; call `.fetch()` first."""


class PagingError(RestError):
    """A page points where paging must not go."""


class PagingLoop(PagingError):
    """A page points back to one that was already read."""


class ForeignPage(PagingError):
    """The next page lies at another origin than the one this client talks to."""


class TransportError(RestError):
    """No usable answer came. Raised only where a second request cannot double an effect.

    Attributes:
        method: HTTP method.
        path: Path of the request, without its query.
        reason: What happened, in the words of the layer below, without secrets.
        body_start: The first 200 bytes of a body that could not be used, escaped; empty where there was none.
    """

    def __init__(self, message: str, method: str = "", path: str = "", reason: str = "", body_start: str = "") -> None:
        super().__init__(message, method, path, reason, body_start)
        self.method = method
        self.path = path
        self.reason = reason
        self.body_start = body_start

    def __str__(self) -> str:
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.args[0]}>"


class ConnectFailed(TransportError):
    """No connection was made: refused, no route, or no such host."""


class TlsFailed(TransportError):
    """The server's certificate or TLS version was refused."""


class TimedOut(TransportError):
    """A deadline passed: for the next bytes, or for the whole request."""


class ConnectionLost(TransportError):
    """The connection ended before an answer came."""


class Truncated(TransportError):
    """The answer ended before its announced end."""


class ResponseTooLarge(TransportError):
    """The answer, unpacked, exceeds the limit."""


class BadResponse(TransportError):
    """The answer is not what the protocol or the API allows."""


class Redirected(BadResponse):
    """The server sent us elsewhere. Redirects are never followed."""


class OutcomeUnknown(RestError):
    """A request with an effect was sent and its answer was lost: it may have happened or not.

    Look before you send it again, or pass `reconcile=True` to `create`, which looks for you.

    Attributes:
        method: HTTP method.
        path: Path of the request, without its query.
        failure: The transport's failure that hid the answer.
    """

    def __init__(self, message: str, method: str = "", path: str = "", failure: TransportError | None = None) -> None:
        super().__init__(message, method, path, failure)
        self.method = method
        self.path = path
        self.failure = failure

    def __str__(self) -> str:
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.args[0]}>"


class ApiError(RestError):
    """The provider answered with an error.

    Attributes:
        status: HTTP status.
        code: The provider's own code, such as 21211, or None.
        message: The provider's sentence as it came; `str(error)` shows it with phone numbers taken out.
        more_info: Link to the provider's page about the code, or None.
        method: HTTP method.
        uri: Path of the request, without its query.
        details: What else the error body said.
        request_id: The provider's name for the request, from its headers, or None.
    """

    def __init__(
        self,
        status: int,
        *,
        code: int | None = None,
        message: str = "",
        more_info: str | None = None,
        method: str = "",
        uri: str = "",
        details: Mapping[str, object] | None = None,
        request_id: str | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(status)
        self.status = status
        self.code = code
        self.message = message
        self.more_info = more_info
        self.method = method
        self.uri = uri
        self.details: Mapping[str, object] = details or {}
        self.request_id = request_id
        self.hint = hint

    def __str__(self) -> str:
        code = f", code {self.code}" if self.code is not None else ""
        parts = [f"{self.method} {self.uri} got {self.status}{code}: {masked(self.message) or 'no message'}"]
        parts += [text for text in (self.hint, f"see {self.more_info}" if self.more_info else "") if text]
        return "; ".join(parts)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class AuthenticationError(ApiError):
    """401 or 403: the credentials were refused, or lack a scope."""


class NotFound(ApiError):
    """404: no such thing, or not in this account."""


class InvalidRequest(ApiError):
    """The provider refused the request as it stands: 400, 409, 422 and the like."""


class RateLimited(ApiError):
    """429 for longer than this client may wait; `.retry_after` holds the seconds the provider asked for, or None."""

    retry_after: float | None = None


class ServerError(ApiError):
    """5xx: the provider failed."""
