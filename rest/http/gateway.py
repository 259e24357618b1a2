"""Turns an operation and its keyword arguments into one request, and the answer into JSON or one error.

Knows no sockets and no resource by name.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final
from urllib.parse import quote, urlsplit

from ..errors import ForeignPage, NotOffered, ParameterError
from ..table.declared import list_names, url_names
from ..table.providers import PROVIDERS, Provider
from ..table.resource import Operation, Resource
from ..table.values import Json
from . import decoding, hook
from .callback_urls import warn_of
from .credentials import is_loopback
from .encoding import encode
from .exchange import HttpRequest
from .origins import joined, origin_of
from .transport import Transport

MAX_PATH_PART: Final = 256
REMEMBERED: Final = 1000
_UNFIT: Final = re.compile("[\x00-\x20\x7f/\\\\?#%;\ud800-\udfff]")


class Known:
    """The identifiers that this client received lately; `reconcile` does not take one of them for the lost answer.

    Another set of hooks is another world, whose identifiers may be the same: what was received before is forgotten.
    """

    def __init__(self) -> None:
        self._sids: deque[str] = deque(maxlen=REMEMBERED)
        self._kept: set[str] = set()
        self._lock = threading.Lock()
        self._hooks = hook.generation()

    def _now(self) -> deque[str]:
        """The identifiers of this world."""
        if self._hooks != hook.generation():
            self._sids.clear()
            self._hooks = hook.generation()
        return self._sids

    def add(self, sid: object) -> None:
        """Remember an identifier; anything else is ignored."""
        if isinstance(sid, str):
            self._now().append(sid)

    def keep(self, sid: str) -> None:
        """Remember an identifier as long as the client lives, as for what an earlier process was given."""
        with self._lock:
            self._kept.add(sid)

    def claim(self, sid: object) -> bool:
        """Remember an identifier; False if it was known before, so that two threads do not find the same twin."""
        with self._lock:
            if sid in self:
                return False
            self.add(sid)
            return True

    def __contains__(self, sid: object) -> bool:
        return sid in self._kept or sid in list(self._now())  # a copy, since other threads add to it


class Gateway:
    """One account's way to its provider.

    Attributes:
        provider: The provider.
        account_sid: Account or project that paths name by default.
        base_url: Origin and base path.
        transport: Sends the requests.
        origin: Scheme, host and port of `base_url`.
        known: The identifiers that this client received lately.
        writing: Entered while the parameters of a request are written, when objects are asked for their `.url`.
        on_this_machine: Whether requests go to this machine, as to the emulator, which can reach any callback URL.
    """

    def __init__(self, provider: Provider, account_sid: str, base_url: str, transport: Transport) -> None:
        self.provider = provider
        self.account_sid = account_sid
        self.base_url = base_url
        self.transport = transport
        parts = urlsplit(base_url)
        self.known = Known()
        self.writing: Callable[[], AbstractContextManager[None]] = nullcontext
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.on_this_machine = is_loopback(parts.hostname or "")

    def __repr__(self) -> str:
        return f"<Gateway {self.provider.name} {self.origin}>"

    def ask(
        self, resource: Resource, name: str, where: Mapping[str, str], parameters: Mapping[str, object]
    ) -> dict[str, Json]:
        """Perform one operation.

        Args:
            resource: The resource.
            name: Name of the operation.
            where: Variables of the path to their values.
            parameters: Keyword arguments.

        Returns:
            The JSON object of the answer; empty for an answer without one.

        Raises:
            RestError: See the tree in `errors`.
        """
        request = self.request(resource, resource.operation(name), where, parameters)
        return decoding.decode(request, self.transport.send(request))

    def request(
        self,
        resource: Resource,
        operation: Operation,
        where: Mapping[str, str],
        parameters: Mapping[str, object],
        suffix: str | None = None,
    ) -> HttpRequest:
        """The request that an operation makes; nothing is sent.

        Raises:
            NotOffered: The provider of this client has no such operation.
            ParameterError: A parameter or a part of the path was refused.
        """
        label = f"{resource.name}.{operation.name}"
        self.check_offered(resource, operation)
        with self.writing():
            fields = encode(operation, label, parameters, self.provider.name)
        if not self.on_this_machine:
            for name in url_names(operation.parameters):
                for url in (value for field, value in fields if field == name):
                    warn_of(url, f"{label}: {name}")
        path = fill(operation.path, where, label) + (resource.suffix if suffix is None else suffix)
        lists = list_names(operation.parameters) if operation.json else None
        answered = operation.status(self.provider.name)
        url = self.base_url + path
        return HttpRequest(
            operation.method,
            url,
            tuple(fields),
            label,
            operation.safe,
            lists,
            answered=answered,
            template=operation.path,
        )

    def follow(self, resource: Resource, url: str) -> dict[str, Json]:
        """Fetch a page by its address, relative to the origin or whole.

        Raises:
            ForeignPage: It is at another origin.
        """
        target = joined(self.origin + "/", url)
        origin = origin_of(target)
        if origin is None or origin != origin_of(self.origin):
            raise ForeignPage(f"{resource.name}.list: the next page is at another origin than {self.origin}")
        listing = resource.operation("list")
        self.check_offered(resource, listing)
        request = HttpRequest("GET", target, (), f"{resource.name}.list", True, template=listing.path)
        return decoding.decode(request, self.transport.send(request))

    def check_offered(self, resource: Resource, operation: Operation) -> None:
        """Raise `NotOffered` unless this client's provider has the operation."""
        offered_by = resource.offered_by(operation)
        if self.provider.name not in offered_by:
            thing = f"{resource.name}.{operation.name}"
            others = " and ".join(PROVIDERS[name].title for name in offered_by)
            has = "had, in an earlier edition of its API" if operation.former else "has"
            raise NotOffered(
                f"{thing}: {self.provider.title} has no such operation; {others} {has}", thing, self.provider.name
            )

    @staticmethod
    def check_part(resource: Resource, variable: str, value: object) -> None:
        """Raise `ParameterError` unless the value can be part of a path."""
        quoted_part(variable, value, resource.name)


def fill(path: str, where: Mapping[str, str], label: str) -> str:
    """Put the values of its variables into a path.

    Raises:
        ParameterError: A value is missing or cannot be part of a path.
    """
    try:
        return path.format_map({name: quoted_part(name, value, label) for name, value in where.items()})
    except KeyError as missing:
        variable = str(missing.args[0])
        raise ParameterError(
            f"{label}: {variable}: the provider sent no identifier to address it by", variable
        ) from None


def quoted_part(variable: str, value: object, label: str) -> str:
    """One part of a path, checked and quoted; it can neither leave its place nor add another.

    Raises:
        ParameterError: It is not a text, is empty, too long, `.` or `..`, or has a character with a meaning in URLs.
    """
    if not isinstance(value, str) or not value:
        got = "None" if value is None else "an empty one" if value == "" else type(value).__name__
        raise ParameterError(f"{label}: {variable}: expected a text, got {got}", variable)
    if len(value) > MAX_PATH_PART or value in (".", "..") or _UNFIT.search(value):
        raise ParameterError(f"{label}: {variable}: this cannot be an identifier", variable)
    return quote(value, safe="")
