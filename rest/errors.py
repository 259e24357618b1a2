"""The errors of this package. Knows no HTTP library.

RestError
├── ConfigError          credentials, provider or address are missing or contradict each other
├── ParameterError       a parameter or path part is unknown, missing or of a wrong type; nothing was sent
├── NotOffered           the provider of this client has no such resource, operation or parameter
├── SendRefused          a test, or another setting of the process, keeps all requests on this machine; nothing was sent
├── NotFetched           an attribute was read of a record that was only addressed, not fetched
├── PagingError          the address of the next page is refused
│   ├── PagingLoop       the next page was read before
│   └── ForeignPage      the next page is at another origin
├── TransportError       no usable answer came; sending again is safe (else: OutcomeUnknown)
│   ├── ConnectFailed    no connection was made
│   ├── TlsFailed        the server's certificate or TLS version was refused
│   ├── TimedOut         a deadline passed
│   ├── ConnectionLost   the connection ended before the answer
│   ├── Truncated        the answer ended early
│   ├── ResponseTooLarge the answer exceeds the limit
│   └── BadResponse      the answer is not what the protocol or the API allows
│       └── Redirected   the server redirects, which is never followed
├── OutcomeUnknown       a request with an effect was sent; its answer was lost, or was 408, 5xx or a redirect
└── ApiError             the provider answered with an error
    ├── AuthenticationError   401, 403
    ├── NotFound              404
    ├── RateLimited           429
    ├── ServerError           5xx, to a request that can be sent again
    └── InvalidRequest        any other 4xx
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NUMBER: Final = re.compile(
    r"(?P<kept>\b[A-Z]{2}[0-9a-fA-F]{32}\b"  # an SID, which stands in the path of the same message
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
    r"|\b(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?(?![\d-]))"  # a day, or a time
    r"|\+?\d[\d\-() ]{5,}\d"
)


def masked(text: str) -> str:
    """The text without anything that looks like a phone number, for messages and logs. SIDs and dates stay."""
    return _NUMBER.sub(lambda found: found["kept"] or "[number]", text)


class RestError(Exception):
    """Root of every error of this package."""


class ConfigError(RestError, ValueError):
    """Credentials, provider or address are missing or contradict each other."""


class SendRefused(RestError):
    """Nothing may be sent beyond this machine; nothing was."""


class ParameterError(RestError, ValueError):
    """A parameter or a part of a path was refused before anything was sent; `.parameter` names it."""

    def __init__(self, message: str, parameter: str = "") -> None:
        super().__init__(message, parameter)
        self.parameter = parameter

    def __str__(self) -> str:
        return str(self.args[0])


class NotOffered(RestError):
    """This provider has no such resource, operation or parameter; `.thing` and `.provider` name both."""

    def __init__(self, message: str, thing: str = "", provider: str = "") -> None:
        super().__init__(message, thing, provider)
        self.thing = thing
        self.provider = provider

    def __str__(self) -> str:
        return str(self.args[0])


class NotFetched(RestError, AttributeError):
    """An attribute was read of a record that was only addressed; call `.fetch()` first."""


class PagingError(RestError):
    """The address of the next page is refused."""


class PagingLoop(PagingError):
    """The next page was read before."""


class ForeignPage(PagingError):
    """The next page is at another origin than this client's."""


class TransportError(RestError):
    """No usable answer came. Raised only if sending again cannot double an effect.

    Attributes:
        method: HTTP method.
        path: Path of the request, without its query.
        reason: The errors of the libraries below, by name, without secrets.
        body_start: The first 200 bytes of a body that could not be read, escaped; else empty.
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
    """The server redirects, which is never followed."""


class OutcomeUnknown(RestError):
    """A request with an effect was sent, and nobody answered who knows whether it happened.

    The answer was lost, or it is one that also a gateway between the provider and this client gives: 408, 5xx or a
    redirect. Look for the result before you send it again, or pass `reconcile=True` to `create`, which does that.

    Attributes:
        method: HTTP method.
        path: Path of the request, without its query.
        failure: The error that it would have been if the request had no effect.
        status: HTTP status of the answer, or None if none came.
        code: The provider's own code, or None.
    """

    def __init__(
        self,
        message: str,
        method: str = "",
        path: str = "",
        failure: TransportError | ApiError | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, method, path, failure, status)
        self.method = method
        self.path = path
        self.failure = failure
        self.status = status
        self.code = failure.code if isinstance(failure, ApiError) else None

    def __str__(self) -> str:
        return str(self.args[0])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.args[0]}>"


class ApiError(RestError):
    """The provider answered with an error.

    Attributes:
        status: HTTP status.
        code: The provider's own code, such as 21211, or None; one that is a word is in `details`.
        message: The provider's message as it came; `str(error)` shows it without phone numbers, and with the parameter
            that is meant and further messages, if the answer has them.
        more_info: Link to the provider's page about the code, or None.
        method: HTTP method.
        uri: Path of the request, without its query.
        details: The other keys of the error body, and a `code` that is no number.
        request_id: The provider's identifier of the request, from its headers, or None.
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
    """404: there is no such resource, or not in this account."""


class InvalidRequest(ApiError):
    """The provider refused the request: 400, 409, 422 and other 4xx."""


class OptedOut(InvalidRequest):
    """The recipient has sent STOP: nothing may be sent to this number before it sends START. Source: error 21610."""


class RateLimited(ApiError):
    """429 for longer than this client may wait; `.retry_after` is the wait that the provider asked for, or None."""

    retry_after: float | None = None


class ServerError(ApiError):
    """5xx to a GET or DELETE: the provider failed. To any other request it is `OutcomeUnknown`."""
