"""An app that a factory makes, with a handler and a view that fail; FLASK_TESTING and the like set it up."""

from flask import Flask

from webhooks import VoiceRequest, Webhooks

hooks = Webhooks()


def create_app(floor: str = "13") -> Flask:
    app = Flask(__name__)
    app.config["FLOOR"] = floor
    app.config.from_prefixed_env()
    hooks.init_app(app)
    app.post("/plain")(plain)
    return app


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> str:
    raise ZeroDivisionError("no such floor")


def plain() -> str:
    raise ZeroDivisionError("no such door")
