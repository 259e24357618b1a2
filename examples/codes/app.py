"""Codes for a second factor, by text or by voice; each is good once, for five minutes and five tries."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, request

from laml import Document, VoiceResponse
from rest import Client
from webhooks import VoiceRequest, Webhooks

OURS = "+15559870000"
GOOD_FOR = timedelta(minutes=5)
TRIES = 5

app = Flask(__name__)
hooks = Webhooks(app)


@dataclass
class Code:
    digits: str
    until: datetime
    tries: int = 0


codes: dict[str, Code] = {}  # by number; in an app of more than one process a table


@app.post("/codes")
def send() -> tuple[str, int]:
    number, way = request.form["number"], request.form.get("by", "text")
    codes[number] = code = Code(f"{secrets.randbelow(10**6):06}", hooks.now() + GOOD_FOR)
    if way == "voice":
        Client().calls.create(to=number, from_=OURS, url=speak.bind(number=number))
    else:
        Client().messages.create(to=number, from_=OURS, body=f"Your code is {code.digits}.")
    return "", 204


@hooks.voice("/speak")
def speak(call: VoiceRequest) -> Document:
    code = codes.get(str(call.state["number"]))
    if code is None or code.until < hooks.now():
        return VoiceResponse().say("This code is too old. Please ask for another.").hangup()
    response = VoiceResponse()
    for _ in range(2):
        response.say(f"Your code is {', '.join(code.digits)}.").pause(length=1)
    return response


@app.post("/codes/check")
def check() -> tuple[str, int]:
    number, given = request.form["number"], request.form["code"]
    code = codes.get(number)
    if code is None or code.until < hooks.now() or code.tries >= TRIES:
        return "ask for another code", 410
    code.tries += 1
    if not secrets.compare_digest(code.digits.encode(), given.encode()):
        return "wrong code", 403
    del codes[number]
    return "", 204
