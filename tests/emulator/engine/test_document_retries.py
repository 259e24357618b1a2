"""A document whose server cannot be reached is asked for once more by Twilio, and by SignalWire not.

Source: call semantics 2.6, "No retry of a document request: Twilio makes one more TCP/TLS attempt by default;
SignalWire goes straight to the fallback"; webhook reference, responses.timeouts.
"""

from __future__ import annotations

from typing import Any, Literal

import pytest

from emulator import Provider
from emulator.engine.wire import Answer, Failure, Request

pytestmark = pytest.mark.source("call-semantics 2.6; webhook reference, responses.timeouts")
ANSWER = (("Content-Type", "text/xml"),)
UNREACHED = [Failure.CONNECT_TIMEOUT, Failure.REFUSED, Failure.TLS]


class Server:
    """Fails a number of times, then answers; keeps what it was asked."""

    def __init__(self, failure: Failure | int, times: int) -> None:
        self.answer = Answer(failure) if isinstance(failure, int) else Answer(failure=failure)
        self.times = times
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if len(self.requests) <= self.times:
            return self.answer
        return Answer(200, ANSWER, b"<Response><Say>Hello</Say></Response>")


def called(name: Literal["twilio", "signalwire"], server: Server, overrides: str = "") -> tuple[bool, list[Request]]:
    """Whether a caller heard the document, and the requests to its server."""
    provider = Provider(name)
    provider.route("https://app.example", server)
    call: Any = provider.dial("https://app.example/answer" + overrides, fallback="https://elsewhere.example/")
    heard = call.heard("Hello")
    provider.close()
    return heard, server.requests


@pytest.mark.parametrize("failure", UNREACHED)
def test_twilio_tries_a_document_once_more_with_the_same_token(failure: Failure) -> None:
    heard, requests = called("twilio", Server(failure, 1))
    assert heard
    assert len(requests) == 2
    assert requests[0].headers == requests[1].headers
    assert requests[0].form == requests[1].form
    assert "I-Twilio-Idempotency-Token" in dict(requests[0].headers)


@pytest.mark.parametrize("failure", UNREACHED)
def test_twilio_tries_no_third_time(failure: Failure) -> None:
    heard, requests = called("twilio", Server(failure, 2))
    assert (heard, len(requests)) == (False, 2)


@pytest.mark.parametrize("failure", UNREACHED)
def test_signalwire_goes_straight_to_the_fallback(failure: Failure) -> None:
    heard, requests = called("signalwire", Server(failure, 1))
    assert (heard, len(requests)) == (False, 1)


@pytest.mark.parametrize("failure", [Failure.READ_TIMEOUT, Failure.TOTAL_TIMEOUT, Failure.PROTOCOL])
def test_a_document_whose_server_was_reached_is_asked_for_once(failure: Failure) -> None:
    heard, requests = called("twilio", Server(failure, 1))
    assert (heard, len(requests)) == (False, 1)


@pytest.mark.source("webhook reference, responses.connection_overrides: rc and rp")
@pytest.mark.parametrize(
    ("overrides", "failure", "attempts"),
    [
        ("#rc=0", Failure.REFUSED, 1),
        ("#rc=3", Failure.REFUSED, 4),
        ("#rc=9", Failure.REFUSED, 6),
        ("#rc=3", Failure.READ_TIMEOUT, 1),
        ("#rc=3&rp=rt", Failure.READ_TIMEOUT, 4),
        ("#rp=rt,5xx", 503, 2),
        ("#rp=5xx", 404, 1),
        ("#rc=2&rp=all", 404, 3),
        ("#rc=2&rp=4xx", Failure.REFUSED, 1),
        ("#rc=many", Failure.REFUSED, 2),
    ],
)
def test_the_fragment_of_the_url_says_how_often_and_after_what_twilio_asks_again(
    overrides: str, failure: Failure | int, attempts: int
) -> None:
    _, requests = called("twilio", Server(failure, 99), overrides)
    assert len(requests) == attempts
    assert all("#" not in request.url for request in requests)


@pytest.mark.source("webhook reference, responses.connection_overrides")
def test_signalwire_reads_no_retries_in_the_url() -> None:
    assert len(called("signalwire", Server(Failure.REFUSED, 99), "#rc=3&rp=all")[1]) == 1
