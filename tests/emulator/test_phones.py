"""The phones that may be called: every method of `Phone` is one that conformance cases can use, and what some do."""

from __future__ import annotations

import pytest

from emulator import Phone

from .conformance_run import METHODS
from .test_handles import provider_with

pytestmark = pytest.mark.source("own: phones of a test")

REPLY: dict[str, object] = {
    "/sms": '<Response><Message statusCallback="/status">hello</Message></Response>',
    "/status": "",
}
SENDER = "+15551230000"


def test_conformance_cases_can_use_every_method_of_a_phone() -> None:
    assert METHODS.keys() == {name for name in vars(Phone) if not name.startswith("_")}


# The codes: Twilio's list of errors, 30003 unreachable handset, 30004 message blocked.
@pytest.mark.source("call-semantics 10.2 (30003, 30004)")
@pytest.mark.parametrize(
    ("script", "status", "code"),
    [
        (Phone.undeliverable, "undelivered", 30003),
        (lambda phone: phone.undeliverable(30005), "undelivered", 30005),
        (Phone.refuses_messages, "failed", 30004),
        (Phone.no_receipts, "sent", None),
    ],
    ids=["undeliverable", "undeliverable with a code", "refused", "no receipts"],
)
@pytest.mark.parametrize("name", ["signalwire", "twilio"])
def test_a_phone_decides_what_becomes_of_a_message(name: str, script: object, status: str, code: int | None) -> None:
    provider = provider_with(REPLY, name)
    assert callable(script)
    script(provider.phone(SENDER))
    message = provider.send("/sms", "hi", from_=SENDER)
    provider.run()
    (reply,) = message.replies
    assert (reply.status, reply.item.error_code) == (status, code)
    assert reply.callbacks[-1].params["MessageStatus"] == status
    assert reply.callbacks[-1].params.get("ErrorCode") == (None if code is None else str(code))


@pytest.mark.source("call-semantics 8.6 (Refer by the callee)")
def test_a_sip_party_that_refers_has_the_caller_transferred() -> None:
    provider = provider_with(
        {
            "/voice": '<Response><Dial referUrl="/refer"><Sip>sip:desk@example.com</Sip></Dial></Response>',
            "/refer": "<Response><Say>moved</Say></Response>",
        },
        "twilio",
    )
    provider.phone("sip:desk@example.com").answers(1).refers("sip:other@example.com", after=3)
    call = provider.dial("/voice")
    provider.wait(10)
    assert call.said == ["moved"]
    assert call.requests[-1].params["ReferTransferTarget"] == "sip:other@example.com"
