"""Many requests: what is remembered of them is bounded."""

from __future__ import annotations

import gc
import logging
import tracemalloc
from collections.abc import Iterator

import pytest

from webhooks import VoiceRequest, Webhooks

from .apps import PUBLIC_URL, VOICE, make_app, post, signature


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Records of the log would be what grows."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.services
@pytest.mark.parametrize("signed", [True, False], ids=["genuine", "forged"])
def test_many_different_requests_leave_nothing_behind(signed: bool) -> None:
    """S32, K10: under 250 bytes a request, and that is noise; nothing of them is kept for ever."""
    app = make_app()

    @Webhooks(app).voice("/answer/<name>")
    def answer(call: VoiceRequest, name: str) -> str:
        return f"<Response><Say>{name} {call.from_}</Say></Response>"

    def send(number: int) -> None:
        form = VOICE | {"From": f"+1415{number:07}", f"New{number}": str(number)}
        path = f"/answer/{number}"
        made = signature(PUBLIC_URL + path, form, key="other") if not signed else None
        assert post(app, path, form, signed=made).status_code == (200 if signed else 403)

    tracemalloc.start()
    for number in range(300):  # fills the caches, which are bounded
        send(number)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(300, 700):
        send(number)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000, f"{grown} bytes for 400 requests; what swings is the parser's own"
