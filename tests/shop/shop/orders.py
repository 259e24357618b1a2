"""Tells callers about their orders; the number of tries rides in the URL."""

from __future__ import annotations

from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest

from .extensions import db, hooks
from .models import Order

MOST_TRIES = 3


@hooks.voice("/orders/ask")
def ask(call: VoiceRequest) -> Document:
    return question("Your order number please.", 1)


@hooks.voice("/orders/all", hold="We are looking.")
def all_of_them(call: VoiceRequest) -> Document:
    numbers = db.session.scalars(db.select(Order.number).where(Order.customer == call.from_)).all()
    return VoiceResponse().say(f"You have {len(numbers)} orders.").hangup()


def question(words: str, tries: int) -> Document:
    response = VoiceResponse()
    response.gather(num_digits=4, action=answer.bind(tries=tries)).say(words)
    return response.say("Goodbye.").hangup()


@hooks.gather("/orders/answer")
def answer(call: GatherRequest) -> Document:
    tries = call.state.int("tries")
    order = db.session.get(Order, int(call.digits or 0))
    if order is not None:
        return VoiceResponse().say(f"Your order is {order.state}.").hangup()
    if tries == MOST_TRIES:
        return VoiceResponse().say("We do not know that number. Goodbye.").hangup()
    return question("We do not know that number. Once more please.", tries + 1)
