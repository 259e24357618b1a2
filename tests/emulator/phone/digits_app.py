"""An application that asks for numbers of several keys: with a length, with a key that ends them, with a short time."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(_: VoiceRequest) -> Document:
    return VoiceResponse().gather(num_digits=8, timeout=10, action=account).say("Enter your account number.")


@hooks.gather("/account")
def account(call: GatherRequest) -> Document:
    gather = VoiceResponse().gather(finish_on_key="#", timeout=10, action=amount)
    return gather.say(f"Account {call.digits}. Enter an amount, then pound.")


@hooks.gather("/amount")
def amount(call: GatherRequest) -> Document:
    return VoiceResponse().gather(timeout=2, action=code).say(f"Amount {call.digits}. Enter a code.")


@hooks.gather("/code")
def code(call: GatherRequest) -> Document:
    return VoiceResponse().say(f"Code {call.digits}. Goodbye.")
