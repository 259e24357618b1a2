"""What README's table says of twilio-python is true of the version that is installed."""

import inspect
import pkgutil
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
import twilio.twiml
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse as Theirs

from laml import VoiceResponse
from laml.errors import LamlError

README = Path(__file__).parents[2] / "README.md"


def test_the_table_names_the_version_that_is_installed_here() -> None:
    assert f"[twilio-python](https://github.com/twilio/twilio-python) {version('twilio').split('.')[0]} |" in (
        README.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("verb", "attributes", "written"),
    [
        ("say", {"voyce": "Polly.Joanna"}, 'voyce="Polly.Joanna"'),
        ("gather", {"num_digits": "lots"}, 'numDigits="lots"'),
        ("record", {"maxlength": "-4"}, 'maxlength="-4"'),
        ("pause", {"length": "ten"}, 'length="ten"'),
    ],
)
def test_twilio_python_writes_as_it_stands_what_we_refuse(verb: str, attributes: dict[str, str], written: str) -> None:
    theirs = Theirs()
    getattr(theirs, verb)(**attributes)
    assert written in str(theirs)
    with pytest.raises(LamlError):
        getattr(VoiceResponse(), verb)(**attributes)


def test_twilio_python_appends_a_verb_in_the_wrong_place_which_we_refuse() -> None:
    theirs = Theirs()
    theirs.gather(action="/menu").append(Theirs().dial("+15551230000"))
    assert "<Gather" in str(theirs)
    assert "<Dial>" in str(theirs)
    with VoiceResponse().gather(action="/menu") as gather, pytest.raises(LamlError):
        gather.dial("+15551230000")


def test_twilio_python_has_nothing_that_reads_a_document() -> None:
    modules = [import_module(f"twilio.twiml.{found.name}") for found in pkgutil.iter_modules(twilio.twiml.__path__)]
    public = {
        name.lower()
        for module in [twilio.twiml, *modules]
        for name, value in vars(module).items()
        if inspect.isroutine(value) or inspect.isclass(value)
    }
    assert "voiceresponse" in public
    assert not [name for name in public if "parse" in name or "check" in name or "valid" in name]


def test_twilio_pythons_validator_says_whether_a_signature_fits_and_nothing_else() -> None:
    validator = RequestValidator("12345")
    form = {"CallSid": "CA" + "0" * 32}
    url = "https://example.com/answer"
    assert validator.validate(url, form, validator.compute_signature(url, form)) is True
    assert validator.validate(url, form, "another") is False
