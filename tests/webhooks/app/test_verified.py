"""A plain view behind the same door as the handlers: `@hooks.verified("message")`."""

from __future__ import annotations

import logging
from functools import partial
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from twilio.twiml.messaging_response import MessagingResponse as TwilioResponse

from webhooks import ConfigError, MessageRequest, Webhooks
from webhooks.app import verified_view

from ..apps import KEY, MESSAGE, PUBLIC_URL, make_app, post, signature

SEEN: list[str] = []


def old_app() -> Flask:
    """An app as a tutorial writes it, with one decorator more."""
    app = make_app()
    hooks = Webhooks(app)
    SEEN.clear()

    @app.route("/sms", methods=["GET", "POST"])
    @hooks.verified("message")
    def sms() -> str:
        SEEN.append(request.values["Body"])
        response = TwilioResponse()
        response.message(f"You said: {request.values['Body']}")
        return str(response)

    @app.post("/shop/<name>")
    @hooks.verified(MessageRequest)
    def shop(name: str) -> str:
        return name

    @app.post("/open")
    def opened() -> str:
        return request.form.get("Body", "nothing")

    return app


def test_a_view_gets_the_form_of_a_signed_request() -> None:
    app = old_app()
    assert "You said: hello" in post(app, "/sms", MESSAGE).text
    query = "/sms?" + urlencode(MESSAGE)
    signed = {"X-Twilio-Signature": signature(PUBLIC_URL + query, {})}
    assert "You said: hello" in app.test_client().get(query, headers=signed).text
    assert post(app, "/shop/north", MESSAGE).text == "north"
    assert post(app, "/open", MESSAGE, signed="").text == "hello"


def test_a_request_that_nobody_signed_never_reaches_the_view(caplog: pytest.LogCaptureFixture) -> None:
    app = old_app()
    assert post(app, "/sms", MESSAGE, signed="").status_code == 403
    assert post(app, "/sms", MESSAGE, signed=signature(PUBLIC_URL + "/sms", MESSAGE, "another key")).status_code == 403
    assert SEEN == []
    assert caplog.text.count("webhook.rejected") == 2


def twin_of(app: Flask) -> int:
    """The status of a request that shares the signed run of a genuine one, and has another sender."""
    genuine = {**MESSAGE, "Body": "hiFrom+15559999999FromA"}
    forged = {**{name: value for name, value in MESSAGE.items() if name != "From"}, "Body": "hi"}
    forged |= {"From": "+15559999999", "FromAFrom": MESSAGE["From"]}
    run = "".join(name + genuine[name] for name in sorted(genuine))
    assert "".join(name + forged[name] for name in sorted(forged)) == run
    return post(app, "/sms", forged, signed=signature(PUBLIC_URL + "/sms", genuine)).status_code


def test_a_twin_of_a_genuine_request_is_refused_too(caplog: pytest.LogCaptureFixture) -> None:
    """RequestValidator cannot tell: both have the same signature."""
    assert twin_of(old_app()) in (400, 403)
    assert SEEN == []
    assert caplog.text.count("webhook.rejected") == 1


def test_a_view_needs_no_csrf_token_as_handlers_do() -> None:
    """Of other views the app's own protection is left as it is."""
    app, exempted = old_app(), list[object]()
    app.extensions["csrf"] = SimpleNamespace(exempt=exempted.append)
    post(app, "/sms", MESSAGE)
    assert {name for name, view in app.view_functions.items() if view in exempted} >= {"sms", "shop"}
    assert app.view_functions["opened"] not in exempted


def test_a_view_whose_twins_are_let_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified_view, "refuse_twins", lambda *_: None)
    assert twin_of(old_app()) == 200


def test_a_request_that_lacks_what_names_its_kind_is_refused() -> None:
    assert post(old_app(), "/sms", {"Body": "hello"}).status_code == 400


def test_a_mark_that_another_decorator_lost_leaves_the_view_shut() -> None:
    app = make_app()
    hooks = Webhooks(app)
    view = hooks.verified("message")(lambda: "open")
    app.add_url_rule("/sms", view_func=partial(view), endpoint="lost", methods=["POST"])
    assert post(app, "/sms", MESSAGE).status_code == 403


@pytest.mark.parametrize("kind", ["sms", "", None, str, 5, []])
def test_a_kind_that_does_not_exist_is_told(kind: object) -> None:
    with pytest.raises(ConfigError, match="expected the class of a request, or the name of a decorator: voice"):
        Webhooks().verified(kind)  # type: ignore[arg-type]


def test_the_key_and_the_text_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    post(old_app(), "/sms", MESSAGE, signed="AAAA")
    assert KEY not in caplog.text
    assert MESSAGE["Body"] not in caplog.text
