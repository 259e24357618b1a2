"""Answers the clients of a test in the provider's stead, in process: those made at import and by handlers included.

Whatever credentials a client has, it speaks for the emulator's account. Knows the server as a WSGI application.
A client of an application under test, for a REST resource of its own such as bins, reaches that application.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import IncompleteRead
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from rest import Incoming, Outgoing
from rest.http.attempt import MAX_ANSWER
from rest.http.credentials import is_loopback
from rest.http.hook import NoAnswer
from rest.http.ranges import count_of
from rest.table.providers import PROVIDERS

from .drivers.transport import JSON_TYPE, InProcess, Transport
from .engine.models import Account
from .engine.wire import Answer, Deadline, Request
from .engine.world import World
from .server.api_faults import Silence

KEY: Final = "SK"
_PASSED_ON: Final = frozenset({"accept", "user-agent", "range", "if-range", "if-match"})


@dataclass(slots=True)
class Answering:
    """Answers requests for one provider's REST API.

    Args:
        world: Whose account the clients speak for.
        server: The REST API.
        app_at: What reaches the application at the origin of a URL; None if none is there.
        served_at: The address at which it is served to other clients; requests of ours to it are answered here.
    """

    world: World
    server: InProcess
    app_at: Callable[[str], Transport | None]
    served_at: str = ""

    def __call__(self, outgoing: Outgoing) -> Incoming | None:
        """The answer; None for a server on this machine, another provider or no API of one.

        Raises:
            NoAnswer: None comes, or not all of it.
        """
        parts = urlsplit(outgoing.url)
        profile = self.world.profile
        own = bool(self.served_at) and outgoing.url.startswith(f"{self.served_at}/")
        if is_loopback(parts.hostname or "") and not own:
            return None
        app = self.app_at(outgoing.url)
        if app is not None:
            return _incoming(outgoing, app(_request(outgoing, outgoing.url, outgoing.headers.get("Authorization", ""))))
        if not parts.path.startswith(PROVIDERS[profile.name].base_path + "/"):
            return None
        account = self.world.account
        url = self.world.api_origin + _for_account(parts.path, outgoing.headers, account)
        if parts.query:
            url += "?" + parts.query
        given = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
        try:
            return _incoming(outgoing, self.server(_request(outgoing, url, f"Basic {given}")))
        except Silence as silence:
            raise NoAnswer(TimeoutError() if silence.late else ConnectionResetError()) from None


def _request(outgoing: Outgoing, url: str, authorization: str) -> Request:
    """What a client sends, to a URL and with credentials."""
    body, form, data = outgoing.body, None, None
    if body is not None and outgoing.headers.get("Content-Type", "").startswith(JSON_TYPE):
        data = body
    elif body is not None:
        form = tuple(parse_qsl(body.decode("ascii"), keep_blank_values=True))
    headers = [(name, value) for name, value in outgoing.headers.items() if name.lower() in _PASSED_ON]
    headers.append(("Authorization", authorization))
    patience = Deadline(outgoing.seconds, outgoing.seconds, outgoing.seconds)
    return Request(outgoing.method, url, tuple(headers), form, patience, MAX_ANSWER, json=data)


def _incoming(outgoing: Outgoing, answer: Answer) -> Incoming:
    """What came back, as a client takes it.

    Raises:
        NoAnswer: Nothing did, or not all of it.
    """
    if answer.failure is not None:
        raise NoAnswer(ConnectionResetError())
    whole = count_of(answer.header("Content-Length") or "") or 0
    if outgoing.method != "HEAD" and len(answer.body) < whole:
        raise NoAnswer(IncompleteRead(answer.body, whole - len(answer.body)))
    return Incoming(answer.status, dict(answer.headers), answer.body)


def _for_account(path: str, headers: Mapping[str, str], account: Account) -> str:
    """The path with the emulator's account in place of the client's own, which its credentials name."""
    try:
        given = headers.get("Authorization", "").partition(" ")[2]
        user = base64.b64decode(given, validate=True).decode().partition(":")[0]
    except ValueError:
        user = ""
    if user.startswith(KEY):  # an API key, whose account stands in the path alone
        user = path.partition("/Accounts/")[2].partition("/")[0].partition(".")[0]
    own = f"/Accounts/{user}" if user else ""
    for end in (".", "/"):
        if own and own + end in path:
            return path.replace(own + end, f"/Accounts/{account.sid}{end}", 1)
    return path
