"""An app that a factory makes, with a handler that fails."""

from flask import Flask

from webhooks import VoiceRequest, Webhooks

hooks = Webhooks()


def create_app(floor: str = "13") -> Flask:
    app = Flask(__name__)
    app.config["FLOOR"] = floor
    hooks.init_app(app)
    return app


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> str:
    raise ZeroDivisionError("no such floor")
