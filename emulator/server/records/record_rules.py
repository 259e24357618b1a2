"""How some plain records differ: unique names, and what creating and deleting also do. Data and small functions.

Source: REST reference, resources.*.notes; the codes from its errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...engine.models import Endpoint
from ...engine.requests import urls
from ..context import Context, Given
from . import keys
from .dates import rfc2822
from .errors import ApiFault
from .number_kinds import kind_of
from .store import Record

WHOLE_ADDRESS: Final = 32  # bits of an IPv4 address
STRONG: Final = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).{12,}", re.DOTALL)
_BYTE: Final = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_ADDRESS: Final = re.compile(rf"{_BYTE}(\.{_BYTE}){{3}}")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one resource differs.

    Args:
        home: The resource whose records these are, where several paths show the same ones.
        unique: Properties of which no two records may have the same value.
        taken: The code for a value that exists.
        missing: Status and code where a required parameter is missing.
        identifier: Where the identifier comes from, instead of a new one.
        of_parent: Whether it has the identifier of what it is inside of.
        checked: Called with the parameters before anything changes; may refuse.
        made: Called with a record that was made or changed.
        gone: Called with a record before it is forgotten; may refuse.
        once: What only the answer to the creation shows.
        always: There is one from the beginning, and nothing makes it.
        shown: Which of the home's records this resource has; all if absent.
    """

    home: str = ""
    unique: tuple[str, ...] = ()
    taken: int = 10000
    missing: tuple[int, int] = (400, 10000)
    identifier: Callable[[Given], str] | None = None
    of_parent: bool = False
    checked: Callable[[Given], None] | None = None
    made: Callable[[Context, Record, Given], None] | None = None
    gone: Callable[[Context, Record], None] | None = None
    once: Callable[[Context, Record], Record] | None = None
    always: bool = False
    shown: Callable[[Record], bool] | None = None


def _number(context: Context, record: Record, given: Given, kind: str = "") -> None:
    """Complete a bought number: a number for its area code, its kind, empty texts for missing URLs."""
    number = str(record.get("phone_number") or "")
    if not number:
        code = str(given.get("area_code") or "555")
        taken = context.store.all("incoming_phone_numbers")
        number = f"+1{code}555{1000 + len(taken):04d}"
        record["phone_number"] = number
    record["friendly_name"] = record.get("friendly_name") or f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    record["type"] = record.get("type") or kind or kind_of(number)
    record["capabilities"] = {"voice": True, "sms": True, "mms": True, "fax": True}
    for name in ("voice_url", "sms_url", "status_callback", "voice_fallback_url", "sms_fallback_url"):
        record[name] = record.get(name) or ""
    _with_methods(record)


def _application(context: Context, record: Record, _given: Given) -> None:
    """Make an application available to calls."""
    _with_methods(record)
    url = str(record.get("voice_url") or "")
    if url:
        method = str(record.get("voice_method") or "POST").upper()
        context.world.applications[str(record["sid"])] = Endpoint(url, "GET" if method == "GET" else "POST")


def _application_gone(context: Context, record: Record) -> None:
    """Remove an application from calls and from the numbers that use it."""
    context.world.applications.pop(str(record["sid"]), None)
    for number in context.store.all("incoming_phone_numbers").values():
        for name in ("voice_application_sid", "sms_application_sid"):
            if number.get(name) == record["sid"]:
                number[name] = None


def _subproject(context: Context, record: Record, _given: Given) -> None:
    record["auth_token"] = record.get("auth_token") or context.world.ids.token().replace("-", "")
    record["status"] = record.get("status") or "active"
    record["type"] = "Full"
    record["owner_account_sid"] = context.world.account.sid


def _token_once(context: Context, _record: Record) -> Record:
    """The token itself, which only the first answer has."""
    return {"token": "PT" + context.world.ids.token().replace("-", "")}


def _validation(context: Context, record: Record, given: Given) -> None:
    """Create the caller ID at once, as if the code had been entered."""
    record["validation_code"] = str(100_000 + len(context.store.all("outgoing_caller_ids")))
    sid = context.world.ids.sid("PN")
    now = rfc2822(context.world.now)
    number = str(given["phone_number"])
    context.store.made("outgoing_caller_ids")[sid] = {
        "sid": sid,
        "account_sid": context.world.account.sid,
        "date_created": now,
        "date_updated": now,
        "friendly_name": str(given.get("friendly_name") or number),
        "phone_number": number,
        "uri": context.uri("OutgoingCallerIds", sid),
    }


def _new_key(_context: Context, record: Record, _given: Given) -> None:
    """Keep no secret in the record, which lists and fetches show."""
    record.pop("secret", None)


def _named_as(lists: str) -> Callable[[Context, Record, Given], None]:
    """What gives a mapping the name of the list that it allows."""

    def made(context: Context, record: Record, _given: Given) -> None:
        allowed = context.store.find(lists, str(record["sid"]))
        record["friendly_name"] = None if allowed is None else allowed.get("friendly_name")

    return made


def _domain(_context: Context, record: Record, _given: Given) -> None:
    record["auth_type"] = record.get("auth_type") or ""
    _with_methods(record)


def _numbers_of(kind: str) -> Rule:
    """The rule for the numbers of one kind, which are among all numbers."""
    return Rule(
        home="incoming_phone_numbers",
        made=partial(_number, kind=kind),
        checked=_has_urls,
        shown=lambda record: record.get("type") == kind,
        unique=("phone_number",),
        taken=21422,
    )


def _has_urls(given: Given) -> None:
    """Refuse an address that no request could go to. Source: Twilio's error dictionary, 21402."""
    for name, value in given.items():
        if value and (name.endswith("_url") or name == "status_callback"):
            try:
                urls.resolve(None, str(value))
            except urls.UrlRefused as error:
                raise ApiFault(400, 21402, f"{name} {error}") from error


def _is_address(given: Given) -> None:
    """Refuse what is no address, or no length of a prefix."""
    length = given.get("cidr_prefix_length", WHOLE_ADDRESS)
    if not isinstance(length, int) or not 0 <= length <= WHOLE_ADDRESS:
        raise ApiFault(400, 20001, f"CidrPrefixLength: 0 to {WHOLE_ADDRESS}")
    if "ip_address" in given and not _ADDRESS.fullmatch(str(given["ip_address"])):
        raise ApiFault(400, 20001, "IpAddress: four numbers up to 255")


def _whole_address(_context: Context, record: Record, given: Given) -> None:
    """By default the whole address counts. Source: Twilio's specification, CidrPrefixLength."""
    if "cidr_prefix_length" not in given:
        record["cidr_prefix_length"] = record.get("cidr_prefix_length") or WHOLE_ADDRESS


def _is_strong(given: Given) -> None:
    """Refuse a weak password. Source: Twilio's specification, Password of CreateSipCredential."""
    password = given.get("password")
    if isinstance(password, str) and not STRONG.fullmatch(password):
        raise ApiFault(400, 21243, "Password: at least 12 characters, a digit, small and capital letters")


def _trigger(_context: Context, record: Record, given: Given) -> None:
    """A trigger watches the usage unless it is told otherwise when it is made; nothing changes that later."""
    if "trigger_value" in given:
        record["trigger_by"] = given.get("trigger_by") or "usage"
    _with_methods(record)


def _with_methods(record: Record) -> None:
    """The provider calls with POST unless it is told otherwise."""
    for name in record:
        if name.endswith("_method"):
            record[name] = record[name] or "POST"


CREDENTIALS: Final = "sip.credential_lists"
ADDRESSES: Final = "sip.ip_access_control_lists"
OF_CREDENTIALS: Final = Rule(identifier=lambda given: str(given["credential_list_sid"]), made=_named_as(CREDENTIALS))
OF_ADDRESSES: Final = Rule(identifier=lambda given: str(given["ip_access_control_list_sid"]), made=_named_as(ADDRESSES))
DEFAULT: Final = Rule()
RULES: Final[Mapping[str, Rule]] = {
    "accounts": Rule(made=_subproject),
    "applications": Rule(made=_application, gone=_application_gone, checked=_has_urls),
    "incoming_phone_numbers": Rule(
        made=_number, missing=(400, 21421), unique=("phone_number",), taken=21422, checked=_has_urls
    ),
    "incoming_phone_numbers.local": _numbers_of("local"),
    "incoming_phone_numbers.mobile": _numbers_of("mobile"),
    "incoming_phone_numbers.toll_free": _numbers_of("toll_free"),
    "imported_phone_numbers": Rule(
        home="incoming_phone_numbers", made=_number, missing=(400, 21421), checked=_has_urls
    ),
    "sip.domains": Rule(made=_domain, unique=("domain_name",), taken=21232, checked=_has_urls),
    "sip.domains.credential_list_mappings": OF_CREDENTIALS,
    "sip.domains.ip_access_control_list_mappings": OF_ADDRESSES,
    "sip.domains.auth.calls.credential_list_mappings": OF_CREDENTIALS,
    "sip.domains.auth.calls.ip_access_control_list_mappings": OF_ADDRESSES,
    "sip.domains.auth.registrations.credential_list_mappings": OF_CREDENTIALS,
    "sip.credential_lists.credentials": Rule(unique=("username",), taken=22108, checked=_is_strong),
    "sip.ip_access_control_lists.ip_addresses": Rule(made=_whole_address, checked=_is_address),
    "usage.triggers": Rule(made=_trigger),
    "keys": Rule(gone=keys.gone),
    "signing_keys": Rule(gone=keys.gone),
    "new_keys": Rule(home="keys", made=_new_key, once=keys.secret_once),
    "new_signing_keys": Rule(home="signing_keys", made=_new_key, once=keys.secret_once),
    "calls.feedback": Rule(of_parent=True),
    "messages.feedback": Rule(of_parent=True),
    "sandbox": Rule(always=True),
    "validation_requests": Rule(made=_validation),
    "tokens": Rule(once=_token_once),
}
