"""Our modules have the names of twilio-python's, so that code moves by changing its imports."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent.parent / "docs" / "moving.md"

NOT_OURS = {
    "TwiML",  # the base class, which their modules happen to import; ours is `laml.Element`
}
MORE = {
    "voice_response": {
        "AI", "AgentPrompt", "Assistant", "Defaults", "Denoise", "Function", "Languages", "PostPrompt", "SWAIG",
        "Verto", "Break", "Emphasis", "Lang", "P", "Phoneme", "Prosody", "S", "SayAs", "Sub", "W",  # Ssml…
    },
    "messaging_response": set(),
    "fax_response": {"Reject"},
}  # fmt: skip


@pytest.mark.parametrize("module", MORE)
def test_a_module_exports_the_names_of_twilios_and_those_that_it_lacks(module):
    theirs = {name for name in vars(importlib.import_module(f"twilio.twiml.{module}")) if name[0].isupper()}
    ours = importlib.import_module(f"laml.{module}")
    assert set(ours.__all__) == (theirs - NOT_OURS) | MORE[module]
    assert all(hasattr(ours, name) for name in ours.__all__)


@pytest.mark.parametrize("module", MORE)
def test_every_method_of_twilios_classes_is_one_of_ours(module):
    theirs = importlib.import_module(f"twilio.twiml.{module}")
    ours = importlib.import_module(f"laml.{module}")
    for name, cls in vars(theirs).items():
        if isinstance(cls, type) and cls.__module__ == theirs.__name__:
            for method in vars(cls):
                assert method.startswith("_") or callable(getattr(getattr(ours, name), method)), (name, method)


def newer() -> dict[str, set[str]]:
    """Parameters by class that the page says only newer versions of twilio-python have."""
    part = PAGE.read_text(encoding="utf-8").split("### Parameters that only newer versions")[1].split("\n##")[0]
    items = re.findall(r"^- `(\w+)`: ((?:.|\n  )+)", part, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", listed)) for name, listed in items}


@pytest.mark.parametrize("module", MORE)
def test_every_parameter_of_twilios_methods_is_one_of_ours_or_stands_on_the_page(module):
    """A newer version installed may have more parameters than the page says, and an older one fewer."""
    theirs = importlib.import_module(f"twilio.twiml.{module}")
    ours = importlib.import_module(f"laml.{module}")
    said, missing, counted = newer(), {}, 0
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
    for tag, names in missing.items():
        assert names == said.get(tag, set()), tag
