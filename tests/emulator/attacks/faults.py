"""Servers with a fault that the attack must find: each is a line that stood in the code, or could."""

import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final
from unittest import mock

from werkzeug.serving import WSGIRequestHandler

from emulator.server import bodies, context, http_requests, local, phone, phone_token

from .attack import attack


class Dropping(WSGIRequestHandler):
    """Werkzeug's own handler, which drops some connections, waits for ever on others, and believes any length."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet, as it reads a target that may be none."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def changed(*changes: tuple[object, str, object]) -> Iterator[None]:
    """Put values in the place of names of modules."""
    with ExitStack() as stack:
        for owner, name, value in changes:
            stack.enter_context(mock.patch.object(owner, name, value))
        yield


ANY: Final = mock.Mock(fullmatch=lambda _: True)
NONE: Final = mock.Mock(search=lambda _: None)
FAULTS: Final[Mapping[str, Callable[[], AbstractContextManager[object]]]] = {
    "any Content-Length is believed": lambda: changed((http_requests, "_LENGTH", ANY), (bodies, "_LENGTH", ANY)),
    "any target is read": lambda: changed((http_requests, "_is_target", lambda _: True)),
    "werkzeug's own handler reads the requests": lambda: changed((local, "RequestHandler", Dropping)),
    "numbers of seconds have no end": lambda: changed(
        (context, "MOST_SECONDS", float("inf")), (phone, "MOST_SECONDS", float("inf"))
    ),
    "JSON may hold half a character": lambda: changed((bodies, "_HALF", NONE)),
    "a phone waits for a client that has left": lambda: changed((phone, "client_left", lambda _: False)),
    "the token of the phone is compared as ASCII": lambda: changed(
        (phone_token.PhoneToken, "_is", lambda self, given: hmac.compare_digest(given, self._text))
    ),
}


def struck(fault: str, seed: int = 0, count: int = 20_000) -> bool:
    """Whether the attack finds a fault."""
    with FAULTS[fault]():
        return bool(attack("signalwire", count, seed, most=1).wrong)
