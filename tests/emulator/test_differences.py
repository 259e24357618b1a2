"""What has no effect is listed, counted, and said in the timeline: the table is compared with what the engine reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator import Provider, differences
from emulator.engine.documents.imitated import READS
from emulator.server import recorded_only
from emulator.server.app import PLAIN
from emulator.server.recorded_only import RECORDED_ONLY
from laml.element import Element
from laml.registry import CLASSES
from rest.rows import RESOURCES, operations

from .conformance_run import hosted, play
from .pages import Pages
from .test_conformance import CASES

pytestmark = pytest.mark.source("own: the page of differences")

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
    with_effect = differences.with_effect()
    assert with_effect - read == set(), "the engine does not read these, and DIFFERENCES.md does not list them"
    assert differences.declared() & read - with_effect == set(), "these are read, and DIFFERENCES.md lists them"


def test_the_table_names_only_elements_and_attributes_that_are_declared() -> None:
    assert differences.with_effect() - differences.declared() == set()
    assert READS.keys() <= {tag for classes in CLASSES.values() for tag in classes}


def test_what_the_table_does_not_name_has_no_effect_and_needs_no_entry() -> None:
    assert ("Gather", "hints") in differences.without_effect()
    assert ("Gather", "numDigits") not in differences.without_effect()
    assert "Task" in differences.idle()
    assert "Hangup" not in differences.idle()


def test_the_page_is_the_rendered_one(tmp_path: Path) -> None:
    """If this fails: python -m emulator.differences emulator/DIFFERENCES.md."""
    page = tmp_path / "DIFFERENCES.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    differences.main([str(page)])
    assert PAGE.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"above\n{differences.BEGIN}\noutdated\n{differences.END}\nbelow\n", encoding="utf-8")
    differences.write(page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")
    assert differences.rendered() in text
    assert "outdated" not in text


@pytest.mark.parametrize("text", ["", differences.BEGIN, differences.END, f"{differences.END} {differences.BEGIN}"])
def test_a_page_without_both_marks_is_left_alone(text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md has no part between"):
        differences.write(page)
    assert page.read_text(encoding="utf-8") == text


def test_the_page_shows_each_attribute_and_element_without_effect_once() -> None:
    page = PAGE.read_text(encoding="utf-8").partition(differences.BEGIN)[2].partition(differences.END)[0]
    shown = [
        (tag, name)
        for tag, names in re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE)
        for name in re.findall(r"`([\w:-]+)`", names)
    ]
    assert sorted(shown) == sorted(differences.without_effect())
    assert all(f"`{tag}`" in page for tag in differences.idle())
    silent, agents = map(int, re.findall(r"\*\*(\d+)(?: attributes)?\*\*", page))
    assert silent + agents == len(shown)


def test_what_has_no_effect_is_said_in_the_timeline_once_for_a_call() -> None:
    provider = Provider("twilio", public_url=PUBLIC)
    document = '<Response><Gather hints="a" timeout="1"/><Gather hints="b" timeout="1"/></Response>'
    provider.host(Pages({"/voice": document}, "twilio", "key", PUBLIC), PUBLIC)
    call = provider.dial("/voice")
    call.wait()
    told = [entry.text for entry in call.timeline if entry.kind == "note"]
    assert len(told) == 1
    assert told[0].startswith("Gather hints has no effect")


ACTING = {  # plain records that something reads: who, and the test that shows it
    "accounts": "subaccounts answer under their own paths: test_server",
    "applications": "calls and numbers: test_an_application_answers_in_place_of_a_url",
    "imported_phone_numbers": "they are numbers like the others",
    "incoming_phone_numbers": "calls and messages: test_a_number_s_own_settings_say_where_a_call_goes",
    "incoming_phone_numbers.local": "likewise",
    "incoming_phone_numbers.mobile": "likewise",
    "incoming_phone_numbers.toll_free": "likewise",
    "keys": "they authenticate: tests of API keys in test_edges",
    "new_keys": "likewise",
    "new_signing_keys": "likewise",
    "signing_keys": "likewise",
    "short_codes": "messages: test_a_call_to_a_sip_domain_and_a_message_to_a_short_code_go_where_their_settings_say",
    "sip.domains": "calls: likewise",
    "validation_requests": "caller IDs: test_twilio_python_verifies_a_caller_id",
}


def test_each_resource_without_code_of_its_own_acts_or_is_listed_as_recorded_only() -> None:
    assert PLAIN - RECORDED_ONLY.keys() == ACTING.keys()
    assert RECORDED_ONLY.keys() - {resource.name for resource in RESOURCES} == set()
    page = PAGE.read_text(encoding="utf-8")
    total, recorded = re.findall(r"Of (\d+) operations \*\*(\d+) are recorded only\*\*", page)[0]
    assert (int(total), int(recorded)) == (len(list(operations())), recorded_only.count())
    assert int(recorded) == sum(
        len(one.operations) for one in RESOURCES if f"`{one.name}` (" in page.replace("\n  ", " ")
    )
    print(f"counted: emulator: {recorded} of {total} operations of REST are recorded only")


def test_the_count_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    differences.main()
    assert re.match(r"emulator: of \d+ attributes \d+ have no effect, and \d+ that set up", capsys.readouterr().out)


@pytest.mark.source("call-semantics 2.1")
def test_an_attribute_that_nobody_knows_is_a_schema_warning_at_twilio() -> None:
    """Source: call semantics 2.1."""
    for name, kind in (("twilio", "problem"), ("signalwire", "note")):
        provider = Provider(name, public_url=PUBLIC)
        provider.host(Pages({"/voice": '<Response><Say voyce="x">hi</Say></Response>'}, name, "key", PUBLIC), PUBLIC)
        call = provider.dial("/voice")
        call.wait()
        assert [entry.kind for entry in call.timeline if "voyce" in entry.text] == [kind]
