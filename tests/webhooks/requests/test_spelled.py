"""What counts as spelled in a text: names in their order, each with the beginning of its value right behind it."""

from __future__ import annotations

import pytest

from webhooks import GatherRequest, MessageRequest, MessageStatusEvent
from webhooks.requests import FAMILIES
from webhooks.requests.declarations import compiled
from webhooks.requests.signature_twins import _could_be, _expected, _goes_on, _spells, _swallowed_too
from webhooks.requests.signed_run import _possible, form_of, run_of
from webhooks.requests.value_forms import ADDRESS, INTEGER, KEYS, NAME, TEXT, URL, WORD, ZIP, ValueForm

WORDS = [("Direction", WORD.start), ("From", "+1")]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("DirectioninboundFrom+1", True),
        ("xDirectioninbound and From+15559999999", True),
        ("From+1Directioninbound", False),
        ("DirectionInboundFrom+1", False),
        ("DirectionDirectioninboundFrom+1", True),
        ("DirectioninboundFrom+2", False),
        ("DirectioninboundFrom+2From+1", True),
        ("DirectioninboundFrom", False),
        ("Direction", False),
        ("", False),
    ],
)
def test_names_are_spelled_in_their_order_with_their_values(text: str, spelled: bool) -> None:
    assert _spells(text, WORDS) is spelled


@pytest.mark.parametrize(
    ("text", "names", "spelled"),
    [("AB", ["AB", "B"], False), ("ABB", ["AB", "B"], True), ("AA", ["A", "A"], True), ("A", ["A", "A"], False)],
)
def test_no_character_counts_for_two_names(text: str, names: list[str], spelled: bool) -> None:
    assert _spells(text, [(name, "") for name in names]) is spelled


def test_a_name_is_looked_for_again_right_behind_where_it_stood() -> None:
    assert _spells("AAx", [("A", "x")])
    assert _spells("AxA", [("A", "A")]) is False


@pytest.mark.parametrize(
    ("form", "rest", "could"),
    [
        (NAME, "Anything", True),
        (TEXT, "Anything", True),
        (ADDRESS, "Anything", True),
        (KEYS, "", True),
        (KEYS, "5x", True),
        (KEYS, "Masked", False),
        (KEYS, "Directioninbound", True),
        (WORD, "ringing", True),
        (WORD, "Reason", False),
        (INTEGER, "7", True),
        (INTEGER, "Total", False),
    ],
)
def test_what_follows_a_name_could_be_its_value(form: ValueForm, rest: str, could: bool) -> None:
    assert _could_be(GatherRequest, form, rest) is could


@pytest.mark.parametrize(
    ("form", "value", "rest", "goes_on"),
    [
        (WORD, "in", "bound", True),
        (WORD, "in", "Bound", False),
        (WORD, "IN", "BOUND", True),
        (URL, "https://x", "Y", True),
        (URL, "", "Y", False),
        (ADDRESS, "12345", "Y", True),
        (ADDRESS, "", "Y", False),
        (ZIP, "a", "Y", True),
        (NAME, "PARIS", "y", True),
        (NAME, "PARIS", "Y", False),
        (NAME, "PARIS", "", True),
    ],
)
def test_an_unknown_parameter_could_be_the_rest_of_a_value(
    form: ValueForm, value: str, rest: str, goes_on: bool
) -> None:
    assert _goes_on(form, value, rest) is goes_on


def test_a_twin_has_to_spell_what_was_sent_twice_and_of_other_addresses_any() -> None:
    assert _expected("From", ADDRESS, {"From": "+14155550199", "Caller": "+14155550199"}) == "+14155550199"
    assert (
        _expected("From", ADDRESS, {"From": "whatsapp:+14155550199", "WaId": "14155550199"}) == "whatsapp:+14155550199"
    )
    for other in ({}, {"Caller": ""}, {"Caller": "+15559999999"}):
        assert _expected("From", ADDRESS, {"From": "+14155550199", **other}) == ""
    assert _expected("Direction", WORD, {"Direction": "inbound"}) is WORD.start


def test_of_speech_and_keys_a_later_text_has_swallowed_one() -> None:
    """A gather brings one of the two; no other text comes in place of something."""
    assert list(_swallowed_too(MessageRequest, "Body")) == [[]]
    assert list(_swallowed_too(GatherRequest, "CallerName")) == [[]]
    assert [names[0][0] for names in _swallowed_too(GatherRequest, "SpeechResult")] == ["SpeechResult", "Digits"]


@pytest.mark.parametrize("kind", [kind for kind, _ in FAMILIES.values()])
def test_what_a_kind_declares_in_whatever_way_has_a_form(kind: type) -> None:
    shape = compiled(kind)
    assert all(form_of(shape, name) is shape.forms[name] for name in shape.forms)
    assert {form_of(shape, name) for name in shape.carried if name not in shape.forms} <= {TEXT}
    assert {form_of(shape, prefix + "X-Order") for prefix, _ in shape.headers} <= {TEXT}
    media = {"MediaUrl0": URL, "MediaUrl10": URL, "MediaContentType7": NAME, "MediaUrl": None, "MediaUrlx": None}
    for name, form in media.items():
        if name not in shape.forms:
            assert form_of(shape, name) is (form if shape.media is not None else None)
    assert form_of(shape, "Brand") is None


def test_a_number_behind_a_name_of_pictures_belongs_to_it_where_there_are_pictures() -> None:
    assert run_of(MessageRequest, ("MediaUrl0x",)).begun["MediaUrl0x"][0] == "MediaUrl0"
    assert run_of(GatherRequest, ("MediaUrl0x",)).begun["MediaUrl0x"][0] == ""


@pytest.mark.parametrize(
    ("kind", "names", "made"),
    [
        (GatherRequest, ("ApiVersion", "CallerName", "Digits", "Direction", "From", "FromCity"), set()),
        (GatherRequest, ("ApiVersion", "CallerName", "FromCity", "FromState"), {"FromCity", "FromState"}),
        (GatherRequest, ("ApiVersion", "Digits", "Direction", "FromCity"), set()),
        (MessageRequest, ("Body", "MediaUrl0"), set()),
        (MessageStatusEvent, ("Body", "ErrorCode"), set()),
        (GatherRequest, ("CallerName", "CallerState"), {"CallerState"}),
        (GatherRequest, ("CallerCity", "CallerName", "CallerState"), set()),
        (GatherRequest, ("CallerName", "Brand"), set()),
        (MessageRequest, ("AddOns", "Body", "ErrorCode", "From", "FromCity"), {"ErrorCode"}),
    ],
)
def test_what_a_text_could_have_made_ends_at_the_next_name_that_is_always_sent(
    kind: type, names: tuple[str, ...], made: set[str]
) -> None:
    assert run_of(kind, names).made == made


def test_what_depends_on_values_is_left_until_they_are_known() -> None:
    assert [name for name, _ in run_of(MessageStatusEvent, ("Body", "ErrorCode")).perhaps] == ["ErrorCode"]
    assert run_of(MessageStatusEvent, ("ErrorCode",)).perhaps == ()
    assert run_of(GatherRequest, ("CallerName", "CallerState")).perhaps == ()


def stretches(kind: type, *names: str) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(each.earlier, each.later, each.between) for each in run_of(kind, names).stretches}


def test_between_two_texts_stands_what_is_always_sent_with_these_names() -> None:
    """A header of SIP is a text too, and what people wrote stands in JSON as well."""
    said = ("CallerName", "SpeechResult", "Direction", "From")
    between = ("Direction", "From")
    assert stretches(GatherRequest, *said) == {
        ("CallerName", "SipHeader_", between),
        ("CallerName", "SpeechResult", between),
    }
    assert stretches(GatherRequest, *said, "CallerState") == stretches(GatherRequest, *said)
    assert ("CallerName", "SpeechResult", ("CallerState", *between)) in stretches(
        GatherRequest, *said, "CallerState", "CallerCity"
    )
    assert stretches(GatherRequest, "CallerName", "SpeechResult") == set()
    assert {later for _, later, _ in stretches(MessageRequest, "Body", "From", "MessageSid")} == {
        "InteractiveData", "ReferralBody", "ReferralHeadline",
    }  # fmt: skip
    assert {earlier for earlier, _, _ in stretches(MessageRequest, "Body", "ChannelMetadata", "From")} == {
        "Body", "ChannelMetadata",
    }  # fmt: skip
    failed = stretches(MessageStatusEvent, "Body", "ErrorCode", "MessageSid", "MessageStatus", "ProfileName")
    assert not any("ErrorCode" in between for _, _, between in failed)


def test_a_text_may_have_been_there_if_one_of_those_beside_it_is() -> None:
    """What is always sent beside a text, and only there, tells whether it came."""
    for kind in (GatherRequest, MessageRequest):
        shape = compiled(kind)
        for text in {due.given for due in shape.due.values() if due.given}:
            beside = [name for name, due in shape.due.items() if due.given == text]
            assert beside
            assert _possible(shape, text, beside[:1]) is True
            assert _possible(shape, text, []) is False
            assert _possible(shape, text[:-1], []) is True
        assert _possible(shape, "Brand", []) is True


def test_what_a_text_may_have_written_goes_on_in_the_unknown_names_behind_it() -> None:
    values = {"CallerName": "John", "Cz": "1", "D": "2", "From": "+1", "Fz": "3", "SipHeader_X": "hi"}
    run = run_of(GatherRequest, tuple(values))
    assert run.written(values, "CallerName") == "CallerNameJohnCz1D2"
    assert run.written(values, "SipHeader_X") == "SipHeader_Xhi"
