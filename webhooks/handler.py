"""A handler: the user's function with its route and its URL, which it asks `Webhooks` for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, Final, Generic, ParamSpec, TypeVar

from .answers import Fallback
from .requests.base import WebhookRequest

if TYPE_CHECKING:
    from .extension import Webhooks

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")


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
        methods: Those that the provider can be set to.
        fallback: What is answered when the function fails; `DEFAULT` is the app's.
        hooks: Where it is registered.
    """

    def __init__(
        self,
        function: Callable[Concatenate[R, P], D],
        *,
        kind: type[R],
        path: str,
        methods: tuple[str, ...],
        fallback: Fallback | Default,
        hooks: Webhooks,
    ) -> None:
        self.function = function
        self.kind = kind
        self.path = path
        self.methods = methods
        self.fallback = fallback
        self.name: str = getattr(function, "__name__", type(function).__name__)
        self.__name__ = self.name
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__wrapped__ = function
        self._hooks = hooks

    def __call__(self, request: R, *args: P.args, **kwargs: P.kwargs) -> D:
        """Call the function."""
        return self.function(request, *args, **kwargs)

    def __repr__(self) -> str:
        """Show kind, name and route."""
        return f"<Handler {self.name} of {self.kind.__name__} at {self.path}>"

    @property
    def url(self) -> str:
        """The absolute URL: `LAML_PUBLIC_URL` and the route, in the current app or the only one there is.

        Raises:
            UrlError: There is no app, more than one, or the route has variables; `.missing` says what is.
        """
        return self._hooks.url_of(self)
