"""A button on a web page: we ring you first, and connect you with us when you answer."""

from flask import Flask, request

from laml import Document, VoiceResponse
from rest import Client, InvalidRequest
from webhooks import CallStatusEvent, VoiceRequest, Webhooks

OURS, SALES = "+15559870000", "+15557654321"
PAGE = """<!doctype html><html lang="en"><title>Call us</title>
<form method="post" action="/call"><label>Your number <input name="number" type="tel" required></label>
<button>Call me now</button></form></html>"""

app = Flask(__name__)
hooks = Webhooks(app)
outcomes: dict[str, str] = {}


@app.get("/")
def page() -> str:
    return PAGE


@app.post("/call")
def call_me() -> tuple[str, int]:
    try:
        call = Client().calls.create(
            to=request.form["number"], from_=OURS, url=connect, status_callback=ended, timeout=25
        )
    except InvalidRequest as error:
        return f"We cannot call that number ({error.code}).", 400
    return f"Your phone rings in a moment. ({call.sid})", 202


@hooks.voice("/connect")
def connect(call: VoiceRequest) -> Document:
    return (
        VoiceResponse().say("Thank you for your interest. We connect you now.").dial(SALES, caller_id=OURS, timeout=20)
    )


@hooks.call_status("/ended", final=True)
def ended(event: CallStatusEvent) -> None:
    outcomes[event.call_sid] = event.status
