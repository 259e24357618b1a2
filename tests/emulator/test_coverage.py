"""The cases against the tables: each attribute with an effect is set in a case, each element stands in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from emulator import differences
from emulator.engine.verbs import TABLES
from laml.element import Element
from laml.registry import CLASSES

from .conformance_run import hosted, play
from .test_conformance import CASES, FOLDER

pytestmark = pytest.mark.source("own: the cases cover the tables")

Pair = tuple[str, str]


class _Watched(dict[str, str]):
    """Attributes that tell which of them were looked at while they were there."""

    def __init__(self, tag: str, attributes: Mapping[str, str], seen: set[Pair]) -> None:
        super().__init__(attributes)
        self._tag, self._seen = tag, seen

    def get(self, name: str, default: Any = None) -> Any:
        if name in self.keys():
            self._seen.add((self._tag, name))
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self._seen.add((self._tag, name))
        return super().__getitem__(name)


def test_every_attribute_with_an_effect_is_set_in_a_case_and_read_there() -> None:
    seen: set[Pair] = set()
    plain = Element.attributes.fget  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Element, "attributes", property(lambda one: _Watched(one.tag, plain(one), seen)))
        for case in CASES:
            for name in case.get("providers", ["signalwire", "twilio"]):
                with hosted(case, name, "in process") as (provider, _):
                    play(case, provider)
    with_effect = differences.with_effect()
    assert with_effect - seen == set(), "no case sets these, or nothing reads them there"
    assert seen - with_effect == set(), "read, but not in the table"
    idle = len(differences.without_effect())
    print(f"counted: emulator: attributes: {len(with_effect)} have an effect that a case sets, {idle} have none")


def test_every_declared_element_stands_in_a_case_or_among_the_idle() -> None:
    tags = {tag for classes in CLASSES.values() for tag in classes}
    used = {tag for file in FOLDER.glob("*.toml") for tag in re.findall(r"<([A-Za-z-]+)", file.read_text("utf-8"))}
    idle = differences.idle()
    assert tags - used - idle == set()
    print(f"counted: emulator: elements: {len(tags - idle)} of {len(tags)} are run in a case, {len(idle)} are idle")


def test_every_verb_of_a_call_has_a_generator_of_its_own() -> None:
    """The verbs are those of the voice documents, both dialects; SMS replies and faxes have tables of their own."""
    verbs = "Connect Denoise Dial Echo Enqueue Gather Hangup Leave Pause Pay Play Record Redirect Refer Reject Say Sms"
    assert set(TABLES["voice"]) == {*verbs.split(), "Start", "Stop"}
    assert len(set(TABLES["voice"].values())) == len(TABLES["voice"])


@pytest.mark.source("call-semantics 2.1; unverified at SignalWire")
def test_an_unknown_attribute_is_a_warning_at_twilio_and_a_note_at_signalwire() -> None:
    """Call semantics 2.1: unknown attributes are a schema warning on Twilio (12200)."""
    case = {"pages": {"/voice": '<Response><Say voyce="x">a</Say></Response>'}}
    kinds = {}
    for name in ("twilio", "signalwire"):
        with hosted(case, name, "in process") as (provider, _):
            play(case, provider)
        kinds[name] = [(entry.kind, entry.params.get("code")) for entry in provider.timeline if "voyce" in entry.text]
    assert kinds == {"twilio": [("problem", "12200")], "signalwire": [("note", None)]}
