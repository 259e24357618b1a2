"""Read by the type checkers only: each line is right, or is marked with the error it must give."""

from datetime import datetime
from decimal import Decimal
from typing import Unpack, assert_type

import rest.types
from rest import Client
from rest.types import Api, Call, Calls, CallStatus, CreateCall, ListMessages, Message, Page, Record, Url


def right(client: Client) -> None:
    call = client.calls.create(to="+1", from_="+2", url="https://example.com/", timeout=20)
    assert_type(call, Call)
    assert_type(call.sid, str)
    assert_type(call.price, Decimal | None)
    assert_type(call.date_created, datetime | None)
    assert_type(call.status, CallStatus)
    assert_type(client.calls("CA1"), Call)
    assert_type(client.calls("CA1").update(status="completed"), Call)
    assert_type(client.calls.list(limit=5), list[Call])
    assert_type(list(client.messages.stream()), list[Message])
    assert_type(client.calls("CA1").delete(), bool)
    client.calls.create(to="+1", from_="+2", url=client.laml_bins("B1"))
    client.api.accounts("AC1").calls("CA1").recordings.create(recording_channels="dual")
    client.calls.create(to="+1", from_="+2", extra={"New": "x"})
    assert_type(client.messages.create("+1", from_="+2", body="Hello"), Message)
    assert_type(client.calls.create("+1", "+2", url=client.laml_bins("B1"), timeout=20), Call)
    client.conferences("CF1").participants.create("+2", "+1", label="x")
    client.queues("QU1").members("Front").update("https://example.com/")
    client.queues("QU1").members("Front").update(method="GET")
    client.addresses.create("name", "street", "city", "region", "postal code", iso_country="US")
    assert_type(client.messages.find_twin(datetime.now(), "+1", from_="+2", body="x"), Message | None)


def place(client: Client, **parameters: Unpack[CreateCall]) -> Call:
    parameters["timeout"] = 20
    return client.calls.create(**parameters)


def newest(calls: Calls, api: Api) -> Page[rest.types.Call]:
    assert_type(api.account.calls, Calls)
    return calls.page(page_size=1)


def show(record: Record, url: Url) -> None:
    parameters = CreateCall(to="+1", from_="+2", url=url)
    assert_type(place(Client(), **parameters), Call)
    assert_type(record.fetched, bool)
    filters: ListMessages = {"to": "+1", "limit": 3}
    assert_type(Client().messages.list(**filters), list[Message])


def wrong(client: Client) -> None:
    client.calls.create(to="+1", from_="+2", timeuot=20)  # E: error: no such keyword
    client.calls.create(to="+1", url="https://example.com/")  # E: error: from_ is missing
    client.calls.create(to="+1", from_="+2", timeout="soon")  # E: error: not a number
    client.calls.create(to="+1", from_="+2", url=5)  # E: error: neither a URL nor a handler
    client.calls.create(to="+1", from_="+2", trim="all")  # E: error: not one of the two
    client.calls("CA1").update(status="queued")  # E: error: not a state one can ask for
    client.calls("CA1").statuss  # noqa: B018  # E: error: misspelt
    client.cals  # noqa: B018  # E: error: misspelt
    client.calls.list(start_time_afterr="2024-03-01")  # E: error: no such filter
    place(client, to="+1")  # E: error: from_ is missing
    client.messages.create()  # E: error: to is missing
    client.messages.create("+1", "+2", "Hello")  # E: error: only the receiver goes by position
    client.messages.create("+1", to="+2", body="x")  # E: error: to is given twice
    client.messages.create(15551230000, body="x")  # E: error: not a text
    client.messages.create("+1", body=5)  # E: error: not a text
    client.messages.create("+1", boddy="x")  # E: error: no such keyword
    client.calls.create("+1", url="https://example.com/")  # E: error: from_ is missing
    client.calls("CA1").update("completed")  # E: error: nothing goes by position
    client.calls.list("completed")  # E: error: nothing goes by position
    client.messages.find_twin("+1", body="x")  # E: error: since is no time
    client.messages.find_twin(datetime.now(), body="x")  # E: error: to is missing
    client.calls("CA1").recordings("RE1").update("pause")  # E: error: not a state one can ask for
    CreateCall(to="+1", from_="+2", timeuot=20)  # E: error: no such keyword
    rest.types.CreateCal  # noqa: B018  # E: error: misspelt


def misspelt() -> CallStatus:
    from rest.types import Cal  # noqa: F401  # E: error: misspelt

    return "ended"  # E: error: not a state of a call
