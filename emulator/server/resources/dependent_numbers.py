"""The numbers that need a postal address: those whose settings name it. Source: Twilio, Dependent phone numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rest.resources.dependent_numbers import DEPENDENT_PHONE_NUMBERS

from ..context import Context, Given, Operation, Reply
from ..records.pages import page
from ..records.shapes import blank


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """The numbers that name an address, newest first."""
    sid = path["AddressSid"]
    numbers = context.store.all("incoming_phone_numbers").values()
    plain = blank(DEPENDENT_PHONE_NUMBERS)
    found = [
        {name: number.get(name, plain[name]) for name in plain}
        for number in reversed(list(numbers))
        if number.get("address_sid") == sid
    ]
    uri = context.uri("Addresses", sid, "DependentPhoneNumbers")
    return Reply(200, page(uri, "dependent_phone_numbers", found, given))


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {"addresses.dependent_phone_numbers": {"list": listed}}
"""What REST does with the numbers that need an address."""
