"""The same answer to the same call, from three Flask apps: bare, by twilio-python, by lamlkit. Run under gunicorn."""

from flask import Flask, Response, abort, request

URL = "https://ivr.example.com/answer"
KEY = "12345"
SECRET = "the same for all three"
"""With a secret key Flask opens a session for each request, as the apps of most users do."""
FORM = {
    "AccountSid": "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1", "ApiVersion": "2010-04-01", "Called": "+14155550100",
    "CalledCity": "SAN FRANCISCO", "CalledCountry": "US", "CalledState": "CA", "CalledZip": "94105",
    "Caller": "+14155550199", "CallerCity": "OAKLAND", "CallerCountry": "US", "CallerState": "CA", "CallerZip": "94601",
    "CallSid": "CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b", "CallStatus": "ringing", "Direction": "inbound",
    "From": "+14155550199", "FromCity": "OAKLAND", "FromCountry": "US", "FromState": "CA", "To": "+14155550100",
    "ToCity": "SAN FRANCISCO", "ToCountry": "US",
}  # fmt: skip
"""22 parameters, as Twilio sends for a call between two numbers in the United States."""
MENU = "For sales press 1. For support press 2."


def bare() -> Flask:
    """A view that reads the form and returns a constant."""
    app = Flask("bare")
    app.secret_key = SECRET

    @app.post("/answer")
    def answer() -> Response:
        assert request.form["CallSid"]
        return Response(
            f'<?xml version="1.0"?><Response><Gather numDigits="1"><Say>{MENU}</Say></Gather></Response>',
            content_type="text/xml",
        )

    return app


def twilio() -> Flask:
    """The same view with twilio-python's validator and builder."""
    from twilio.request_validator import RequestValidator
    from twilio.twiml.voice_response import VoiceResponse

    app = Flask("twilio")
    app.secret_key = SECRET
    validator = RequestValidator(KEY)

    @app.post("/answer")
    def answer() -> Response:
        if not validator.validate(URL, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        response = VoiceResponse()
        response.gather(num_digits=1).say(MENU)
        return Response(str(response), content_type="text/xml")

    return app


def lamlkit() -> Flask:
    """A handler: verified, typed, its document checked."""
    from laml import Document, VoiceResponse
    from webhooks import VoiceRequest, Webhooks

    app = Flask("lamlkit")
    app.config.update(
        LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL="https://ivr.example.com", SECRET_KEY=SECRET
    )
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> Document:
        assert call.call_sid
        return VoiceResponse().gather(num_digits=1).say(MENU)

    return app


STATIC = f'<?xml version="1.0"?><Response><Gather numDigits="1"><Say>{MENU}</Say></Gather></Response>'
TEMPLATE = f'<?xml version="1.0"?><Response><Gather numDigits="1"><Say>{MENU} {{{{From}}}}</Say></Gather></Response>'


def bare_bins() -> Flask:
    """Views that return a constant, and one that reads the form for it."""
    app = Flask("bare_bins")
    app.secret_key = SECRET
    app.add_url_rule("/public", view_func=lambda: Response(STATIC, content_type="text/xml"), endpoint="public")

    @app.post("/verified")
    def verified() -> Response:
        assert request.form["CallSid"]
        return Response(STATIC, content_type="text/xml")

    return app


def bins() -> Flask:
    """Stored bins: one that anybody may fetch, one for the provider alone, and one that is filled in.

    `BENCH_DATABASE` is where they are, `BENCH_BINS` has their SIDs.
    """
    import os

    from webhooks import Webhooks

    app = Flask("bins")
    app.config.update(
        LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL="https://ivr.example.com", SECRET_KEY=SECRET,
        LAML_DATABASE_URL=os.environ["BENCH_DATABASE"],
    )  # fmt: skip
    Webhooks(app)
    return app
