"""State as it travels through an app: made by `bind`, bound to a call, a message or a fax, and brought back."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from webhooks import (
    CallStatusEvent,
    ConfigError,
    GatherRequest,
    MessageRequest,
    MessageStatusEvent,
    UrlError,
    VoiceRequest,
    Webhooks,
)
from webhooks.app.answer_once import MemoryOnce
from webhooks.wire.state import seal

from ..apps import KEY, MESSAGE, PUBLIC_URL, VOICE, make_app, post
from ..wire.test_state import BINDING, KEYS, NOW, FakeClock


class Shop:
    def __init__(self, options: dict[str, Any] | None = None, **settings: object) -> None:
        self.app = make_app(**settings)
        self.clock = FakeClock()
        self.hooks = Webhooks(self.app, clock=self.clock, **options or {})
        self.seen: list[object] = []
        self.give: Callable[[], str] = lambda: ""

        @self.hooks.voice("/answer")
        def answer(call: VoiceRequest) -> str:
            return f"<Response><Redirect>{self.give()}</Redirect></Response>"

        @self.hooks.gather("/menu")
        def menu(call: GatherRequest) -> str:
            self.seen.append(dict(call.state))
            return f"<Response><Redirect>{menu.bind(tries=call.state.get('tries', 0)).url}</Redirect></Response>"

        @self.hooks.message("/sms")
        def sms(message: MessageRequest) -> str:
            return f"<Response><Redirect>{self.give()}</Redirect></Response>"

        @self.hooks.message_status("/sent")
        def sent(event: MessageStatusEvent) -> None:
            self.seen.append(dict(event.state))

        @self.hooks.call_status("/status")
        def finished(event: CallStatusEvent) -> None:
            self.seen.append(dict(event.state))

        self.answer, self.menu, self.sms, self.sent, self.finished = answer, menu, sms, sent, finished

    def url_given(self, path: str, form: dict[str, str]) -> str:
        return post(self.app, path, form).text.partition("<Redirect>")[2].partition("</Redirect>")[0]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def target(url: str) -> str:
    assert url.startswith(PUBLIC_URL)
    return url[len(PUBLIC_URL) :]


OTHER_CALL = VOICE | {"CallSid": "CA" + "0" * 32}
OTHER_ACCOUNT = VOICE | {"AccountSid": "AC" + "0" * 32}


def test_state_made_inside_a_call_is_for_that_call_only(shop: Shop) -> None:
    shop.give = lambda: shop.menu.bind(tries=2).url
    path = target(shop.url_given("/answer", VOICE))
    assert post(shop.app, path, VOICE | {"Digits": "1"}).status_code == 200
    assert shop.seen == [{"tries": 2}]
    for form in (OTHER_CALL, OTHER_ACCOUNT):
        assert post(shop.app, path, form).status_code == 403
    assert shop.seen == [{"tries": 2}]


def test_state_made_outside_is_bound_by_the_first_action_that_continues_it(shop: Shop) -> None:
    """Two phases: any call may begin with it; what that call's handler binds is that call's."""
    path = target(shop.menu.bind(tries=1).url)
    continued = target(shop.url_given(path, VOICE))
    assert post(shop.app, path, OTHER_CALL).status_code == 200
    assert post(shop.app, continued, VOICE).status_code == 200
    assert post(shop.app, continued, OTHER_CALL).status_code == 403


def test_state_made_outside_is_bound_to_the_account_that_the_settings_name() -> None:
    shop = Shop(LAML_ACCOUNT_SID=VOICE["AccountSid"])
    path = target(shop.menu.bind(tries=1).url)
    assert post(shop.app, path, OTHER_ACCOUNT).status_code == 403
    assert post(shop.app, path, VOICE).status_code == 200


@pytest.mark.parametrize(
    ("settings", "bound"),
    [
        ({"TWILIO_ACCOUNT_SID": VOICE["AccountSid"]}, True),
        ({"TWILIO_ACCOUNT_SID": OTHER_ACCOUNT["AccountSid"], "LAML_ACCOUNT_SID": VOICE["AccountSid"]}, True),
        ({"SIGNALWIRE_PROJECT_ID": VOICE["AccountSid"]}, False),
        ({"TWILIO_ACCOUNT_SID": VOICE["AccountSid"], "LAML_SIGNING_KEY": [KEY, "of another account"]}, False),
        ({"TWILIO_ACCOUNT_SID": VOICE["AccountSid"], "LAML_SIGNING_KEY": lambda _: KEY}, False),
        ({}, False),
    ],
    ids=["the client's", "both", "of the other provider", "several keys", "a function of keys", "nothing says"],
)
def test_state_made_outside_is_bound_to_the_account_of_the_client(settings: dict[str, Any], bound: bool) -> None:
    """One key is of one account, and the client's is that; several keys may be of several accounts."""
    shop = Shop(**settings)
    path = target(shop.menu.bind(tries=1).url)
    assert post(shop.app, path, OTHER_ACCOUNT).status_code == (403 if bound else 200)
    assert post(shop.app, path, VOICE).status_code == 200


@pytest.mark.parametrize("setting", ["TWILIO_ACCOUNT_SID", "LAML_ACCOUNT_SID"])
def test_the_test_client_sends_what_is_of_the_account_of_the_settings(setting: str) -> None:
    shop = Shop(**{setting: OTHER_ACCOUNT["AccountSid"]})
    client = shop.hooks.test_client()
    assert client.post(shop.menu.bind(tries=1), {"Digits": "1"}).status_code == 200
    assert client.get(shop.menu.bind(tries=1)).status_code == 200
    assert client.post(shop.menu.bind(tries=1), {"AccountSid": VOICE["AccountSid"]}).status_code == 403


def test_an_event_about_a_leg_of_the_call_brings_its_state(shop: Shop) -> None:
    """The status of a dialled leg has a CallSid of its own, and names the call it came from."""
    shop.give = lambda: shop.finished.bind(order=7).url
    path = target(shop.url_given("/answer", VOICE))
    assert post(shop.app, path, OTHER_CALL | {"ParentCallSid": VOICE["CallSid"]}).status_code == 204
    assert post(shop.app, path, OTHER_CALL).status_code == 403
    assert shop.seen == [{"order": 7}]


def test_state_of_a_message_is_bound_to_the_pair_of_numbers(shop: Shop) -> None:
    shop.give = lambda: shop.sent.bind(step="a").url
    path = target(shop.url_given("/sms", MESSAGE))
    back = MESSAGE | {"From": MESSAGE["To"], "To": MESSAGE["From"], "MessageStatus": "sent"}
    assert post(shop.app, path, back).status_code == 204
    assert post(shop.app, path, back | {"To": "+33600000000"}).status_code == 403
    assert "+33" not in path


def test_state_made_in_a_call_for_a_message_is_bound_to_the_account_alone(shop: Shop) -> None:
    shop.give = lambda: shop.sent.bind(step="a").url
    path = target(shop.url_given("/answer", VOICE))
    assert post(shop.app, path, MESSAGE | {"MessageStatus": "sent"}).status_code == 204


AGAIN = "<Response><Say>Again</Say></Response>"


@pytest.mark.parametrize(("options", "answer"), [({"start_again": AGAIN}, (200, AGAIN)), ({}, (403, ""))])
def test_an_old_state_gets_the_document_to_start_again(options: dict[str, Any], answer: tuple[int, str]) -> None:
    """T5."""
    shop = Shop(options)
    path = target(shop.menu.bind(tries=1).url)
    shop.clock.time += timedelta(hours=5)
    response = post(shop.app, path, VOICE)
    assert (response.status_code, response.text, shop.seen) == (*answer, [])


def test_a_state_in_the_url_is_no_parameter_of_the_request(shop: Shop) -> None:
    from ..apps import get

    path = target(shop.menu.bind(tries=1).url)
    query = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in VOICE.items())
    assert get(shop.app, f"{path}&{query}").status_code == 200
    assert shop.seen == [{"tries": 1}]


@pytest.mark.parametrize("query", ["laml_state=", "laml_state=x", "laml_state=x&laml_state=y"])
def test_a_forged_state_is_refused_though_the_request_is_signed(shop: Shop, query: str) -> None:
    response = post(shop.app, f"/menu?{query}", VOICE)
    assert (response.status_code, response.data, shop.seen) == (403, b"", [])


def test_a_state_without_a_secret_is_refused_where_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    shop = Shop(SECRET_KEY=None)
    with pytest.raises(UrlError) as caught:
        _ = shop.menu.bind(tries=1).url
    assert caught.value.missing == "LAML_SECRET_KEY"


def test_a_url_that_grows_too_long_is_refused_where_it_is_made() -> None:
    """T11."""
    shop = Shop(LAML_PUBLIC_URL=PUBLIC_URL + "/" + "a" * 1950)
    with pytest.raises(UrlError, match="2000"):
        _ = shop.menu.bind(note="".join(chr(33 + n * n % 89) for n in range(700))).url


def test_variables_of_the_route_are_filled_by_bind() -> None:
    app = make_app()
    hooks = Webhooks(app)

    @hooks.voice("/shop/<int:number>")
    def shop(call: VoiceRequest, number: int) -> str:
        return f"<Response><Say>{number} {call.state['lang']}</Say></Response>"

    url = shop.bind(number=7, lang="fr").url
    assert url.startswith(PUBLIC_URL + "/shop/7?laml_state=")
    assert "<Say>7 fr</Say>" in post(app, target(url)).text
    assert "laml_state" not in shop.bind(number=7).url
    assert "fr" not in repr(shop.bind(number=7, lang="fr"))


def test_answers_are_not_cached_and_tell_nobody_their_url(shop: Shop) -> None:
    """T12."""
    response = post(shop.app, "/menu", VOICE)
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_token_is_masked_in_the_log(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    url = shop.menu.bind(tries=1).url
    post(shop.app, target(url), VOICE, signed="")
    (token,) = parse_qs(urlsplit(url).query)["laml_state"]
    assert token not in caplog.text
    assert "webhook.rejected" in caplog.text


def test_a_url_that_is_answered_once_gives_the_same_answer_again() -> None:
    """T7: one of many runs the handler; the others get what it answered."""
    app = make_app()
    hooks = Webhooks(app)
    calls: list[int] = []
    gate = threading.Barrier(8)

    @hooks.gather("/pay")
    def pay(call: GatherRequest) -> str:
        calls.append(1)
        return f"<Response><Say>{len(calls)}</Say></Response>"

    path = target(pay.bind_once(amount=5).url)
    answers: list[str] = []

    def press() -> None:
        gate.wait(10)
        answers.append(post(app, path).text)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["<Response><Say>1</Say></Response>"] * 8
    assert post(app, target(pay.bind_once(amount=5).url)).text == "<Response><Say>2</Say></Response>"
    assert post(app, target(pay.bind(amount=5).url)).text == "<Response><Say>3</Say></Response>"


def test_the_memory_of_answers_is_bounded_and_forgets_the_oldest() -> None:
    once: MemoryOnce[int] = MemoryOnce(size=2)
    made: list[str] = []

    def make(name: str) -> Callable[[], int]:
        return lambda: made.append(name) or len(made)

    assert [once.answer(name, make(name)) for name in "abcb"] == [1, 2, 3, 2]
    assert once.answer("a", make("a")) == 4


def test_a_module_level_bound_url_is_made_for_each_call_anew(shop: Shop) -> None:
    retry = shop.menu.bind(tries=2)
    shop.give = lambda: retry.url
    first, second = (target(shop.url_given("/answer", form)) for form in (VOICE, OTHER_CALL))
    assert post(shop.app, first, VOICE).status_code == 200
    assert post(shop.app, second, VOICE).status_code == 403


def test_the_documents_of_laml_take_a_bound_handler_as_a_url(shop: Shop) -> None:
    from laml import VoiceResponse

    shop.hooks.voice("/built")(lambda call: VoiceResponse().redirect(shop.menu.bind(tries=1)))
    assert f"<Redirect>{PUBLIC_URL}/menu?laml_state=" in post(shop.app, "/built").text


def test_a_failure_is_no_answer_that_is_given_again() -> None:
    app = make_app()
    hooks = Webhooks(app)
    calls: list[int] = []

    @hooks.gather("/pay", fallback=None)
    def pay(call: GatherRequest) -> str:
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError
        return f"<Response><Say>{len(calls)}</Say></Response>"

    path = target(pay.bind_once(amount=5).url)
    assert post(app, path).status_code == 500
    assert [post(app, path).text for _ in range(2)] == ["<Response><Say>2</Say></Response>"] * 2


def test_state_of_a_fax_is_bound_to_it() -> None:
    from webhooks import FaxReceivedRequest, FaxRequest

    app = make_app(LAML_PROVIDER="signalwire")
    hooks = Webhooks(app)
    seen: list[object] = []

    @hooks.fax_received("/received")
    def received(fax: FaxReceivedRequest) -> None:
        seen.append(dict(fax.state))

    @hooks.fax("/fax")
    def fax(request: FaxRequest) -> str:
        return f'<Response><Receive action="{received.bind(desk=3).url}"/></Response>'

    form = {"AccountSid": "AC1", "FaxSid": "FX1", "From": "+1", "To": "+2", "ApiVersion": "v1"}
    path = target(post(app, "/fax", form).text.partition('action="')[2].partition('"')[0])
    assert post(app, path, form | {"FaxStatus": "received"}).status_code == 200
    assert post(app, path, form | {"FaxSid": "FX2"}).status_code == 403
    assert seen == [{"desk": 3}]


def test_an_event_that_names_no_call_brings_the_state_of_its_account() -> None:
    """The end of a conference is about no call; its signature and account are what binds it."""
    from webhooks import ConferenceStatusEvent

    app = make_app()
    hooks = Webhooks(app)
    seen: list[object] = []
    conference = hooks.conference_status("/room")(lambda event: seen.append(dict(event.state)))
    hooks.voice("/answer")(_answer_with(lambda: conference.bind(room="a").url))
    path = target(post(app, "/answer").text.partition("<Redirect>")[2].partition("</Redirect>")[0])
    form = {"AccountSid": VOICE["AccountSid"], "ConferenceSid": "CF1", "StatusCallbackEvent": "conference-end"}
    assert post(app, path, form).status_code == 204
    assert post(app, path, form | {"AccountSid": "AC9"}).status_code == 403
    assert post(app, path, form | {"CallSid": "CA" + "9" * 32}).status_code == 403
    assert seen == [{"room": "a"}]
    assert conference.kind is ConferenceStatusEvent


def _answer_with(url: Callable[[], str]) -> Callable[[VoiceRequest], str]:
    def answer(call: VoiceRequest) -> str:
        return f"<Response><Redirect>{url()}</Redirect></Response>"

    return answer


def test_nothing_is_sealed_without_a_secret() -> None:
    with pytest.raises(ConfigError) as caught:
        seal({}, BINDING, (), NOW)
    assert caught.value.setting == "LAML_SECRET_KEY"


def test_a_token_that_grows_too_long_is_refused_when_it_is_made() -> None:
    noise = base64.b85encode(b"".join(hashlib.sha256(bytes([n])).digest() for n in range(24))).decode()
    with pytest.raises(ConfigError, match="too long"):
        seal({"note": noise}, BINDING, KEYS, NOW)
