"""Our modules have the names of twilio-python's, so that code moves by changing its imports."""

import importlib
import inspect
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from .table import ELEMENTS

PAGE = Path(__file__).parent.parent.parent / "docs" / "moving.md"

MORE = {
    "voice_response": {
        "AgentPrompt", "Assistant",
        "Break", "Emphasis", "Lang", "P", "Phoneme", "Prosody", "S", "SayAs", "Sub", "W",  # Ssml…
        *(tag for tag, facts in ELEMENTS.items() if facts["dialects"] == ["laml"]),
    },
    "messaging_response": set(),
    "fax_response": {"Reject"},
}  # fmt: skip


@pytest.mark.parametrize("module", MORE)
def test_a_module_exports_the_names_of_twilios_and_those_that_it_lacks(module):
    theirs = {name for name in vars(importlib.import_module(f"twilio.twiml.{module}")) if name[0].isupper()}
    ours = importlib.import_module(f"laml.{module}")
    assert set(ours.__all__) == theirs | MORE[module]
    assert all(hasattr(ours, name) for name in ours.__all__)


@pytest.mark.parametrize("module", MORE)
def test_every_method_of_twilios_classes_is_one_of_ours(module):
    theirs = importlib.import_module(f"twilio.twiml.{module}")
    ours = importlib.import_module(f"laml.{module}")
    for name, cls in vars(theirs).items():
        if isinstance(cls, type) and cls.__module__ == theirs.__name__:
            for method in vars(cls):
                assert method.startswith("_") or callable(getattr(getattr(ours, name), method)), (name, method)


def newer() -> tuple[str, dict[str, set[str]]]:
    """Which version of twilio-python the page speaks of, and the parameters by class that it says only that one has."""
    part = PAGE.read_text(encoding="utf-8").split("### Parameters that only newer versions")[1].split("\n##")[0]
    items = re.findall(r"^- `(\w+)`: ((?:.|\n  )+)", part, re.MULTILINE)
    spoken_of = re.search(r"Version ([0-9.]+) has these", part)
    assert spoken_of
    return spoken_of[1], {name: set(re.findall(r"`(\w+)`", listed)) for name, listed in items}


def numbers(text: str) -> list[int]:
    """The first two numbers of a version: `9.13.0` and `9.13` have the same parameters."""
    return [int(part) for part in text.split(".")[:2]]


def of_twilio(module: str) -> dict[str, set[str]]:
    """Parameters of twilio-python's methods that ours do not know, by the tag of what is made."""
    theirs = importlib.import_module(f"twilio.twiml.{module}")
    ours = importlib.import_module(f"laml.{module}")
    missing: dict[str, set[str]] = {}
    counted = 0
    for name, cls in vars(theirs).items():
        if not isinstance(cls, type) or cls.__module__ != theirs.__name__:
            continue
        for method, function in vars(cls).items():
            made = (
                re.search(r"self\.nest\(\s*(\w+)\(", inspect.getsource(function))
                if inspect.isfunction(function)
                else None
            )
            if method.startswith("_") or made is None:
                continue
            target = getattr(ours, made[1])
            known = {*target.attributes_known(), *inspect.signature(getattr(getattr(ours, name), method)).parameters}
            given = [p.name for p in inspect.signature(function).parameters.values() if p.kind != p.VAR_KEYWORD]
            counted += len(given)
            missing.setdefault(target.tag, set()).update(set(given) - known)
    print(f"counted: laml: {counted} parameters of twilio-python's {module}")
    assert counted
    return missing


def compared(installed: str, spoken_of: str, missing: dict[str, set[str]], said: dict[str, set[str]]) -> list[str]:
    """What is wrong with the page, as far as the version installed can tell.

    An older one cannot call a row stale, and of what a newer one added the page says nothing yet.
    """
    rows = [(tag, names, said.get(tag, set())) for tag, names in missing.items()]
    wrong = []
    if numbers(installed) <= numbers(spoken_of):
        wrong += [f"{tag}: {name} is not on the page" for tag, names, listed in rows for name in names - listed]
    if numbers(installed) >= numbers(spoken_of):
        wrong += [f"{tag}: nobody has {name} any more" for tag, names, listed in rows for name in listed - names]
    return sorted(wrong)


@pytest.mark.parametrize("module", MORE)
def test_every_parameter_of_twilios_methods_is_one_of_ours_or_stands_on_the_page(module):
    spoken_of, said = newer()
    assert compared(version("twilio"), spoken_of, of_twilio(module), said) == []


def test_no_parameter_on_the_page_is_one_of_ours():
    """Whatever version is installed: such a row would be stale."""
    ours = importlib.import_module("laml.voice_response")
    for name, listed in newer()[1].items():
        assert listed
        assert listed.isdisjoint(getattr(ours, name).attributes_known()), name


@pytest.mark.parametrize(
    ("installed", "missing", "wrong"),
    [
        ("9.13.0", {"a"}, []),
        ("9.13.5", {"a", "b"}, ["Say: b is not on the page"]),
        ("9.13.0", set(), ["Say: nobody has a any more"]),
        ("9.4.1", set(), []),
        ("9.4.1", {"b"}, ["Say: b is not on the page"]),
        ("10.0.0", {"a", "b"}, []),
        ("9.14.0", set(), ["Say: nobody has a any more"]),
    ],
)
def test_another_version_of_twilio_is_compared_as_far_as_it_can_tell(installed, missing, wrong):
    assert compared(installed, "9.13", {"Say": missing}, {"Say": {"a"}}) == wrong
