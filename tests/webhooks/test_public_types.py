"""A type that stands in a public annotation is public itself, so that users can write it in their own."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

import laml
import webhooks
from webhooks import signature
from webhooks.app.edited_bins import EditedBins
from webhooks.requests import FAMILIES

PAGE = Path(__file__).parent.parent.parent / "docs" / "types-of-webhooks.md"
PUBLIC = {name: getattr(webhooks, name) for name in webhooks.__all__}
KNOWN = [
    *PUBLIC.values(),
    *(getattr(laml, name) for name in laml.__all__),
    *(getattr(signature, name) for name in signature.__all__),
]
LATE = {"Connection": sqlalchemy.Connection, "Engine": sqlalchemy.Engine, "URL": sqlalchemy.URL}
"""What is loaded when the store is opened, and named in annotations before."""
MADE_BY_US = (webhooks.Bin, webhooks.Bins, EditedBins, webhooks.Bound, webhooks.Handler, webhooks.SigningClient)
"""Classes whose constructors users do not call."""


def in_annotations(thing: object) -> Iterator[tuple[str, type]]:
    """The classes of ours in the annotations of a function, or of a class with its public attributes and methods."""
    if inspect.isfunction(thing):
        for function in [thing, *typing.get_overloads(thing)]:
            for hint in typing.get_type_hints(function, localns=LATE).values():
                yield from ((thing.__qualname__, cls) for cls in classes_in(hint))
    elif isinstance(thing, property):
        yield from in_annotations(thing.fget)
    elif inspect.isclass(thing):
        for hint in typing.get_type_hints(thing, localns=LATE).values():
            yield from ((thing.__name__, cls) for cls in classes_in(hint))
        for base in (cls for cls in thing.__mro__ if is_ours(cls)):
            for name, member in vars(base).items():
                if not name.startswith("_") or name == "__call__" or (name == "__init__" and written_for_users(base)):
                    yield from in_annotations(member)


def written_for_users(cls: type) -> bool:
    """Whether users call the constructor; that of a dataclass takes its fields."""
    return not issubclass(cls, MADE_BY_US) and not dataclasses.is_dataclass(cls)


def classes_in(hint: object) -> Iterator[type]:
    """The classes of ours in an annotation, however deep."""
    if inspect.isclass(hint) and typing.get_origin(hint) is None:
        if is_ours(hint):
            yield hint
        return
    for part in [typing.get_origin(hint), *typing.get_args(hint)]:
        for inner in part if isinstance(part, list) else [part]:
            if inner is not None and inner is not hint:
                yield from classes_in(inner)
    if isinstance(hint, typing.TypeVar):
        yield from classes_in(hint.__bound__)


def is_ours(cls: type) -> bool:
    return cls.__module__.partition(".")[0] in ("laml", "webhooks")


def not_public(thing: object) -> list[tuple[str, str]]:
    return sorted({(where, cls.__qualname__) for where, cls in in_annotations(thing) if cls not in KNOWN})


@pytest.mark.parametrize("name", PUBLIC)
def test_the_types_in_public_annotations_are_public(name: str) -> None:
    assert not_public(PUBLIC[name]) == []


@pytest.mark.parametrize("name", [name for name in dir(webhooks.Webhooks) if not name.startswith("_")])
def test_the_walk_reaches_every_method_of_the_extension(name: str) -> None:
    member = inspect.getattr_static(webhooks.Webhooks, name)
    if inspect.isfunction(member):
        assert set(in_annotations(member)) <= set(in_annotations(webhooks.Webhooks))


class Hidden:
    __module__ = "webhooks.app.hidden"


class Shown:
    @property
    def given(self) -> Hidden | None: ...

    def taken(self, of_many: dict[str, list[Hidden]]) -> None: ...


Shown.__module__ = "webhooks"


def test_a_type_that_is_not_public_is_found() -> None:
    """The faults that show that the walk can fail: in what is given, and deep in what is taken."""
    assert not_public(Shown) == [("Shown.given", "Hidden"), ("Shown.taken", "Hidden")]


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_request_inherits_from_is_public(family: str) -> None:
    """A function for several kinds is annotated with what they share."""
    assert [cls for cls in FAMILIES[family][0].__mro__ if is_ours(cls) and cls not in KNOWN] == []


def test_the_page_lists_every_type_that_needs_flask() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in webhooks._IN_APP if f"`{name}" not in text] == []
