"""Makes requests: builds and signs them, follows redirects, keeps cookies, and writes them into the timeline.

Knows nothing of documents: it hands back the last answer, or the code of what went wrong.
Source: call semantics 2.3, 2.4, 2.6; webhook reference, http_headers and responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final, Literal

from ..kernel import Steps, fetch, wait
from ..models import Endpoint, first_values
from ..profiles import MAX_DOCUMENT_BYTES, REDIRECTS, Profile
from ..wire import Answer, Failure, Pairs, Request
from ..world import World
from . import urls
from .signing import signature_headers

Purpose = Literal["request", "callback", "media"]

_FAILURES: Final[dict[Failure, tuple[int, int]]] = {  # failure: (SignalWire's code, Twilio's)
    Failure.CONNECT_TIMEOUT: (11200, 11205),
    Failure.REFUSED: (11200, 11202),
    Failure.DNS: (11210, 11210),
    Failure.TLS: (11220, 11220),
    Failure.READ_TIMEOUT: (11200, 11200),
    Failure.TOTAL_TIMEOUT: (11200, 11203),
    Failure.PROTOCOL: (11200, 11206),
    Failure.NOT_ALLOWED: (11200, 11200),
    Failure.BAD_URL: (11100, 11100),
}


@dataclass(frozen=True, slots=True)
class Got:
    """The end of a request: the answer with the URL that gave it, or the code of a fault and a word about it."""

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
    profile = sender.world.profile
    method, url, pairs = endpoint.method, endpoint.url, params
    hops = 0
    while True:
        answer = yield from _once(sender, Endpoint(url, method), pairs, purpose, token)
        if answer.failure is not None:
            code = _FAILURES[answer.failure][profile.name == "twilio"]
            return Got(answer, url, code, answer.failure.value)
        if not 300 <= answer.status < 400:
            return Got(answer, url)
        location = answer.header("Location")
        if hops == profile.redirects:
            return Got(answer, url, 11215, f"more than {profile.redirects}")
        hops += 1
        if answer.status not in REDIRECTS or not location:
            return Got(answer, url, 11216, f"status {answer.status}")
        try:
            url = urls.resolve(url, location)
        except urls.UrlRefused as error:
            return Got(answer, url, 11200, f"redirected to {error}")
        if answer.status != 307:
            method, pairs = "GET", ()


def _once(sender: Sender, endpoint: Endpoint, params: Pairs, purpose: Purpose, token: str) -> Steps[Answer]:
    world, method, url = sender.world, endpoint.method, endpoint.url
    aim = urls.target(url, world.profile)
    plain = urls.with_query(aim.url, params) if method == "GET" and params else aim.url
    form = params if method == "POST" else None
    headers: list[tuple[str, str]] = [("User-Agent", world.profile.user_agent), ("Accept", "*/*")]
    headers += signature_headers(world.profile, world.account.signing_key, plain, form, voice=sender.voice)
    if token and world.profile.idempotency_header:
        headers.append((world.profile.idempotency_header, token))
    if aim.authorization:
        headers.append(("Authorization", aim.authorization))
    if sender.cookies:
        headers.append(("Cookie", "; ".join(f"{name}={value}" for name, value in sender.cookies.items())))
    entry = world.note(sender.subject, purpose, f"{method} {urls.path_of(aim.url)}", first_values(params))
    entry.deadline = aim.deadline.total if purpose != "media" else None
    answer = yield from fetch(Request(method, plain, tuple(headers), form, aim.deadline, MAX_DOCUMENT_BYTES))
    entry.outcome = answer.failure.value if answer.failure is not None else str(answer.status)
    entry.took = answer.took
    world.timeline.complete(entry)
    _keep_cookies(sender.cookies, answer)
    return answer


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


def callback_code(profile: Profile, purpose: str) -> int:
    """The warning that a callback answered with an error gives."""
    if purpose == "voice":
        return 15003
    return 16011 if purpose == "conference" else profile.bad_status


def notify(sender: Sender, endpoint: Endpoint, params: Pairs, purpose: str = "voice") -> Steps[None]:
    """Make a callback: its answer is only looked at for its status, and a failure changes nothing.

    SignalWire makes up to three attempts; Twilio one more only where the connection failed.
    """
    world = sender.world
    token = world.ids.token()
    held_back = world.lateness(endpoint.url)
    if held_back:
        world.note(sender.subject, "fault", f"the callback to {urls.path_of(endpoint.url)} is {held_back:g} s late")
        yield from wait(held_back)
    for attempt in range(1, 4):
        got = yield from send(sender, endpoint, params, "callback", token)
        if got.code is None and 200 <= got.answer.status < 300:
            return
        failed = got.detail or f"status {got.answer.status}"
        world.problem(sender.subject, callback_code(world.profile, purpose), f"{urls.path_of(endpoint.url)}: {failed}")
        connection = got.answer.failure in {Failure.CONNECT_TIMEOUT, Failure.REFUSED, Failure.TLS}
        if world.profile.retries_bad_callback:
            if attempt >= world.profile.callback_attempts:
                return
        elif not connection or attempt > 1:
            return
