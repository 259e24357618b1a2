"""What has no effect is listed, counted, and said in the timeline: the list is held to what the engine really reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator import Provider, differences
from emulator.engine.documents.imitated import IDLE, READS, WITHOUT_EFFECT
from laml.element import Element

from .conformance_run import hosted, play
from .pages import Pages
from .test_conformance import CASES

PAGE = Path(differences.__file__).parent / "DIFFERENCES.md"
PUBLIC = "https://app.example"
# What no conformance case has in its documents.
MORE = ("<Response><Connect><VirtualAgent connectorName='x'/></Connect></Response>",)
Read = set[tuple[str, str]]


@contextmanager
def _watched() -> Iterator[Read]:
    """Note every attribute that is looked up by name."""
    read: Read = set()
    plain = Element.attributes.fget  # type: ignore[attr-defined]

    class Watching(dict[str, str]):
        tag = ""

        def get(self, name: str, *default: Any) -> Any:
            read.add((self.tag, name))
            return super().get(name, *default)

        def __getitem__(self, name: str) -> str:
            read.add((self.tag, name))
            return super().__getitem__(name)

        def __contains__(self, name: object) -> bool:
            read.add((self.tag, str(name)))
            return super().__contains__(name)

    def watching(self: Element) -> dict[str, str]:
        found = Watching(plain(self))
        found.tag = self.tag
        return found

    Element.attributes = property(watching)  # type: ignore[method-assign,assignment]
    try:
        yield read
    finally:
        Element.attributes = property(plain)  # type: ignore[method-assign,assignment]


def test_the_list_of_attributes_without_effect_is_what_the_engine_does_not_read() -> None:
    with _watched() as read:
        for case in CASES:
            for name in case.get("providers", ["signalwire", "twilio"]):
                with hosted(case, name, "in process") as (provider, _):
                    play(case, provider)
        for document in MORE:
            provider = Provider("twilio", public_url=PUBLIC)
            provider.host(Pages({"/voice": document}, "twilio", "key", PUBLIC), PUBLIC)
            provider.dial("/voice").wait(1)
    without_effect = differences.declared() - read
    assert without_effect - differences.pairs(WITHOUT_EFFECT) == set(), (
        "the engine does not read these, and nothing says so"
    )
    assert differences.pairs(WITHOUT_EFFECT) - without_effect == set(), "these are read, or no document can have them"


def test_every_declared_attribute_has_its_place_in_one_of_the_tables() -> None:
    assert differences.declared() == differences.pairs(READS) | differences.pairs(WITHOUT_EFFECT)


def test_the_page_shows_the_same_list_and_count() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = {
        (tag, name)
        for tag, names in re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE)
        for name in re.findall(r"`([\w:-]+)`", names)
    }
    assert shown == differences.pairs(WITHOUT_EFFECT)
    assert all(f"`{tag}`" in page for tag in IDLE)
    silent, agents = differences.without_effect()
    assert f"**{silent} attributes**" in page
    assert f"**{agents}**" in page


def test_what_has_no_effect_is_said_in_the_timeline_once_for_a_call() -> None:
    provider = Provider("twilio", public_url=PUBLIC)
    document = '<Response><Gather hints="a" timeout="1"/><Gather hints="b" timeout="1"/></Response>'
    provider.host(Pages({"/voice": document}, "twilio", "key", PUBLIC), PUBLIC)
    call = provider.dial("/voice")
    call.wait()
    told = [entry.text for entry in call.timeline if entry.kind == "note"]
    assert len(told) == 1
    assert told[0].startswith("Gather hints has no effect")


def test_the_count_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    differences.main()
    assert re.match(r"emulator: of \d+ attributes \d+ have no effect, and \d+ that set up", capsys.readouterr().out)


def test_an_attribute_that_nobody_knows_is_a_schema_warning_at_twilio() -> None:
    """Source: call semantics 2.1."""
    for name, kind in (("twilio", "problem"), ("signalwire", "note")):
        provider = Provider(name, public_url=PUBLIC)
        provider.host(Pages({"/voice": '<Response><Say voyce="x">hi</Say></Response>'}, name, "key", PUBLIC), PUBLIC)
        call = provider.dial("/voice")
        call.wait()
        assert [entry.kind for entry in call.timeline if "voyce" in entry.text] == [kind]
