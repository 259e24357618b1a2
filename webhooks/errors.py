"""The errors of this package, one tree.

WebhookError
├── ConfigError        the application: a setting or a route is missing or wrong (`.setting`)
│   └── UrlError       the URL of a handler cannot be made (`.missing`)
├── Refused            the sender: the request is refused (`.status`, `.reason`)
│   ├── SignatureError     it is not authentic
│   ├── FormError          it cannot be read, or is over a limit
│   └── StateRefused       the state token in its URL is forged, of another route or call, or too old
├── AnswerError        the handler: it returned something that is no answer (`.route`)
├── StateError         the handler: it asked for state that its URL does not carry
│   └── StateMissing       nothing of that name was bound; also a KeyError
├── TemplateError      a bin: its contents are no document or template, or filling it in gives too much (`.problems`)
├── StoreError         the handler: it asked the store for something that it does not have, or may not do
└── BinError           who edits a bin: what was asked of it cannot be
    ├── BinRefused         its document or its name is wrong (`.problems`)
    ├── BinChanged         somebody has changed it meanwhile (`.version`)
    └── BinMissing         there is none, or no such version; also a KeyError
        └── BinReadOnly    it is of a file or of Python, and is changed there
"""

from __future__ import annotations

from collections.abc import Sequence

from laml import Problem

from .wire.message import Message


class WebhookError(Exception):
    """Any error of this package."""


class ConfigError(WebhookError):
    """A setting or a route is missing or wrong; raised at start-up. `.setting` names the setting, if it is one."""

    def __init__(self, message: str, *, setting: str | None = None) -> None:
        super().__init__(message)
        self.setting = setting


class UrlError(ConfigError):
    """The URL of a handler cannot be made, because the part that `.missing` names is missing."""

    def __init__(self, message: str, *, missing: str) -> None:
        super().__init__(message, setting=missing)
        self.missing = missing


class Refused(WebhookError):
    """A request is refused.

    Args:
        reason: A short code for the log, the same for all requests of its sort: `signature`, `chunked`, …
        detail: A sentence for the log; it never shows the expected value, and is never part of the answer.
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

    `.unmatched` is the request that matched no key; `refusal_hints` finds the setting that may be wrong.
    """

    status = 403
    unmatched: Message | None = None


class FormError(Refused):
    """The request cannot be read, or is over a limit."""


class StateRefused(Refused):
    """The state in the URL was not signed here, belongs to another route, account or call, or is too old."""

    status = 403


class AnswerError(WebhookError):
    """A handler returned something that is no answer to its request."""

    def __init__(self, message: str, *, route: str) -> None:
        super().__init__(message)
        self.route = route


class StateError(WebhookError):
    """A handler asked for a value of the state in its URL that is not there, or is of another type."""


class StateMissing(StateError, KeyError):
    """A handler asked for a value of the state in its URL that was not bound."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would quote it


class StoreError(WebhookError):
    """A handler asked the store for something that it does not have, or may not do."""


class TemplateError(WebhookError):
    """The contents of a bin are no document, or no template that we fill in; or what is filled in is over a limit.

    Args:
        problems: What is wrong, each with line and column where they are known; all of them are errors.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[TemplateError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BinError(WebhookError):
    """What was asked of a bin cannot be. `.status` is the HTTP status that says so."""

    status = 400


class BinRefused(BinError):
    """A bin is not saved, and what it was before stays live.

    Attributes:
        problems: All that is wrong with it, each with its line and column where it has one.
        status: 413 if it is too large, 400 if it is no text of XML that is read at all, else 422.
    """

    status = 422

    def __init__(self, problems: Sequence[Problem], *, status: int = 422) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
        self.status = status


class BinChanged(BinError):
    """A bin is not saved, since somebody else has saved it meanwhile. `.version` is the version that it has now."""

    status = 412

    def __init__(self, version: int) -> None:
        super().__init__(f"the bin was changed meanwhile: it is of version {version} now; look at it, and save again")
        self.version = version


class BinMissing(BinError, KeyError):
    """There is no such bin, or it has no such version."""

    status = 404

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""  # a KeyError would quote it


class BinReadOnly(BinMissing):
    """The store has no such bin, but a file or Python has: it is changed there."""

    status = 409
