"""Every public name, signature and attribute of twilio-python's modules works here, or has its row; no row is stale.

Calls of verbs are in `tests/laml/test_calls.py`, which makes them with both packages.
"""

import importlib
import inspect
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import twilio.rest
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.request_validator import RequestValidator as TwilioValidator
from twilio.twiml.voice_response import VoiceResponse as TheirResponse

import laml
import rest
import webhooks
from laml.moving import rows
from laml.moving.rows import CALLS, MODULES, NAMES, NO_PRODUCT, OLDER, PROGRAMS, ROWS, SIGNALWIRE, TABLES, tables

PAGE = Path(__file__).parents[3] / "docs" / "moving.md"
PLACES = {"twilio.twiml": "laml", "twilio.request_validator": "webhooks", "twilio.base.exceptions": "rest"}
INSTANCES = {
    "twilio.twiml.TwiML": (TheirResponse(), laml.VoiceResponse()),
    "twilio.request_validator.RequestValidator": (TwilioValidator("key"), webhooks.RequestValidator("key")),
    "twilio.base.exceptions.TwilioException": (TwilioException("x"), rest.RestError("x")),
    "twilio.base.exceptions.TwilioRestException": (TwilioRestException(404, "/x"), rest.ApiError(404)),
    "twilio.base.exceptions.TwilioServiceException": (TwilioServiceException("t", "T", 400, 1), rest.ApiError(400)),
}
"""An object of each class, theirs and ours, since attributes come with objects."""


def public(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    """The names that a module has itself: what it imports is another's."""
    for name, value in vars(module).items():
        own = getattr(value, "__module__", module.__name__) == module.__name__
        foreign = isinstance(value, types.ModuleType) or (callable(value) and not own)
        if name[0] != "_" and not foreign:
            yield name, value


def refused(theirs: object, ours: object) -> list[str]:
    """The parameters of a callable of theirs that ours does not take, by position or by keyword."""
    given = [p for p in inspect.signature(theirs).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    own = inspect.signature(ours).parameters
    wrong = [p.name for p in given if p.name not in own or own[p.name].kind is inspect.Parameter.POSITIONAL_ONLY]
    try:
        inspect.signature(ours).bind(*range(len(given)))
    except TypeError:
        return wrong or [p.name for p in given]
    return wrong


def differing() -> Iterator[str]:
    """Everything that does not work here, by its dotted name; a signature with the parameters that differ."""
    for place, home in PLACES.items():
        for name, value in public(importlib.import_module(place)):
            dotted = f"{place}.{name}"
            ours = getattr(importlib.import_module(home), name, None)
            if ours is None:
                yield dotted
            if not isinstance(value, type):
                continue
            ours = ours or getattr(importlib.import_module(home), NAMES[dotted][1])
            has_own = not issubclass(value, Exception) or "__init__" in vars(value)
            if has_own and (value.__name__ == "TwiML" or refused(value, ours)):
                yield f"{dotted}(…)"
            yield from members(dotted, value)


def members(dotted: str, cls: type) -> Iterator[str]:
    if dotted not in INSTANCES:
        return
    theirs, ours = INSTANCES[dotted]
    own = {name for name in {*vars(cls), *vars(theirs)} if name[0] != "_"}
    for name in sorted(own):
        if not hasattr(ours, name):
            yield f"{dotted}.{name}"
        elif inspect.ismethod(getattr(theirs, name)):
            wrong = refused(getattr(theirs, name), getattr(ours, name))
            if wrong:
                yield f"{dotted}.{name}({', '.join(f'{each}=' for each in wrong)})"


def listed() -> set[str]:
    """The rows about the modules that are walked."""
    others = {row.name for row in (*SIGNALWIRE, *PROGRAMS, *OLDER, *CALLS)}
    return ROWS.keys() - others


def test_every_name_works_here_or_has_its_row_and_no_row_is_stale() -> None:
    assert sorted(differing()) == sorted(listed())


def test_a_name_that_is_gone_here_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(laml.Element, "verbs")
    assert "twilio.twiml.TwiML.verbs" in set(differing()) - listed()


def test_a_row_that_is_not_needed_any_more_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laml.Element, "attrs", {}, raising=False)
    assert listed() - set(differing()) == {"twilio.twiml.TwiML.attrs"}


def test_the_products_that_the_client_has_not_are_those_of_their_client() -> None:
    theirs = {
        name for cls in twilio.rest.Client.__mro__ for name, value in vars(cls).items() if isinstance(value, property)
    }
    ours = rest.Client("AC" + "0" * 32, "token", provider="twilio", environment={})
    absent = {name for name in theirs if name[0] != "_" and not hasattr(ours, name)}
    assert absent == NO_PRODUCT


def test_what_is_moved_is_there() -> None:
    for module, name in NAMES.values():
        assert name in importlib.import_module(module).__all__
    for theirs, ours in MODULES.items():
        importlib.import_module(ours)
        if theirs.startswith("twilio."):
            importlib.import_module(theirs)


def test_rows_of_older_versions_are_of_none_of_today() -> None:
    for row in OLDER:
        module, _, name = row.name.rpartition(".")
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            continue
        assert not hasattr(found, name), row.name


def test_the_page_has_the_tables_as_they_are_rendered() -> None:
    """`python -c "from laml.moving.rows import tables; print(tables())"` writes them."""
    text = PAGE.read_text(encoding="utf-8")
    assert tables() in text
    assert text.count("\n### Names ") == len(TABLES)


def test_rows_about_calls_stand_in_the_tables_of_calls() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"\n| `{row.name}` | " in text for row in CALLS)


def test_the_names_of_rows_are_all_different() -> None:
    assert len(ROWS) == sum(map(len, TABLES.values())) + len(CALLS)
    exceptions = {"TwilioException", "TwilioRestException", "TwilioServiceException", "TwiMLException"}
    assert exceptions | {"GenericNode"} == rows.RENAMED
