"""Each sort of trace that a cut of the signed run leaves in a request, alone: the examples that the rules name."""

from __future__ import annotations

import pytest

from webhooks import (
    CallStatusEvent,
    ConferenceStatusEvent,
    ConferenceWaitRequest,
    DialRequest,
    FaxStatusEvent,
    FormError,
    GatherRequest,
    MessageRequest,
    MessageStatusEvent,
    PayStatusEvent,
    VoiceRequest,
    WebhookRequest,
)
from webhooks.requests import signature_twins
from webhooks.requests.signature_twins import refuse_twins

from ..apps import MESSAGE, VOICE

AC, CA = VOICE["AccountSid"], VOICE["CallSid"]
SPEECH = VOICE | {"SpeechResult": "hi", "Confidence": "0.9"}
NAMED = VOICE | {"CallerName": "John"}
STAMPED = VOICE | {"CallStatus": "completed", "Timestamp": "Sat, 28 Nov 2026 11:00:00 +0000"}
CHANNEL = MESSAGE | {"From": "whatsapp:+14155550199", "To": "whatsapp:+14155550100"}
FAX = {"FaxSid": "FX" + "0" * 32, "FaxStatus": "received", "MediaUrl": "https://x/fax.pdf"}
TOKEN = {"AccountSid": AC, "CallSid": CA, "CallToken": "t1", "From": "+14155550199"}
STATE = {"AccountSid": AC, "CallSid": CA, "CalledState": "ON"}
ROOM = {"AccountSid": AC, "ConferenceSid": "CF" + "0" * 32, "StatusCallbackEvent": "participant-leave"}
ALL_OF_IT = f"hiFrom+15559999999MessageSid{MESSAGE['MessageSid']}NumMedia0ProfileNameEvilReferralBodyEvil"


def without_to(form: dict[str, str]) -> dict[str, str]:
    """So that an unknown name in small letters stands right behind the caller's number."""
    return {name: value for name, value in form.items() if name != "To"}


Case = tuple[type[WebhookRequest], dict[str, str], dict[str, str | None], str]
"""The kind, a genuine form, what a twin has instead (None: not there), and the parameter that the refusal names."""

REFUSED: dict[str, Case] = {
    "a name in a word": (GatherRequest, VOICE, {"CallStatus": "ringingDigits5"}, "Digits"),
    "a name in a number": (MessageRequest, MESSAGE, {"NumMedia": "0ErrorCode5"}, "ErrorCode"),
    "a name in an address": (GatherRequest, VOICE, {"From": "+14155550199FromCityPARIS"}, "FromCity"),
    "a name in a city": (GatherRequest, VOICE, {"FromCity": "PARISFromCountryFR"}, "FromCountry"),
    "a name behind a verdict": (
        VoiceRequest, VOICE, {"StirVerstat": "TN-Validation-Passed-ADirectioninbound"}, "Direction"
    ),
    "a name behind a time": (
        CallStatusEvent, STAMPED, {"Timestamp": STAMPED["Timestamp"] + "Directioninbound"}, "Direction"
    ),
    "a name alone is a state": (GatherRequest, VOICE, {"FromState": "FromZip"}, "FromZip"),
    "a name behind a city, and an unknown one between": (
        GatherRequest, VOICE, {"FromCity": "PARISFromZip", "FromD": "x"}, "FromZip"
    ),
    "a name of small letters behind an address": (GatherRequest, VOICE, {"To": "+14155550199msgGather End"}, "msg"),
    "one without a capital behind it": (GatherRequest, VOICE, {"To": "+14155550199msgend"}, "msg"),
    "the beginning of a longer name": (VoiceRequest, VOICE, {"Direction": "inboundForwarded"}, "ForwardedFrom"),
    "the beginning of a longer name, before the last one": (
        FaxStatusEvent, FAX, {"FaxStatus": "receivedOriginal"}, "OriginalMediaUrl"
    ),
    "a header": (VoiceRequest, VOICE, {"ToCity": "PARISSipHeader_X-Order5"}, "SipHeader_"),
    "a picture in a word": (MessageRequest, MESSAGE, {"SmsStatus": "receivedMediaUrl0https://x"}, "MediaUrl0"),
    "the sort of a picture": (
        MessageRequest, MESSAGE, {"SmsStatus": "receivedMediaContentType0image"}, "MediaContentType0"
    ),
    "an account in a city": (GatherRequest, VOICE, {"FromCity": f"PARIS&AccountSid={AC}"}, "AccountSid"),
    "a URL goes on": (VoiceRequest, VOICE, {"StirPassportToken": f"https://x/CallSid{CA}"}, "CallSid"),
    "a number goes on": (MessageRequest, MESSAGE, {"NumMedia": "0Num"}, "NumMedia"),
    "keys go on": (GatherRequest, VOICE, {"Digits": "5Dir"}, "Digits"),
    "a zip goes on": (GatherRequest, VOICE, {"FromZip": "94103To"}, "FromZip"),
    "a sid goes on": (GatherRequest, VOICE, {"CallSid": CA + "1Dir"}, "CallSid"),
    "a version goes on": (GatherRequest, VOICE, {"ApiVersion": "2010-04-01Call"}, "ApiVersion"),
    "an address goes on": (GatherRequest, VOICE, {"From": "+14155550199City"}, "From"),
    "a verdict goes on": (VoiceRequest, VOICE, {"StirVerstat": "TN-Validation-Passed-ATo"}, "StirVerstat"),
    "a time goes on": (CallStatusEvent, STAMPED, {"Timestamp": STAMPED["Timestamp"] + "To"}, "Timestamp"),
    "JSON goes on": (MessageRequest, MESSAGE, {"ChannelMetadata": '{"a": 1}Er'}, "ChannelMetadata"),
    "a part of a query": (GatherRequest, VOICE, {"AccountSid": f"={AC}"}, "AccountSid"),
    "a part of a query in a name": (GatherRequest, VOICE, {"FromCity": "=PARIS"}, "FromCity"),
    "the rest of a longer name": (GatherRequest, VOICE, {"Caller": "NameJohn"}, "CallerName"),
    "the rest of a longer name, the address swallowed": (
        GatherRequest, NAMED, {"From": "CityPARIS", "CallerName": "JohnFrom+1415"}, "FromCity",
    ),
    "the rest of a longer name that came as well": (
        GatherRequest, NAMED, {"Caller": "NameJohn"}, "CallerName"
    ),
    "the rest of a short name": (MessageRequest, MESSAGE, {"Body": None, "Bod": "yhello"}, "Body"),
    "a name in a URL": (MessageRequest, MESSAGE, {"MediaUrl0": "https://x/FromCityPARIS"}, "FromCity"),
    "a name in a city, as in a query": (GatherRequest, VOICE, {"ToCity": "xFromCity=PARIS"}, "FromCity"),
    "the longer one of two names that begin alike": (
        VoiceRequest, VOICE, {"ApiVersion": "2010-04-01SipUsernamealice"}, "SipUsername"
    ),
    "a name with an odd value, behind a state and in an unknown name": (
        VoiceRequest, STATE, {"CalledState": "O", "NCalledZip": "k1a"}, "CalledZip"
    ),
    "a name with an odd value, across a state and an unknown name": (
        VoiceRequest, STATE, {"CalledState": "ONCalle", "dZip": "k1a"}, "CalledZip"
    ),
    "a name with an odd value, across two unknown ones": (
        GatherRequest, without_to(VOICE), {"FromZ": "", "ipk1a": ""}, "FromZip"
    ),
    "a longer name, across a token and an unknown name that begins with its end": (
        VoiceRequest, TOKEN, {"CallToken": "t1Forwarded", "From": None, "FromC": "x"}, "ForwardedFrom"
    ),
    "a name behind a quotation mark": (GatherRequest, VOICE, {"ToCity": 'x"FromCityPARIS'}, "FromCity"),
    "a name before a quotation mark": (GatherRequest, VOICE, {"ToCity": 'FromCity"a"'}, "FromCity"),
    "a value in a name": (GatherRequest, VOICE, {"Digits5": ""}, "Digits"),
    "a value in a name, and a value": (GatherRequest, VOICE, {"Digits5": "x"}, "Digits"),
    "a name in an unknown name": (GatherRequest, VOICE, {"XDigits5": "x"}, "Digits"),
    "a name across an unknown name and its value": (GatherRequest, VOICE, {"XDig": "its5"}, "Digits"),
    "a name across two unknown ones": (GatherRequest, VOICE, {"XDig": "", "its5": ""}, "Digits"),
    "a name across one of another kind and its value": (
        MessageRequest, MESSAGE, {"ForwardedFrom": "CityPARIS"}, "FromCity"
    ),
    "a value in a name behind another": (GatherRequest, VOICE, {"Dia": "5", "Digits5": ""}, "Digits"),
    "a value in a name behind two": (GatherRequest, VOICE, {"Dia": "", "Dib": "5", "Digits5": ""}, "Digits"),
    "a value in a name behind a text": (GatherRequest, NAMED | {"Digits": "5"}, {"Digits7": ""}, "Digits"),
    "what is always sent is in one of two texts": (
        GatherRequest, NAMED | {"SpeechResult": "hi"},
        {"Direction": None, "CallerName": "JohnDirectioninbound"}, "Direction",
    ),
    "a swallowed address, in one of two texts": (
        GatherRequest, NAMED | {"SpeechResult": "hi"}, {"From": "CityPARIS", "CallerName": "JohnFrom+1415"}, "FromCity",
    ),
    "a text that spells all up to another": (
        GatherRequest, NAMED | {"SpeechResult": "hi"},
        {"CallerName": "xDirectioninboundFrom+15559999999SpeechResulthi"}, "CallerName",
    ),
    "a text that spells all up to one that did not come": (
        GatherRequest, NAMED, {"CallerName": "xDirectioninboundFrom+15559999999SpeechResulthi"}, "SpeechResult",
    ),
    "a text that spells all up to a header": (
        VoiceRequest, NAMED, {"CallerName": "xDirectioninboundFrom+15559999999SipHeader_X-Orderhi"}, "CallerName",
    ),
    "a later text that has swallowed all": (
        GatherRequest, NAMED | {"SpeechResult": "hi"},
        {"SpeechResult": "hiDirectioninboundFrom+14155550199SpeechResultyes"}, "SpeechResult",
    ),
    "a later text that has swallowed all, and keys": (
        GatherRequest, NAMED | {"SpeechResult": "hi"},
        {"SpeechResult": "Digits5DirectioninboundFrom+14155550199"}, "SpeechResult",
    ),
    "a body that spells all up to a profile": (MessageRequest, CHANNEL, {"Body": ALL_OF_IT}, "Body"),
    "a body that spells all up to a profile that came": (
        MessageRequest, MESSAGE | {"ProfileName": "Jo"}, {"Body": ALL_OF_IT}, "Body",
    ),
    "JSON that spells all up to a text": (
        MessageRequest, CHANNEL, {"ChannelMetadata": f'{{"a": "{ALL_OF_IT}"}}'}, "ChannelMetadata",
    ),
    "the URL's query as a name": (GatherRequest, VOICE, {"?order": "7"}, "the URL"),
    "a text in a name": (GatherRequest, VOICE, {"CallerNameJohn": ""}, "CallerName"),
    "what was sent twice, behind a text": (
        GatherRequest, NAMED, {"From": "+15559999999", "FromA": "From+14155550199"}, "From"
    ),
    "a city that an unknown name goes on": (GatherRequest, VOICE, {"ToCity": "PARIS", "x": "y"}, "ToCity"),
    "a word that an unknown name goes on": (GatherRequest, VOICE, {"CallStatus": "RINGING", "D": "E"}, "CallStatus"),
    "a short code that an unknown name goes on": (GatherRequest, VOICE, {"From": "12345", "G": "x"}, "From"),
    "a zip that is none and an unknown name": (GatherRequest, VOICE, {"ToZip": "a", "ToZx": "x"}, "ToZip"),
    "what is always sent is in a text": (
        GatherRequest, NAMED, {"Direction": None, "CallerName": "JohnDirectioninbound"}, "Direction"
    ),
}  # fmt: skip


def _with(form: dict[str, str], changes: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    changed = form | changes
    return tuple((name, value) for name, value in changed.items() if value is not None)


@pytest.mark.parametrize("what", REFUSED)
def test_a_trace_is_refused_and_the_parameter_named(what: str) -> None:
    kind, form, changes, name = REFUSED[what]
    refuse_twins(kind, tuple(form.items()))
    with pytest.raises(FormError, match=f"a value of {name}") as refused:
        refuse_twins(kind, _with(form, changes))
    assert (refused.value.status, refused.value.reason) == (403, "ambiguous")


TAKEN: dict[str, tuple[type[WebhookRequest], dict[str, str], dict[str, str | None]]] = {
    "a city of two words": (GatherRequest, VOICE, {"FromCity": "NEW YORK", "ToCity": "Sao Paulo"}),
    "a city whose name is one of ours, without its value": (GatherRequest, VOICE, {"FromCity": "Digits"}),
    "a version of no form": (GatherRequest, VOICE, {"ApiVersion": "beta"}),
    "a version that goes on": (GatherRequest, VOICE, {"ApiVersion": "2010-04-01beta", "FromCity": "Sao Paulo"}),
    "one of another kind behind a short code": (MessageRequest, MESSAGE, {"From": "12345", "Hold": "true"}),
    "a sender of letters": (MessageRequest, MESSAGE, {"From": "CityBank"}),
    "a sender of letters beside its city, and a text of senders": (
        MessageRequest, MESSAGE, {"From": "CityBank", "FromCity": "PARIS", "Body": "From me"}
    ),
    "a short code": (MessageRequest, MESSAGE, {"From": "12345"}),
    "a SIP address": (GatherRequest, VOICE, {"From": "sip:John.Smith@example.com"}),
    "a client": (GatherRequest, VOICE, {"From": "client:JohnSmith"}),
    "a URL with a query of its own": (MessageRequest, MESSAGE, {"MediaUrl0": "https://x/?FromCity=PARIS"}),
    "a URL with capital letters": (VoiceRequest, VOICE, {"StirPassportToken": "https://Api.Example.com/Token"}),
    "a host in capital letters": (MessageRequest, MESSAGE, {"MediaUrl0": "https://Api.Example.com/A"}),
    "a caller whose name ends as a longer name begins": (
        ConferenceWaitRequest, VOICE | {"CallerName": "Fee Forwarded"}, {"Direction": None}
    ),
    "JSON with names of ours as keys": (
        MessageRequest, MESSAGE, {"ChannelMetadata": '{"CallSid": "x", "ErrorCode":"5", "Digits5": {"From": "+1"}}'}
    ),
    "a new parameter behind a whole address": (GatherRequest, VOICE, {"Fromx": "y"}),
    "a new parameter behind a word and a city": (GatherRequest, VOICE, {"Dx": "y", "ToCity": "PARIS", "Tx": "y"}),
    "a new parameter behind a URL that did not come": (VoiceRequest, VOICE, {"FromCity": "", "Fx": "y"}),
    "a name in quotation marks": (GatherRequest, VOICE, {"ToCity": 'x "FromCity" y'}),
    "a new parameter of a picture": (MessageRequest, MESSAGE, {"MediaUrlx": "From me"}),
    "a new parameter": (GatherRequest, VOICE, {"Brand": "x"}),
    "a new parameter with a longer name": (GatherRequest, VOICE, {"CallStatusReason": "busy"}),
    "a body that spells all up to a profile, by phone": (MessageRequest, MESSAGE, {"Body": ALL_OF_IT}),
    "a body that spells but a part up to a profile": (
        MessageRequest, CHANNEL, {"Body": ALL_OF_IT.replace("NumMedia", "Media")}
    ),
    "a body that spells all in another order": (
        MessageRequest, CHANNEL, {"Body": ALL_OF_IT.replace("hi", "").replace("From", "hi") + "From+15559999999"}
    ),
    "a caller that spells a part up to what was said": (
        GatherRequest, NAMED | {"SpeechResult": "hi"}, {"CallerName": "xFrom+15559999999SpeechResulthi"}
    ),
    "one of another kind in which one of ours stands": (GatherRequest, VOICE, {"HangupDirection": "inbound"}),
    "one of another kind behind another": (GatherRequest, VOICE, {"Hangup": "x", "HangupDirection": "inbound"}),
    "one of another kind": (PayStatusEvent, VOICE, {"ForwardedFrom": "+14155550111"}),
    "a new parameter that begins with a city's name": (
        GatherRequest, VOICE | {"FromCity": "PARIS"}, {"FromCityCode": "7"}
    ),
    "a reason that begins with its name": (ConferenceStatusEvent, ROOM, {"Reason": "Reason unknown"}),
    "a version that is the beginning of a longer name, which would stand elsewhere": (
        DialRequest, VOICE, {"ApiVersion": "Dial"}
    ),
    "JSON with a name of ours, and a new parameter behind it": (
        MessageRequest, MESSAGE, {"ChannelMetadata": '{"ErrorCode":"5"}', "Cz": "y"}
    ),
    "a text that ends as a name begins, and a new parameter that begins as it ends": (
        MessageRequest, MESSAGE, {"Body": "an Error", "Code": "5"}
    ),
    "the last of all, a text in which a name of small letters stands": (
        GatherRequest, without_to(VOICE), {"SpeechResult": "send a msg"}
    ),
    "keys of all sorts": (GatherRequest, VOICE, {"Digits": "12*#A"}),
    "a key that ends a call": (GatherRequest, VOICE, {"Digits": "hangup"}),
    "a text beside a known name": (GatherRequest, SPEECH, {"SpeechResult": "my Digits are 5"}),
    "a text of two lines": (MessageRequest, MESSAGE, {"Body": "hi\nErrorCode5\nDigits5"}),
    "an empty text": (GatherRequest, VOICE, {"SpeechResult": ""}),
    "a failure": (MessageStatusEvent, MESSAGE | {"MessageStatus": "failed"}, {"ErrorCode": "30003"}),
}  # fmt: skip


@pytest.mark.parametrize("what", TAKEN)
def test_what_providers_and_people_write_is_taken(what: str) -> None:
    kind, form, changes = TAKEN[what]
    refuse_twins(kind, _with(form, changes))


@pytest.mark.parametrize(
    ("target", "taken"),
    [
        ("/say", True),
        ("/say?BankRoutingNumber=12", True),
        ("/say?x=1&BankRoutingNumber=", True),
        ("/say/BankRoutingNumber=12", True),
        ("/say/xBankRoutingNumberxx12", False),
        ("/say?x=BankRoutingNumberxx12", False),
        ("/say?x=1BankRoutingNumberxx12", False),
        ("/say/xAttempt1", False),
        ("/say/xAttempts", True),
    ],
)
def test_a_url_may_have_a_query_of_its_own_and_no_parameter_that_did_not_come(target: str, taken: bool) -> None:
    """Of an event without an account, whose first parameter would stand right behind the URL."""
    form = {"For": "bank-account-number", "PaymentMethod": "ach-debit"}
    if taken:
        refuse_twins(PayStatusEvent, tuple(form.items()), target)
    else:
        with pytest.raises(FormError, match="a value of the URL"):
            refuse_twins(PayStatusEvent, tuple(form.items()), target)


def test_one_parameter_alone_and_none_at_all_are_looked_at_as_well() -> None:
    refuse_twins(GatherRequest, ())
    refuse_twins(GatherRequest, (("CallStatus", "ringing"),))
    refuse_twins(GatherRequest, (("Brand", "x"),))
    with pytest.raises(FormError, match="a value of Digits"):
        refuse_twins(GatherRequest, (("CallStatus", "ringingDigits5"),))


@pytest.mark.parametrize("scheme", ["url", "hash", "raw"])
@pytest.mark.parametrize("what", REFUSED)
def test_a_signature_that_covers_the_borders_leaves_no_doubt(what: str, scheme: str) -> None:
    kind, form, changes, _ = REFUSED[what]
    refuse_twins(kind, _with(form, changes), "/hook", scheme)


USUAL = [
    (VoiceRequest, VOICE | {"FromCity": "PARIS", "StirVerstat": "TN-Validation-Passed-A"}),
    (CallStatusEvent, STAMPED | {"FromCity": "PARIS"}),
    (MessageRequest, MESSAGE | {"FromCity": "PARIS", "ChannelMetadata": '{"type": "Whatsapp"}'}),
]


@pytest.mark.parametrize(("kind", "form"), USUAL)
def test_of_a_usual_request_no_value_is_looked_at_alone(
    kind: type[WebhookRequest], form: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All plain values are looked at in one go, and begin with no capital that small letters follow."""
    alone, rests = list[object](), list[str]()
    monkeypatch.setattr(signature_twins, "_refuse_names", lambda *given: alone.append(given))
    monkeypatch.setattr(
        signature_twins, "_refuse_cut_names", lambda _kind, _run, _values, cut: rests.extend(rest for _, rest, _ in cut)
    )
    refuse_twins(kind, tuple(form.items()))
    assert alone == []
    assert [rest for rest in rests if rest[0].isupper()] == []
