"""From a verified delivery to its answer: typed, state opened, handled, rendered, checked. Uses Flask."""

from __future__ import annotations

import logging
import secrets as random
from collections.abc import Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, copy_current_request_context
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

import laml

from ..errors import AnswerError, FormError, Refused, StateRefused
from ..requests.base import WebhookRequest, parse_request
from ..requests.kinds import decorator_of
from ..requests.messaging import MessageRequest
from ..requests.signature_twins import refuse_twins
from ..requests.subjects import sid_of, subjects_of
from ..signals import answered, received
from ..store.errors import StoreAway
from ..wire.forms import parse_form
from ..wire.logs import STATE_PARAMETER, line, log
from ..wire.message import Pairs
from ..wire.receiving import Delivery, named_account
from ..wire.state import Binding, Opened, unseal
from .answer_once import StoredAnswer
from .app_state import RETRY_AFTER, Admitted, AppState
from .background import MAX_POLLS, TooManyJobsError
from .documents import EMPTY_DOCUMENT, check, document_of, write
from .failures import document, fallback_of, tell_failure
from .handler import AnyHandler
from .stored import ELSEWHERE, Delivered, StoredRun, delivered_of, family_of, text_of_path, unpacked
from .stored_answers import Asked
from .tracing import handler_span, note, webhook_parent

if TYPE_CHECKING:
    from ..store.inbox import Inbox

ANSWERED_ONCE: Final = ("messaging", "fax")
"""What is delivered twice now and then, and has one answer."""
JOB: Final = "laml.job"  # names in the state of a poll; no keyword of `bind` can be spelled so
POLLS: Final = "laml.polls"
POLL_SECONDS: Final = 2
MAX_LOGGED: Final = 1_000  # problems of documents that are remembered as logged

# The request being answered: a URL that is made meanwhile is bound to its call.
current_request: Final[ContextVar[WebhookRequest | None]] = ContextVar("webhooks.request", default=None)


@dataclass(slots=True)
class Handling:
    """One request to one handler, on its way to the answer.

    Args:
        app: The app that was asked.
        state: What the extension keeps for it.
        handler: The handler of the route.
        values: The variables of the route.
        trace: The span of its webhook, as W3C Trace Context writes it; empty if there is none.
    """

    app: Flask
    state: AppState
    handler: AnyHandler
    values: Mapping[str, object]
    trace: str = ""

    def run(self, environ: WSGIEnvironment, admitted: Admitted | None) -> Response:
        """Answer the delivery that the WSGI layer verified for this route; refuse the request if there is none."""
        try:
            if admitted is None:
                raise Refused("unverified", "no request was verified for this route and path", status=403)
            # as they were verified; a hook of the app may take variables away or add some, but none changes on the way
            self.values = {name: admitted.values.get(name, value) for name, value in self.values.items()}
            request, opened = self.read(admitted)
        except Refused as refused:
            self.state.report_refusal(self.app, refused, environ, _hint(refused, self.handler))
            again = self.state.options.start_again
            if refused.reason == "state-age" and again is not None and self.handler.kind.answer == "voice":
                return respond(document(write(again)))
            return Response(status=refused.status)
        if request.odd:
            log.info(line("webhook.odd", path=environ.get("PATH_INFO", ""), parameters=",".join(request.odd)))
        self.trace = webhook_parent()
        return self.answer(request, opened, Delivered(request, admitted.path, self.values, self.trace))

    def answer(self, request: WebhookRequest, opened: Opened | None, delivered: Delivered) -> Response:
        """Answer a request in the way that is due to it: once, after a while, stored, or at once."""
        asked = Asked(self.app, self.state, self.handler, self.call, delivered)
        if opened is not None and opened.once:
            return respond(self.answer_once(asked, opened.nonce))
        if self.handler.hold is not None:
            return self.hold(request, asked)
        if self.handler.kind.answer == "event":
            return respond(StoredRun(self.state, self.handler, self.call).receive(self.app, delivered))
        if self.handler.kind.answer in ANSWERED_ONCE:
            return respond(asked.of_message())
        return respond(self.call(request)[0])

    def read(self, admitted: Admitted) -> tuple[WebhookRequest, Opened | None]:
        """Make the typed request of a delivery, and open the state in its URL.

        Raises:
            Refused: A parameter is missing, repeated or could be read in another way, or the state belongs elsewhere.
        """
        kind, delivery = self.handler.kind, admitted.delivery
        in_url = query_pairs(delivery)
        tokens = [value for name, value in in_url if name == STATE_PARAMETER]
        query = tuple(pair for pair in in_url if pair[0] != STATE_PARAMETER)
        pairs = query if delivery.method == "GET" else delivery.pairs
        opened = self._open(tokens, pairs, admitted.path) if tokens else None
        request = parse_request(
            kind,
            pairs,
            query=None if delivery.method == "GET" else dict(reversed(query)),
            state=None if opened is None else opened.state,
        )
        refuse_twins(kind, pairs, delivery.target, delivery.match.scheme)
        return request, opened

    def _open(self, tokens: list[str], pairs: Pairs, path: str) -> Opened:
        if len(tokens) > 1:
            raise StateRefused("state", "the URL has more than one state")
        binding = Binding(
            self.handler.path,
            named_account(pairs),
            subjects_of(self.handler.kind, pairs),
            app=self.state.name,
            path=text_of_path(path),
        )
        secrets, max_age = self.state.settings.secrets, self.state.options.state_max_age
        return unseal(tokens[0], binding, secrets, self.state.clock.now(), max_age=max_age)

    def answer_once(self, asked: Asked, nonce: str) -> StoredAnswer:
        """Call the handler for the first request with a nonce, and give its answer to all others.

        By way of the store, if there is one and `Webhooks(once=…)` names no other place.

        A failure is no answer, whatever its fallback says: the next request with the nonce calls the handler again.
        """
        given = self.state.options.once
        try:
            inbox = None if given is not None else self.state.store.inbox(self.app)
        except StoreAway as away:
            return self.state.is_away(away.reason)
        if inbox is not None:
            return asked.of_url(inbox, nonce)

        def make() -> StoredAnswer:
            answer, error = self.call(asked.delivered.request)
            if error is not None:
                raise _FailedError(answer)
            return answer

        try:
            return (given or self.state.answers).answer(nonce, make)
        except _FailedError as failure:
            return failure.answer

    def hold(self, request: WebhookRequest, asked: Asked) -> Response:
        """Call the handler in the background, and answer with a document that polls until its answer is ready."""
        job, polls = request.state.get(JOB), request.state.get(POLLS)
        future: Future[StoredAnswer] | None
        try:
            inbox = self.state.store.inbox(self.app)
            if isinstance(job, str) and isinstance(polls, int):
                future = self._find_job(inbox, asked, job)
            else:
                job, polls = random.token_urlsafe(9), 0
                future = self._start_job(inbox, asked, job)
        except StoreAway as away:
            return respond(self.state.is_away(away.reason))
        except TooManyJobsError as jam:
            return self._busy(jam)
        if future is not None and future.done() and not _is_elsewhere(future):
            return respond(self._result(future, request))
        if polls >= MAX_POLLS:  # its process has gone, or the handler never returns
            error = f"no answer after {polls} polls"
            log.error(line("webhook.failed", path=self.handler.path, sid=sid_of(request), error=error))
            return respond(fallback_of(self.state, self.handler))
        holding = laml.VoiceResponse(validate="off")
        if polls == 0 and self.handler.hold:
            holding.say(self.handler.hold)
        holding.pause(length=POLL_SECONDS)
        holding.redirect(self._poll_url(request, job, polls + 1))
        return respond(document(write(holding)))

    def _result(self, future: Future[StoredAnswer], request: WebhookRequest) -> StoredAnswer:
        """The answer of a job that has ended; the fallback for one whose handler would have ended its thread.

        Raised here, `SystemExit` and the like would end the process that was asked, at each question.
        """
        error = future.exception()
        if error is None or isinstance(error, Exception):
            return future.result()
        name = type(error).__name__
        log.error(line("webhook.failed", path=self.handler.path, sid=sid_of(request), error=name), exc_info=error)
        return fallback_of(self.state, self.handler)

    def _start_job(self, inbox: Inbox | None, asked: Asked, job: str) -> Future[StoredAnswer]:
        """Start the job of a caller who holds, stored first if there is a store."""
        taken = None if inbox is None else asked.begin(inbox, job)
        if inbox is None or taken is None:
            function = copy_current_request_context(lambda: self.call(asked.delivered.request)[0])
        else:
            function = copy_current_request_context(lambda: asked.run(inbox, taken))
        return self.state.jobs.start(job, function)

    def _find_job(self, inbox: Inbox | None, asked: Asked, job: str) -> Future[StoredAnswer] | None:
        """The job of a caller who holds, in whichever process it runs; if that has died, it is begun again here."""
        here = self.state.jobs.find(job)
        if here is not None and _is_elsewhere(here):
            here = None
        if inbox is None or (here is not None and here.done()):
            return here
        key = asked.key_of_job(job)
        answer = inbox.answer(key)
        if answer is not None:  # also of a job here, whose thread ends a moment later than its transaction
            done: Future[StoredAnswer] = Future()
            done.set_result(unpacked(answer))
            return done
        if here is not None:
            return here
        taken = inbox.take(key)
        if taken is None:
            return None
        inbox.let_go(taken)  # it waits for a thread, or finds none
        first = delivered_of(self.app, self.state, self.handler, taken)
        again = replace(asked, delivered=first)
        return self.state.jobs.start(job, copy_current_request_context(lambda: again.run(inbox, taken)))

    def _busy(self, jam: TooManyJobsError) -> Response:
        """Answer that there is no place for another job; the log says so once, until there is room again."""
        if jam.first:
            log.error(line("webhook.busy", path=self.handler.path, error=jam))
        return Response(status=503, headers={"Retry-After": RETRY_AFTER})

    def _poll_url(self, request: WebhookRequest, job: str, polls: int) -> str:
        token = current_request.set(request)
        try:
            return self.handler.bind(**{**request.state, **self.values, JOB: job, POLLS: polls}).url
        finally:
            current_request.reset(token)

    def call(self, request: WebhookRequest) -> tuple[StoredAnswer, Exception | None]:
        """Call the handler and render what it returns; answer with the fallback if it fails.

        Returns:
            The answer, and the exception of a handler that failed.
        """
        clock = self.state.clock
        start = clock.monotonic()
        token = current_request.set(request)
        try:
            if received.receivers:
                received.send(self.app, handler=self.handler, request=request)
            with handler_span(self.handler.identity, self._traits, self.trace) as span:
                answer, error = self._call(request)
                if error is not None:
                    span.failed(type(error))
                    note("failed", type(error).__name__)
        finally:
            current_request.reset(token)
        seconds = clock.monotonic() - start
        deadline = self.state.settings.provider.deadline
        if seconds > deadline / 2:
            path = self.handler.path
            log.warning(line("webhook.slow", path=path, seconds=round(seconds, 2), provider_gives_up_at=deadline))
        if answered.receivers:
            answered.send(self.app, handler=self.handler, request=request, status=answer.status, seconds=seconds)
        return answer, error

    def _traits(self) -> tuple[str, str, str]:
        """Route, kind and provider, for a span."""
        route = self.state.prefix + self.handler.path
        return route, family_of(self.handler.kind), self.state.settings.provider.name

    def _call(self, request: WebhookRequest) -> tuple[StoredAnswer, Exception | None]:
        handler = self.handler
        try:
            function = self.app.ensure_sync(handler.function) if handler.is_async else handler.function
            answer = self.render(function(request, **self.values))
            return (document(EMPTY_DOCUMENT) if self._unsubscribed(request, answer) else answer), None
        except HTTPException:
            raise
        except Exception as error:
            if tell_failure(self.app, self.state, handler, request, error):
                raise
            return fallback_of(self.state, handler), error

    def _unsubscribed(self, request: WebhookRequest, answer: StoredAnswer) -> bool:
        """Whether the provider has said that it unsubscribed the sender; it would refuse a reply with 21610."""
        if not isinstance(request, MessageRequest) or str(request.opt_out_type).upper() != "STOP":
            return False
        if answer != document(EMPTY_DOCUMENT):
            log.info(line("webhook.unsubscribed", path=self.handler.path, sid=sid_of(request)))
        return True

    def render(self, result: object) -> StoredAnswer:
        """Make the answer of what a handler returned.

        Raises:
            AnswerError: It is no document, or one that the provider would refuse as a whole.
            DocumentError: It has errors, and the app is in debug or testing.
        """
        handler, dialect = self.handler, self.state.settings.provider.dialect
        answer, path = handler.kind.answer, handler.path
        if answer == "event":
            if result is not None:
                self._say_unsent(result)
            return StoredAnswer(204)
        checked = check(document_of(text_of(result, handler), answer, handler.identity, path), dialect, answer)
        if checked.fatal is not None:
            raise AnswerError(
                f"the document of the handler {handler.identity} of {path} would be refused: {checked.fatal}",
                route=path,
            )
        if checked.problems:
            self._report(checked.problems)
        return document(checked.xml)

    def _say_unsent(self, result: object) -> None:
        """Log, once per route, that what a handler of events returned is not sent."""
        key = (self.handler.path, "", "unsent")
        if key not in self.state.logged and len(self.state.logged) < MAX_LOGGED:
            self.state.logged.add(key)
            hint = "an event is answered with 204 and nothing else: return None, or take a decorator of documents"
            log.warning(line("webhook.unsent", path=self.handler.path, returned=type(result).__name__, hint=hint))

    def _report(self, problems: tuple[laml.Problem, ...]) -> None:
        """Raise in debug and testing if the provider would reject a part; otherwise log each problem once per route."""
        if any(problem.severity == "error" for problem in problems) and self._in_development:
            raise laml.DocumentError(problems)
        logged = self.state.logged
        for problem in problems:
            key = (self.handler.path, problem.path, problem.code)
            if key not in logged and len(logged) < MAX_LOGGED:
                logged.add(key)
                level = logging.WARNING if problem.severity == "error" else logging.INFO
                log.log(level, line("webhook.document", path=self.handler.path, problem=problem))

    @property
    def _in_development(self) -> bool:
        return bool(self.app.testing or self.app.debug)


def _is_elsewhere(future: Future[StoredAnswer]) -> bool:
    """Whether a job has ended without an answer, since another process has taken it."""
    return future.done() and future.exception() is None and future.result() is ELSEWHERE


class _FailedError(Exception):
    """Carries the answer of a failure past the store of answers."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def respond(answer: StoredAnswer) -> Response:
    """A new response of Flask for an answer; hooks of the app may change it without changing the answer."""
    return Response(answer.body, status=answer.status, headers=list(answer.headers))


def text_of(result: object, handler: AnyHandler) -> object:
    """The text of a Flask response that a handler returned; any other result as it is.

    Raises:
        AnswerError: The response has another status than 200, or streams.
    """
    if not isinstance(result, BaseResponse):
        return result
    start = f"the handler {handler.identity} of {handler.path} returned a Response"
    if result.status_code != 200:
        raise AnswerError(
            f"{start} with the status {result.status_code}: a document is answered with 200; "
            "return the document alone, or abort() for another status",
            route=handler.path,
        )
    if result.is_streamed or result.direct_passthrough:
        raise AnswerError(f"{start} that streams: return the document, or its text", route=handler.path)
    return result.get_data(as_text=True)


def query_pairs(delivery: Delivery) -> Pairs:
    """The parameters in the URL. Beside the body of a POST they are dropped as a whole if one cannot be read."""
    if delivery.method == "GET":
        return delivery.pairs
    try:
        return parse_form(delivery.query) if delivery.query else ()
    except FormError:
        return ()


def _hint(refused: Refused, handler: AnyHandler) -> str:
    """What may be the cause of a refusal: a handler whose URL was given where the provider sends another request."""
    if refused.reason != "missing":
        return ""
    kind = decorator_of(handler.kind) or handler.kind.__name__
    return f"{handler.name} takes requests of {kind}: see that its URL is not given for another one"
