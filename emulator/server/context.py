"""What every operation of the API gets: the engine and its records, and readers of parameters. Knows no resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Final, Protocol

from rest.table.resource import Resource
from webhooks.bins.stores import MemoryBins

from ..engine.engine import Engine
from ..engine.models import Endpoint
from ..engine.numbers import e164
from ..engine.profiles.profile import Profile
from ..engine.requests.urls import UrlRefused, resolve
from ..engine.world import World
from .api_faults import UNHARMED, Struck
from .records.api_rows import API, Api
from .records.errors import ApiFault
from .records.store import Store

Given = Mapping[str, object]
Answered = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body of an answer."""
NUMBERS: Final = frozenset({"to", "from_", "caller_id", "phone_number"})
MOST_SECONDS: Final = 1e9  # ours: no number of seconds or milliseconds is larger


class Runner(Protocol):
    """What moves the engine; the lock guards the world."""

    @property
    def lock(self) -> AbstractContextManager[object]:
        """Held while the world is read or changed."""
        ...

    def kick(self) -> None:
        """Run what has become due."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One provider's state for the operations: the engine's, and the records that only REST keeps.

    Args:
        engine: The engine.
        store: The records.
        bins: The bins, which the code of the apps keeps.
        available: Says whether the API answers at all; during an outage it does not.
        strike: Says what befalls a request, of its method and its path.
        pause: Lets seconds pass before an answer, perhaps without end, unless its second argument says that the
            client has left.
    """

    engine: Engine
    store: Store = field(default_factory=Store)
    bins: MemoryBins = field(default_factory=MemoryBins)
    available: Callable[[], bool] = lambda: True
    strike: Callable[[str, str], Struck] = lambda _method, _path: UNHARMED
    pause: Callable[[float, Callable[[], bool]], None] = lambda _seconds, _left: None

    def __post_init__(self) -> None:
        """Begin with the one account, and forget with the engine."""
        self.world.forgotten.append(self.store.forget)
        self.reset()

    def reset(self) -> None:
        """Forget every record but the account's own."""
        self.store.clear()
        self.bins.clear()
        account = self.world.account
        now = formatdate(self.world.now).replace("-0000", "+0000")
        self.store.made("accounts").setdefault(
            account.sid,
            {
                "sid": account.sid,
                "auth_token": account.token,
                "date_created": now,
                "date_updated": now,
                "friendly_name": "the emulator's account",
                "owner_account_sid": account.sid,
                "status": "active",
                "type": "Full",
                "subresource_uris": {},
                "uri": f"{self.profile.rest_base}/Accounts/{account.sid}.json",
            },
        )

    @property
    def world(self) -> World:
        """State and services."""
        return self.engine.world

    @property
    def profile(self) -> Profile:
        """The provider's behaviour."""
        return self.engine.world.profile

    @property
    def api(self) -> Api:
        """How the provider's API writes records and pages."""
        return API[self.profile.name]

    def success(self, resource: Resource, operation: str) -> int:
        """The status of a successful answer."""
        return resource.operation(operation).status(self.profile.name)

    def uri(self, *parts: str, suffix: str = ".json") -> str:
        """A path below the account, as the provider writes it."""
        return "/".join((self.profile.rest_base, "Accounts", self.world.account.sid, *parts)) + suffix


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of an operation: an object, nothing, or a file with its content type."""

    status: int
    body: dict[str, object] | None = None
    file: bytes | None = None
    content_type: str = "application/json"


Operation = Callable[[Context, Mapping[str, str], Given], Reply]


def text(given: Given, name: str) -> str:
    """A text parameter, empty if absent."""
    value = given.get(name)
    return value if isinstance(value, str) else ""


def in_e164(given: Given) -> Given:
    """The parameters with every phone number among them in E.164."""
    return {name: e164(value) if name in NUMBERS and isinstance(value, str) else value for name, value in given.items()}


def undeclared(given: Given, name: str) -> str:
    """A field that the operation does not declare, by its name on the wire; empty if absent."""
    extra = given.get("extra")
    value = extra.get(name, "") if isinstance(extra, Mapping) else ""
    return str(value[-1]) if isinstance(value, list) and value else value if isinstance(value, str) else ""


def texts(given: Given, name: str) -> list[str]:
    """The values of a parameter that may be repeated."""
    value = given.get(name)
    if isinstance(value, list):
        return [str(item) for item in value]
    return [value] if isinstance(value, str) and value else []


def number(given: Given, name: str, default: float) -> float:
    """A number of seconds or milliseconds.

    Raises:
        ApiFault: It is negative, or larger than any time.
    """
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    if not 0 <= value <= MOST_SECONDS:
        raise ApiFault(400, 10000, f"{name} is out of range")
    return float(value)


def flag(given: Given, name: str, *, default: bool = False) -> bool:
    """True or false."""
    value = given.get(name)
    return value if isinstance(value, bool) else default


def endpoint(given: Given, url: str, method: str, code: int = 21205) -> Endpoint | None:
    """An absolute URL with its method; None if the URL is absent.

    Raises:
        ApiFault: It is no absolute http(s) URL, or the method is neither GET nor POST.
    """
    address = text(given, url)
    if not address:
        return None
    try:
        resolve(None, address)
    except UrlRefused as error:
        name = "".join(word.capitalize() for word in url.split("_"))
        sentence = "" if url == "url" else f"The {name} is not valid"
        raise ApiFault(400, code, str(error) if sentence else f"Url {error}", sentence) from error
    verb = (text(given, method) or "POST").upper()
    if verb not in ("GET", "POST"):
        raise ApiFault(400, 21209, f"{method} is {verb!r}")
    return Endpoint(address, verb)
