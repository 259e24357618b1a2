"""The errors of this package, one tree; knows nothing else of it.

WebhookError
├── ConfigError        the application: a setting or a route is missing or wrong (`.setting`)
│   └── UrlError       the URL of a handler cannot be told (`.missing`)
├── Refused            the sender: the request is turned away (`.status`, `.reason`)
│   ├── SignatureError     not authentic
│   ├── FormError          cannot be read, or is over a limit
│   └── StateRefused       the state token in the URL is not ours, not for here, or too old
└── AnswerError        the handler: what it returned is no answer (`.route`)
"""

from __future__ import annotations

from .wire.message import Message


class WebhookError(Exception):
    """Any error of this package."""


class ConfigError(WebhookError):
    """A setting or a route is missing or wrong; raised at start-up."""

    def __init__(self, message: str, *, setting: str | None = None) -> None:
        super().__init__(message)
        self.setting = setting


class UrlError(ConfigError):
    """The URL of a handler was asked for, and something that it is made of is missing."""

    def __init__(self, message: str, *, missing: str) -> None:
        super().__init__(message, setting=missing)
        self.missing = missing


class Refused(WebhookError):
    """A request is turned away.

    Args:
        reason: A short code for the log, the same for every request of its sort: `signature`, `chunked`, …
        detail: What a developer reads in the log; never what was expected, never part of the answer.
        status: The HTTP status of the answer.
    """

    status = 400

    def __init__(self, reason: str, detail: str = "", *, status: int | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        if status is not None:
            self.status = status


class SignatureError(Refused):
    """The signature is missing, or is not the provider's for this URL and body.

    `.unmatched` is the request that no key fitted, for `explain`, which says in the log what may have gone wrong.
    """

    status = 403
    unmatched: Message | None = None


class FormError(Refused):
    """The request cannot be read, or is over a limit."""


class StateRefused(Refused):
    """The state in the URL was not signed here, belongs elsewhere, or is too old."""

    status = 403


class AnswerError(WebhookError):
    """A handler returned something that is no answer to its request."""

    def __init__(self, message: str, *, route: str) -> None:
        super().__init__(message)
        self.route = route
