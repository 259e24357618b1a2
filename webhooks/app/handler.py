"""A handler: the user's function with its route and its URL. Knows `Webhooks` as a protocol only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from inspect import iscoroutinefunction
from types import EllipsisType
from typing import Any, Concatenate, Final, Generic, ParamSpec, Protocol, TypeAlias, TypeVar

from ..errors import ConfigError
from ..requests.base import Answer, WebhookRequest
from ..requests.kinds import decorator_of
from ..wire.state import check_state
from ..wire.suggestions import close_to
from .documents import Fallback

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")

_VARIABLES: Final = re.compile(r"<(?:[^:<>]+:)?([A-Za-z_][A-Za-z0-9_]*)>")


def variables_of(path: str) -> frozenset[str]:
    """The names of the variables in a route."""
    return frozenset(_VARIABLES.findall(path))


class Hooks(Protocol):
    """What a handler asks of the `Webhooks` that it belongs to."""

    def url_of(
        self, handler: AnyHandler, values: Mapping[str, object], state: Mapping[str, object], *, once: bool
    ) -> str:
        """The absolute URL of a handler.

        Args:
            handler: The handler.
            values: The variables of its route.
            state: What the URL carries, signed; empty for a URL without a token.
            once: Whether the request to this URL is answered once.
        Raises:
            UrlError: There is no app, more than one, no secret, no value for a variable, or the URL is too long.
        """
        ...


class Handler(Generic[R, P, D]):
    """A function that answers one route. Calling it calls the function, so that a test needs nothing else.

    Args:
        function: The user's own.
        kind: The dataclass of its request.
        path: The route, as Flask writes it.
        fallback: The answer when the function fails: a document, or None for a 500; `...` takes the app's.
        hold: What a caller hears while the function runs in the background; None to run it at once.
        later: Whether an event is answered before the function runs; a span holds a lease instead of a transaction.
        latest: Whether events that come behind a later one are stored only.
        final: Whether the function is called for the event that ends its subject alone.
        formerly: Paths that the handler had before.
        hooks: The `Webhooks` that it is registered with.
        name: Its name in endpoints; that of the function unless given.
        module: The module that it was written in.

    Attributes:
        identity: What tells it from all other handlers: the name that was given, or module and name of the function.
    """

    methods: tuple[str, ...] = ("POST", "GET")
    """The provider can be set to either."""

    def __init__(
        self,
        function: Callable[Concatenate[R, P], D],
        *,
        kind: type[R],
        path: str,
        hooks: Hooks,
        fallback: Fallback | EllipsisType = ...,
        hold: str | None = None,
        later: bool | timedelta = False,
        latest: bool = False,
        final: bool = False,
        formerly: Sequence[str] = (),
        name: str | None = None,
        module: str = "",
    ) -> None:
        self.function = function
        self.kind = kind
        self.path = path
        self.fallback = fallback
        self.hold = hold
        self.later = later
        self.latest = latest
        self.final = final
        self.formerly = (formerly,) if isinstance(formerly, str) else tuple(formerly)
        self.name = name or str(getattr(function, "__name__", type(function).__name__))
        self.module = module or str(function.__module__)
        self.identity = name or f"{self.module}.{self.name}"
        self.is_async = iscoroutinefunction(function)
        self.variables: frozenset[str] = variables_of(path)
        self.__name__ = self.name
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__wrapped__ = function
        self._hooks = hooks

    def __call__(self, request: R, *args: P.args, **kwargs: P.kwargs) -> D:
        """Call the function."""
        return self.function(request, *args, **kwargs)

    def __repr__(self) -> str:
        """Show name, kind and route."""
        return f"<Handler {self.name} of {self.kind.__name__} at {self.path}>"

    @property
    def url(self) -> str:
        """The absolute URL: `LAML_PUBLIC_URL` and the route, in the current app or the only one.

        Raises:
            UrlError: There is no app, more than one, or the route has variables; `.missing` names what is missing.
        """
        return self._hooks.url_of(self, {}, {}, once=False)

    @property
    def answers(self) -> Answer:
        """What its requests are answered with: a `voice`, `messaging` or `fax` document, or nothing, to an `event`.

        `laml` and `rest` ask for it: they refuse a handler of events as `action=` or `url=`, and one that returns a
        document as `status_callback=`.
        """
        return self.kind.answer

    @property
    def event(self) -> str:
        """The events that it is told of, by the name of their decorator, such as `call_status`.

        Empty for a handler that returns a document, and for a kind of the user's own. `laml` and `rest` refuse a
        handler of one sort of events where the provider sends another.
        """
        return decorator_of(self.kind) if self.answers == "event" else ""

    def bind(self, **state: object) -> Bound:
        """The URL with values in it: variables of the route by their names, all others as signed state.

        Args:
            state: Plain JSON values; the request to that URL has them in `.state`.
        Returns:
            An object with `.url`. A URL that is made while a request is answered is bound to the call or the pair of
            numbers of that request; any other to the route, and to the account if the settings name one.
        Raises:
            ConfigError: A value is no plain JSON.
        """
        return Bound(self, state, self._hooks)

    def bind_once(self, **state: object) -> Bound:
        """As `bind`, for a URL that is answered once: the same request again gets the same answer.

        Raises:
            ConfigError: The handler has `hold=`: the URLs that a held caller polls are no answer to keep.
        """
        if self.hold is not None:
            raise ConfigError(
                f"bind_once of {self.name}: its callers hold (hold=…), so it has no single answer that could be kept; "
                "use bind, or register the handler without hold"
            )
        return Bound(self, state, self._hooks, once=True)


AnyHandler: TypeAlias = Handler[Any, Any, Any]


def variables_wrong(handler: AnyHandler, values: Mapping[str, object], state: Mapping[str, object]) -> str:
    """Why no URL of a handler can be made of these values for its variables.

    Args:
        handler: The handler.
        values: The values for its variables.
        state: The other values, among which may be a misspelt one.
    """
    missing = sorted(handler.variables - values.keys())
    if not missing:
        given = ", ".join(f"{name}={value!r}"[:80] for name, value in values.items())
        return f"the route {handler.path} of {handler.name} does not take {given}"
    meant = next(((given, near) for given in state if (near := close_to(given, missing))), None)
    instead = f", and {meant[0]!r} is none of them (did you mean {meant[1]!r}?)" if meant else ""
    call = f"{handler.name}.bind({', '.join(f'{name}=…' for name in missing)})"
    return f"the route {handler.path} of {handler.name} has variables{instead}: give them, {call}"


class Bound:
    """A handler's URL with values in it; `.url` is made anew each time."""

    def __init__(self, handler: AnyHandler, state: Mapping[str, object], hooks: Hooks, *, once: bool = False) -> None:
        self.handler = handler
        self.values = {name: value for name, value in state.items() if name in handler.variables}
        self.state = check_state({name: value for name, value in state.items() if name not in handler.variables})
        self.once = once
        self._hooks = hooks

    def __repr__(self) -> str:
        """Show the handler and the names of the state, not its values."""
        return f"<Bound {self.handler.name} with {', '.join([*self.values, *self.state]) or 'nothing'}>"

    @property
    def answers(self) -> Answer:
        """What its requests are answered with, as of the handler."""
        return self.handler.answers

    @property
    def event(self) -> str:
        """The events that the handler is told of, as of the handler."""
        return self.handler.event

    @property
    def url(self) -> str:
        """The absolute URL with its token.

        Raises:
            UrlError: As for a handler, or there is no secret to sign with, or the URL is too long.
        """
        return self._hooks.url_of(self.handler, self.values, self.state, once=self.once)
