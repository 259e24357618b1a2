"""The state that a URL carried, opened, with readers that say what was bound instead of what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, TypeVar, overload

from ..errors import StateError, StateMissing
from ..wire.message import Json
from ..wire.suggestions import NoSuchNameError, did_you_mean

T = TypeVar("T")

_MISSING: Final = object()
_WORDS: Final = {int: "a whole number", float: "a number", str: "a text", bool: "true or false", list: "a list"}
_Int = int
_Float = float
_Str = str
_Bool = bool
_List = list


class State(dict[_Str, Json]):
    """The values that `bind` put into the URL, by name; empty for a URL without state.

    `call.state["tries"]` is any JSON value; `call.state.int("tries")` is an int for type checkers too. Each reader
    takes a default for a name that is not there.
    """

    __slots__ = ()

    def __missing__(self, name: object) -> NoReturn:
        """Say what there is.

        Raises:
            StateMissing: Always; it is a KeyError too.
        """
        there = f"it has {', '.join(map(repr, self))}" if self else "it has none"
        near = did_you_mean(name, self) if isinstance(name, _Str) else ""
        raise StateMissing(f"the URL carries no state {name!r}{near}, {there}: bind it, or give a default")

    if not TYPE_CHECKING:  # type checkers know the methods, and shall refuse all else

        def __getattr__(self, name):
            if name[:1] == "_":
                raise AttributeError(name)
            raise NoSuchNameError(name, self, lambda: f"values of the state are items: write state[{name!r}]")

    @overload
    def int(self, name: _Str) -> _Int: ...
    @overload
    def int(self, name: _Str, default: T) -> _Int | T: ...
    def int(self, name: _Str, default: object = _MISSING) -> object:
        """A whole number.

        Raises:
            StateMissing: Nothing of that name was bound, and there is no default.
            StateError: It is something else.
        """
        return self._read(_Int, name, default)

    @overload
    def float(self, name: _Str) -> _Float: ...
    @overload
    def float(self, name: _Str, default: T) -> _Float | T: ...
    def float(self, name: _Str, default: object = _MISSING) -> object:
        """A number, as a float.

        Raises:
            StateError: As for `int`.
        """
        found = self._read(_Float, name, default)
        return _Float(found) if isinstance(found, _Int) and not isinstance(found, _Bool) else found

    @overload
    def str(self, name: _Str) -> _Str: ...
    @overload
    def str(self, name: _Str, default: T) -> _Str | T: ...
    def str(self, name: _Str, default: object = _MISSING) -> object:
        """A text.

        Raises:
            StateError: As for `int`.
        """
        return self._read(_Str, name, default)

    @overload
    def bool(self, name: _Str) -> _Bool: ...
    @overload
    def bool(self, name: _Str, default: T) -> _Bool | T: ...
    def bool(self, name: _Str, default: object = _MISSING) -> object:
        """True or false.

        Raises:
            StateError: As for `int`.
        """
        return self._read(_Bool, name, default)

    @overload
    def list(self, name: _Str) -> _List[Json]: ...
    @overload
    def list(self, name: _Str, default: T) -> _List[Json] | T: ...
    def list(self, name: _Str, default: object = _MISSING) -> object:
        """A list of JSON values.

        Raises:
            StateError: As for `int`.
        """
        return self._read(_List, name, default)

    def _read(self, kind: type, name: _Str, default: object) -> object:
        if name not in self and default is not _MISSING:
            return default
        found = self[name]
        fits = isinstance(found, (_Int, _Float) if kind is _Float else kind)
        if not fits or (isinstance(found, _Bool) and kind is not _Bool):
            raise StateError(f"the state {name!r} is of type {type(found).__name__}: expected {_WORDS[kind]}")
        return found
