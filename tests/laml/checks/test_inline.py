"""Documents that a REST request carries. Source: Twilio's calls API, errors 32018 and 15004; call semantics 2.3."""

import importlib

import pytest
from hypothesis import given

import laml
from laml import VoiceResponse
from laml.checks.search import _bytes_in

from ..strategies import DOCUMENTS


def codes(document: laml.Document, *, inline: bool = True) -> list[str]:
    return [problem.code for problem in document.check(inline=inline) if problem.severity == "error"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (VoiceResponse().gather(action="/menu"), "Response/Gather@action"),
        (VoiceResponse().gather(), "Response/Gather"),
        (VoiceResponse().record(action="done"), "Response/Record@action"),
        (VoiceResponse().redirect("next"), "Response/Redirect"),
        (VoiceResponse().play("hold.mp3"), "Response/Play"),
        (VoiceResponse().dial("+15551234567", action="?x=1"), "Response/Dial@action"),
    ],
)
def test_nothing_can_be_relative_to_a_document_without_a_url(document: laml.Document, path: str) -> None:
    assert codes(document, inline=False) == []
    assert [(p.code, p.path) for p in document.check(inline=True) if p.severity == "error"] == [
        ("inline-relative", path)
    ]


def test_absolute_urls_are_fine() -> None:
    document = (
        VoiceResponse().gather(action="https://example.com/menu").say("Press 1").redirect("https://example.com/a")
    )
    assert codes(document) == []


@pytest.mark.parametrize(("characters", "expected"), [(4_000, []), (4_001, ["inline-too-long"])])
def test_a_request_carries_4000_characters(characters: int, expected: list[str]) -> None:
    response = VoiceResponse()
    empty = len(response.say("x").to_xml()) - 1
    response = VoiceResponse(validate="off")
    response.say("x" * (characters - empty))
    assert len(VoiceResponse.to_xml(response)) == characters
    assert codes(response) == expected


def test_the_text_of_a_document_is_judged_alike() -> None:
    found = laml.check("<Response><Redirect>/a</Redirect></Response>", inline=True)
    assert [problem.code for problem in found] == ["inline-relative"]


def test_a_built_document_over_64_kb_is_told_by_check_as_well() -> None:
    response = VoiceResponse()
    for _ in range(20):
        response.say("x" * 4_000)
    assert codes(response, inline=False) == ["too-large"]


@given(DOCUMENTS)
def test_the_size_is_that_of_the_document_as_it_is_rendered(document: laml.Document) -> None:
    """It is estimated first, and counted where the estimate is above the limit."""
    size = len(document.to_xml().encode())
    assert _bytes_in(document) >= size
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importlib.import_module("laml.checks.search"), "MAX_DOCUMENT_BYTES", 0)
        assert _bytes_in(document) == size
