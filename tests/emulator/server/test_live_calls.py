"""What REST does beside a call under way: payments, SIPREC, transcriptions, messages of the Voice SDK, events."""

from __future__ import annotations

import re
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client as TwilioClient

from emulator import Call, EmulatorError, Provider, ProviderServer
from emulator.server.seeding import load
from rest import InvalidRequest, NotFound

from ..pages import Pages
from .test_server import Redirected

PUBLIC = "https://app.example"
PAGES = {
    "/talk": '<Response><Say loop="99">one two three</Say></Response>',
    "/agent": "<Response><Dial><Number>+15550001111</Number></Dial></Response>",
    "/s": {"status": 204},
}
STATUS = f"{PUBLIC}/s"


@pytest.fixture
def provider() -> Provider:
    made = Provider("twilio", public_url=PUBLIC)
    made.host(Pages(PAGES, "twilio", made.engine.world.account.signing_key, PUBLIC), PUBLIC)
    return made


def told(call: Call) -> list[dict[str, str]]:
    """The parameters of the callbacks of a call, in order."""
    return [dict(entry.params) for entry in call.timeline if entry.kind == "callback" and entry.text == "POST /s"]


@pytest.mark.source(
    "recorded answer, in public code of Twilio's own people; unverified: the callbacks between the first and the last"
)
def test_an_agent_leads_a_payment_while_the_caller_types(provider: Provider) -> None:
    """The first and the last callback are as recorded in public code of Twilio's own people."""
    call = provider.dial("/agent")
    call.wait(5)
    payments = provider.client().calls(call.sid).payments
    paid = payments.create(idempotency_key="1", status_callback=STATUS, charge_amount="9.99", postal_code=False)
    for number, (what, keys) in enumerate(
        [("payment-card-number", "4111111111111111#"), ("expiration-date", "1230"), ("security-code", "123#")]
    ):
        payments(paid.sid or "").update(idempotency_key=f"a{number}", status_callback=STATUS, capture=what)  # type: ignore[arg-type]  # of the table
        call.press(keys)
        call.wait(1)
    payments(paid.sid or "").update(idempotency_key="z", status_callback=STATUS, status="complete")
    call.wait(1)
    first, *between, last = told(call)
    assert {key: first[key] for key in ("PaymentConnector", "PaymentMethod", "ChargeAmount", "Sid", "CallSid")} == {
        "PaymentConnector": "Default", "PaymentMethod": "credit-card", "ChargeAmount": "9.99",
        "Sid": paid.sid, "CallSid": call.sid,
    }  # fmt: skip
    assert (last["Result"], last["PaymentToken"], last["PaymentCardType"]) == ("success", "", "visa")
    assert last["PaymentConfirmationCode"]
    assert (last["PaymentCardNumber"], last["ExpirationDate"], last["SecurityCode"]) == (
        "xxxxxxxxxxxx1111",
        "1230",
        "xxx",
    )
    whole = [each for each in between if "PartialResult" not in each]
    assert [(each["Capture"], each["Required"]) for each in whole] == [
        ("payment-card-number", "expiration-date,security-code"),
        ("expiration-date", "security-code"),
        ("security-code", ""),
    ]
    assert "4111111111111111" not in str(provider.timeline) + repr(told(call))


@pytest.mark.source("webhook reference, voice.pay_status (ErrorType); unverified: for payments by REST")
@pytest.mark.parametrize(
    ("what", "keys", "error"),
    [
        ("payment-card-number", "4111111111111112#", "invalid-card-number"),
        ("expiration-date", "1320", "invalid-date"),
        ("security-code", "1#", "invalid-security-code"),
        ("payment-card-number", "", "input-timeout"),
    ],
)
def test_a_wrong_number_is_reported_and_is_still_required(provider: Provider, what: str, keys: str, error: str) -> None:
    call = provider.dial("/agent")
    call.wait(5)
    payments = provider.client().calls(call.sid).payments
    paid = payments.create(idempotency_key="1", status_callback=STATUS)
    payments(paid.sid or "").update(idempotency_key="2", status_callback=STATUS, capture=what)  # type: ignore[arg-type]  # of the table
    if keys:
        call.press(keys)
    call.wait(7)
    last = told(call)[-1]
    assert (last["ErrorType"], last["Capture"]) == (error, what)
    assert what in last["Required"]
    with pytest.raises(InvalidRequest, match="missing"):
        payments(paid.sid or "").update(idempotency_key="3", status_callback=STATUS, status="complete")


@pytest.mark.source("Twilio's specification, IdempotencyKey; unverified: the refusal")
def test_a_request_with_the_same_idempotency_key_has_its_effect_once(provider: Provider) -> None:
    call = provider.dial("/talk")
    payments = provider.client().calls(call.sid).payments
    first = payments.create(idempotency_key="1", status_callback=STATUS)
    assert payments.create(idempotency_key="1", status_callback=STATUS).sid == first.sid
    for _ in range(2):
        payments(first.sid or "").update(idempotency_key="2", status_callback=STATUS, status="cancel")
    provider.wait(1)
    assert [each.get("Result") for each in told(call)] == [None, "payment-canceled"]
    with pytest.raises(InvalidRequest, match="over"):
        payments(first.sid or "").update(idempotency_key="3", status_callback=STATUS, status="complete")


@pytest.mark.source("webhook reference, voice.pay_action; unverified: for payments by REST")
def test_a_token_is_made_where_nothing_is_charged_and_a_processor_may_refuse(provider: Provider) -> None:
    call = provider.dial("/agent")
    call.wait(5)
    payments = provider.client().calls(call.sid).payments
    results = []
    for number, error in enumerate(["", "card declined"]):
        provider.engine.world.payment_error = error
        paid = payments.create(
            idempotency_key=f"c{number}", status_callback=STATUS, payment_method="ach-debit", parameter={"order": "7"}
        )
        for what, keys in (("bank-routing-number", "110000000"), ("bank-account-number", "000123456789#")):
            payments(paid.sid or "").update(
                idempotency_key=f"{what}{number}",
                status_callback=STATUS,
                capture=what,  # type: ignore[arg-type]
            )
            call.press(keys)
            call.wait(1)
        payments(paid.sid or "").update(idempotency_key=f"e{number}", status_callback=STATUS, status="complete")
        call.wait(1)
        results.append(told(call)[-1])
    assert results[0]["PaymentToken"]
    assert (results[0]["BankAccountNumber"], results[0]["BankAccountType"]) == ("xxxxxxxx6789", "consumer-checking")
    assert (results[1]["Result"], results[1]["PaymentError"]) == ("payment-connector-error", "card declined")


@pytest.mark.source("webhook reference, voice.siprec_status; Twilio's specification")
def test_a_siprec_session_is_started_and_stopped(provider: Provider) -> None:
    """Source: webhook reference, voice.siprec_status."""
    call = provider.dial("/talk")
    sessions = provider.client().calls(call.sid).siprec
    session = sessions.create(
        name="ear", connector_name="recorder", status_callback=STATUS, parameter1_name="order", parameter1_value="7"
    )
    assert (session.status, session.name, re.fullmatch(r"SR\w{32}", session.sid or "") is not None) == (
        "in-progress", "ear", True,
    )  # fmt: skip
    assert sessions("ear").update(status="stopped").status == "stopped"
    assert sessions(session.sid or "").update(status="stopped").status == "stopped"
    provider.wait(1)
    assert [each["SiprecEvent"] for each in told(call)] == ["siprec-started", "siprec-stopped"]
    (leg,) = provider.engine.world.calls.values()
    assert leg.side_streams[0].parameters == {"order": "7"}


@pytest.mark.source(
    "webhook reference, voice.realtime_transcription; Twilio's specification; unverified: Final and LanguageCode"
)
def test_a_call_is_transcribed_from_the_request_on(provider: Provider) -> None:
    """Source: webhook reference, voice.realtime_transcription."""
    call = provider.dial("/agent")
    call.wait(5)
    written = (
        provider.client()
        .calls(call.sid)
        .transcriptions.create(
            status_callback_url=STATUS, track="inbound_track", language_code="en-GB", partial_results=True
        )
    )
    (leg, _) = provider.engine.world.calls.values()
    leg.overheard[-1]("inbound_track", "good morning")
    provider.wait(1)
    provider.client().calls(call.sid).transcriptions(written.sid or "").update(status="stopped")
    provider.wait(1)
    events = [(each["TranscriptionEvent"], each.get("Final")) for each in told(call)]
    assert events == [
        ("transcription-started", None),
        ("transcription-content", "false"),
        ("transcription-content", "true"),
        ("transcription-stopped", None),
    ]
    assert told(call)[0]["LanguageCode"] == "en-GB"


@pytest.mark.source("unverified: 21220 is said of redirects, streams and recordings")
def test_what_belongs_to_a_call_under_way_is_refused_after_it(provider: Provider) -> None:
    call = provider.dial("/talk")
    call.hang_up()
    mine = provider.client().calls(call.sid)
    for create in (
        lambda: mine.payments.create(idempotency_key="1", status_callback=STATUS),
        mine.siprec.create,
        mine.transcriptions.create,
        lambda: mine.user_defined_messages.create(content="{}"),
        lambda: mine.user_defined_message_subscriptions.create(callback=STATUS),
    ):
        with pytest.raises(InvalidRequest) as refused:
            create()
        assert refused.value.code == 21220


@pytest.mark.source("Twilio, Voice SDK call message events; unverified: the refusals")
def test_messages_go_to_the_voice_sdk_and_come_from_it(provider: Provider) -> None:
    """Parameters of the request: Twilio, Voice SDK call message events."""
    call = provider.dial("/talk")
    mine = provider.client().calls(call.sid)
    sent = mine.user_defined_messages.create('{"hello": "there"}', idempotency_key="1")
    assert mine.user_defined_messages.create('{"hello": "there"}', idempotency_key="1").sid == sent.sid
    assert call.sdk.received == [{"hello": "there"}]
    with pytest.raises(EmulatorError, match="subscribed"):
        call.sdk.send({"order": 7})
    subscription = mine.user_defined_message_subscriptions.create(STATUS)
    for _ in range(2):
        call.sdk.send({"order": 7})
        provider.wait(1)
    got = told(call)[-1]
    assert got.keys() == {
        "ContentType", "Content", "SequenceNumber", "CallSid", "Timestamp", "AccountSid", "Sid",
    }  # fmt: skip
    assert (got["Content"], got["SequenceNumber"], got["CallSid"]) == ('{"order": 7}', "1", call.sid)
    assert mine.user_defined_message_subscriptions(subscription.sid or "").delete()
    with pytest.raises(NotFound):
        mine.user_defined_message_subscriptions(subscription.sid or "").delete()
    with pytest.raises(InvalidRequest, match="JSON"):
        mine.user_defined_messages.create("{")


@pytest.mark.source("twilio-python, RequestValidator")
def test_a_message_of_the_voice_sdk_is_signed_json() -> None:
    """As the vendor's own validator reads it."""
    made = Provider("twilio", public_url=PUBLIC)
    seen: list[tuple[str, bytes, str]] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["PATH_INFO"] == "/sdk":
            url = f"{PUBLIC}/sdk?{environ['QUERY_STRING']}"
            seen.append((url, body, environ["HTTP_X_TWILIO_SIGNATURE"]))
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [PAGES["/talk"].encode()] if environ["PATH_INFO"] == "/talk" else []  # type: ignore[attr-defined]

    made.host(app, PUBLIC)
    call = made.dial("/talk")
    made.client().calls(call.sid).user_defined_message_subscriptions.create(f"{PUBLIC}/sdk")
    call.sdk.send({"order": 7})
    made.wait(1)
    ((url, body, signature),) = seen
    validator = RequestValidator(made.engine.world.account.signing_key)
    assert validator.validate(url, body.decode(), signature)
    assert not validator.validate(url, body.decode() + " ", signature)


@pytest.mark.source("Twilio's specification, CallEvent; unverified: what request and response hold")
def test_the_events_of_a_call_are_its_requests(provider: Provider) -> None:
    call = provider.dial("/talk")
    (event,) = provider.client().calls(call.sid).events.list()
    assert event.request is not None
    assert event.response is not None
    assert (event.request["method"], event.request["url"]) == ("POST", "/talk")
    assert event.request["parameters"]["CallSid"] == call.sid  # type: ignore[call-overload,index]  # an object
    assert event.response["response_code"] == 200


@pytest.mark.source("call-semantics 3, 1; Twilio's specification, voice_url of a domain, sms_url of a short code")
def test_a_call_to_a_sip_domain_and_a_message_to_a_short_code_go_where_their_settings_say(
    provider: Provider, tmp_path: Path
) -> None:
    """Source: call semantics 6, 1: a call arrives for a number or a SIP domain."""
    provider.client().sip.domains.create(
        domain_name="office.sip.twilio.com", voice_url=f"{PUBLIC}/talk", voice_status_callback_url=STATUS
    )
    call = provider.dial(to="sip:ann@Office.sip.twilio.com;transport=tls")
    assert call.requests[0].text == "POST /talk"
    call.hang_up()
    provider.run()
    assert told(call)[-1]["CallStatus"] == "completed"
    seeds = tmp_path / "seeds.toml"
    seeds.write_text(f'[[short_codes]]\nshort_code = "12345"\nsms_url = "{PUBLIC}/s"\n', encoding="utf-8")
    load(provider.rest, seeds)
    assert any(entry.text == "POST /s" for entry in provider.send(None, "hi", to="12345").timeline)


@pytest.mark.source("twilio-python")
def test_twilio_python_makes_what_was_missing() -> None:
    with ProviderServer(Provider("twilio", public_url=PUBLIC)) as server:
        made = server.provider
        made.host(Pages(PAGES, "twilio", made.engine.world.account.signing_key, PUBLIC), PUBLIC)
        account = made.engine.world.account
        http_client = Redirected(server.url)
        vendor = TwilioClient(account.sid, account.token, http_client=http_client)
        call = made.dial("/talk")
        payment = vendor.calls(call.sid).payments.create("1", STATUS, charge_amount=9.99)
        again = vendor.calls(call.sid).payments(payment.sid).update("2", STATUS, capture="payment-card-number")
        assert again.sid == payment.sid
        key = vendor.new_keys.create(friendly_name="robot")
        assert key.secret
        assert [each.sid for each in vendor.keys.list()] == [key.sid]
        assert vendor.balance.fetch().currency == "USD"
        assert vendor.tokens.create(ttl=60).ttl == "60"
        assert vendor.available_phone_numbers("US").national.list(limit=1)[0].iso_country == "US"
        message = vendor.messages.create(to="+15551230001", from_="+15559870000", body="hi")
        assert vendor.messages(message.sid).feedback.create("unconfirmed").message_sid == message.sid
        domain = vendor.sip.domains.create(domain_name="a.sip.twilio.com")
        people = vendor.sip.credential_lists.create(friendly_name="people")
        allowed = vendor.sip.domains(domain.sid).auth.calls.credential_list_mappings.create(people.sid)
        assert (allowed.sid, allowed.friendly_name) == (people.sid, "people")
        if http_client.session is not None:
            http_client.session.close()
