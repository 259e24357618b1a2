"""Makes requests: builds and signs them, follows redirects, keeps cookies, and writes them into the timeline.

Knows nothing of documents: it hands back the last answer, or the code of what went wrong.
Source: call semantics 2.3, 2.4, 2.6; webhook reference, http_headers and responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from itertools import count
from typing import Final, Literal
from uuid import NAMESPACE_URL, uuid5

from laml import MAX_DOCUMENT_BYTES

from ..kernel import Steps, fetch, wait
from ..models import Endpoint, first_values
from ..profiles.limits import REDIRECTS
from ..wire import Answer, Failure, Pairs, Request
from ..world import World
from . import urls
from .signing import signature_headers

Purpose = Literal["request", "callback", "media"]

BAD_STATUS: Final = 11200  # an answer that is not 2xx
_NOT_CONNECTED: Final = frozenset({Failure.CONNECT_TIMEOUT, Failure.REFUSED, Failure.TLS})


@dataclass(frozen=True, slots=True)
class Got:
    """The end of a request: the last answer and its URL, and the code and a detail if it failed."""

    answer: Answer
    url: str
    code: int | None = None
    detail: str = ""


@dataclass(slots=True)
class Sender:
    """What the requests of one call or message have in common."""

    world: World
    subject: str
    voice: bool
    cookies: dict[str, str]


def send(
    sender: Sender, endpoint: Endpoint, params: Pairs, purpose: Purpose = "request", token: str = ""
) -> Steps[Got]:
    """Request an address; redirects are followed as often as the provider does."""
    fetching = sender.world.profile.fetching
    method, url, pairs = endpoint.method, endpoint.url, params
    hops = 0
    try:
        urls.resolve(None, url)
    except urls.UrlRefused as error:  # as a number or an application may have one
        return Got(Answer(failure=Failure.BAD_URL), url, fetching.failures[Failure.BAD_URL], str(error))
    while True:
        answer = yield from _asked(sender, Endpoint(url, method), pairs, purpose, token)
        if answer.failure is not None:
            return Got(answer, url, fetching.failures[answer.failure], answer.failure.value)
        if not 300 <= answer.status < 400:
            return Got(answer, url)
        location = answer.header("Location")
        if hops == fetching.redirects:
            return Got(answer, url, 11215, f"more than {fetching.redirects}")
        hops += 1
        if answer.status not in REDIRECTS or not location:
            return Got(answer, url, 11216, f"status {answer.status}")
        try:
            url = urls.resolve(url, location)
        except urls.UrlRefused as error:
            return Got(answer, url, 11200, f"redirected to {error}")
        if answer.status != 307:
            method, pairs = "GET", ()


def _asked(sender: Sender, endpoint: Endpoint, params: Pairs, purpose: Purpose, token: str) -> Steps[Answer]:
    """Request an address, and a document as often as the provider and its URL say; every attempt has the same token."""
    token = token or _token(sender)
    answer = yield from _once(sender, endpoint, params, purpose, token)
    if purpose != "request":
        return answer
    retries = urls.retries(endpoint.url, sender.world.profile)
    for _ in range(retries.times):
        if not retries.after & _faults(answer):
            break
        answer = yield from _once(sender, endpoint, params, purpose, token)
    return answer


def _faults(answer: Answer) -> frozenset[str]:
    """What is wrong with an answer, as the fragment of a URL names it; empty if nothing is that can be retried."""
    kind = f"{answer.status // 100}xx"
    if answer.failure in _NOT_CONNECTED:
        kind = "ct"
    elif answer.failure is not None:
        kind = "rt" if answer.failure is Failure.READ_TIMEOUT else ""
    return frozenset({kind, "all"}) if kind in ("ct", "rt", "4xx", "5xx") else frozenset()


def _once(sender: Sender, endpoint: Endpoint, params: Pairs, purpose: Purpose, token: str) -> Steps[Answer]:
    world, method, url = sender.world, endpoint.method, endpoint.url
    fetching = world.profile.fetching
    aim = urls.target(url, world.profile)
    plain = urls.with_query(aim.url, params) if method == "GET" and params else aim.url
    form = params if method == "POST" else None
    headers: list[tuple[str, str]] = [("User-Agent", fetching.user_agent), ("Accept", "*/*")]
    headers += signature_headers(world.profile, world.account.signing_key, plain, form, voice=sender.voice)
    if fetching.idempotency_header:
        headers.append((fetching.idempotency_header, token))
    if aim.authorization:
        headers.append(("Authorization", aim.authorization))
    if sender.cookies:
        headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in sender.cookies.items())))
    entry = world.note(sender.subject, purpose, f"{method} {urls.path_of(aim.url)}", first_values(params))
    entry.url = aim.url
    entry.deadline = min(aim.deadline.read, aim.deadline.total) if purpose != "media" else None
    answer = yield from fetch(Request(method, plain, tuple(headers), form, aim.deadline, MAX_DOCUMENT_BYTES))
    entry.outcome = answer.outcome
    entry.took = answer.took
    world.timeline.complete(entry)
    for fault in answer.faults:
        world.note(sender.subject, "fault", f"{method} {urls.path_of(aim.url)}: {fault}")
    _keep_cookies(sender.cookies, answer)
    return answer


def _token(sender: Sender) -> str:
    """A token for a request that is made once: a UUID that no other request has, the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"{sender.subject}#{sender.world.timeline.next}"))


def _keep_cookies(jar: dict[str, str], answer: Answer) -> None:
    for name, value in answer.headers:
        if name.lower() != "set-cookie":
            continue
        try:
            parsed = SimpleCookie(value)
        except CookieError:
            continue
        for key, morsel in parsed.items():
            if morsel["max-age"] == "0" or not morsel.value:
                jar.pop(key, None)
            else:
                jar[key] = morsel.value


def callback_code(purpose: str) -> int:
    """The code of the problem that a failed callback gives."""
    if purpose == "voice":
        return 15003
    return 16011 if purpose == "conference" else BAD_STATUS


def notify(sender: Sender, endpoint: Endpoint, params: Pairs, purpose: str = "voice") -> Steps[None]:
    """Send a callback. Only the status of its answer matters, and a failure changes nothing but the timeline.

    The profile says how many attempts are made.
    """
    world = sender.world
    token = world.ids.token()
    held_back = world.lateness(endpoint.url)
    if held_back:
        world.note(sender.subject, "fault", f"the callback to {urls.path_of(endpoint.url)} is {held_back:g} s late")
        yield from wait(held_back)
    fetching = world.profile.fetching
    for attempt in count(1):
        got = yield from send(sender, endpoint, params, "callback", token)
        if got.code is None and 200 <= got.answer.status < 300:
            return
        failed = got.detail or f"status {got.answer.status}"
        world.problem(sender.subject, callback_code(purpose), f"{urls.path_of(endpoint.url)}: {failed}")
        unconnected = got.answer.failure in _NOT_CONNECTED
        if attempt >= (fetching.attempts_to_connect if unconnected else fetching.attempts):
            return
