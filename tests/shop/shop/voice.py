"""The menu that a caller hears."""

from __future__ import annotations

from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceFallbackRequest, VoiceRequest

from . import agents, orders, voicemail
from .extensions import hooks

OPENS, CLOSES = 8, 18


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    if not OPENS <= hooks.now().hour < CLOSES:
        return VoiceResponse().say("We are closed.").redirect(voicemail.leave)
    response = VoiceResponse()
    with response.gather(num_digits=1, action=menu) as gather:
        gather.play(hooks.public_url("/static/welcome.wav"))
        gather.say("For your order press 1. To talk to us press 2. To leave a message press 3.")
    return response.say("We did not hear you.").redirect(answer)


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    places = {"1": orders.ask, "2": agents.wait, "3": voicemail.leave}
    place = places.get(call.digits or "")
    if place is None:
        return VoiceResponse().say("There is no such choice.").redirect(answer)
    return VoiceResponse().redirect(place)


@hooks.voice_fallback("/sorry")
def sorry(call: VoiceFallbackRequest) -> Document:
    return VoiceResponse().say("Something is wrong on our side. Please call again.")
