"""The rows about the providers, held against the webhook reference (condensed in `parameters.json`) and other rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.engine.profiles.absent import ABSENT
from emulator.engine.profiles.profile import PROFILES
from emulator.engine.wire import Failure
from emulator.faults import SIGNATURES
from rest.table.providers import PROVIDERS as REST
from webhooks.wire.providers import PROVIDERS as WEBHOOKS

pytestmark = pytest.mark.source("own: the rows agree")

KINDS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "parameters.json").read_text(encoding="utf-8")
)
ROWS = [(name, kind) for name, row in ABSENT.items() for kind in row]
STANDARD = "voice.optional"  # the reference keeps what a call's requests may have beside the standard set in a row


@pytest.mark.source("webhook reference, parameters of each kind")
@pytest.mark.parametrize(("name", "kind"), ROWS)
def test_what_a_provider_leaves_out_it_need_not_send_and_the_other_one_does(name: str, kind: str) -> None:
    (other,) = set(ABSENT) - {name}
    row = KINDS[kind]
    extra = KINDS[STANDARD] if row.get("optional") else {}
    own = {*row.get(f"always_{name}", []), *row.get(name, [])}
    both = {*row.get("both", []), *extra.get("both", [])}
    others = {*row.get(f"always_{other}", []), *row.get(other, []), *extra.get(other, [])}
    assert ABSENT[name][kind] & own == set()
    assert ABSENT[name][kind] <= both | others


@pytest.mark.parametrize("name", PROFILES)
def test_addresses_headers_and_deadlines_are_those_of_the_client_and_of_the_webhooks(name: str) -> None:
    profile = next(row for row in PROFILES.values() if row.name == name)
    assert profile.rest_base == REST[profile.name].base_path
    assert profile.fetching.signature_header in WEBHOOKS[name].signature_headers
    assert profile.fetching.deadline.read == WEBHOOKS[name].deadline
    assert profile.fetching.signature_header.lower() in SIGNATURES


@pytest.mark.parametrize("name", PROFILES)
def test_every_way_to_get_no_answer_has_a_code(name: str) -> None:
    profile = next(row for row in PROFILES.values() if row.name == name)
    assert set(profile.fetching.failures) == set(Failure)


def test_a_request_keeps_the_order_of_what_is_sent() -> None:
    pairs = (("MessageSid", "SM1"), ("SmsSid", "SM1"), ("Body", "x"), ("From", "+1"))
    assert PROFILES["signalwire"].sends("messaging.status", pairs) == (pairs[0], pairs[2], pairs[3])
    assert PROFILES["twilio"].sends("messaging.status", pairs) == (pairs[0], pairs[1], pairs[3])
    assert PROFILES["twilio"].sends("a kind without a row", pairs) == pairs
