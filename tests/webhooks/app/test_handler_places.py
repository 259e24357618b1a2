"""A handler given where another sort is wanted is refused on the line that writes it, by `laml` and by `rest`.

What fits where comes from the providers' pages: each kind of request names the attributes and parameters that set its
address. The handlers are those of `Webhooks`, one for each decorator.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

import laml
from laml import AttributeValueError, LamlError, MessagingResponse, TextError, VoiceResponse
from laml.registry import class_for
from rest import Client, ParameterError
from rest.http.encoding import encode
from rest.rows import RESOURCES
from rest.table.declared import parameters_of
from tests.laml.table import ELEMENTS
from webhooks import CallEvent, CallStatusEvent, VoiceRequest, WebhookRequest, Webhooks
from webhooks.app.handler import AnyHandler, Bound
from webhooks.requests.kinds import FAMILIES

from ..apps import make_app

IN_MARKUP: Final = {
    "voice": "Gather@action Record@action Dial@action Number@url Sip@url Client@url Enqueue@action Enqueue@waitUrl "
    "Queue@url Conference@waitUrl Refer@action Dial@referUrl Connect@action Pay@action Sms@action",
    "messaging": "Message@action",
    "fax": "Receive@action",
    "gather_partial": "Gather@partialResultCallback",
    "recording_status": "Record@recordingStatusCallback Dial@recordingStatusCallback "
    "Conference@recordingStatusCallback Recording@recordingStatusCallback",
    "transcription": "Record@transcribeCallback",
    "realtime_transcription": "Transcription@statusCallbackUrl",
    "call_status": "Number@statusCallback Sip@statusCallback Client@statusCallback",
    "amd_status": "Number@amdStatusCallback Sip@amdStatusCallback",
    "conference_status": "Conference@statusCallback Conference@eventCallbackUrl",
    "pay_status": "Pay@statusCallback",
    "sms_status": "Sms@statusCallback",
    "stream_status": "Stream@statusCallback",
    "siprec_status": "Siprec@statusCallback",
    "message_status": "Message@statusCallback Message@action",
    "": "Pay@paymentConnectorUrl",
}
"""Attributes by what answers the requests to them: a document, or the handlers of an event.

Source: webhooks.json, `address_set_by` of each kind.
"""
IN_REST: Final = {
    "voice": "calls.create:url calls.update:url calls.create:fallback_url calls.update:fallback_url "
    "applications.create:voice_url applications.create:voice_fallback_url incoming_phone_numbers.create:voice_url "
    "incoming_phone_numbers.create:voice_fallback_url sip.domains.create:voice_url "
    "conferences.participants.update:hold_url conferences.participants.update:announce_url "
    "conferences.update:announce_url",
    "messaging": "applications.create:sms_url incoming_phone_numbers.create:sms_url "
    "incoming_phone_numbers.create:sms_fallback_url applications.create:sms_fallback_url",
    "fax": "incoming_phone_numbers.create:voice_url",
    "call_status": "calls.create:status_callback calls.update:status_callback applications.create:status_callback "
    "conferences.participants.create:status_callback incoming_phone_numbers.create:status_callback",
    "amd_status": "calls.create:async_amd_status_callback",
    "recording_status": "calls.create:recording_status_callback calls.recordings.create:recording_status_callback "
    "conferences.participants.create:recording_status_callback",
    "conference_status": "conferences.participants.create:conference_status_callback",
    "stream_status": "calls.streams.create:status_callback",
    "siprec_status": "calls.siprec.create:status_callback",
    "message_status": "messages.create:status_callback applications.create:message_status_callback",
    "fax_status": "faxes.create:status_callback",
}
"""Parameters likewise. Source: the same."""
ROOTS: Final[dict[str, Any]] = {"voice": VoiceResponse, "messaging": MessagingResponse}
FAX_TOO: Final = ("voice_url", "voice_fallback_url")


def fits(value: AnyHandler | Bound, fitting: set[str]) -> bool:
    """Whether a handler is of a sort that a table names: of a kind of document, or of an event."""
    return (value.event or value.answers) in fitting


def by_place(rows: dict[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for answers, places in rows.items():
        for place in places.split():
            found[place] |= {answers} if answers else set()
    return found


APP: Final = make_app()
HOOKS: Final = Webhooks(APP)


def make_handlers() -> Iterator[AnyHandler]:
    for name, (kind, _) in FAMILIES.items():

        def handle(request: WebhookRequest, **_: object) -> None: ...

        handle.__annotations__["request"] = kind
        yield getattr(HOOKS, name)(f"/places/{name}", name=f"places_{name}")(handle)


HANDLERS: Final = list(make_handlers())
GIVEN: Final[list[AnyHandler | Bound]] = [*HANDLERS, *(handler.bind(order=7) for handler in HANDLERS)]


def test_a_handler_says_what_it_answers_with() -> None:
    answers = {name: kind.answer for name, (kind, _) in FAMILIES.items()}
    assert {handler.name.removeprefix("places_"): handler.answers for handler in HANDLERS} == answers
    assert all(handler.bind(order=7).answers == handler.answers for handler in HANDLERS)
    assert set(answers.values()) == {"voice", "messaging", "fax", "event"}


def test_a_handler_of_events_says_which_and_another_none() -> None:
    events = {name: name if kind.answer == "event" else "" for name, (kind, _) in FAMILIES.items()}
    assert {handler.name.removeprefix("places_"): handler.event for handler in HANDLERS} == events
    assert all(handler.bind(order=7).event == handler.event for handler in HANDLERS)


def test_a_kind_of_ones_own_takes_events_of_several_sorts() -> None:
    app = make_app()  # held, since an app that nobody holds is forgotten
    hooks = Webhooks(app)

    @dataclass(frozen=True, kw_only=True, repr=False)
    class Anything(CallEvent): ...

    @hooks.route(Anything, "/anything")
    def anything(event: Anything) -> None: ...

    response = VoiceResponse().record(recording_status_callback=anything, transcribe_callback=anything)
    assert str(response).count("/anything") == 2
    given = {"to": "+1555", "from_": "+1556", "url": "https://example.com/", "status_callback": anything}
    *_, operation, _ = found_at("calls.create:status_callback")
    assert ("StatusCallback", anything.url) in encode(operation, "calls.create", given, "twilio")


def test_a_handler_that_answers_later_says_it_too() -> None:
    hooks = Webhooks(make_app(LAML_DATABASE_URL="sqlite://"))

    @hooks.call_status("/later", later=True)
    def later(event: CallStatusEvent) -> None: ...

    with pytest.raises(AttributeValueError, match="told of events"):
        VoiceResponse().gather(action=later)


def classes_with(tag: str) -> set[Any]:
    kinds = [kind for kind in ELEMENTS[tag]["documents"] if class_for(kind, tag, "Response")]
    return {class_for(kind, tag, "Response") for kind in kinds}


def refuses(make: Any, error: type[Exception]) -> str:
    """The sentence of the refusal; empty if it is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", laml.LamlWarning)
        try:
            make()
        except error as refused:
            return str(refused)
    return ""


@pytest.mark.parametrize(("place", "fitting"), by_place(IN_MARKUP).items())
def test_markup_takes_the_handlers_that_fit_an_attribute_and_no_others(place: str, fitting: set[str]) -> None:
    tag, _, name = place.partition("@")
    keyword = ELEMENTS[tag]["attributes"][name]["python_name"]
    for cls in classes_with(tag):
        for value in GIVEN:
            said = refuses(lambda c=cls, v=value: c(**{keyword: v}), AttributeValueError)
            assert bool(said) is (bool(fitting) and not fits(value, fitting)), (place, value)
            assert not said or (place in said and repr(value) in said and "handlers that fit: hooks." in said)


def test_every_url_of_the_markup_is_in_the_table_or_named_as_one_that_is() -> None:
    rows = by_place(IN_MARKUP)
    names = {place.partition("@")[2]: fits for place, fits in rows.items() if place[:7] not in {"Message", "Receive"}}
    for tag, facts in ELEMENTS.items():
        attributes = facts.get("attributes")
        for name, attribute in attributes.items() if isinstance(attributes, dict) else ():
            if attribute["type"] != "url" or f"{tag}@{name}" in rows or not classes_with(tag):
                continue
            keyword = attribute["python_name"]
            given = {v.name for v in HANDLERS if not refuses(lambda t=tag, k=keyword, v=v: _made(t, k, v), LamlError)}
            wanted = OF_ANY_EVENT if name == "statusCallback" else names.get(name) or OF_ANY_SORT
            assert given == {v.name for v in HANDLERS if fits(v, wanted)}, (tag, name)


OF_ANY_EVENT: Final = {name for name, (kind, _) in FAMILIES.items() if kind.answer == "event"}
"""What is told to the `statusCallback` of an element that webhooks.json does not name."""
OF_ANY_SORT: Final = OF_ANY_EVENT | {"voice", "messaging", "fax"}


def _made(tag: str, keyword: str, value: object) -> None:
    for cls in classes_with(tag):
        cls(**{keyword: value})


@pytest.mark.parametrize("kind", ["voice", "messaging"])
def test_a_redirect_takes_handlers_of_its_own_kind_of_document(kind: str) -> None:
    for value in GIVEN:
        said = refuses(lambda v=value: ROOTS[kind]().redirect(v), TextError)
        assert bool(said) is (value.answers != kind), value
        assert not said or "Response/Redirect: got <" in said


def test_a_sound_or_a_picture_is_what_no_handler_answers_with() -> None:
    for value in GIVEN:
        for make in (lambda v=value: VoiceResponse().play(v), lambda v=value: MessagingResponse().message().media(v)):
            assert "expected the URL of a file" in refuses(make, TextError)


def test_a_document_that_is_not_checked_takes_any_handler() -> None:
    event = next(handler for handler in HANDLERS if handler.answers == "event")
    assert "/places/" in str(VoiceResponse(validate="off").gather(action=event))


def test_an_object_that_says_something_else_by_that_name_fits_everywhere() -> None:
    class Poll:
        url = "https://example.com/poll"
        answers = ("yes", "no")

    assert str(VoiceResponse().gather(action=Poll(), partial_result_callback=Poll())).count("/poll") == 2


def client(provider: Any) -> Any:
    return Client("AC" + "0" * 32, "token", provider=provider, base_url="http://127.0.0.1:9")


def found_at(place: str) -> tuple[str, str, Any, Any]:
    """The operation of a place, the name of its parameter, and what is declared of both."""
    resource, _, name = place.partition(":")
    path, _, action = resource.rpartition(".")
    row = next(row for row in RESOURCES if row.name == path)
    operation = next(one for one in row.operations if one.name == action)
    return resource, name, operation, parameters_of(operation.parameters)


def providers_of(place: str) -> list[str]:
    """The providers whose operation has the parameter, in one order for all workers."""
    _, name, _, declared = found_at(place)
    return [provider for provider in ("signalwire", "twilio") if provider in declared[name].providers]


@pytest.mark.parametrize(
    ("place", "fitting", "provider"),
    [(place, fitting, name) for place, fitting in by_place(IN_REST).items() for name in providers_of(place)],
)
def test_a_client_takes_the_handlers_that_fit_a_parameter_and_no_others(
    place: str, fitting: set[str], provider: str
) -> None:
    resource, name, operation, declared = found_at(place)
    if name.endswith(FAX_TOO):
        fitting = fitting | {"fax"}
    for value in GIVEN:
        given = {name: value, "extra": {"What": "the others give"}, **_needed(declared, name)}
        said = refuses(lambda g=given: encode(operation, resource, g, provider), ParameterError)
        assert bool(said) is not fits(value, fitting), (place, value, said)
        assert not said or (f"{resource}: {name}: " in said and "(hooks." in said and repr(value) in said)


def _needed(declared: Any, name: str) -> dict[str, object]:
    """The other parameters that the operation asks for."""
    samples = {"integer": 1, "url": "https://example.com/", "boolean": True, "decimal": 1}
    return {
        one.name: one.choices[0] if one.choices else samples.get(one.kind, "+15551230000")
        for one in declared.values()
        if one.required and one.name != name
    }


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
def test_a_call_with_the_handlers_swapped_is_refused_before_anything_is_sent(provider: str) -> None:
    app = make_app(LAML_PROVIDER=provider)
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return "<Response/>"

    @hooks.call_status("/status")
    def finished(event: CallStatusEvent) -> None: ...

    numbers = {"to": "+15551230000", "from_": "+15559870000"}
    with pytest.raises(ParameterError, match=r"calls\.create: url: expected a handler that answers with a voice docum"):
        client(provider).calls.create(url=finished, **numbers)
    with pytest.raises(ParameterError, match=r"calls\.create: status_callback: expected a handler of events"):
        client(provider).calls.create(url=answer, status_callback=answer.bind(order=7), **numbers)
    with pytest.raises(AttributeValueError, match="Response/Dial@action: got <Handler finished of CallStatusEvent"):
        VoiceResponse().dial("+15551230000", action=finished)


def hosted() -> list[Any]:
    """A document of Python, one with values, one of the store, and one of the provider."""
    app = make_app(LAML_DATABASE_URL="sqlite://")
    hooks = Webhooks(app)
    added = hooks.bins.add("hello", "<Response><Say>Hello {{name}}</Say></Response>")
    with app.app_context():
        stored = hooks.bins.create("bye", "<Response><Say>Bye</Say></Response>")
        found = [added, added.bind(name="Ann"), stored]
        for each in found:
            assert each.url.startswith("https://")
    KEPT_APPS.append((app, hooks))
    return [*found, client("signalwire").laml_bins("sid")]


KEPT_APPS: Final[list[object]] = []
"""Apps that URLs are asked of."""


def test_a_hosted_document_fits_wherever_a_document_does_and_nowhere_else() -> None:
    for value in hosted():
        assert value.answers == "document"
        for make in (
            lambda v=value: VoiceResponse().gather(action=v),
            lambda v=value: VoiceResponse().redirect(v),
            lambda v=value: MessagingResponse().redirect(v),
        ):
            assert not refuses(make, LamlError)
        said = refuses(lambda v=value: VoiceResponse().dial().number("+15551230000", status_callback=v), LamlError)
        assert f"got {type(value).__name__}, which answers with a document; the answer to a callback is ign" in said
        assert "expected the URL of a file" in refuses(lambda v=value: VoiceResponse().play(v), LamlError)
        numbers = {"to": "+15551230000", "from_": "+15559870000"}
        with pytest.raises(
            ParameterError, match=f"status_callback: expected a handler of .*{type(value).__name__} ans"
        ):
            client("twilio").calls.create(url="https://example.com/", status_callback=value, **numbers)
