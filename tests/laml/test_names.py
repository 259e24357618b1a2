"""Our modules have the names of twilio-python's, so that code moves by changing its imports."""

import importlib

import pytest

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
