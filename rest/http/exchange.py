"""A request, its answer, and the summary of both: plain data, with nothing private in its repr."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it is sent.

    Attributes:
        method: HTTP method.
        url: Absolute URL, without the fields.
        fields: Form fields; in the query of GET and DELETE, in the body of other methods.
        label: Resource and operation, for messages and logs.
        safe: Whether sending it twice has the same effect as sending it once.
        json_lists: For a JSON body, the names of the fields that are lists; None for a form.
        headers: Additional headers.
        anonymous: Whether it is sent to another host than the provider's: without credentials, and not to this machine
            or network.
        answered: Status of success, if it is not a 2xx.
        template: The path with its variables unfilled, for traces.
    """

    method: str
    url: str = field(repr=False)
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    label: str = ""
    safe: bool = False
    json_lists: frozenset[str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool = False
    answered: int = 200
    template: str = ""

    @property
    def path(self) -> str:
        """Path without query, for messages."""
        return urlsplit(self.url).path

    def target(self) -> str:
        """The URL with its query."""
        if not self.fields or self.method not in ("GET", "DELETE"):
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(self.fields)}"

    def body(self) -> bytes | None:
        """The body, or None for GET and DELETE."""
        if self.method in ("GET", "DELETE"):
            return None
        if self.json_lists is None:
            return urlencode(self.fields).encode("ascii")
        found: dict[str, str | list[str]] = {name: [] for name, _ in self.fields if name in self.json_lists}
        for name, text in self.fields:
            if isinstance(held := found.get(name), list):
                held.append(text)
            else:
                found[name] = text
        return json.dumps(found).encode()


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer, read completely.

    Attributes:
        status: HTTP status.
        headers: Names in lower case.
        body: Unpacked bytes.
        tries: Number of requests that it took.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Exchange:
    """A finished request, for metrics. A download makes one per attempt, when the head of its answer has come.

    Attributes:
        label: Resource and operation, such as `calls.create`.
        method: HTTP method.
        status: HTTP status, or None if no answer came.
        seconds: From the first attempt to the end.
        tries: Attempts.
        failure: Name of the error, or None.
    """

    label: str
    method: str
    status: int | None
    seconds: float
    tries: int
    failure: str | None
