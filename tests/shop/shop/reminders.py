"""Calls that the shop places. The client is made when the module is imported."""

from __future__ import annotations

from laml import Document, VoiceResponse
from rest import Client
from webhooks import VoiceRequest

from . import callbacks
from .extensions import db, hooks
from .models import Order

NUMBER = "+15559870000"
client = Client()


@hooks.voice("/remind")
def remind(call: VoiceRequest) -> Document:
    return VoiceResponse().say(f"Your order {call.state.int('order')} is waiting for you.").hangup()


def call_customer(order: Order) -> str:
    """Call the customer of an order; gives the SID of the call."""
    call = client.calls.create(
        to=order.customer,
        from_=NUMBER,
        url=remind.bind(order=order.number),
        status_callback=callbacks.call_changed,
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    order.reminded = call.sid
    db.session.commit()
    return call.sid


def text_customer(order: Order) -> str:
    """Write to the customer of an order; gives the SID of the message."""
    words = f"Your order {order.number} is waiting for you."
    message = client.messages.create(
        to=order.customer, from_=NUMBER, body=words, status_callback=callbacks.text_changed
    )
    return message.sid
