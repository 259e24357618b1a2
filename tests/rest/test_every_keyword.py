"""Beside twilio-python: each operation of its 2010-04-01 API, with every keyword and by position, sends the same.

The vendor's package is walked, so a parameter or an operation that it has is compared as soon as we have it too.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

import pytest

from rest import Client, Incoming, NotFound, Outgoing, intercept

from .clients import ACCOUNT, TOKEN
from .vendor import Sent, Theirs, example, theirs

ALL = theirs()
SAME = [one for one in ALL if one.resource is not None]
NUMBERED = re.compile(r"parameter\d+_(name|value)")
THROUGH_EXTRA = {  # what twilio-python has and we have not: sent with extra={"MessageIntent": …}
    "calls.create": {"recording_configuration_id", "passports"},
    "calls.payments.create": {"confirmation", "require_matching_inputs"},
    "calls.recordings.create": {"recording_configuration_id"},
    "calls.transcriptions.create": {
        "conversation_configuration", "conversation_id", "enable_provider_data", "transcription_configuration_id",
    },
    "conferences.participants.create": {
        "recording_configuration_id", "passports", "emergency_caller_position", "emergency_caller_location",
        "emergency_name", "emergency_address", "emergency_zip_code", "emergency_city", "emergency_state",
        "emergency_country",
    },
    "messages.create": {"message_intent"},
}  # fmt: skip
"""Parameters that twilio-python 9.13 has, and the specification of the API has not."""


def label(one: Theirs) -> str:
    assert one.resource is not None
    assert one.operation is not None
    return f"{one.resource.name}.{one.operation.name}"


class Ours:
    """Our client, of which nothing leaves the process."""

    def __init__(self) -> None:
        self.client = Client(ACCOUNT, TOKEN, provider="twilio", environment={})
        self.seen: list[Outgoing] = []

    def answer(self, outgoing: Outgoing) -> Incoming:
        self.seen.append(outgoing)
        return Incoming(404, {"Content-Type": "application/json"}, b'{"code": 20404, "message": "none"}')

    def send(self, method: Callable[..., object], /, *given: object, **named: object) -> Sent:
        """Call a method of ours; what it sends."""
        self.seen.clear()
        with pytest.raises(NotFound):
            method(*given, **named)
        (request,) = self.seen
        url = urlsplit(request.url)
        texts = url.query + "&" + (request.body or b"").decode()
        return Sent(request.method, url.path, parse_qsl(texts, keep_blank_values=True))


@pytest.fixture
def ours() -> Iterator[Ours]:
    made = Ours()
    take_away = intercept(made.answer)
    yield made
    take_away()


def values(one: Theirs) -> dict[str, object]:
    """A value for each parameter that both have."""
    paging = {"limit", "page_size"}
    return {p.name: example(p, one.declared.get(p.name)) for p in one.parameters if p.name in {*one.declared, *paging}}


def differences(wanted: Sent, got: Sent) -> set[tuple[str, str]]:
    """The fields that only one of two requests has; method and path count as fields."""
    first, second = ({("method", sent.method), ("path", sent.path), *sent.fields} for sent in (wanted, got))
    return (first ^ second) or ({("fields", "as often")} if sorted(wanted.fields) != sorted(got.fields) else set())


def test_every_keyword_of_every_operation_sends_what_twilio_python_sends(ours: Ours) -> None:
    different = {}
    compared = 0
    for one in SAME:
        named = values(one)
        named.pop("limit", None)
        if found := differences(one.send(**named), ours.send(one.ours(ours.client), **named)):
            different[label(one)] = found
        compared += len(named)
    assert different == {}
    assert len(SAME) >= 197
    assert compared >= 1_100


def test_a_limit_asks_for_pages_of_its_size_as_in_twilio_python(ours: Ours) -> None:
    lists = [one for one in SAME if one.operation is not None and one.operation.name == "list"]
    assert len(lists) >= 40
    found = {label(one): differences(one.send(limit=7), ours.send(one.ours(ours.client), limit=7)) for one in lists}
    assert {name: fields for name, fields in found.items() if fields} == {}


def test_what_twilio_python_has_besides_is_listed() -> None:
    lacking = {
        label(one): {p.name for p in one.parameters if p.name not in one.declared} - {"limit", "page_size"}
        for one in SAME
    }
    numbered = {name for names in lacking.values() for name in names if NUMBERED.fullmatch(name)}
    assert numbered == set()
    assert {name: names for name, names in lacking.items() if names} == THROUGH_EXTRA


def by_position(one: Theirs) -> tuple[list[object], dict[str, object]]:
    """The required values in the vendor's order, and by name what else one of them must be given."""
    assert one.operation is not None
    given = values(one)
    more = {group[0]: given[group[0]] for group in one.operation.needs if not set(group) & set(one.required)}
    return [given[name] for name in one.required], more


def test_required_parameters_are_taken_by_position_in_the_order_of_twilio_python(ours: Ours) -> None:
    placed = [one for one in SAME if one.required]
    assert len(placed) >= 24
    for one in placed:
        given, more = by_position(one)
        method = one.ours(ours.client)
        assert differences(one.send(*given, **more), ours.send(method, *given, **more)) == set(), label(one)
        names = [p.name for p in inspect.signature(method).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert names == one.required, label(one)


@pytest.mark.parametrize("fault", ["swapped", "dropped", "renamed"])
def test_a_client_that_sends_something_else_would_be_found(ours: Ours, fault: str) -> None:
    (one,) = [one for one in SAME if label(one) == "calls.create"]
    named = values(one)
    wrong: Mapping[str, dict[str, object]] = {
        "swapped": {**named, "to": named["from_"], "from_": "other"},
        "dropped": {name: value for name, value in named.items() if name != "timeout"},
        "renamed": {**named, "timeout": None, "extra": {"TimeOut": "1"}},
    }
    assert differences(one.send(**named), ours.send(one.ours(ours.client), **wrong[fault]))
