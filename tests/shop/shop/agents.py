"""A queue of callers, and the agents who take them out."""

from __future__ import annotations

from laml import Document, VoiceResponse
from webhooks import DequeueRequest, DialRequest, EnqueueRequest, QueueWaitRequest, VoiceRequest

from . import voicemail
from .extensions import hooks

QUEUE = "agents"


@hooks.voice("/agents/wait")
def wait(call: VoiceRequest) -> Document:
    return VoiceResponse().say("One moment please.").enqueue(QUEUE, wait_url=music, action=left)


@hooks.queue_wait("/agents/music")
def music(call: QueueWaitRequest) -> Document:
    if (call.queue_time or 0) > 120:
        return VoiceResponse().leave()
    return VoiceResponse().say(f"You are number {call.queue_position}.").pause(length=30)


@hooks.enqueue("/agents/left")
def left(call: EnqueueRequest) -> Document:
    if call.queue_result == "leave":
        return VoiceResponse().redirect(voicemail.leave)
    return VoiceResponse().hangup()


@hooks.voice("/agents/take")
def take(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial(action=taken).queue(QUEUE, url=connecting)
    return response


@hooks.dequeue("/agents/connecting")
def connecting(call: DequeueRequest) -> Document:
    return VoiceResponse().say("We are putting you through.")


@hooks.dial("/agents/taken")
def taken(call: DialRequest) -> Document:
    return VoiceResponse().say("Goodbye.").hangup()
