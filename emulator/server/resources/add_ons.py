"""Where the data of an add-on's payload is, in the REST API. Source: Twilio, Data of payloads of add-on results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..context import Context, Given, Operation, Reply


def data(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """The address of the data, in a redirect that is the answer itself; nothing is there."""
    return Reply(307, {"redirect_to": f"{context.world.api_origin}/add-on-data/{path['PayloadSid']}"})


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {"recordings.add_on_results.payloads.data": {"fetch": data}}
"""What REST does with the data of payloads."""
