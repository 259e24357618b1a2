"""What all requests share, and the function that makes a request from pairs; knows no kind in particular."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias, TypeVar

from ..wire.message import Json, Pairs
from ..wire.suggestions import NoSuchNameError
from .declarations import Always, Due, Headers, Wire, compiled, read, withhold
from .misspelt import about_missing_field
from .opened_state import State
from .signed_run import withheld
from .stored_view import connection_of, stored_of
from .value_forms import ADDRESS, JSON, KEYS, LABEL, PASSPORT, SID, TEXT, URL, VERSION, ZIP

if TYPE_CHECKING:
    from sqlalchemy import Connection

Sid: TypeAlias = Annotated[str, SID]
Address: TypeAlias = Annotated[str, ADDRESS]
Keys: TypeAlias = Annotated[str, KEYS]
Zip: TypeAlias = Annotated[str, ZIP]
Url: TypeAlias = Annotated[str, URL]
JsonText: TypeAlias = Annotated[str, JSON]
Label: TypeAlias = Annotated[str, LABEL]
"""A name or code that says which thing is meant: a room, a participant, a card, a user."""
Text: TypeAlias = Annotated[str, TEXT]
"""What people write or say."""
Answer: TypeAlias = Literal["voice", "messaging", "fax", "event"]

CallStatus: TypeAlias = (
    Literal["queued", "initiated", "ringing", "answered", "in-progress"]
    | Literal["completed", "busy", "no-answer", "failed", "canceled"]
    | str
)
Direction: TypeAlias = Literal["inbound", "outbound-api", "outbound-dial"] | str
AnsweredBy: TypeAlias = (
    Literal["human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"]
    | str
)
MessageStatus: TypeAlias = (
    Literal["accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "canceled"]
    | Literal["receiving", "received", "read", "partially_delivered", "invalid"]
    | str
)

R = TypeVar("R", bound="WebhookRequest")


@dataclass(frozen=True, kw_only=True, repr=False)
class WebhookRequest:
    """What every request has. All fields have defaults, so that a test gives only those that it is about."""

    answer: ClassVar[Answer] = "event"
    """The answer: a document of this sort, or for an `event` an empty 204."""
    json_too: ClassVar[bool] = False
    """Whether the body may be JSON, which the provider's specification declares; in practice it sends forms."""

    account_sid: Annotated[Sid, Always()] = ""
    api_version: Annotated[str, VERSION] | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False, metadata={"own": True})
    """Parameters that this kind does not declare; the first value where one was repeated."""
    raw: Pairs = field(default=(), metadata={"own": True})
    """All parameters as they came, in the order sent, repeated ones included."""
    query: Mapping[str, str] = field(default_factory=dict, hash=False, metadata={"own": True})
    """The parameters that were in the URL of a POST, without the state token."""
    odd: tuple[str, ...] = field(default=(), metadata={"own": True})
    """Names of the parameters whose value could not be converted; their fields are None."""
    state: State = field(default_factory=State, hash=False, metadata={"own": True})
    """The values that `bind` put into the URL; verified, and bound to this account, call and route. See `State`."""

    @property
    def key(self) -> str:
        """What names this event in the store: the same for each delivery and each try, and different for any other.

        It is the idempotency key for effects elsewhere. Empty for a request that is not stored.
        """
        stored = stored_of(self)
        return "" if stored is None else stored.key

    @property
    def tries(self) -> int:
        """Which try of its handler this is, from 1."""
        stored = stored_of(self)
        return 1 if stored is None else stored.tries

    @property
    def connection(self) -> Connection:
        """The connection of SQLAlchemy that commits together with this event: what is written through it happens once.

        It is committed when the handler returns, and rolled back when it raises; `begin_nested` makes savepoints.

        Raises:
            StoreError: The request is not handled by way of the store, or its handler holds a lease.
        """
        return connection_of(self)

    if not TYPE_CHECKING:  # type checkers know the fields, and shall refuse all others

        def __getattr__(self, name):
            if name[:1] == "_" or hasattr(type(self), name):  # a property that failed: its own error
                return object.__getattribute__(self, name)
            raise NoSuchNameError(name, self, lambda: about_missing_field(type(self), WebhookRequest, name))

    def __repr__(self) -> str:
        """Show identifiers and states; no phone number, and no text that somebody said or wrote."""
        shown = [f"{name}={value!r}" for name in shown_names(type(self)) if (value := getattr(self, name))]
        return f"<{type(self).__name__} {' '.join(shown)}>"


@dataclass(frozen=True, kw_only=True, repr=False)
class CallRequest(WebhookRequest):
    """What requests about a call share: the call, its parties, and what carriers and SIP say about them."""

    call_sid: Annotated[Sid, Always()] = ""
    from_: Annotated[Address, Due()] = ""
    to: Annotated[Address, Due()] = ""
    direction: Annotated[Direction, Due()] = ""
    parent_call_sid: Sid | None = None
    forwarded_from: Address | None = None
    caller_name: Text | None = None
    call_token: str | None = None
    caller: Address | None = None
    called: Address | None = None
    from_city: str | None = None
    from_state: str | None = None
    from_zip: Zip | None = None
    from_country: str | None = None
    to_city: str | None = None
    to_state: str | None = None
    to_zip: Zip | None = None
    to_country: str | None = None
    caller_city: str | None = None
    caller_state: Annotated[str | None, Due("CallerCity", source="observed")] = None
    caller_zip: Annotated[Zip | None, Due("CallerCity", source="observed")] = None
    caller_country: str | None = None
    called_city: str | None = None
    called_state: str | None = None
    called_zip: Zip | None = None
    called_country: str | None = None
    stir_verstat: Annotated[str, PASSPORT] | None = None
    stir_passport_token: str | None = None
    sip_domain: Label | None = None
    sip_domain_sid: Sid | None = None
    sip_username: Label | None = None
    sip_call_id: Label | None = None
    sip_source_ip: str | None = None
    sip_user: Label | None = None
    sip_headers: Annotated[Mapping[str, str], Headers("SipHeader_")] = field(default_factory=dict, hash=False)
    """The X- headers of the INVITE, by name: `{"X-Order-Id": "4711"}`."""


@dataclass(frozen=True, kw_only=True, repr=False)
class CallDocumentRequest(CallRequest):
    """A request about a call; its answer is a document, which is executed on the leg `call_sid`."""

    answer: ClassVar[Answer] = "voice"

    call_status: CallStatus = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class CallEvent(CallRequest):
    """Something that happened to a call. Only the status of the answer matters."""

    status: Annotated[CallStatus, Wire("CallStatus")] = ""

    @property
    def call_status(self) -> CallStatus:
        """The same as `status`, under the name that document requests have."""
        return self.status


def parse_request(
    kind: type[R],
    pairs: Pairs,
    *,
    query: Mapping[str, str] | None = None,
    state: Mapping[str, Json] | None = None,
) -> R:
    """Make a typed request from pairs. Verifying them is left to the caller.

    Args:
        kind: The dataclass of the kind of request.
        pairs: Decoded parameters, in the order sent.
        query: The parameters in the URL of a POST.
        state: The values that `bind` put into the URL.
    Returns:
        A request of that kind. A value that cannot be converted is None and its name is in `.odd`.
    Raises:
        FormError: A parameter of the kind came twice, or one that it cannot be without is missing.
    """
    shape = compiled(kind)
    reading = read(shape, pairs)
    if not shape.texts.isdisjoint(reading.values) or not shape.carried.isdisjoint(reading.extra):
        withhold(shape, reading, pairs, withheld(kind, pairs))
    request = object.__new__(kind)
    request.__dict__.update(  # the defaults of a dataclass are attributes of its class, so only what came is set
        reading.values,
        extra=reading.extra,
        raw=pairs,
        odd=tuple(reading.odd),
        query=query if query is not None else {},
        state=State(state) if state else State(),
    )
    for name in factories(kind):
        request.__dict__.setdefault(name, {})
    return request


_NAMES: dict[type, tuple[str, ...]] = {}
_FACTORIES: dict[type, tuple[str, ...]] = {}


def factories(kind: type[WebhookRequest]) -> tuple[str, ...]:
    """The mapping fields of a kind that parameters fill; these have no default on the class."""
    if kind not in _FACTORIES:
        _FACTORIES[kind] = tuple(field for _, field in compiled(kind).headers)
    return _FACTORIES[kind]


def shown_names(kind: type[WebhookRequest]) -> tuple[str, ...]:
    """The fields of a kind that its repr may show: identifiers and states."""
    if kind not in _NAMES:
        names = [item.name for item in fields(kind)]
        _NAMES[kind] = tuple(
            name for name in names if name.endswith(("_sid", "status", "event")) or name == "direction"
        )
    return _NAMES[kind]
