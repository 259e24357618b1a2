"""The forms of the Python examples in the API's documents, each with the request it makes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from rest import Client

from ..clients import ACCOUNT, BASES, PROJECT, make_client
from ..server import Received, Server, reply
from ..tables import TABLE, load

FORMS: list[dict[str, Any]] = load("forms")
ANSWER = {"sid": "XX1", **{row["list_key"]: [] for row in TABLE.values() if row["list_key"]}}


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case["form"])
def test_a_form_makes_its_request(case: dict[str, Any]) -> None:
    own = PROJECT if case["provider"] == "signalwire" else ACCOUNT
    with Server([reply(200, ANSWER)]) as server:
        result = evaluated(case["form"], make_client(server.url, case["provider"]), own)
    (request,) = server.received
    assert request.method == case["method"]
    assert request.path == BASES[case["provider"]] + case["path"].format(a=f"/Accounts/{own}", own=own)
    assert in_order(sent(request)) == in_order(case["fields"])
    assert result is True if case["method"] == "DELETE" else result is not None


def in_order(fields: Iterable[Sequence[str]]) -> list[list[str]]:
    """The fields by name; only the order of those with the same name has a meaning."""
    return sorted((list(field) for field in fields), key=lambda field: field[0])


def evaluated(form: str, client: Client, own: str) -> Any:
    return eval(form, {"client": client, "OWN": own, "datetime": datetime, "date": date})


def sent(request: Received) -> list[tuple[str, str]]:
    return request.form if request.method == "POST" else request.query


def test_a_record_of_a_subaccount_leads_to_its_collections() -> None:
    with Server(
        [reply(200, {"accounts": [{"sid": "SUB", "friendly_name": "S"}]}), reply(200, {"calls": []})]
    ) as server:
        account = make_client(server.url).api.accounts.list()[0]
        account.calls.list()
    assert server.received[1].path == f"{BASES['twilio']}/Accounts/SUB/Calls.json"
