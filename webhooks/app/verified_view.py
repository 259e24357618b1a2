"""`@hooks.verified("message")`: a plain view of the app behind the same door as the handlers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, request

from ..errors import ConfigError, Refused
from ..requests.base import WebhookRequest, parse_request
from ..requests.kinds import FAMILIES
from ..requests.signature_twins import refuse_twins
from .app_state import VerifiedRoute, admitted_to, current_state
from .at_hand import this_app
from .stored import family_of

P = ParamSpec("P")
D = TypeVar("D")

_MARK: Final = "_webhooks_kind"


def verified_view(kind: str | type[WebhookRequest]) -> Callable[[Callable[P, D]], Callable[P, D | Response]]:
    """See `Webhooks.verified`."""
    read_as = kind_of(kind)

    def decorate(view: Callable[P, D]) -> Callable[P, D | Response]:
        @wraps(view)
        def check(*args: P.args, **kwargs: P.kwargs) -> D | Response:
            admitted = admitted_to(request.endpoint or "", request.environ)
            try:
                if admitted is None:
                    raise Refused("unverified", "no request was verified for this view and path", status=403)
                delivery = admitted.delivery
                parse_request(read_as, delivery.pairs)
                refuse_twins(read_as, delivery.pairs, delivery.target, delivery.match.scheme)
            except Refused as refused:
                current_state().report_refusal(this_app(), refused, request.environ)
                return Response(status=refused.status)
            return cast(D, current_app.ensure_sync(view)(*args, **kwargs))

        setattr(check, _MARK, read_as)
        return check

    return decorate


def kind_of(kind: object) -> type[WebhookRequest]:
    """The class of a kind, by the name of its decorator, or itself.

    Raises:
        ConfigError: There is no such kind.
    """
    if isinstance(kind, type) and issubclass(kind, WebhookRequest):
        return kind
    if isinstance(kind, str) and kind in FAMILIES:
        return FAMILIES[kind][0]
    raise ConfigError(
        f"@hooks.verified({kind!r}): expected the class of a request, or the name of a decorator: {', '.join(FAMILIES)}"
    )


def is_verified(view: object) -> bool:
    """Whether a view is marked so."""
    return hasattr(view, _MARK)


def verified_route(app: Flask, endpoint: str) -> VerifiedRoute | None:
    """What the WSGI layer verifies of a view of the app itself; None for one that is not marked."""
    kind = getattr(app.view_functions.get(endpoint), _MARK, None)
    return None if kind is None else VerifiedRoute(("POST", "GET"), kind.json_too, kind=family_of(kind))
