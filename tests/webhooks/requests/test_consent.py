"""People who write STOP, and the words that mean it. Source: call semantics 10.4; webhook reference, OptOutType."""

from __future__ import annotations

import pytest
from flask import Flask

from laml import Document, MessagingResponse
from webhooks import MessageRequest, Webhooks


@pytest.mark.parametrize(
    ("body", "opt_out"),
    [
        ("STOP", "STOP"), (" stop\n", "STOP"), ("StopAll", "STOP"), ("UNSUBSCRIBE", "STOP"), ("cancel", "STOP"),
        ("END", "STOP"), ("QUIT", "STOP"), ("OPTOUT", "STOP"), ("Revoke", "STOP"),
        ("START", "START"), ("unstop", "START"), ("HELP", "HELP"), ("info", "HELP"),
        ("YES", None), ("stop it", None), ("Please stop", None), ("STOP.", None), ("", None), ("hello", None),
    ],
)  # fmt: skip
def test_a_word_that_is_the_whole_text_says_what_the_sender_wants(body: str, opt_out: str | None) -> None:
    assert MessageRequest(body=body).opt_out == opt_out


@pytest.mark.parametrize(("said", "body"), [("STOP", "arret"), ("START", "weiter"), ("HELP", "hilfe")])
def test_the_words_that_an_account_has_set_are_known_by_what_the_provider_says(said: str, body: str) -> None:
    assert MessageRequest(body=body, opt_out_type=said).opt_out == said


@pytest.mark.parametrize(
    ("params", "replies"),
    [
        ({"Body": "arret", "OptOutType": "STOP"}, False),
        ({"Body": "STOP"}, True),  # a short code: the provider does nothing, the app confirms
        ({"Body": "hilfe", "OptOutType": "HELP"}, True),
        ({"Body": "hello"}, True),
    ],
)
def test_somebody_whom_the_provider_has_unsubscribed_gets_no_reply(params: dict[str, str], replies: bool) -> None:
    app = Flask(__name__)
    app.config |= {
        "LAML_PROVIDER": "twilio", "LAML_SIGNING_KEY": "key", "LAML_PUBLIC_URL": "https://app.example",
        "LAML_SECRET_KEY": "secret", "TESTING": True,
    }  # fmt: skip
    hooks, asked = Webhooks(app), []

    @hooks.message("/sms")
    def sms(message: MessageRequest) -> Document:
        asked.append(message.opt_out)
        return MessagingResponse().message("Thank you for your message.")

    answer = hooks.test_client(app).post(sms, params)
    assert answer.status_code == 200
    assert ("Thank you" in answer.text) == replies
    assert replies or answer.text.endswith("<Response/>")
    assert len(asked) == 1  # the handler ran all the same, to keep a list of its own
