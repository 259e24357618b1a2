"""Callers wait in a queue; agents call another number and take whoever has waited longest."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DequeueRequest, EnqueueRequest, QueueWaitRequest, VoiceRequest, Webhooks

QUEUE = "support"

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("All our agents are talking.").enqueue(QUEUE, wait_url=waiting, action=after)


@hooks.queue_wait("/waiting")
def waiting(call: QueueWaitRequest) -> Document:
    return VoiceResponse().say(f"You are number {call.queue_position} in the line.").pause(length=20)


@hooks.enqueue("/after")
def after(call: EnqueueRequest) -> Document:
    if call.queue_result == "bridged":
        return VoiceResponse().say("Thank you for calling.").hangup()
    return VoiceResponse().say("Nobody could answer. Please call again.").hangup()


@hooks.voice("/agent")
def agent(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().queue(QUEUE, url=greeting)
    return response.say("Nobody is waiting.").hangup()


@hooks.dequeue("/greeting")
def greeting(call: DequeueRequest) -> Document:
    return VoiceResponse().say("An agent will talk to you now.")
