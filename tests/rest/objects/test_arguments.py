"""A call that does not fit its method is told so in a sentence of ours that says what to do; nothing is sent."""

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from rest import Client, ParameterError
from rest.rows import operations
from rest.table.declared import parameters_of
from rest.table.resource import Operation, Resource

from ..clients import make_client
from ..tables import target

NOWHERE = "http://127.0.0.1:1"
SINCE = datetime(2024, 3, 1, tzinfo=UTC)
WRONG: dict[str, tuple[Callable[[Any], object], str, str]] = {
    "nothing given": (
        lambda c: c.calls.create(),
        "calls.create: from_ and to are missing, or None: give from_=…, to=…",
        "from_",
    ),
    "one missing": (
        lambda c: c.calls.create("+1", url="https://x/"),
        "calls.create: from_ is missing, or None: give from_=…",
        "from_",
    ),
    "none of a variable": (
        lambda c: c.messages.create(None, from_="+2", body="x"),
        "messages.create: to is missing, or None: give to=…",
        "to",
    ),
    "all by position": (
        lambda c: c.messages.create("+1", "+2", "Hello"),
        "messages.create: got 3 by position, it takes 1 (to): give the others by name, as name=value",
        "",
    ),
    "optional by position": (
        lambda c: c.calls("CA1").update("completed"),
        "calls.update: got 1 by position, it takes none: give the others by name, as name=value",
        "",
    ),
    "given twice": (
        lambda c: c.calls.create("+1", "+2", to="+3", url="https://x/"),
        "calls.create: to is given twice, by position and by its name: give it once",
        "to",
    ),
    "given twice, spelled otherwise": (
        lambda c: c.calls.create("+1", "+2", To="+3", url="https://x/"),
        "calls.create: to is given twice, in two spellings",
        "to",
    ),
    "a filter by position": (
        lambda c: c.calls.list("completed"),
        "calls.list: got 1 by position, it takes none: give the others by name, as name=value",
        "",
    ),
    "a parameter where there is none": (
        lambda c: c.calls("CA1").delete(force=True),
        "calls.delete: it takes no parameter, and got force",
        "force",
    ),
    "when nobody says since when": (
        lambda c: c.messages.find_twin(to="+1", from_="+2", body="x"),
        "messages.find_twin: since: expected an aware time",
        "since",
    ),
    "a twin of nobody": (
        lambda c: c.messages.find_twin(SINCE, from_="+2", body="x"),
        "messages.find_twin: to is missing, or None: give to=…",
        "to",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_call_that_does_not_fit_is_told_what_to_do(name: str) -> None:
    act, words, parameter = WRONG[name]
    with pytest.raises(ParameterError) as caught:
        act(make_client(NOWHERE))
    assert str(caught.value) == words
    assert caught.value.parameter == parameter


def test_a_name_in_camel_case_counts_as_given() -> None:
    with pytest.raises(ParameterError, match="give url"):
        make_client(NOWHERE).calls.create(**{"To": "+1", "From": "+2"})  # type: ignore[call-arg]  # at run time only


TWO_IN_ONE = ("tokens", "network_tokens")
"""`client.tokens.create` makes what the provider has; a test of its own holds it."""


def methods(client: Client) -> Iterator[tuple[Resource, Operation, Any]]:
    for resource, operation in operations():
        if operation.name != "download" and resource.name not in TWO_IN_ONE:
            yield resource, operation, getattr(target(client, resource.name, operation.name), operation.name)


def placed(method: Any) -> list[inspect.Parameter]:
    """The parameters that a signature takes by position."""
    return [p for p in inspect.signature(method).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]


def test_each_required_parameter_is_in_its_signature_and_each_call_is_checked() -> None:
    for resource, operation, method in methods(make_client(NOWHERE)):
        declared = parameters_of(operation.parameters)
        label = f"{resource.name}.{operation.name}"
        required = {p.name for p in placed(method) if p.default is p.empty}
        assert required == {one.name for one in declared.values() if one.required}, label
        with pytest.raises(ParameterError, match=rf"^{label}: got 9 by position"):
            method(*[None] * 9)


def test_the_parameters_of_a_signature_are_those_of_its_row() -> None:
    """`Unpack[…]` of the method and the positional ones together are what the operation declares."""
    for resource, operation, method in methods(make_client(NOWHERE)):
        more = [p for p in inspect.signature(method, eval_str=True).parameters.values() if p.kind is p.VAR_KEYWORD]
        named = set(parameters_of(get_args(more[0].annotation)[0])) if more else {"extra"}
        label = f"{resource.name}.{operation.name}"
        assert {*named, *(p.name for p in placed(method))} == set(parameters_of(operation.parameters)), label
