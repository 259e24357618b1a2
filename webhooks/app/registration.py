"""What is refused where a handler is written: a function that cannot answer, a path that is taken. Knows no app."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Final, Union, get_args, get_origin, get_type_hints

from ..errors import ConfigError
from ..requests.base import WebhookRequest
from ..requests.kinds import FAMILIES, decorator_of
from ..wire import doctor
from ..wire.logs import line, log
from ..wire.suggestions import close_to, public_names
from .bins import ROUTE
from .handler import AnyHandler
from .parts import check_fallback

KEPT: Final[Mapping[str, str]] = {ROUTE: "hosted documents", doctor.PATH: "laml doctor"}
"""Where no handler may be, and what is there."""

_KINDS: Final = frozenset(kind for kind, _ in FAMILIES.values())
_OTHERWISE_CALLED: Final[Mapping[str, str]] = {
    "sms": "message",
    "mms": "message",
    "text": "message",
    "call": "voice",
    "answer": "voice",
    "dtmf": "gather",
    "digits": "gather",
    "voicemail": "record",
    "recording": "recording_status",
    "status": "call_status",
    "delivery": "message_status",
    "amd": "amd_status",
    "fallback": "voice_fallback",
}
"""What people call a kind of request, and its decorator."""
_OF_EVENTS: Final = ("later", "latest", "final", "formerly")


def _are_paths(given: object) -> bool:
    """Whether it is a path, or several."""
    paths = [given] if isinstance(given, str) else list(given) if isinstance(given, Collection) else [None]
    return all(isinstance(path, str) and path.startswith("/") for path in paths)


_VALUES: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "hold": (lambda given: given is None or isinstance(given, str), "what the caller hears meanwhile, as text"),
    "later": (
        lambda given: isinstance(given, bool) or (isinstance(given, timedelta) and given > timedelta()),
        "True, or how long it may take, timedelta(minutes=5)",
    ),
    "latest": (lambda given: isinstance(given, bool), "True or False"),
    "final": (lambda given: isinstance(given, bool), "True or False"),
    "formerly": (_are_paths, "the paths that the handler had before, such as ['/old']"),
}
"""What the value of an option may be, and in words."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_VARIABLE: Final = re.compile(r"<(?:([^:<>]+):)?[^:<>]+>")
_POSITIONAL: Final = frozenset(
    {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}
)


def decorator_name(kind: type[WebhookRequest]) -> str:
    """How a kind's decorator is written, `hooks.voice`; `hooks.route` for a kind of the user's own."""
    return f"hooks.{decorator_of(kind) or 'route'}"


def about_missing_name(cls: type, name: str) -> str:
    """What to say of a name that `Webhooks` does not have: the decorator that was meant, or all of them."""
    near = _OTHERWISE_CALLED.get(name.lower()) or close_to(name, public_names(cls))
    if near is None:
        return f"Webhooks has no {name!r}; its decorators are {', '.join(FAMILIES)}"
    return f"Webhooks has no {name!r} (did you mean {near!r}?)"


def check_path(path: object, kind: type[WebhookRequest]) -> str:
    """The path of a decorator.

    Raises:
        ConfigError: It is no path: the decorator was written without parentheses, the path does not begin with a slash,
            takes any path, or is kept for something else.
    """
    written = decorator_name(kind)
    if callable(path):
        name = getattr(path, "__name__", "answer")
        raise ConfigError(f'@{written} above {name} needs the path of its route: write @{written}("/{name}")')
    if not isinstance(path, str):
        raise ConfigError(f'@{written}({path!r}): expected the path of a route, such as @{written}("/answer")')
    if not path.startswith("/"):
        raise ConfigError(f"the route {path!r} does not begin with a slash")
    if "<path:" in path:
        raise ConfigError(f"the route {path!r} takes any path: a signed text could be read as another URL; name it")
    for start, what in KEPT.items():
        if path.startswith(start):
            raise ConfigError(f"the route {path!r} is kept for {what}: take a path outside {start}")
    return path


def check_options(given: Mapping[str, object], kind: type[WebhookRequest], path: str) -> None:
    """Refuse options that the decorator of a kind does not take.

    Raises:
        ConfigError: One is unknown, does nothing for what the kind is answered with, or has a value that cannot be.
    """
    known = {"name", "fallback", "hold", *_OF_EVENTS}
    for name in given:
        if name not in known:
            own = ("name", *_OF_EVENTS) if kind.answer == "event" else sorted(known.difference(_OF_EVENTS))
            raise ConfigError(f"{decorator_name(kind)}({path!r}) takes no {name!r}; its options are {', '.join(own)}")
    if "hold" in given and kind.answer != "voice":
        raise ConfigError(f"the route {path!r} answers no call: there is nobody to hold")
    of_events = [name for name in _OF_EVENTS if name in given]
    if of_events and kind.answer != "event":
        raise ConfigError(f"the route {path!r} receives no event, which is what {of_events[0]!r} is for")
    if "fallback" in given and kind.answer == "event":
        raise ConfigError(f"the route {path!r} answers an event, with a status and no document: it has no fallback")
    if "fallback" in given and kind.answer != "event":
        check_fallback(f"the route {path!r}: fallback=", given["fallback"], kind.answer)
    for name, (is_one, words) in _VALUES.items():
        if name in given and not is_one(given[name]):
            raise ConfigError(f"the route {path!r}: {name}={given[name]!r}: expected {words}")


def check_function(function: object, kind: type[WebhookRequest], path: str) -> None:
    """Refuse what cannot be called with a request.

    Raises:
        ConfigError: It is a class, a method, no function at all, takes no parameter, or is async in a Flask that cannot
            run it.
    """
    written = f'@{decorator_name(kind)}("{path}")'
    name = getattr(function, "__name__", type(function).__name__)
    if inspect.isclass(function):
        raise ConfigError(f"{written}: {name} is a class: decorate a function that takes {kind.__name__}")
    if isinstance(function, (staticmethod, classmethod)) or _in_class(function):
        raise ConfigError(
            f"{written}: {name} is a method: decorate a function outside the class, "
            f"or register the method of an object, {written[1:]}(thing.{name})"
        )
    if not callable(function):
        raise ConfigError(f"{written}: expected a function that takes {kind.__name__}, got {type(function).__name__}")
    _check_parameters(function, f"{written}: {name}", kind)
    _check_annotation(function, written, name, kind)
    if inspect.iscoroutinefunction(function) and importlib.util.find_spec("asgiref") is None:
        raise ConfigError(f"{written}: {name} is async: write it with def, or pip install 'flask[async]'")


def _in_class(function: object) -> bool:
    """Whether a function was written in the body of a class."""
    outer, _, _ = getattr(function, "__qualname__", "").rpartition(".")
    return inspect.isfunction(function) and bool(outer) and not outer.endswith("<locals>")


def _check_parameters(function: Callable[..., object], start: str, kind: type[WebhookRequest]) -> None:
    """Which variables of the path the function gets is not looked at: a hook of the app may add or remove some."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # a callable of C, which does not say what it takes
        return
    if not any(one.kind in _POSITIONAL for one in parameters):
        raise ConfigError(f"{start} takes no parameter: it gets the request, so write (call: {kind.__name__})")


def _check_annotation(function: Callable[..., object], written: str, name: str, kind: type[WebhookRequest]) -> None:
    """Tell of a first parameter that is annotated as requests of other kinds; what cannot be resolved is left alone.

    It is no error: such a function works as long as it reads what the two kinds share.
    """
    wanted = requests_in(function)
    if not wanted or any(issubclass(kind, each) for each in wanted):
        return
    fits = [f"@{decorator_name(each)}" for each in wanted if each in _KINDS]
    instead = f"take {' or '.join(fits)}, or write" if fits else "write"
    got = " | ".join(each.__name__ for each in wanted)
    told = f"{name} takes {got}, and gets {kind.__name__}: {instead} (call: {kind.__name__})"
    log.warning(line("webhook.annotation", decorator=written, problem=told))


def requests_in(function: Callable[..., object]) -> Sequence[type[WebhookRequest]]:
    """The request classes that a function's first parameter is annotated with.

    None where there is no annotation, it cannot be resolved, or it allows something that is no request.
    """
    try:
        first = next(iter(inspect.signature(function).parameters.values()))
        note = first.annotation
        if isinstance(note, str):
            plain = inspect.unwrap(function)
            plain = plain.func if isinstance(plain, partial) else plain
            space = getattr(plain, "__globals__", {})
            note = get_type_hints(SimpleNamespace(__annotations__={"first": note}), globalns=space).get("first")
    except Exception:  # whatever an annotation does that is evaluated: it is the user's, and no reason to fail
        return ()
    parts = get_args(note) if get_origin(note) in (Union, UnionType) else (note,)
    parts = tuple(part for part in parts if part is not type(None))
    classes = [part for part in parts if isinstance(part, type)]
    found = [part for part in classes if issubclass(part, WebhookRequest)]
    return found if first.kind in _POSITIONAL and len(found) == len(parts) else ()


def check_name(name: object, path: str) -> str:
    """The name of a handler, as its decorator gives it.

    Raises:
        ConfigError: It is no name that an endpoint can have.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(f"the route {path!r}: name={name!r} is no name: letters, digits, _ and dots between them")
    return name


def module_of(function: object) -> str:
    """The module that a function was written in; `__main__` counts as the name of its file."""
    module: str = getattr(function, "__module__", None) or type(function).__module__
    file = getattr(sys.modules.get(module), "__file__", None) if module == "__main__" else None
    return Path(file).stem if file else module


def check_free(new: AnyHandler, handlers: Iterable[AnyHandler]) -> None:
    """Refuse a handler whose path or identity another one has.

    Raises:
        ConfigError: With the place of the other one.
    """
    for other in handlers:
        if shape(other.path) == shape(new.path):
            raise ConfigError(
                f"the route {new.path!r} of {new.identity} is taken: {other.identity} ({_place(other)}) "
                f"answers {other.kind.__name__} there. A handler is registered once; a factory that makes "
                "its own handlers makes its own Webhooks too"
            )
        if other.identity == new.identity:
            raise ConfigError(
                f"two handlers are named {new.identity!r}: at {new.path!r}, and at {other.path!r} ({_place(other)}). "
                "Give one of them a name: name=…"
            )


def shape(path: str) -> str:
    """A path without the names of its variables, which do not tell two routes apart."""
    return _VARIABLE.sub(lambda found: f"<{found[1] or 'string'}>", path)


def _place(handler: AnyHandler) -> str:
    code = getattr(inspect.unwrap(handler.function), "__code__", None)
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}" if code else f"of {handler.module}"
