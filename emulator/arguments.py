"""Checks what a test hands to a public method by the method's annotations, and suggests attributes that were meant.

One rule: a text is a `str` and a number no text, so that nothing is guessed. Knows no provider.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from laml.grammar.spelling import did_you_mean

from .engine.numbers import e164
from .errors import EmulatorError

T = TypeVar("T")
LONGEST_SHOWN: Final = 60
_NUMBER: Final = re.compile(r"\+[0-9]{1,15}|[0-9]{3,8}")
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+|[^@\s]+@[^@\s]+|/.+", re.DOTALL)
_SENDER: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 _&-]{1,11}")
WITHHELD: Final = frozenset({"anonymous", "private", "restricted", "unavailable", "unknown"})


@dataclass(frozen=True, slots=True)
class Fit:
    """What an argument has to be: in words, and a function that brings a value to its form or raises ValueError."""

    expected: str
    convert: Callable[[Any], object]


def _when(fits: Callable[[Any], bool]) -> Callable[[Any], object]:
    def convert(value: object) -> object:
        if not fits(value):
            raise ValueError
        return value

    return convert


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(value: object) -> object:
    found = value.total_seconds() if isinstance(value, timedelta) else value
    if not _is_number(found) or found < 0:  # type: ignore[operator] # a number, as was just seen
        raise ValueError
    return found


def _finite(value: object) -> object:
    found = _seconds(value)
    if found == math.inf:
        raise ValueError
    return found


def is_party(value: object) -> bool:
    """Whether something can be at one end of a call: a number, an address, or a caller who withholds the number."""
    if not isinstance(value, str):
        return False
    found = e164(value)
    return bool(_NUMBER.fullmatch(found) or _ADDRESS.fullmatch(found)) or found.lower() in WITHHELD


def method_of(value: object) -> str:
    """GET or POST, in any case of its letters.

    Raises:
        ValueError: It is another one, or no text.
    """
    if not isinstance(value, str) or value.upper() not in ("GET", "POST"):
        raise ValueError
    return value.upper()


def _texts(value: object) -> object:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError
    return tuple(value)


PARTY: Final = "a phone number such as '+15551230000', a SIP address, or one such as 'client:joey'"
Party: TypeAlias = Annotated[str, Fit(PARTY, _when(is_party))]
"""Who is at one end: a number, a SIP address, a client, or a caller who withholds the number (`anonymous`)."""
Sender: TypeAlias = Annotated[
    str,
    Fit(
        f"{PARTY}, or a sender's name of at most 11 characters",
        _when(lambda value: is_party(value) or (isinstance(value, str) and bool(_SENDER.fullmatch(value)))),
    ),
]
"""Who sends a message: also a name, as companies have."""
Seconds: TypeAlias = Annotated[float | timedelta, Fit("seconds, 0 or more, or a timedelta", _finite)]
"""A time that ends."""
Delay: TypeAlias = Annotated[float | timedelta, Fit("seconds, 0 or more, or a timedelta", _seconds)]
"""A time that may be without end, `float("inf")`."""
Count: TypeAlias = Annotated[int, Fit("a whole number, 1 or more", _when(lambda value: _is_whole(value) and value > 0))]
Size: TypeAlias = Annotated[int, Fit("a whole number, 0 or more", _when(lambda value: _is_whole(value) and value >= 0))]
Share: TypeAlias = Annotated[
    float, Fit("a share from 0 to 1", _when(lambda value: _is_number(value) and 0 <= value <= 1))
]

_PLAIN: Final[Mapping[object, Fit]] = {
    str: Fit("a text", _when(lambda value: isinstance(value, str))),
    int: Fit("a whole number", _when(_is_whole)),
    float: Fit("a number", _when(_is_number)),
    bool: Fit("True or False", _when(lambda value: isinstance(value, bool))),
    tuple[str, ...]: Fit("a tuple or list of texts", _texts),
}


def in_seconds(time: Seconds) -> float:
    """A time as seconds."""
    return time.total_seconds() if isinstance(time, timedelta) else time


def _fit(hint: Any) -> Fit | None:
    """What an annotation demands; None for one that the method itself has to look at."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return next((one for one in hint.__metadata__ if isinstance(one, Fit)), None)
    if origin in (Union, UnionType):
        return _optional(arguments)
    if origin is Literal:
        expected = f"one of {', '.join(map(str, arguments))}"
        return Fit(expected, _when(lambda value: isinstance(value, str) and value in arguments))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Fit("a mapping", _when(lambda value: isinstance(value, Mapping)))
    if not isinstance(hint, type) or hint is object:
        return None
    if getattr(hint, "_is_protocol", False):
        return Fit("a function", _when(callable)) if "__call__" in vars(hint) else None
    return Fit(f"an object of type {hint.__name__}", _when(lambda value: isinstance(value, hint)))


def _optional(arguments: tuple[Any, ...]) -> Fit | None:
    kinds = [one for one in arguments if one is not NoneType]
    found = _fit(kinds[0]) if len(kinds) == 1 else None
    if found is None or len(kinds) == len(arguments):
        return None
    convert = found.convert
    return Fit(f"{found.expected}, or None", lambda value: None if value is None else convert(value))


def _fitted(call: str, name: str, fit: Fit, value: object) -> object:
    __tracebackhide__ = True
    try:
        return fit.convert(value)
    except ValueError:
        pass
    shown = repr(value)
    shown = shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"
    like = f", such as {str(value)!r}" if fit.expected.startswith("a text") and _is_number(value) else ""
    given = f"{name}={shown}" if name else shown
    raise EmulatorError(f"{call}({given}): expected {fit.expected}{like}")


def checked(function: Callable[..., T], call: str = "") -> Callable[..., T]:
    """The function, whose arguments are looked at first; `call` is its name in errors.

    What Python itself refuses, such as an argument that is missing, stays Python's TypeError.
    """
    signature = inspect.signature(function)
    fits: dict[str, Fit] = {}
    asked, alone = [False], len(signature.parameters) == 2  # self and one more, which errors need not name

    @wraps(function)
    def look(*args: Any, **kwargs: Any) -> T:
        __tracebackhide__ = True
        if not asked[0]:  # at the first call: all modules have been imported by then
            hints = get_type_hints(function, include_extras=True)
            hints.pop("return", None)
            fits.update({name: found for name, hint in hints.items() if (found := _fit(hint)) is not None})
            asked[0] = True
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)
        for name, value in bound.arguments.items():
            if (fit := fits.get(name)) is None:
                continue
            said, kind = call or function.__name__, signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_POSITIONAL:
                bound.arguments[name] = tuple(_fitted(said, name, fit, one) for one in value)
            elif kind is inspect.Parameter.VAR_KEYWORD:
                bound.arguments[name] = {key: _fitted(said, key, fit, one) for key, one in value.items()}
            else:
                bound.arguments[name] = _fitted(said, "" if alone else name, fit, value)
        return function(*bound.args, **bound.kwargs)

    return look


def handle(cls: type[T]) -> type[T]:
    """Let the public methods of a class look at their arguments, and let misspelt attributes suggest the right one.

    Type checkers see the class as it is written.
    """
    made: dict[str, object] = {"__getattr__": _suggest}
    for name, member in vars(cls).items():
        if name.startswith("_"):
            continue
        if inspect.isfunction(member) and len(inspect.signature(member).parameters) > 1:
            made[name] = checked(member)
        elif isinstance(member, property) and member.fset is not None:
            made[name] = member.setter(checked(member.fset))
    for name, member in made.items():
        setattr(cls, name, member)
    return cls


def _suggest(self: object, name: str) -> object:
    """Called for an attribute that there is not, or whose property raised AttributeError."""
    kind = type(self)
    if hasattr(kind, name):
        return object.__getattribute__(self, name)  # raises again what the property raised
    message = f"{kind.__name__!r} object has no attribute {name!r}"
    hint = "" if name.startswith("_") else did_you_mean(name, [one for one in dir(self) if not one.startswith("_")])
    raise AttributeError(f"{message}: {hint}" if hint else message)
