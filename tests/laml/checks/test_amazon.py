"""The speech tags of Amazon's voices, as SignalWire passes them on.

Source: cxml/reference/voice/say, which refers to docs.aws.amazon.com/polly/latest/dg/supportedtags.html; the samples
are those of Amazon's pages.
"""

import pytest

import laml
from laml.grammar.constraints import Dialect

SAMPLES = [
    '<amazon:effect name="drc">Some audio is difficult to hear in a moving vehicle</amazon:effect>',
    '<amazon:effect phonation="soft">This is Matthew speaking in my soft voice.</amazon:effect>',
    '<amazon:effect vocal-tract-length="+15%">with a longer tract</amazon:effect>',
    '<amazon:effect vocal-tract-length="-15%">with a shorter one</amazon:effect>',
    '<amazon:effect name="whispered">the quieter, the better</amazon:effect>',
    '<amazon:domain name="news">From the Tuesday, April 16th, 1912 edition</amazon:domain>',
    '<amazon:breath duration="medium" volume="x-loud"/>Sometimes you want to insert a breath',
    '<amazon:auto-breaths volume="x-soft" frequency="x-low" duration="x-short">Amazon Polly</amazon:auto-breaths>',
    '<amazon:auto-breaths><amazon:effect name="whispered"><p>a</p></amazon:effect></amazon:auto-breaths>',
]


def say(inside: str, voice: str = "Polly.Joanna") -> str:
    return f'<Response>\n<Say voice="{voice}">{inside}</Say></Response>'


def told(xml: str, dialect: Dialect | None) -> list[tuple[str, str]]:
    return [(problem.severity, problem.code) for problem in laml.check(xml, dialect)]


@pytest.mark.parametrize("voice", ["Polly.Joanna", "Polly.Matthew-Neural", "amazon.Joanna", "{{Voice}}"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_tag_of_amazon_passes_with_its_voices_at_signalwire(sample: str, voice: str) -> None:
    assert told(say(sample, voice), "laml") == []
    assert told(say(sample, voice), None) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_twilio_takes_no_tag_of_amazon(sample: str) -> None:
    assert ("error", "wrong-dialect") in told(say(sample), "twiml")


@pytest.mark.parametrize("voice", ["woman", "gcloud.en-US-Standard-A"])
def test_another_voice_does_not_know_them(voice: str) -> None:
    assert told(say(SAMPLES[0], voice), "laml") == [("warning", "no-effect")]


@pytest.mark.parametrize(
    ("xml", "code", "column"),
    [
        (say('<amazon:effect nam="whispered" name="drc">a</amazon:effect>'), "unknown-attribute", 42),
        (say('<amazon:effect name="shouted">a</amazon:effect>'), "unusual-value", 42),
        (say("<amazon:effect>a</amazon:effect>"), "missing-attribute", 27),
        (say('<amazon:emotion name="excited">a</amazon:emotion>'), "unknown-element", 27),
        ('<Response>\n<amazon:effect name="drc"/></Response>', "not-allowed-here", 1),
    ],
)
def test_a_wrong_one_is_told_with_its_place(xml: str, code: str, column: int) -> None:
    assert [(each.code, each.line, each.column) for each in laml.check(xml, "laml")] == [(code, 2, column)]


def test_a_document_is_written_again_as_it_was_read() -> None:
    """Amazon's pages declare no namespace for the prefix, so neither does what is written."""
    xml = say(SAMPLES[-1])
    assert laml.parse(xml).to_xml(fragment=True) == xml
    declared = xml.replace("<Response>", '<Response xmlns:amazon="urn:a">')
    assert told(declared, "laml") == []


@pytest.mark.parametrize("xml", [say("<amazn:effect/>"), say('<amazon:effect name="drc">a</amazon:effect><b:c/>')])
def test_another_prefix_that_is_not_declared_is_no_xml(xml: str) -> None:
    assert told(xml, "laml") == [("error", "xml-malformed")]
