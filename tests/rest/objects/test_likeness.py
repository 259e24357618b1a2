"""What the provider makes of a number, an address, a text: recognised, told apart, or unsure.

Sources: for numbers the connector of Mule ("Twilio will also accept unformatted US numbers") and SignalWire's pages
(E.164); for texts recorded answers to trial accounts, and Twilio's pages about redaction, encoding and links.
"""

from typing import Any

import pytest

from rest.objects.likeness import COMPARED, DIFFERENT, SAME, TRIAL, UNSURE, Likeness, likeness, masked, spellings
from rest.resources.calls import CALLS, Call
from rest.resources.faxes import FAXES, Fax
from rest.resources.messages import MESSAGES, Message
from rest.table.values import Json

SPELLED = {
    "+15551230000": ["+15551230000", "+1 (555) 123-0000", "5551230000", "(555) 123-0000", "555.123.0000",
                     "1-555-123-0000", " +1 555/123/0000 ", "15551230000"],
    "+442079460958": ["+44 20 7946 0958", "442079460958", "00442079460958", "011 44 20 7946 0958"],
    "12345": ["12345", "123-45"],
    "ACME": ["ACME", "acme"],
    "client:joe": ["client:joe", "Client:joe", "client:joe?order=7"],
    "whatsapp:+15551230000": ["whatsapp:+15551230000", "whatsapp:5551230000", "WhatsApp:+1 555 123 0000"],
    "sip:joe@example.com": ["sip:joe@example.com", "sip:Joe@EXAMPLE.com", "sip:joe@example.com;transport=tls",
                            "SIP:joe@example.com?x-a=1"],
}  # fmt: skip


@pytest.mark.parametrize("written", SPELLED)
def test_a_receiver_is_recognised_however_it_was_spelled(written: str) -> None:
    for given in SPELLED[written]:
        assert COMPARED["to"]({"to": given}, {"to": written}) is SAME, given
        if written != "ACME":
            assert written in spellings(given), given  # so that the filter of a list finds it


LISTED = {
    "442079460958": ("+442079460958", "442079460958"),
    "00442079460958": ("+442079460958", "+00442079460958", "00442079460958"),
    "(555) 123-0000": ("+15551230000", "+5551230000", "5551230000"),
    "+1 555 123 0000": ("+15551230000",),
    "12345": ("12345",),
    "123456": ("123456",),
    "1234567": ("+1234567", "1234567"),
    "whatsapp: +15551230000": ("whatsapp:+15551230000", "whatsapp: +15551230000"),
    "sip:Joe@Example.com;a=1?b=2;c=3": (
        "sip:Joe@Example.com;a=1?b=2;c=3", "sip:Joe@Example.com", "sip:joe@example.com",
    ),
    " sip:joe@example.com ": ("sip:joe@example.com",),
    "SIP": ("SIP",),
    "ACME 24": ("ACME 24",),
    "24 ACME": ("24 ACME",),
    "---": ("---",),
}  # fmt: skip


@pytest.mark.parametrize("given", LISTED)
def test_the_lists_of_each_spelling_are_looked_into_and_of_no_other(given: str) -> None:
    assert spellings(given) == LISTED[given]


def test_a_hidden_number_is_one_whose_last_digits_were_taken_out() -> None:
    assert masked("+1555123XXXX")
    assert masked("whatsapp:+1555123xxxx")
    assert not any(masked(one) for one in ("+15551230000", "+1555123XXXX9", "XXXX", "", None, 7))


OTHERS: list[tuple[object, Json, Likeness]] = [
    ("+15551230000", "+15551230001", DIFFERENT),
    ("5551230000", "+15551230001", DIFFERENT),
    ("+5551230000", "+15551230000", DIFFERENT),
    ("+442079460958", "+12079460958", DIFFERENT),
    ("whatsapp:+15551230000", "+15551230000", DIFFERENT),
    ("sip:joe@example.com", "sip:ann@example.com", DIFFERENT),
    ("client:joe", "client:ann", DIFFERENT),
    ("ACME", "+15551230000", DIFFERENT),
    (15551230000, "+15551230000", SAME),
    ("+15551230000", "+1555123XXXX", UNSURE),
    ("(555) 123-0000", "+1555123XXXX", UNSURE),
    ("whatsapp:+15551230000", "whatsapp:+1555123XXXX", UNSURE),
    ("+15559990000", "+1555123XXXX", DIFFERENT),
    ("whatsapp:+15551230000", "WhatsApp:+1555123XXXX", UNSURE),
    ("+15551230000", "+1555123XXXX9", DIFFERENT),
    ("+15551230000", 7, UNSURE),
    ("+15551230000", None, UNSURE),
    ("+15551230000", "", UNSURE),
]


@pytest.mark.parametrize(("given", "found", "verdict"), OTHERS, ids=str)
def test_another_receiver_is_told_apart_and_a_hidden_one_is_unsure(
    given: object, found: Json, verdict: Likeness
) -> None:
    assert COMPARED["to"]({"to": given}, {"to": found}) is verdict


SENDERS: list[tuple[dict[str, object], dict[str, Json], Likeness]] = [
    ({"from_": "(555) 987-0000"}, {"from": "+15559870000"}, SAME),
    ({"from_": "+15559870000"}, {"from": "+15559870001"}, DIFFERENT),
    ({"from_": "+15559870000", "caller_id": "+15550001111"}, {"from": "+15550001111"}, SAME),
    ({"from_": "+15559870000", "fallback_from": "+15550001111"}, {"from": "+15550001111"}, SAME),
    ({"from_": "+15559870000"}, {"from": None}, UNSURE),
    ({}, {"from": "+15559870000"}, SAME),
    ({"messaging_service_sid": "MG1"}, {"from": None, "messaging_service_sid": "MG1"}, SAME),
    ({"messaging_service_sid": "MG1", "from_": "+1"}, {"from": "+2", "messaging_service_sid": "MG1"}, SAME),
    ({"messaging_service_sid": "MG1"}, {"from": "+2", "messaging_service_sid": "MG2"}, DIFFERENT),
    ({"messaging_service_sid": "MG1"}, {"from": "+2", "messaging_service_sid": "MG12"}, DIFFERENT),
    ({"messaging_service_sid": "MG1"}, {"from": "+2", "messaging_service_sid": None}, UNSURE),
]


@pytest.mark.parametrize(("given", "record", "verdict"), SENDERS)
def test_a_sender_is_the_number_what_is_shown_in_its_place_or_the_service(
    given: dict[str, object], record: dict[str, Json], verdict: Likeness
) -> None:
    assert COMPARED["from"](given, record) is verdict


HI = "Hi – it’s “ready”…"
TEXTS: list[tuple[dict[str, object], Json, Likeness]] = [
    ({"body": "Hello"}, "Hello", SAME),
    ({"body": " Hello\r\nyou \n"}, "Hello\nyou", SAME),
    ({"body": "Gr\u00fc\u00dfe"}, "Gru\u0308\u00dfe", SAME),
    ({"body": "hello world 1508630350852"}, "Sent from your Twilio trial account - hello world 1508630350852", SAME),
    ({"body": " Estimado"}, "Sent from your Twilio trial account - Estimado", SAME),
    ({"body": "Hello"}, "Hello\n\nReply STOP to unsubscribe.", SAME),
    ({"body": "Hello"}, f"{TRIAL}Hello Text STOP to opt out", SAME),
    ({"body": "Hello"}, "Hello. Please stop calling me", UNSURE),
    ({"body": "Hello"}, "ACME: Hello", UNSURE),
    ({"body": "Hello"}, "HELLO!", UNSURE),
    ({"body": "Hello?"}, "HELLO!", UNSURE),
    ({"body": "Hello"}, "Hello Reply STOP to end" + " x" * 200, UNSURE),
    ({"body": "Hello"}, "Good-bye", DIFFERENT),
    ({"body": "Hello"}, "Adieu Reply STOP to end", DIFFERENT),
    ({"body": "👍"}, "👎", DIFFERENT),
    ({"body": "漢字"}, "漢語", DIFFERENT),
    ({"body": "Hello"}, "", UNSURE),
    ({"body": "Hello"}, None, UNSURE),
    ({"body": "Hello", "content_retention": "discard"}, "(redacted)", UNSURE),
    ({"content_sid": "HX1", "body": "ignored"}, "Your code is 7", UNSURE),
    ({"body": HI, "smart_encoded": True}, 'Hi - it\'s "ready"...', SAME),
    ({"body": HI, "smart_encoded": "true"}, HI, SAME),
    ({"body": HI, "messaging_service_sid": "MG1"}, 'Hi - it\'s "ready"...', SAME),
    ({"body": HI}, 'Hi - it\'s "ready"...', UNSURE),
    ({"body": HI, "smart_encoded": True}, 'Ho - it\'s "ready"...', DIFFERENT),
    ({"body": "See https://a.example/x?y=1 now", "shorten_urls": True}, "See https://twil.io/a1 now", SAME),
    ({"body": "See https://a.example/x?y=1 now", "shorten_urls": True}, "Read https://twil.io/a1 now", DIFFERENT),
    ({"body": "See https://a.example/x now", "shorten_urls": True}, "ACME: See https://twil.io/a1 now", UNSURE),
    ({"body": "Wita\u015b", "smart_encoded": True}, "Witas", SAME),
    ({"body": "See https://a.example/x now"}, "See https://twil.io/a1 now", DIFFERENT),
    ({}, "", SAME),
    ({"body": ""}, None, SAME),
    ({}, TRIAL, SAME),
    ({}, "Hello", DIFFERENT),
    ({"extra": {"Body": "x"}}, "", UNSURE),
]


@pytest.mark.parametrize(("given", "found", "verdict"), TEXTS)
def test_a_text_is_recognised_as_the_provider_writes_it(
    given: dict[str, object], found: Json, verdict: Likeness
) -> None:
    assert COMPARED["body"](given, {"body": found}) is verdict


TWO = ["https://example.com/1", "https://example.com/2"]
FILES: list[tuple[dict[str, object], Json, Likeness]] = [
    ({"media_url": TWO}, "2", SAME),
    ({"media_url": TWO[0]}, 1, SAME),
    ({"media_url": object()}, 1, SAME),
    ({"media_url": {*TWO}}, 2, SAME),
    ({"media_url": TWO}, 1, DIFFERENT),
    ({"media_url": TWO[0]}, "10", DIFFERENT),
    ({"media_url": TWO}, "0", UNSURE),
    ({"media_url": TWO}, None, UNSURE),
    ({"media_url": TWO}, "²", UNSURE),
    ({"media_url": TWO}, "9" * 5_000, UNSURE),
    ({"media_url": TWO, "body": "Hello"}, "0", SAME),
    ({"body": "Hello"}, "0", SAME),
    ({"body": "Hello"}, "1", DIFFERENT),
    ({"body": "Hello", "send_as_mms": True}, "1", UNSURE),
    ({"content_sid": "HX1"}, "1", UNSURE),
]


@pytest.mark.parametrize(("given", "found", "verdict"), FILES)
def test_a_message_without_a_text_is_recognised_by_its_files(
    given: dict[str, object], found: Json, verdict: Likeness
) -> None:
    assert COMPARED["num_media"](given, {"num_media": found}) is verdict


WHO: dict[str, Any] = {"to": "5551230000", "from_": "+15559870000"}


def test_a_record_is_unsure_only_if_nothing_tells_it_apart() -> None:
    raw: dict[str, Json] = {"to": "+15551230000", "from": "+15559870000", "body": "", "num_media": "0"}
    given = {**WHO, "body": "Hello"}
    assert likeness(given, Message(None, MESSAGES, {}, raw)) is UNSURE
    assert likeness(given, Message(None, MESSAGES, {}, {**raw, "from": "+15559870001"})) is DIFFERENT
    assert likeness(given, Message(None, MESSAGES, {}, {**raw, "num_media": "1"})) is DIFFERENT
    assert likeness(given, Message(None, MESSAGES, {}, {**raw, "body": "Hello"})) is SAME


def test_a_call_and_a_fax_have_neither_text_nor_files_to_compare() -> None:
    raw: dict[str, Json] = {"to": "+15551230000", "from": "+15559870000"}
    assert likeness({**WHO, "url": "https://x/"}, Call(None, CALLS, {}, dict(raw))) is SAME
    assert likeness({**WHO, "media_url": "https://x/f.pdf"}, Fax(None, FAXES, {}, dict(raw))) is SAME
