"""What the door costs those who knock, and that what was verified is what is routed."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from webhooks import FormError, VoiceRequest, Webhooks, read_request
from webhooks.app import app_state, routes
from webhooks.app.app_state import DELIVERY, LINES_A_MINUTE, Admitted
from webhooks.requests.base import WebhookRequest
from webhooks.wire import receiving
from webhooks.wire.forms import MAX_BODY_BYTES

from ..apps import DOCUMENT, KEY, MESSAGE, PUBLIC_URL, VOICE, make_app, post, signature
from .test_bind import target


class Closed(io.RawIOBase):
    """A body that nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("the body was read")


def knock(app: Flask, *, signed: str | None) -> int:
    """Send a request whose body cannot be read; its status."""
    builder = EnvironBuilder(path="/answer", method="POST", content_type="application/x-www-form-urlencoded")
    environ = builder.get_environ() | {"wsgi.input": Closed(), "CONTENT_LENGTH": "50000"}
    if signed is not None:
        environ["HTTP_X_TWILIO_SIGNATURE"] = signed
    return int(run_wsgi_app(app.wsgi_app, environ)[1].split()[0])


def voice_app(**settings: object) -> Flask:
    app = make_app(**settings)
    Webhooks(app).voice("/answer")(lambda call: DOCUMENT)
    return app


@pytest.mark.parametrize("signed", [None, ""])
def test_of_a_request_without_a_signature_the_body_is_not_read(signed: str | None) -> None:
    assert knock(voice_app(), signed=signed) == 403


def test_of_a_request_with_any_signature_it_is() -> None:
    """So the body above would be noticed."""
    with pytest.raises(AssertionError, match="the body was read"):
        knock(voice_app(), signed="x")


def test_a_door_that_looks_for_the_signature_later_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault."""
    monkeypatch.setattr(receiving, "check_signed", lambda *_: None)
    with pytest.raises(AssertionError, match="the body was read"):
        knock(voice_app(), signed=None)


def test_an_unsigned_request_costs_no_look_at_a_key() -> None:
    asked: list[str] = []
    app = voice_app(LAML_SIGNING_KEY=lambda sid: asked.append(sid) or KEY)
    assert post(app, "/answer", signed="").status_code == 403
    assert asked == []
    assert post(app, "/answer").status_code == 200
    assert asked == [VOICE["AccountSid"]]


# a key function that fails


def no_such_key(account_sid: str) -> str:
    raise KeyError(f"no key for {account_sid}\nwebhook.accepted {KEY}")


@pytest.mark.parametrize("sid", ["ACsender-wrote-this", "AC\nx", "A" * 50_000])
def test_a_key_function_that_raises_costs_one_line_without_the_senders_text(
    sid: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = voice_app(LAML_SIGNING_KEY=no_such_key)
    response = post(app, "/answer", VOICE | {"AccountSid": sid}, signed="x")
    assert (response.status_code, response.data, response.headers["Retry-After"]) == (503, b"", "5")
    (record,) = caplog.records
    assert record.exc_info is None
    text = record.getMessage()
    assert text.startswith("webhook.rejected reason=keys path=/answer")
    assert "KeyError in test_door.py, line " in text
    assert sid[:10] not in text
    assert KEY not in text


def test_key_functions_that_raise_in_a_flood_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = voice_app(LAML_SIGNING_KEY=no_such_key)
    for _ in range(LINES_A_MINUTE + 20):
        assert post(app, "/answer", signed="x").status_code == 503
    assert len(caplog.records) == LINES_A_MINUTE


def test_a_key_function_whose_keys_end_with_a_line_end_costs_no_line(caplog: pytest.LogCaptureFixture) -> None:
    """As keys do that are read from files; of a setting it is said once, at the start."""
    app = voice_app(LAML_SIGNING_KEY=lambda sid: f" {KEY}\n")
    assert post(app, "/answer").status_code == 200
    assert caplog.records == []
    voice_app(LAML_SIGNING_KEY=f"{KEY}\n")
    assert "webhook.setting setting=LAML_SIGNING_KEY" in caplog.text


def test_the_trace_of_an_error_would_show_the_senders_text(caplog: pytest.LogCaptureFixture) -> None:
    """The fault that the tests above guard against: `log.exception`, as it was."""
    try:
        no_such_key("ACsender-wrote-this")
    except KeyError:
        logging.getLogger("webhooks").exception("webhook.keys")
    assert "ACsender-wrote-this" in caplog.text


def test_a_key_function_that_fails_while_a_refusal_is_explained_changes_no_answer() -> None:
    keys = iter([KEY])
    app = voice_app(LAML_SIGNING_KEY=lambda sid: next(keys))
    assert post(app, "/answer", signed="x").status_code == 403


# any framework


class Unread(bytes):
    """A body that nobody may look into; its length may be asked for."""

    def decode(self, *args: Any, **kwargs: Any) -> str:
        raise AssertionError("the body was parsed")


def read_any(kind: type[WebhookRequest], body: bytes, content_type: str) -> WebhookRequest:
    headers = {"Content-Type": content_type, "X-SignalWire-Signature": "x"}
    given: dict[str, Any] = {"method": "POST", "url": PUBLIC_URL + "/a", "keys": KEY, "provider": "signalwire"}
    return read_request(kind, headers=headers, body=body, **given)


class JsonRequest(VoiceRequest):
    json_too = True


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_any_frameworks_body_is_bounded_before_it_is_parsed(content_type: str) -> None:
    with pytest.raises(FormError) as caught:
        read_any(JsonRequest, Unread(b" " * (MAX_BODY_BYTES + 1)), content_type)
    assert caught.value.status == 413
    with pytest.raises(AssertionError, match="parsed"):
        read_any(JsonRequest, Unread(b" " * MAX_BODY_BYTES), content_type)


# what was verified is what is routed


class House:
    """An app with handlers that write down whom they serve."""

    def __init__(self, inside: Callable[[Any], Any] | None = None, **settings: object) -> None:
        self.app = make_app(**settings)
        self.seen: list[str] = []
        if inside is not None:
            self.app.wsgi_app = inside(self.app.wsgi_app)  # type: ignore[method-assign]
        self.hooks = Webhooks(self.app)

        @self.hooks.voice("/answer")
        def answer(call: VoiceRequest) -> str:
            self.seen.append("answer")
            return DOCUMENT

        @self.hooks.voice("/admin")
        def admin(call: VoiceRequest) -> str:
            self.seen.append("admin")
            return DOCUMENT

        @self.hooks.voice("/shop/<int:number>")
        def shop(call: VoiceRequest, number: int) -> str:
            self.seen.append(f"shop {number}")
            return DOCUMENT

        self.answer, self.admin, self.shop = answer, admin, shop


def rewriting(path: str, method: str = "POST") -> Callable[[Any], Any]:
    """A middleware that sends each request elsewhere; it stands between the verification and Flask."""

    def wrap(inner: Callable[[Any, Any], Iterable[bytes]]) -> Callable[[Any, Any], Iterable[bytes]]:
        def middleware(environ: Any, start_response: Any) -> Iterable[bytes]:
            return inner(environ | {"PATH_INFO": path, "REQUEST_METHOD": method}, start_response)

        return middleware

    return wrap


REWRITTEN = [("/answer", "/admin", "admin"), ("/answer", "/shop/8", "shop 8"), ("/shop/7", "/shop/8", "shop 8")]


@pytest.mark.parametrize(("sent", "routed", "reached"), REWRITTEN)
def test_a_middleware_inside_cannot_send_a_verified_request_to_another_handler(
    sent: str, routed: str, reached: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(rewriting(routed))
    assert (post(house.app, sent).status_code, house.seen) == (403, [])
    _trust_any_verification(monkeypatch)
    assert (post(house.app, sent).status_code, house.seen[0].split()[0]) == (200, reached.split(maxsplit=1)[0])


def _trust_any_verification(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: whatever was verified for some route counts for all."""

    def any_route(endpoint: str, environ: Any) -> Admitted | None:
        return environ.get(DELIVERY)  # type: ignore[no-any-return]

    monkeypatch.setattr(routes, "admitted_to", any_route)


def test_a_middleware_inside_that_changes_nothing_that_is_routed_is_no_obstacle() -> None:
    house = House(rewriting("/answer", "GET"))
    assert (post(house.app, "/answer").status_code, house.seen) == (200, ["answer"])
    proxied = House(lambda inner: ProxyFix(inner, x_prefix=1))
    assert post(proxied.app, "/answer", headers={"X-Forwarded-Prefix": "/tel"}).status_code == 200


def test_a_hosted_document_is_not_reached_with_the_signature_of_another_route(tmp_path: Any) -> None:
    (tmp_path / "hello.xml").write_text(DOCUMENT, encoding="utf-8")
    for path, status in (("/laml-bins/hello", 403), ("/laml-doctor/x", 403), ("/answer", 200)):
        house = House(rewriting(path))
        house.hooks.bins.from_folder(tmp_path)
        assert post(house.app, "/answer").status_code == status
        assert post(House().app, "/laml-doctor/x").status_code == 204


def test_a_hook_that_chooses_another_route_reaches_no_handler() -> None:
    house = House()

    @house.app.before_request
    def elsewhere() -> None:
        request.url_rule = next(rule for rule in house.app.url_map.iter_rules() if rule.rule == "/admin")

    assert (post(house.app, "/answer").status_code, house.seen) == (403, [])
    assert (post(house.app, "/admin").status_code, house.seen) == (200, ["admin"])


def test_a_hook_does_not_change_the_variables_that_were_verified() -> None:
    house = House()

    @house.app.before_request
    def another() -> None:
        request.view_args = {"number": 8}

    assert (post(house.app, "/shop/7").status_code, house.seen) == (200, ["shop 7"])


def test_a_hook_may_take_a_variable_away() -> None:
    """As apps do that have the language in each path: `g.language = values.pop("language")`."""
    app = make_app()
    taken: list[str] = []
    Webhooks(app).voice("/<language>/answer")(lambda call: DOCUMENT)
    app.url_value_preprocessor(lambda _, values: taken.append((values or {}).pop("language")))
    assert post(app, "/fr/answer").status_code == 200
    assert taken == ["fr"]


def test_a_converter_gives_the_handler_what_the_verified_path_says() -> None:
    class Turning(BaseConverter):
        """Gives another value each time, as one that counts or looks into a database may."""

        turns = 0

        def to_python(self, value: str) -> str:
            Turning.turns += 1
            return f"{value} {Turning.turns}"

    app, seen = make_app(), []
    app.url_map.converters["turning"] = Turning
    hooks = Webhooks(app)

    @hooks.voice("/of/<turning:name>")
    def of(call: VoiceRequest, name: str) -> str:
        seen.append(name)
        return DOCUMENT

    assert post(app, "/of/ann").status_code == 200
    assert seen == ["ann 1"]


def test_a_rule_of_the_app_at_the_same_path_takes_no_verified_request_to_another_handler() -> None:
    """Flask takes the rule that was there first; the layer looks the path of a handler up by itself."""
    app = make_app()
    hooks, seen = Webhooks(app), []
    hooks.voice("/admin")(_named("admin", seen))
    app.url_map.add(Rule("/answer", endpoint="webhooks.admin", methods=["POST"]))
    hooks.voice("/answer")(_named("answer", seen))
    assert (post(app, "/answer").status_code, seen) == (403, [])
    assert (post(app, "/admin").status_code, seen) == (200, ["admin"])


def _named(name: str, seen: list[str]) -> Callable[[VoiceRequest], str]:
    def handler(call: VoiceRequest) -> str:
        seen.append(name)
        return DOCUMENT

    handler.__name__ = name
    return handler


def test_a_delivery_that_somebody_else_put_there_counts_for_nothing() -> None:
    house = House(lambda inner: lambda environ, start: inner(environ | {DELIVERY: object()}, start))
    assert (post(house.app, "/answer").status_code, house.seen) == (403, [])
    assert app_state.admitted_to("webhooks.answer", {}) is None


# a prefix is not a second way in


def statuses(app: Any, sent: str, urls: Iterable[str], **environ: str) -> Iterator[int]:
    for url in urls:
        yield post(app, sent, url=url, environ=environ).status_code


@pytest.mark.parametrize(
    ("public", "sent", "environ", "signed", "status"),
    [
        # a proxy takes /tel away: the genuine URL, and its replay one level deeper
        ("/tel", "/answer", {}, "/tel/answer", 200),
        ("/tel", "/tel/answer", {}, "/tel/answer", 403),
        ("/tel", "/tel/answer", {}, "/tel/tel/answer", 200),
        ("/tel", "/answer", {}, "/answer", 403),
        # SCRIPT_NAME that a header set is no part of what was signed
        ("", "/answer", {"SCRIPT_NAME": "/tel"}, "/answer", 200),
        ("", "/answer", {"SCRIPT_NAME": "/tel"}, "/tel/answer", 403),
        ("/pub", "/answer", {"SCRIPT_NAME": "/tel"}, "/pub/answer", 200),
        ("/pub", "/answer", {"SCRIPT_NAME": "/tel"}, "/pub/tel/answer", 403),
        ("/pub", "/answer", {"SCRIPT_NAME": "/tel"}, "/tel/answer", 403),
        # a mount that stands in the request line
        ("", "/answer", {"SCRIPT_NAME": "/tel", "REQUEST_URI": "/tel/answer"}, "/tel/answer", 200),
        ("", "/answer", {"SCRIPT_NAME": "/tel", "REQUEST_URI": "/tel/answer"}, "/answer", 403),
        ("/tel", "/answer", {"SCRIPT_NAME": "/tel", "REQUEST_URI": "/tel/answer"}, "/tel/answer", 200),
        ("/tel", "/answer", {"SCRIPT_NAME": "/tel", "REQUEST_URI": "/tel/answer"}, "/tel/tel/answer", 403),
        # a part that only begins or ends like one
        ("/tel", "/telephone/answer", {}, "/telephone/answer", 404),
        ("", "/answer", {"REQUEST_URI": "/answer/"}, "/answer/", 403),
        ("", "/answer", {"REQUEST_URI": "/answer/admin"}, "/answer/admin", 403),
        ("", "/answer", {"REQUEST_URI": "/answer;a"}, "/answer;a", 403),
        ("", "/answer", {"REQUEST_URI": "/x/answer"}, "/x/answer", 403),
    ],
)
def test_there_is_one_signed_url_for_a_request(
    public: str, sent: str, environ: dict[str, str], signed: str, status: int
) -> None:
    app = make_app(LAML_PUBLIC_URL=PUBLIC_URL + public)
    hooks = Webhooks(app)
    hooks.voice("/answer")(_named("answer", []))
    hooks.voice("/tel/answer")(_named("inner", []))
    assert post(app, sent, url=PUBLIC_URL + signed, environ=environ).status_code == status


def test_the_url_that_is_given_out_is_the_one_that_is_taken() -> None:
    """Below a prefix of the blueprint, of the public URL, and of both."""
    for public, prefix in (("", "/v1"), ("/tel", ""), ("/tel", "/v1"), ("/tel", "/tel")):
        app, hooks = make_app(LAML_PUBLIC_URL=PUBLIC_URL + public), Webhooks()
        answer = hooks.voice("/answer")(lambda call: DOCUMENT)
        app.register_blueprint(hooks.blueprint, url_prefix=prefix or None)
        url = hooks.url_of(answer)
        assert url == PUBLIC_URL + public + prefix + "/answer"
        others = [PUBLIC_URL + path for path in ("/answer", "/tel/answer", "/v1/answer", "/tel/tel/tel/answer")]
        wrong = [other for other in others if other != url]
        assert list(statuses(app, prefix + "/answer", [url, *wrong])) == [200] + [403] * len(wrong)


def test_an_app_that_is_mounted_takes_the_url_of_its_mount() -> None:
    house = House()
    mounted = Flask("outer")
    mounted.wsgi_app = DispatcherMiddleware(mounted.wsgi_app, {"/tel": house.app})  # type: ignore[method-assign]
    assert post(mounted, "/tel/answer").status_code == 200
    assert post(mounted, "/tel/answer", url=PUBLIC_URL + "/answer").status_code == 403


def test_the_log_says_that_the_mount_belongs_into_the_public_url(caplog: pytest.LogCaptureFixture) -> None:
    url = PUBLIC_URL + "/tel/answer"
    assert post(voice_app(), "/answer", url=url, environ={"SCRIPT_NAME": "/tel"}).status_code == 403
    assert "add /tel to the end of LAML_PUBLIC_URL: the app is mounted there" in caplog.text


def test_a_door_that_tries_several_starts_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: the prefix may be in the target or not, so that a genuine request has a twin one level deeper."""
    app = make_app(LAML_PUBLIC_URL=PUBLIC_URL + "/tel")
    Webhooks(app).voice("/tel/answer")(lambda call: DOCUMENT)
    assert post(app, "/tel/answer", url=PUBLIC_URL + "/tel/answer").status_code == 403
    monkeypatch.setattr(receiving, "missing_start", lambda environ, target, prefix: "")
    assert post(app, "/tel/answer", url=PUBLIC_URL + "/tel/answer").status_code == 200


# state in URLs, in its place


class Shops:
    """Shops by number, at one or more apps that share their secret."""

    def __init__(self, name: str = "ivr", **settings: object) -> None:
        self.app = Flask(name)
        self.app.config.update(make_app(**settings).config)
        self.hooks = Webhooks(self.app)
        self.seen: list[int] = []

        @self.hooks.voice("/shop/<int:number>")
        def shop(call: VoiceRequest, number: int) -> str:
            self.seen.append(number)
            return f"<Response><Redirect>{shop.bind(number=number, step=2).url}</Redirect></Response>"

        @self.hooks.message("/sms")
        def sms(message: WebhookRequest) -> str:
            return f"<Response><Redirect>{sms.bind(step=2).url}</Redirect></Response>"

        self.shop, self.sms = shop, sms

    def next_of(self, path: str, form: dict[str, str]) -> str:
        return target(post(self.app, path, form).text.partition("<Redirect>")[2].partition("</Redirect>")[0])


def test_state_belongs_to_the_variables_of_its_route() -> None:
    shops = Shops()
    path = target(shops.shop.bind(number=7, step=1).url)
    assert post(shops.app, path).status_code == 200
    assert post(shops.app, path.replace("/shop/7", "/shop/8")).status_code == 403
    assert post(shops.app, path.replace("/shop/7", "/shop/7/")).status_code == 403
    assert shops.seen == [7]


@pytest.mark.parametrize(
    ("name", "settings", "status"),
    [
        ("ivr", {}, 200),
        ("other", {}, 403),
        ("ivr", {"LAML_APP_NAME": "blue"}, 403),
        ("other", {"LAML_APP_NAME": "ivr"}, 200),
    ],
)
def test_state_belongs_to_its_app(name: str, settings: dict[str, object], status: int) -> None:
    """Two apps with one secret, as in one settings file; an app that is renamed keeps its name by the setting."""
    path = target(Shops().shop.bind(number=7, step=1).url)
    assert post(Shops(name, **settings).app, path).status_code == status


def test_the_name_of_an_app_is_read_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    path = target(Shops("other").shop.bind(number=7, step=1).url)
    monkeypatch.setenv("LAML_APP_NAME", "other")
    assert post(Shops("ivr").app, path).status_code == 200


EMPTY = [{"AccountSid": ""}, {"CallSid": ""}, {"AccountSid": "", "CallSid": ""}]


@pytest.mark.parametrize("empty", EMPTY)
def test_what_came_empty_opens_no_state_and_binds_none_to_everybody(empty: dict[str, str]) -> None:
    shops = Shops()
    of_call = shops.next_of("/shop/7", VOICE)
    assert post(shops.app, of_call, VOICE | empty).status_code == 403
    of_nobody = shops.next_of("/shop/7", VOICE | empty)
    assert post(shops.app, of_nobody, VOICE).status_code == 403
    assert post(shops.app, of_call, VOICE).status_code == 200


@pytest.mark.parametrize("empty", [{"From": ""}, {"From": "", "To": ""}, {"AccountSid": ""}])
def test_a_message_without_numbers_opens_no_state_and_binds_none_to_everybody(empty: dict[str, str]) -> None:
    shops = Shops()
    of_pair = shops.next_of("/sms", MESSAGE)
    assert post(shops.app, of_pair, MESSAGE | empty).status_code == 403
    of_nobody = shops.next_of("/sms", MESSAGE | empty | {"MessageSid": "SM" + "2" * 32})
    assert post(shops.app, of_nobody, MESSAGE).status_code == 403
    assert post(shops.app, of_nobody, MESSAGE | empty).status_code == 403
    assert post(shops.app, of_pair, MESSAGE).status_code == 200


def test_two_states_in_one_url_are_refused_though_each_is_genuine() -> None:
    """Which of two counts is nothing to guess: a proxy, Flask and the handler may each take another."""
    shops = Shops()
    path = target(shops.shop.bind(number=7, step=1).url)
    again = path.partition("?")[2]
    assert post(shops.app, path).status_code == 200
    assert post(shops.app, f"{path}&{again}").status_code == 403
    assert post(shops.app, f"{path}&{again.replace('laml_state', 'laml%5Fstate')}").status_code == 403
    other = target(shops.shop.bind(number=7, step=9).url).partition("?")[2]
    assert post(shops.app, f"{path}&{other}").status_code == 403
    assert shops.seen == [7]


def test_a_get_with_two_states_is_refused_too() -> None:
    shops = Shops()
    path = target(shops.shop.bind(number=7, step=1).url)
    query = path.partition("?")[2]
    for sent, status in ((path, 200), (f"{path}&{query}", 403)):
        url = f"{sent}&{urlencode(VOICE)}"
        made = {"X-Twilio-Signature": signature(PUBLIC_URL + url, {})}
        assert shops.app.test_client().get(url, headers=made).status_code == status


def test_a_signed_state_of_another_form_is_a_403_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    import hashlib

    from itsdangerous import URLSafeSerializer

    signing = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    app = voice_app()
    for payload in ({"t": "now"}, {"n": 1}, [], None, {"t": 1, "n": "x", "s": "text"}):
        token = URLSafeSerializer("s3cret", salt="lamlkit.state:/answer", signer_kwargs=signing).dumps(payload)
        response = post(app, f"/answer?laml_state={token}")
        assert (response.status_code, response.data) == (403, b"")
    assert "Traceback" not in caplog.text


def test_a_state_in_a_document_with_a_problem_is_masked_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(TESTING=False)
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return f'<Response><Gather method="{answer.bind(step=2).url}"/></Response>'

    token = post(app, "/answer").text.partition("laml_state=")[2].partition('"')[0]
    (record,) = [record for record in caplog.records if "webhook.document" in record.getMessage()]
    assert token[:8] in record.getMessage()
    assert token[8:] not in record.getMessage()
