"""From a verified delivery to its answer: typed, state opened, handled, rendered, checked. Uses Flask."""

from __future__ import annotations

import logging
import secrets as random
from collections.abc import Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Final, TypeAlias

from flask import Flask, Response, copy_current_request_context, current_app, request
from werkzeug.exceptions import HTTPException

import laml

from ..errors import AnswerError, FormError, Refused, StateRefused, WebhookError
from ..requests.base import WebhookRequest, parse_request
from ..requests.signature_twins import refuse_twins
from ..signals import answered, failed, received
from ..wire.forms import parse_form
from ..wire.logs import STATE_PARAMETER, line, log
from ..wire.message import Pairs
from ..wire.receiving import Delivery
from ..wire.state import Opened, Place, unseal
from .app_state import AnyHandler, AppState, current_state
from .background import MAX_POLLS
from .documents import HEADERS, SORRY, Fallback, check, render
from .handler import Default

Values: TypeAlias = Mapping[str, object]

JOB: Final = "laml.job"  # names in the state of a poll; no keyword of `bind` can be spelled so
POLLS: Final = "laml.polls"
POLL_SECONDS: Final = 2
MAX_TOLD: Final = 1_000  # problems of documents that are remembered as told

# The request being answered: a URL that is asked for meanwhile is bound to its call.
current_request: Final[ContextVar[WebhookRequest | None]] = ContextVar("webhooks.request", default=None)


def answer(handler: AnyHandler, values: Values) -> Response:
    """Answer the delivery that the layer put into the current request's environment."""
    state = current_state()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's documented way to the app
    try:
        delivery = state.delivered(request.environ)
        if delivery is None:
            raise Refused("unverified", "the request did not come through the app's own wsgi_app", status=403)
        call, opened = read(state, handler, delivery)
    except Refused as refused:
        state.refuse(app, refused, request.environ)
        again = state.options.start_again
        if refused.reason == "state-age" and again is not None and handler.kind.answer == "voice":
            return document(render(again, "voice", handler.path))
        return Response(status=refused.status)
    if call.odd:
        log.info(line("webhook.odd", path=request.path, parameters=",".join(call.odd)))
    if handler.hold is not None:
        return held(app, state, handler, call, values)
    if opened is not None and opened.once:
        return once(app, state, handler, call, values, nonce=opened.nonce)
    return handled(app, state, handler, call, values)


def read(state: AppState, handler: AnyHandler, delivery: Delivery) -> tuple[WebhookRequest, Opened | None]:
    """Make the typed request of a delivery, and open the state in its URL.

    Raises:
        Refused: A parameter is missing, repeated or cut elsewhere, or the state is not for here.
    """
    query = query_pairs(delivery)
    tokens = [value for name, value in query if name == STATE_PARAMETER]
    own = tuple(pair for pair in query if pair[0] != STATE_PARAMETER)
    if delivery.method == "GET":
        call = parse_request(handler.kind, own)
    else:
        call = parse_request(handler.kind, delivery.pairs, query=dict(reversed(own)))
    refuse_twins(handler.kind, call.raw)
    if not tokens:
        return call, None
    if len(tokens) > 1:
        raise StateRefused("state", "the URL has more than one state")
    place = Place(handler.path, call.account_sid, subjects_of(call))
    opened = unseal(
        tokens[0], place, state.settings.secrets, state.options.clock.now(), max_age=state.options.state_max_age
    )
    object.__setattr__(call, "state", opened.state)
    return call, opened


def once(
    app: Flask, state: AppState, handler: AnyHandler, call: WebhookRequest, values: Values, *, nonce: str
) -> Response:
    """Run a handler for the first request with a nonce, and give its answer to all others; a failure is no answer."""

    def make() -> Response:
        response = handled(app, state, handler, call, values)
        if response.status_code >= 500:
            raise _UnansweredError(response)
        return response

    try:
        return state.options.once.answer(nonce, make)
    except _UnansweredError as unanswered:
        return unanswered.response


class _UnansweredError(Exception):
    """Carries the response of a failure past the memory of answers."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def held(app: Flask, state: AppState, handler: AnyHandler, call: WebhookRequest, values: Values) -> Response:
    """Run a handler in the background: a document to hold by, which polls, until its answer is there."""
    job, polls = call.state.get(JOB), call.state.get(POLLS)
    if not isinstance(job, str) or not isinstance(polls, int):
        job, polls = random.token_urlsafe(9), 0
        future: Future[Response] | None = state.options.jobs.start(
            job, copy_current_request_context(lambda: handled(app, state, handler, call, values))
        )
    else:
        future = state.options.jobs.find(job)
    if future is not None and future.done():
        return future.result()
    if polls >= MAX_POLLS:  # its process has gone, or it will never come to an end
        log.error(line("webhook.failed", path=handler.path, sid=sid_of(call), error=f"no answer after {polls} polls"))
        return fallback(state.options.fallback, handler)
    own = {name: value for name, value in call.state.items() if name not in (JOB, POLLS)}
    token = current_request.set(call)
    try:
        url = state.hooks.url_of(handler, values, {**own, JOB: job, POLLS: polls + 1})
    finally:
        current_request.reset(token)
    holding = laml.VoiceResponse(validate="off")
    if polls == 0 and handler.hold:
        holding.say(handler.hold)
    holding.pause(length=POLL_SECONDS)
    holding.redirect(url)
    return document(render(holding, "voice", handler.path))


def handled(app: Flask, state: AppState, handler: AnyHandler, call: WebhookRequest, values: Values) -> Response:
    """Call the handler and write down what it returned, or the fallback."""
    clock = state.options.clock
    start = clock.monotonic()
    token = current_request.set(call)
    if received.receivers:
        received.send(app, handler=handler, request=call)
    try:
        response = _called(app, state, handler, call, values)
    finally:
        current_request.reset(token)
    seconds = clock.monotonic() - start
    if seconds > state.settings.provider.deadline / 2:
        limit = state.settings.provider.deadline
        log.warning(line("webhook.slow", path=handler.path, seconds=round(seconds, 2), provider_gives_up_at=limit))
    if answered.receivers:
        answered.send(app, handler=handler, request=call, status=response.status_code, seconds=seconds)
    return response


def _called(app: Flask, state: AppState, handler: AnyHandler, call: WebhookRequest, values: Values) -> Response:
    try:
        function = app.ensure_sync(handler.function) if handler.is_async else handler.function
        return written(state, handler, function(call, **values))
    except HTTPException:
        raise
    except Exception as error:
        failed.send(app, handler=handler, request=call, error=error)
        ours = isinstance(error, (WebhookError, laml.LamlError))
        if current_app.config.get("PROPAGATE_EXCEPTIONS") or (ours and _developing()):
            raise
        if isinstance(error, AnswerError):
            log.error(line("webhook.failed", path=handler.path, sid=sid_of(call), error=error))
        else:
            log.exception(line("webhook.failed", path=handler.path, sid=sid_of(call)))
        return fallback(state.options.fallback, handler)


def written(state: AppState, handler: AnyHandler, result: object) -> Response:
    """Write what a handler returned as the answer.

    Raises:
        AnswerError: It is no document, or one that the provider would refuse.
        DocumentError: It is one that the provider takes amiss, and the app is being developed.
    """
    answer = handler.kind.answer
    if answer == "event":
        return Response(status=204)
    checked = check(render(result, answer, handler.path), state.settings.provider.dialect)
    if checked.fatal is not None:
        raise AnswerError(f"the document of {handler.path} would be refused: {checked.fatal}", route=handler.path)
    if checked.problems:
        _tell(state, handler, checked.problems)
    return document(checked.xml)


def _tell(state: AppState, handler: AnyHandler, problems: tuple[laml.Problem, ...]) -> None:
    """Report what the provider will take amiss: raise while developing, log once for each route otherwise."""
    if _developing() and any(problem.severity == "error" for problem in problems):
        raise laml.DocumentError(problems)
    for problem in problems:
        if (handler.path, problem.path + problem.code) not in state.told and len(state.told) < MAX_TOLD:
            state.told.add((handler.path, problem.path + problem.code))
            level = logging.WARNING if problem.severity == "error" else logging.INFO
            log.log(level, line("webhook.document", path=handler.path, problem=problem))


def fallback(of_app: Fallback | Default, handler: AnyHandler) -> Response:
    """Answer for a handler that failed: its own fallback, the app's, or an apology; 500 where that is None."""
    answer = handler.kind.answer
    chosen = of_app if isinstance(handler.fallback, Default) and answer == "voice" else handler.fallback
    if isinstance(chosen, Default):
        chosen = SORRY[answer]
    if answer == "event" or chosen is None:
        return Response(status=500)
    return document(render(chosen, answer, handler.path))


def document(xml: str) -> Response:
    """Send a document as the providers take it."""
    return Response(xml, headers=HEADERS)


def subjects_of(call: WebhookRequest) -> tuple[str, ...]:
    """Name what a request is about, so that state can be bound to it: its call (or the one it came from), its pair of
    numbers, its fax. Digests of these are compared, never shown.
    """
    sort = subject_sort(type(call))
    if sort == "call":
        return tuple(sid for name in ("call_sid", "parent_call_sid") if (sid := getattr(call, name, None)))
    if sort == "numbers":
        numbers = sorted([getattr(call, "from_", ""), getattr(call, "to", "")])
        return ("|".join(numbers),)
    return (getattr(call, "fax_sid", ""),) if sort == "fax" else ()


def sid_of(call: WebhookRequest) -> str:
    """Name a request in the log, by the identifier of what it is about."""
    names = ("message_sid", "fax_sid", "call_sid", "conference_sid", "account_sid")
    return next((sid for name in names if (sid := getattr(call, name, ""))), "")


def subject_sort(kind: type[WebhookRequest]) -> str:
    """Tell what requests of a kind are about; state made in one sort is not bound to the subject of another."""
    for name, sort in (("message_sid", "numbers"), ("fax_sid", "fax"), ("call_sid", "call")):
        if name in kind.__dataclass_fields__:
            return sort
    return ""


def query_pairs(delivery: Delivery) -> Pairs:
    """Tell the parameters in the URL. One that cannot be read, beside the body of a POST, is there for nobody."""
    if delivery.method == "GET" or not delivery.query:
        return delivery.pairs if delivery.method == "GET" else ()
    try:
        return parse_form(delivery.query)
    except FormError:
        return ()


def _developing() -> bool:
    return bool(current_app.testing or current_app.debug)
