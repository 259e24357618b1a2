"""The server's WSGI application: authenticates, finds the operation and answers. Knows no resource.

Routes and parameters come from the rows of `rest`. Source: REST reference; threat list E11.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from importlib import import_module
from pkgutil import iter_modules
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from rest.errors import ParameterError
from rest.resources.laml_bins import LAML_BINS
from rest.rows import RESOURCES, decode, match
from rest.table.declared import parameters_of
from rest.table.resource import Operation as Row
from rest.table.resource import Resource

from . import bodies, door, resources
from .api_faults import WORDS, Silence, Struck
from .context import Answered, Context, Given, Operation, Reply, Runner, in_e164
from .http_requests import client_left
from .records import keys, links, parents, plain_records
from .records.errors import ApiFault
from .records.pages import ASKED, PAGING
from .records.store import Record
from .resources import bins
from .resources.faxes import FaxFiles

PLAIN_TEXT: Final = [("Content-Type", "text/plain; charset=utf-8")]
Whole = Callable[[Context, WSGIEnvironment, Mapping[str, str], bytes], Answered]
"""Answers a request, of its environment, the variables of its path and its body."""
OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    resource: operations
    for module in iter_modules(resources.__path__)
    for resource, operations in getattr(import_module(f"{resources.__name__}.{module.name}"), "OPERATIONS", {}).items()
}
"""What the modules of `resources` do, by resource and operation."""
WHOLE: Final[Mapping[str, Whole]] = {LAML_BINS.name: bins.answer}
"""Resources whose code reads the request itself."""
PLAIN: Final = frozenset(resource.name for resource in RESOURCES) - OPERATIONS.keys() - WHOLE.keys()
"""Resources of which there is nothing to imitate but their records."""
PATIENCE: Final = "emulator.patience"  # in the environment of a request in process: how long its client waits
LONGEST_TOLD: Final = 80  # characters of an unknown account that are told
METHODS: Final = ("GET", "POST", "DELETE", "PATCH")
BODILESS: Final = (204, 304)
"""Answers without a length. Source: RFC 9110, 8.6."""
Streamed = tuple[int, list[tuple[str, str]], "bytes | Iterable[bytes]"]
Handler = Callable[[WSGIEnvironment, str, bytes], "Streamed | None"]
"""Answers a request, or leaves it to others with None; what is no `bytes` is sent piece by piece, as it comes."""


class RestServer:
    """Answers the provider's REST API; other handlers are asked first.

    Args:
        context: The world, and what REST keeps beside it.
        runner: Who moves it; it is woken after each change.
        others: Handlers of other paths, such as the scripted phone.
        hosts: Names in `Host` that are answered, beyond this machine's own.
    """

    def __init__(
        self,
        context: Context,
        runner: Runner,
        others: Iterable[Handler] = (),
        hosts: Iterable[str] = (),
    ) -> None:
        self._context = context
        self._runner = runner
        self._others: tuple[Handler, ...] = (*others, bins.BinServer(context), FaxFiles(context))
        self._hosts = door.HOSTS | {host.lower() for host in hosts}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, with the faults that strike it."""
        method, path = str(environ["REQUEST_METHOD"]), _path(environ)
        return self._given(environ, start_response, lambda body: self._struck(environ, method, path, body))

    def unharmed(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request of the provider's own, which no fault of the API strikes."""
        path = _path(environ)
        return self._given(environ, start_response, lambda body: self._one(environ, path, body))

    def _given(
        self, environ: WSGIEnvironment, start_response: StartResponse, api: Callable[[bytes], Answered]
    ) -> Iterable[bytes]:
        status, headers, body = self._answer(environ, api)
        if not isinstance(body, bytes):
            start_response(f"{status} {_phrase(status)}", headers)
            return body
        if status not in BODILESS and not any(name == "Content-Length" for name, _ in headers):
            headers = [*headers, ("Content-Length", str(len(body)))]
        start_response(f"{status} {_phrase(status)}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: WSGIEnvironment, api: Callable[[bytes], Answered]) -> Streamed:
        refusal = door.refusal(environ, self._hosts)
        if refusal is not None:
            return 403, PLAIN_TEXT, f"{refusal}\n".encode()
        try:
            body = bodies.read(environ)
        except bodies.BodyRefused as refused:
            return refused.status, PLAIN_TEXT, f"{refused}\n".encode()
        path = _path(environ)
        for other in self._others:
            found = other(environ, path, body)
            if found is not None:
                return found
        if not self._context.available():
            return 503, [*PLAIN_TEXT, ("Retry-After", "5")], b"out of order\n"
        return api(body)

    def _struck(self, environ: WSGIEnvironment, method: str, path: str, body: bytes) -> Answered:
        """The answer of the API, after what befalls the request.

        Raises:
            Silence: None comes, or none while the client waits.
        """
        struck = self._context.strike(method, path)
        for told in struck.told:
            self._context.world.note(self._account, "fault", f"{method} {path}: {told}")
        answer: Answered = (503, PLAIN_TEXT, b"")
        for _ in range(struck.done + (struck.done and struck.double)):
            answer = self._one(environ, path, body)
        if struck.status is not None:
            answer = self._failing(struck, struck.status)
        self._pause(environ, struck.delay)
        if struck.lost:
            raise Silence(late=False)
        if struck.cut:
            status, headers, whole = answer
            return status, [*headers, ("Content-Length", str(len(whole)))], whole[: len(whole) // 2]
        return answer

    def _failing(self, struck: Struck, status: int) -> Answered:
        """The answer of a fault: the provider's own, or the page of a gateway."""
        again = [] if struck.retry_after is None else [("Retry-After", f"{struck.retry_after:g}")]
        if status not in WORDS:
            return status, [("Content-Type", "text/html"), *again], f"<html>{status}</html>".encode()
        code = 20429 if status == 429 else 20000 + status
        _, headers, body = self._written(
            Reply(status, ApiFault(status, code, "", WORDS[status]).body(self._context.api))
        )
        return status, [*headers, *again], body

    def _pause(self, environ: WSGIEnvironment, seconds: float) -> None:
        """Let the seconds of a slow answer pass; a client in process says how long it waits."""
        patience = environ.get(PATIENCE)
        if isinstance(patience, int | float) and seconds > patience:
            self._context.pause(patience, lambda: False)
            raise Silence(late=True)
        if seconds:
            self._context.pause(seconds, lambda: client_left(environ))
        if seconds == float("inf"):
            raise Silence(late=False)

    def _one(self, environ: WSGIEnvironment, path: str, body: bytes) -> Answered:
        """Carry one request out."""
        try:
            return self._rest(environ, path, body)
        except ApiFault as fault:
            api = self._context.api
            return self._written(Reply(fault.status_at(api), fault.body(api)))

    def _written(self, reply: Reply) -> Answered:
        """The status, the headers and the body of an answer."""
        headers = [("Content-Type", reply.content_type)]
        if reply.status == 401:
            headers.append(("WWW-Authenticate", 'Basic realm="emulator"'))
        if reply.file is not None:
            return reply.status, headers, reply.file
        return reply.status, headers, b"" if reply.body is None else json.dumps(reply.body).encode()

    def _rest(self, environ: WSGIEnvironment, path: str, body: bytes) -> Answered:
        method = str(environ["REQUEST_METHOD"])
        found = match(method, path)
        if found is None or found[1].name != "download":  # audio and media are open to all
            self._authenticate(environ)
        whole = self._whole(path)
        if whole is not None:
            answering, variables = whole
            self._require_account(variables)
            with self._runner.lock:
                answered = answering(self._context, environ, variables, body)
            self._runner.kick()
            return answered
        index = links.group(self._context.profile.name, path) if found is None and method == "GET" else None
        if index is not None:
            return self._written(Reply(200, index))
        if found is None or not self._offered(*found[:2]):
            raise self._not_found(method, path)
        resource, operation, variables = found
        self._require_account(variables)
        given = _given(operation, body, str(environ.get("QUERY_STRING", "")), method)
        with self._runner.lock:
            written = self._written(perform(self._context, resource, operation, variables, given))
        self._runner.kick()
        return written

    def _whole(self, path: str) -> tuple[Whole, Mapping[str, str]] | None:
        """What answers a path whatever the method, with the variables of the path; None if nothing does."""
        found = match("GET", path)
        if found is None or found[0].name not in WHOLE or not self._offered(*found[:2]):
            return None
        return WHOLE[found[0].name], found[2]

    def _require_account(self, variables: Mapping[str, str]) -> None:
        """Raise unless the account in a path is known.

        Raises:
            ApiFault: It is not.
        """
        account = variables.get("AccountSid", self._account)
        if account != self._account and self._context.store.find("accounts", account) is None:
            raise ApiFault(
                404, 20404, f"account {account[:LONGEST_TOLD]} is unknown, the emulator's is {self._account}"
            )

    def _not_found(self, method: str, path: str) -> ApiFault:
        """The refusal of a path that is unknown, or known with another method only."""
        others = (match(other, path) for other in METHODS if other != method)
        wrong = self._context.api.wrong_method
        if wrong is not None and any(found is not None and self._offered(*found[:2]) for found in others):
            return ApiFault(*wrong, f"{method} {path}")
        return ApiFault(404, 20404, f"{method} {path}")

    @property
    def _account(self) -> str:
        return self._context.world.account.sid

    def _offered(self, resource: Resource, operation: Row) -> bool:
        name = self._context.profile.name
        linked = (resource.name, operation.name) in self._context.api.answers_too
        return linked or (name in resource.providers and name in operation.providers)

    def _authenticate(self, environ: WSGIEnvironment) -> None:
        """Raise unless the request has the account's credentials or a key's, which are logged nowhere."""
        account = self._context.world.account
        scheme, _, encoded = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except ValueError:
            given = b""
        is_own = hmac.compare_digest(given, f"{account.sid}:{account.token}".encode())
        if scheme.lower() != "basic" or not (is_own or keys.opens(self._context, given)):
            raise ApiFault(401, 20003)


def perform(context: Context, resource: Resource, row: Row, path: Mapping[str, str], given: Given) -> Reply:
    """Run an operation: its own, or that of plain records.

    Raises:
        ApiFault: The provider would refuse it, or the emulator does not imitate it.
    """
    parents.require(context, resource, path)
    own = OPERATIONS.get(resource.name, {}).get(row.name)
    if own is not None:
        reply = own(context, path, given)
    elif resource.name in PLAIN:
        reply = plain_records.run(context, resource, row, path, given)
    else:
        raise ApiFault(501, 20001, f"the emulator does not imitate {resource.name}.{row.name}")
    if reply.body is None:
        return reply

    def finished(record: Record) -> Record:
        return context.api.record(resource.name, links.linked(context.profile.name, resource, record))

    body = reply.body
    key = resource.list_key or ""
    found = body.get(key) if row.name == "list" else None
    if isinstance(found, list):
        return replace(reply, body=context.api.listing({**body, key: [finished(record) for record in found]}))
    return replace(reply, body=finished(body))


def _given(row: Row, body: bytes, query: str, method: str) -> Given:
    """The parameters: of the query, of a form, or of a JSON object.

    Raises:
        ApiFault: They cannot be read.
    """
    try:
        if row.json:
            form = {
                key: [str(one) for one in (value if isinstance(value, list) else [value])]
                for key, value in bodies.read_object(body).items()
            }
        else:
            sent = body.decode("utf-8", "replace") if method in ("POST", "PATCH") or body else query
            form = bodies.read_form(sent)
        given = in_e164(decode(row, form))
        return given if row.name != "list" else {**given, ASKED: _filters(row, given)}
    except (bodies.BodyRefused, ParameterError) as error:
        raise ApiFault(400, 10000, str(error)) from error


def _filters(row: Row, given: Given) -> list[tuple[str, str]]:
    """The filters of a list, as pairs of name and text on the wire."""
    declared = parameters_of(row.parameters)
    return [
        (declared[name].wire, str(value).lower() if isinstance(value, bool) else str(value))
        for name, value in given.items()
        if name in declared and name not in PAGING
    ]


def _path(environ: WSGIEnvironment) -> str:
    return str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"  # a fault on request may have any status
