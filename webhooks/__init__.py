"""Webhooks in Flask: requests typed, signatures verified, documents answered. May import laml."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from .any_framework import read_request
from .bins.binding import BoundBin
from .bins.records import BinVersion, StoredBin
from .errors import (
    AnswerError,
    BinChanged,
    BinError,
    BinMissing,
    BinReadOnly,
    BinRefused,
    ConfigError,
    FormError,
    Refused,
    SignatureError,
    StateError,
    StateMissing,
    StateRefused,
    StoreError,
    TemplateError,
    UrlError,
    WebhookError,
)
from .requests import kinds
from .requests.kinds import *
from .requests.kinds import __all__ as __all__  # mypy has the names from here, Python and pyright from the end
from .requests.opened_state import State
from .signature import Key
from .store.records import StoredEvent, SubjectState
from .validator import AllMapping, MultiMapping, RequestValidator
from .wire.clock import Clock, SystemClock

if TYPE_CHECKING:
    from .app.answer_once import OnceStore, StoredAnswer
    from .app.background import Executor
    from .app.bins import Bin, Bins
    from .app.decorators import (
        AnyOptions,
        DocumentDecorator,
        DocumentOptions,
        EventDecorator,
        EventOptions,
        HandlerOptions,
        VoiceDecorator,
        VoiceOptions,
    )
    from .app.extension import Webhooks
    from .app.handler import Bound, Handler
    from .app.health import Health
    from .app.lookups import Subjects
    from .app.sessions import HasSession
    from .app.store import HasEngine
    from .app.sweep import ListedCalls, ListedMessages, Since, SweepClient, Swept
    from .app.tasks import CeleryTasks, HasTasks, Tasks
    from .app.testing import SigningClient
    from .app.working import run_event
    from .requests.swept import SweptRecord

__all__ = [
    "AllMapping",
    "AnswerError",
    "AnyOptions",
    "Bin",
    "BinChanged",
    "BinError",
    "BinMissing",
    "BinReadOnly",
    "BinRefused",
    "BinVersion",
    "Bins",
    "Bound",
    "BoundBin",
    "CeleryTasks",
    "Clock",
    "ConfigError",
    "DocumentDecorator",
    "DocumentOptions",
    "EventDecorator",
    "EventOptions",
    "Executor",
    "FormError",
    "Handler",
    "HandlerOptions",
    "HasEngine",
    "HasSession",
    "HasTasks",
    "Health",
    "Key",
    "ListedCalls",
    "ListedMessages",
    "MultiMapping",
    "OnceStore",
    "Refused",
    "RequestValidator",
    "SignatureError",
    "SigningClient",
    "Since",
    "State",
    "StateError",
    "StateMissing",
    "StateRefused",
    "StoreError",
    "StoredAnswer",
    "StoredBin",
    "StoredEvent",
    "SubjectState",
    "Subjects",
    "SweepClient",
    "Swept",
    "SweptRecord",
    "SystemClock",
    "Tasks",
    "TemplateError",
    "UrlError",
    "VoiceDecorator",
    "VoiceOptions",
    "WebhookError",
    "Webhooks",
    "read_request",
    "run_event",
]
__all__ += kinds.__all__


_IN_APP: Final = {
    "AnyOptions": "decorators",
    "Bin": "bins",
    "Bins": "bins",
    "Bound": "handler",
    "CeleryTasks": "tasks",
    "DocumentDecorator": "decorators",
    "DocumentOptions": "decorators",
    "EventDecorator": "decorators",
    "EventOptions": "decorators",
    "Executor": "background",
    "Handler": "handler",
    "HandlerOptions": "decorators",
    "HasEngine": "store",
    "HasSession": "sessions",
    "HasTasks": "tasks",
    "Health": "health",
    "ListedCalls": "sweep",
    "ListedMessages": "sweep",
    "OnceStore": "answer_once",
    "SigningClient": "testing",
    "Since": "sweep",
    "StoredAnswer": "answer_once",
    "Subjects": "lookups",
    "SweepClient": "sweep",
    "Swept": "sweep",
    "SweptRecord": "sweep",
    "Tasks": "tasks",
    "VoiceDecorator": "decorators",
    "VoiceOptions": "decorators",
    "Webhooks": "extension",
    "run_event": "working",
}
"""Names that are loaded when they are first asked for, by module of `webhooks.app`: all else works without Flask."""


def __getattr__(name: str) -> object:
    if name not in _IN_APP:
        raise AttributeError(f"module 'webhooks' has no attribute {name!r}")
    return getattr(import_module(f".app.{_IN_APP[name]}", __name__), name)
