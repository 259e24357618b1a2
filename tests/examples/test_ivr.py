"""The example IVR, dialled in process and over HTTP: the same calls, the same timeline."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from emulator import Provider
from examples.ivr import SALES, answer, app, finished, sms

CUSTOMER = "+15551230000"


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def in_process(provider: Provider) -> Iterator[None]:
    provider.host(app)
    yield


@contextmanager
def over_http(provider: Provider) -> Iterator[None]:
    """The app behind a socket; every request of the provider goes through it."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        provider.host_over_http(f"http://127.0.0.1:{server.server_port}", app.config.get("LAML_PUBLIC_URL"))
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_call_with_every_turn(provider: Provider) -> None:
    call = provider.dial(answer, from_=CUSTOMER)
    assert call.heard("For sales press 1")
    call.press("9")
    assert call.heard("That key does nothing")
    assert call.heard("For sales press 1")
    call.silence()
    assert call.heard("We did not hear you")
    provider.phone(SALES).talks(20)
    call.press("1")
    call.wait()
    assert call.dialed == [SALES]
    assert call.status == "completed"


def a_message(provider: Provider) -> None:
    message = provider.send(sms, "Are you open?", from_=CUSTOMER)
    assert [reply.body for reply in message.replies] == ["You said: Are you open?"]


def told(provider: Provider) -> str:
    """The timeline without what real time has a part in."""
    return re.sub(r"\(\d+ ms of", "(… ms of", str(provider.timeline))


@pytest.mark.parametrize("story", [a_call_with_every_turn, a_message])
def test_a_story_has_the_same_timeline_in_process_and_over_http(story: Callable[[Provider], None]) -> None:
    told_by = []
    for host in (in_process, over_http):
        provider = Provider(seed=1)
        with host(provider):
            story(provider)
        told_by.append(told(provider))
    assert told_by[0] == told_by[1]
    assert "request" in told_by[0]


def test_the_end_of_a_call_that_the_client_placed_is_told(provider: Provider) -> None:
    provider.host(app)
    client = provider.client()
    call = client.calls.create(to=CUSTOMER, from_="+15559870000", url=answer, status_callback=finished)
    handle = provider.call(call.sid)
    assert handle.heard("For sales press 1")
    handle.hang_up()
    assert [callback.params["CallStatus"] for callback in handle.callbacks] == ["completed"]
    assert client.calls(call.sid).fetch().status == "completed"
