"""What the REST API keeps and shows while nothing else reads it: by resource, with the reason. Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rest.rows import RESOURCES
from rest.table.resource import Operation, Resource

_ADD_ONS: Final = "no add-on runs here; results exist only where a seed file has them"
_SIP: Final = "SIP calls are compared with the phone's script, not with these lists"
RECORDED_ONLY: Final[Mapping[str, str]] = {
    "addresses": "no number requires one; `dependent_phone_numbers` shows the numbers that name it",
    "authorized_connect_apps": "no app of others acts here; they exist only where a seed file has them",
    "balance": "nothing costs anything: the balance is 0",
    "calls.feedback": "nobody judges a call",
    "calls.feedback_summaries": "they are not computed",
    "connect_apps": "no app acts in another account; they exist only where a seed file has them",
    "incoming_phone_numbers.assigned_add_ons": _ADD_ONS,
    "incoming_phone_numbers.assigned_add_ons.extensions": _ADD_ONS,
    "messages.feedback": "nobody counts deliveries",
    "network_tokens": "no STUN or TURN server is there: user, password and addresses are made up",
    "outgoing_caller_ids": "any number may be shown to the callee",
    "recordings.add_on_results": _ADD_ONS,
    "recordings.add_on_results.payloads": _ADD_ONS,
    "recordings.add_on_results.payloads.data": "the address that it names has no data",
    "sandbox": "calls and messages go to the numbers",
    "sip.credential_lists": _SIP,
    "sip.credential_lists.credentials": _SIP,
    "sip.domains.auth.calls.credential_list_mappings": _SIP,
    "sip.domains.auth.calls.ip_access_control_list_mappings": _SIP,
    "sip.domains.auth.registrations.credential_list_mappings": _SIP,
    "sip.domains.credential_list_mappings": _SIP,
    "sip.domains.ip_access_control_list_mappings": _SIP,
    "sip.ip_access_control_lists": _SIP,
    "sip.ip_access_control_lists.ip_addresses": _SIP,
    "tokens": "the project's token is the only one that authenticates",
    "usage.triggers": "no trigger fires",
}


def recorded_only() -> Iterator[tuple[Resource, tuple[Operation, ...]]]:
    """The resources that are recorded only, with their operations, sorted by name."""
    for resource in RESOURCES:
        if resource.name in RECORDED_ONLY:
            yield resource, resource.operations


def count() -> int:
    """How many operations are recorded only."""
    return sum(len(operations) for _, operations in recorded_only())
