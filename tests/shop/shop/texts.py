"""Messages: keywords, and what their answers are."""

from __future__ import annotations

from laml import Document, MessagingResponse, clean_text
from webhooks import MessageRequest

from .extensions import db, hooks
from .models import OptOut, Order


@hooks.message("/sms", fallback=MessagingResponse().message("Please write again in a minute."))
def answer(message: MessageRequest) -> Document | None:
    word, _, rest = message.body.strip().partition(" ")
    match word.upper():
        case "STOP":
            db.session.merge(OptOut(number=message.from_, since=hooks.now()))
            db.session.commit()
            return None
        case "ORDER":
            order = db.session.get(Order, int(rest))
            words = f"Your order is {order.state}." if order else "We do not know that order."
            return MessagingResponse().message(words)
        case _:
            return MessagingResponse().message(clean_text(f"We do not know the word {word}.", most=160))
