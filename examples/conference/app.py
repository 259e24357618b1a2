"""A weekly call: it begins when the moderator joins, and ends when the moderator leaves."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ConferenceStatusEvent, ConferenceWaitRequest, GatherRequest, VoiceRequest, Webhooks

ROOM, PIN = "weekly", "4711"

app = Flask(__name__)
hooks = Webhooks(app)
present: list[str] = []


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=4, timeout=5, action=join, action_on_empty_result=True) as gather:
        gather.say("Welcome to the weekly call. Moderators, enter your code. Everybody else, please hold.")
    return response


@hooks.gather("/join")
def join(call: GatherRequest) -> Document:
    moderator = call.digits == PIN
    response = VoiceResponse()
    response.dial().conference(
        ROOM,
        start_conference_on_enter=moderator,
        end_conference_on_exit=moderator,
        wait_url=waiting,
        status_callback=status,
        status_callback_event=["join", "leave"],
    )
    return response


@hooks.conference_wait("/waiting")
def waiting(call: ConferenceWaitRequest) -> Document:
    return VoiceResponse().say("The moderator has not come yet.").pause(length=30)


@hooks.conference_status("/status")
def status(event: ConferenceStatusEvent) -> None:
    if event.status_callback_event == "participant-join":
        present.append(event.call_sid or "")
    elif event.status_callback_event == "participant-leave":
        present.remove(event.call_sid or "")
