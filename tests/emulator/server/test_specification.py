"""The emulator against Twilio's own specification: 197 operations answer with its statuses, records and errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ...rest.specification import SPECIFIED, Specified, row_of
from .specified_world import SpecifiedWorld, filled_world

pytestmark = pytest.mark.source("Twilio's specification")

RFC2822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "uri": (str,),
    "http-method": (str,),
    "category": (str,),
    "date": (str,),
    "date-time": (str,),
    "rfc2822": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "any": (dict, list, str, int, float, bool, type(None)),
}
NULL_ALL_THE_SAME = {  # the specification's own examples have null, where its types leave that out
    "emergency_address_status",
    "reason_conference_ended",
    "recurring",
    "voice_receive_mode",
}
NOT_404 = {
    ("UpdateMember", 2): (400, 21220),  # "the call is not in progress": REST reference, queues.members
    ("CreateParticipant", 1): (201, None),  # a conference of a new name is begun
}


@pytest.fixture
def world() -> Iterator[SpecifiedWorld]:
    made = filled_world()
    yield made
    made.provider.close()


def complaints(name: str, key: str, kind: str, value: object) -> list[str]:
    """What is wrong with one property."""
    nullable, plain = kind.endswith("?"), kind.removesuffix("?")
    if value is None and key in NULL_ALL_THE_SAME:
        return []
    if value is None:
        return [] if nullable or plain == "any" else [f"{name}: {key} is null"]
    if plain.startswith("list of"):
        return [] if isinstance(value, list) else [f"{name}: {key} is {value!r}, expected a list"]
    if "|" in plain:
        return [] if value in plain.split("|") else [f"{name}: {key} is {value!r}, expected {plain}"]
    if plain == "stopped":
        return [] if value == plain else [f"{name}: {key} is {value!r}"]
    if not isinstance(value, KINDS[plain]) or (isinstance(value, bool) and plain in ("integer", "number")):
        return [f"{name}: {key} is {value!r}, expected {plain}"]
    if plain == "rfc2822" and not RFC2822.fullmatch(str(value)):
        return [f"{name}: {key} is {value!r}, expected RFC 2822"]
    return []


def in_order() -> list[Specified]:
    """Reading and making first, changing next, deleting last, and what is inside before what it is in."""

    def rank(one: Specified) -> tuple[int, int]:
        found = row_of(one)
        assert found is not None
        phase = {"update": 1, "delete": 3}.get(found[1].name, 0)
        return (2 if one.name == "DeleteParticipant" else phase, -one.path.count("/"))

    return sorted(SPECIFIED.values(), key=rank)


def test_each_operation_answers_with_its_status_and_every_property_of_its_record(world: SpecifiedWorld) -> None:
    wrong: list[str] = []
    ended = False
    for one in in_order():
        if one.method == "DELETE" and one.name != "DeleteParticipant" and not ended:
            world.end()
            ended = True
        answer = world.perform(one.name)
        if answer.status not in one.status:
            wrong.append(f"{one.name}: {answer.status}, expected {one.status}: {answer.body}")
            continue
        if one.key is None:
            records = [answer.body] if one.record else []
        else:
            records = answer.body.get(one.key, [])
            if not records:
                wrong.append(f"{one.name}: the list is empty")
        for record in records:
            for key, kind in one.record.items():
                if key not in record:
                    wrong.append(f"{one.name}: no {key}")
                else:
                    wrong += complaints(one.name, key, kind, record[key])
    assert wrong == [], "\n".join(dict.fromkeys(wrong))
    print(f"counted: emulator: {len(SPECIFIED)} of {len(SPECIFIED)} operations of Twilio's specification answer by it")


@pytest.mark.source("own: the fault would be found")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1"),
        ("integer?", True),
        ("string", None),
        ("string?", 5),
        ("a|b", "c"),
        ("rfc2822?", "2024-03-01T12:00:00Z"),
        ("list of object", {}),
        ("number", "0.0"),
    ],
)
def test_a_property_of_another_type_would_be_found(kind: str, value: object) -> None:
    assert len(complaints("FetchCall", "x", kind, value)) == 1


@pytest.mark.source("REST reference, errors 20404")
def test_an_identifier_that_names_nothing_gives_404(world: SpecifiedWorld) -> None:
    wrong = []
    for one in SPECIFIED.values():
        for number in range(one.path.count("{")):
            answer = world.ask(one.method, world.path(one, unknown=number), world.fields(one))
            expected = NOT_404.get((one.name, number), (404, 20404))
            if (answer.status, answer.body and answer.body.get("code")) != expected:
                wrong.append(f"{one.name}: variable {number}: {answer.status} {answer.body}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.source("Twilio's specification, required parameters; unverified: the status")
def test_a_required_parameter_that_is_missing_gives_400_and_a_code(world: SpecifiedWorld) -> None:
    wrong = []
    for one in SPECIFIED.values():
        for lacking in one.required:
            fields = {name: value for name, value in world.fields(one).items() if name != lacking}
            answer = world.ask(one.method, world.path(one), fields)
            if answer.status != 400 or not isinstance(answer.body.get("code"), int):
                wrong.append(f"{one.name}: without {lacking}: {answer.status} {answer.body}")
    assert wrong == [], "\n".join(wrong)
