"""A name that is wrong is told at once, and what exists is never called nonexistent."""

from typing import Any

import pytest
from twilio.rest import Client as TwilioClient

from rest import Client, NotFetched, NotOffered, ParameterError
from rest.resources.calls import CALLS, Call
from rest.rows import operations
from rest.table.products import OTHER_APIS

from ..clients import ACCOUNT, TOKEN, make_client
from ..tables import target
from ..vendor import theirs

NOWHERE = "http://127.0.0.1:1"


def at(provider: Any = "twilio") -> Client:
    return make_client(NOWHERE, provider)


WRONG = [
    ("client.calls('CA1').stauts", "<Call Sid='CA1'>: this package knows no 'stauts' of Call: did you mean status?"),
    ("client.calls('CA1').udpate", "did you mean update?"),
    ("client.calls('CA1').recording", "did you mean recordings?"),
    ("client.messages('SM1').boddy", "did you mean body?"),
    ("client.queues('QU1').members('Front').waittime", "did you mean wait_time?"),
    ("client.calls('CA1').zzz", "what the provider added since is there when the record is fetched"),
    ("client.cals", "this package knows no 'cals' of Client: did you mean calls?"),
    ("client.api.mesages", "this package knows no 'mesages' of Api: did you mean messages?"),
    (
        "client.verify",
        "Client.verify: Twilio has verify, in another API than the one of calls and messages (2010-04-01)",
    ),
    ("client.studio", "twilio-python speaks it"),
]


@pytest.mark.parametrize(("expression", "words"), WRONG, ids=[expression for expression, _ in WRONG])
def test_a_wrong_name_is_told_at_once(expression: str, words: str) -> None:
    with pytest.raises(AttributeError) as caught:
        eval(expression, {"client": at()})
    assert words in str(caught.value)
    assert not isinstance(caught.value, NotFetched)
    assert ".fetch()" not in str(caught.value)


def test_a_fetched_record_suggests_what_it_has_the_names_that_came_since_included() -> None:
    call = Call(None, CALLS, {}, {"sid": "CA1", "status": "queued", "stir_verstat": "A"})
    for name, meant in {"stauts": "status", "stir_verstatt": "stir_verstat"}.items():
        with pytest.raises(AttributeError, match=f"no '{name}' of Call: did you mean {meant}"):
            getattr(call, name)


def test_a_property_that_was_not_loaded_says_fetch() -> None:
    with pytest.raises(NotFetched, match=r"call \.fetch\(\) before reading 'status'"):
        _ = at().calls("CA1").status


def test_every_other_api_of_twilio_is_known_to_exist() -> None:
    vendors = TwilioClient(ACCOUNT, TOKEN)
    named = {name for name, one in vars(TwilioClient).items() if isinstance(one, property)}
    assert {name for name in named if not type(getattr(vendors, name)).__module__.startswith("twilio.rest.api")} == {
        *OTHER_APIS
    }


def test_what_one_provider_lacks_is_said_of_that_one_only() -> None:
    """The newest of twilio-python decides what Twilio has, and what it had."""
    now = {(one.resource.name, one.operation.name) for one in theirs() if one.resource and one.operation}
    for resource, operation in operations():
        if operation.name == "download":
            continue
        for provider, title in {"signalwire": "SignalWire", "twilio": "Twilio"}.items():
            if provider in resource.offered_by(operation):
                continue
            with pytest.raises(NotOffered) as caught:
                at(provider)._require_gateway().check_offered(resource, operation)
            other = "Twilio" if provider == "signalwire" else "SignalWire"
            had = other == "Twilio" and (resource.name, operation.name) not in now
            verb = "had, in an earlier edition of its API" if had else "has"
            label = f"{resource.name}.{operation.name}"
            assert str(caught.value) == f"{label}: {title} has no such operation; {other} {verb}"


def test_what_one_provider_takes_is_said_when_the_other_does_not() -> None:
    who = {"to": "+1", "from_": "+2"}
    with pytest.raises(NotOffered, match="SignalWire takes no smart_encoded; Twilio does"):
        target(at("signalwire"), "messages", "create").create(**who, body="x", smart_encoded=True)
    with pytest.raises(NotOffered, match="Twilio takes no machine_words_threshold; SignalWire does"):
        target(at(), "calls", "create").create(**who, url="https://x/", machine_words_threshold=5)


def test_a_parameter_that_is_not_known_is_not_called_nonexistent() -> None:
    """`passports` is in twilio-python 9.13."""
    with pytest.raises(ParameterError, match=r"no parameter passports is known: .* goes into extra="):
        target(at(), "calls", "create").create(to="+1", from_="+2", url="https://x/", passports="x")
