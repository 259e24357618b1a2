"""The server's WSGI application: who may ask, which operation is meant, what is answered. Knows no resource.

Routes and parameters come from the rows of `rest`. Source: REST reference; threat list E11.
"""

import base64
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from rest.errors import ParameterError
from rest.rows import RESOURCES, decode, match

from ..engine.engine import Engine
from . import calls, messages
from .context import Context, Operation, Reply, Runner
from .errors import ApiFault

HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
LARGEST_BODY: Final = 1_048_576
REASONS: Final = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized"}
OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "calls": calls.OPERATIONS,
    "messages": messages.OPERATIONS,
}
Handler = Callable[[WSGIEnvironment, str, bytes], "tuple[int, list[tuple[str, str]], bytes] | None"]


class RestServer:
    """Answers the provider's REST API, and whatever other handler knows a path first.

    Args:
        engine: The world.
        runner: Who moves it; it is woken after each change.
        others: Handlers of other paths, such as the scripted phone.
        hosts: Names in `Host` that are answered, beyond this machine's own.
    """

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        others: Iterable[Handler] = (),
        hosts: Iterable[str] = (),
    ) -> None:
        self._context = Context(engine)
        self._runner = runner
        self._others = tuple(others)
        self._hosts = HOSTS | {host.lower() for host in hosts}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._answer(environ)
        reason = REASONS.get(status, "Error")
        start_response(f"{status} {reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> tuple[int, list[tuple[str, str]], bytes]:
        host = str(environ.get("HTTP_HOST", "")).lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self._hosts:
            return 403, [("Content-Type", "text/plain")], b"this host is not answered\n"
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LARGEST_BODY:
            return 413, [("Content-Type", "text/plain")], b"the body is too large\n"
        body: bytes = environ["wsgi.input"].read(length) if length else b""
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        for other in self._others:
            found = other(environ, path, body)
            if found is not None:
                return found
        try:
            reply = self._rest(environ, path, body)
        except ApiFault as fault:
            reply = Reply(fault.status, fault.body(self._context.profile))
        headers = [("Content-Type", "application/json")]
        if reply.status == 401:
            headers.append(("WWW-Authenticate", 'Basic realm="emulator"'))
        return reply.status, headers, b"" if reply.body is None else json.dumps(reply.body).encode()

    def _rest(self, environ: WSGIEnvironment, path: str, body: bytes) -> Reply:
        self._authenticate(environ)
        method = str(environ["REQUEST_METHOD"])
        found = match(method, path)
        if found is None:
            raise ApiFault(404, 20404, f"{method} {path}; there are {known_paths()}")
        resource, operation, variables = found
        if variables.get("AccountSid") != self._context.world.account.sid:
            raise ApiFault(404, 20404, "this account is unknown")
        run = OPERATIONS.get(resource.name, {}).get(operation.name)
        if run is None:
            raise ApiFault(501, 20001, f"the emulator does not imitate {resource.name}.{operation.name}")
        query = str(environ.get("QUERY_STRING", ""))
        form = parse_qs(body.decode("utf-8", "replace") if method == "POST" else query, keep_blank_values=True)
        try:
            given = decode(operation, form)
        except ParameterError as error:
            raise ApiFault(400, 10000, str(error)) from error
        with self._runner.lock:
            reply = run(self._context, variables, given)
        self._runner.kick()
        return reply

    def _authenticate(self, environ: WSGIEnvironment) -> None:
        """Raise unless the account's own credentials came; they are never written anywhere."""
        account = self._context.world.account
        scheme, _, encoded = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except ValueError:
            given = b""
        if scheme.lower() != "basic" or not hmac.compare_digest(given, f"{account.sid}:{account.token}".encode()):
            raise ApiFault(401, 20003)


def known_paths() -> str:
    """The collections that there are, for whoever asked for another."""
    return ", ".join(sorted(resource.path for resource in RESOURCES if resource.name in OPERATIONS))
