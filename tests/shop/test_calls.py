"""What callers of the shop hear, at both providers."""

from __future__ import annotations

import pytest
from flask import Flask

from emulator import Provider

from .shop import agents, meetings, orders, voice, voicemail
from .shop.extensions import db
from .shop.models import Meeting, Order, Voicemail

pytestmark = pytest.mark.strict
WORDS = "Please call me back, my parcel has been lying at the wrong door since Monday."
"""Long enough to be transcribed: Twilio does not transcribe recordings of less than two seconds."""


def test_a_caller_hears_the_menu(line: Provider) -> None:
    call = line.dial(voice.answer)
    assert call.heard("For your order press 1")
    assert call.played == [f"{line.public_url}/static/welcome.wav"]


def test_a_key_that_nobody_offers_leads_back_to_the_menu(line: Provider) -> None:
    call = line.dial(voice.answer)
    call.press("9")
    assert call.heard("There is no such choice.")
    assert call.heard("For your order press 1")


def test_a_silent_caller_is_asked_again(line: Provider) -> None:
    call = line.dial(voice.answer)
    call.silence()
    assert call.heard("We did not hear you.")


def test_the_state_of_an_order_is_told(line: Provider) -> None:
    call = line.dial(voice.answer)
    call.press("1")
    call.press("1234")
    assert call.heard("Your order is being packed.")


def test_what_another_part_of_the_app_wrote_is_told(app: Flask, line: Provider) -> None:
    with app.app_context():
        db.session.get_one(Order, 1234).state = "on its way"
        db.session.commit()
    call = line.dial(orders.ask)
    call.press("1234")
    assert call.heard("Your order is on its way.")


def test_the_third_wrong_number_ends_the_call(line: Provider) -> None:
    call = line.dial(orders.ask)
    for _ in range(3):
        call.press("0000")
    assert call.heard("We do not know that number. Goodbye.")
    call.wait()
    assert call.status == "completed"


def test_a_caller_leaves_a_message(app: Flask, line: Provider) -> None:
    call = line.dial(voice.answer)
    call.press("3")
    call.speak(WORDS)
    call.press("#")
    assert call.heard("Thank you.")
    call.wait()
    line.wait(600)
    with app.app_context():
        mail = db.session.get_one(Voicemail, call.recordings[0].sid)
        assert mail.caller == "+15551230000"
        assert mail.url is not None
        assert mail.text == WORDS


def test_a_caller_holds_while_the_database_is_asked(line: Provider) -> None:
    call = line.dial(orders.all_of_them)
    assert call.heard("We are looking.")
    assert call.heard("You have 1 orders.")


@pytest.mark.parametrize(("name", "told"), [("twilio", True), ("signalwire", False)], indirect=["name"])
def test_the_timeline_says_why_a_short_message_has_no_text(line: Provider, told: bool) -> None:
    """Twilio transcribes recordings of 2 to 120 seconds. Source: webhook reference, voice.transcription."""
    call = line.dial(voicemail.leave)
    call.speak("Please call me back.")
    call.press("#")
    call.wait()
    line.wait(600)
    why = "the transcription fails: the recording has 1 s, and twilio transcribes 2 to 120 s"
    assert (why in str(call.timeline)) == told


@pytest.mark.start("2026-03-02T18:30:00Z")
def test_in_the_evening_callers_are_asked_for_a_message(line: Provider) -> None:
    call = line.dial(voice.answer)
    assert call.heard("We are closed.")
    assert call.heard("Please leave a message after the tone.")


def test_two_callers_wait_and_an_agent_takes_the_first(line: Provider) -> None:
    first = line.dial(agents.wait, from_="+15551230001")
    second = line.dial(agents.wait, from_="+15551230002")
    assert first.heard("You are number 1.")
    assert second.heard("You are number 2.")
    agent = line.dial(agents.take, from_="+15551230009")
    line.wait(5)
    assert first.heard("We are putting you through.")
    assert line.queue("agents").size == 1
    first.hang_up()
    assert agent.heard("Goodbye.")


def test_after_two_minutes_in_the_queue_a_caller_may_leave_a_message(line: Provider) -> None:
    call = line.dial(agents.wait)
    call.wait(150)
    assert call.heard("Please leave a message after the tone.")


def test_two_of_the_staff_meet(app: Flask, line: Provider) -> None:
    one = line.dial(meetings.join, from_="+15551230001")
    assert one.heard("The others are on their way.")
    two = line.dial(meetings.join, from_="+15551230002")
    line.wait(10)
    assert len(line.conference("staff").calls) == 2
    two.hang_up()
    one.hang_up()
    line.wait(10)
    with app.app_context():
        events = [meeting.event for meeting in db.session.scalars(db.select(Meeting).order_by(Meeting.id))]
    assert events.count("participant-join") == 2
    assert events[-1] == "conference-end"
