"""A handler: the user's function with its route and its URL, which it asks `Webhooks` for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar

from ..requests.base import WebhookRequest
from ..wire.state import check_state
from .documents import Fallback

if TYPE_CHECKING:
    from .extension import Webhooks

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")

_VARIABLES: Final = re.compile(r"<(?:[^:<>]+:)?([A-Za-z_][A-Za-z0-9_]*)>")


class Default:
    """Stands for a setting that was not given, where None means something."""

    def __repr__(self) -> str:
        """Show the word."""
        return "DEFAULT"


DEFAULT: Final = Default()


class Handler(Generic[R, P, D]):
    """A function that answers one route. Calling it calls the function, so that a test needs nothing else.

    Args:
        function: The user's own.
        kind: The dataclass of its request.
        path: The route, as Flask writes it.
        fallback: What is answered when the function fails; `DEFAULT` is the app's.
        hold: What a caller hears while the function runs in the background; None to run it at once.
        hooks: Where it is registered.
    """

    methods: tuple[str, ...] = ("POST", "GET")
    """The provider can be set to either."""

    def __init__(
        self,
        function: Callable[Concatenate[R, P], D],
        *,
        kind: type[R],
        path: str,
        hooks: Webhooks,
        fallback: Fallback | Default = DEFAULT,
        hold: str | None = None,
    ) -> None:
        self.function = function
        self.kind = kind
        self.path = path
        self.fallback = fallback
        self.hold = hold
        self.name: str = getattr(function, "__name__", type(function).__name__)
        self.is_async = iscoroutinefunction(function)
        self.variables: frozenset[str] = frozenset(_VARIABLES.findall(path))
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
        """The absolute URL: `LAML_PUBLIC_URL` and the route, in the current app or the only one there is.

        Raises:
            UrlError: There is no app, more than one, or the route has variables; `.missing` says what is.
        """
        return self._hooks.url_of(self)

    def bind(self, **state: object) -> Bound:
        """Give the URL something to carry: variables of the route by their names, all else as signed state.

        Args:
            state: Plain JSON values; the request that comes has them in `.state`.
        Returns:
            An object with `.url`. A URL that is asked for while a request is answered is bound to its call, or to its
            pair of numbers; another one to the route, and to the account if `LAML_ACCOUNT_SID` names one.
        Raises:
            ConfigError: A value is no plain JSON.
        """
        return Bound(self, state, self._hooks)

    def bind_once(self, **state: object) -> Bound:
        """As `bind`, for a URL that is answered once: when the same request comes again, it gets the same answer."""
        return Bound(self, state, self._hooks, once=True)


class Bound:
    """A handler's URL with something to carry; `.url` is made when it is asked for."""

    def __init__(
        self, handler: Handler[Any, Any, Any], state: Mapping[str, object], hooks: Webhooks, *, once: bool = False
    ) -> None:
        self.handler = handler
        self.values = {name: value for name, value in state.items() if name in handler.variables}
        self.state = check_state({name: value for name, value in state.items() if name not in handler.variables})
        self.once = once
        self._hooks = hooks

    def __repr__(self) -> str:
        """Show the handler and the names of the state, not its values."""
        return f"<Bound {self.handler.name} with {', '.join([*self.values, *self.state]) or 'nothing'}>"

    @property
    def url(self) -> str:
        """The absolute URL with its token.

        Raises:
            UrlError: As for a handler, or there is no secret to sign with, or the URL is too long.
        """
        return self._hooks.url_of(self.handler, self.values, self.state, once=self.once)
