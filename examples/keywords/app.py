"""Answers text messages by their first word, and keeps the list of those who want none."""

from flask import Flask

from laml import Document, MessagingResponse
from webhooks import MessageRequest, Webhooks

ANSWERS = {
    "HOURS": "We are open from nine to five, Monday to Friday.",
    "WHERE": "12 Main Street, beside the station.",
    "PRICE": "A cut is 25 dollars, a shave is 15.",
}

app = Flask(__name__)
hooks = Webhooks(app)
silent: set[str] = set()  # numbers; in an app of more than one process a table


@hooks.message("/sms")
def sms(message: MessageRequest) -> Document | None:
    if message.opt_out == "STOP":
        silent.add(message.from_)
        return MessagingResponse().message("You will get no more messages from us. START brings them back.")
    if message.opt_out == "START":
        silent.discard(message.from_)
        return MessagingResponse().message("Welcome back. Write HOURS, WHERE or PRICE.")
    if message.from_ in silent:
        return None
    words = message.body.split()
    known = ANSWERS.get(words[0].upper() if words else "")
    return MessagingResponse().message(known or "Write HOURS, WHERE or PRICE. STOP ends our messages.")
