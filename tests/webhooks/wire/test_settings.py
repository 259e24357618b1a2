"""Where the URL of a handler is, and what stops an app from starting."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, current_app, request

from webhooks import (
    ConfigError,
    GatherRequest,
    UrlError,
    VoiceRequest,
    Webhooks,
)
from webhooks.signature import Key
from webhooks.wire.settings import READ

from ..app.test_extension import Ivr
from ..apps import DOCUMENT, KEY, PUBLIC_URL, SETTINGS, VOICE, make_app, post


@pytest.fixture
def ivr() -> Ivr:
    return Ivr()


def test_a_handler_stays_callable_and_has_a_url(ivr: Ivr) -> None:
    assert ivr.menu(GatherRequest(digits="1")) == DOCUMENT
    assert ivr.menu.url == "https://ivr.example.com/menu"
    assert "+1" not in repr(VoiceRequest(from_="+14155550199", call_sid="CA1"))


def test_handlers_may_be_declared_before_the_app_and_served_under_a_prefix() -> None:
    hooks = Webhooks()

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    with pytest.raises(UrlError) as caught:
        _ = answer.url
    assert caught.value.missing == "init_app"
    app = make_app(LAML_PUBLIC_URL="https://ivr.example.com/")
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    hooks.gather("/later")(lambda call: DOCUMENT)
    assert answer.url == "https://ivr.example.com/tel/answer"
    assert post(app, "/tel/answer").status_code == 200
    assert post(app, "/tel/later").status_code == 200
    assert post(app, "/answer").status_code == 404


def test_two_apps_of_one_process_have_their_own_settings_and_urls() -> None:
    hooks = Webhooks()

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    one, two = make_app(LAML_PUBLIC_URL="https://one.example"), make_app(LAML_PUBLIC_URL="https://two.example")
    hooks.init_app(one)
    hooks.init_app(two)
    with pytest.raises(UrlError) as caught:
        _ = answer.url
    assert caught.value.missing == "app context"
    with two.app_context():
        assert answer.url == "https://two.example/answer"
    assert post(one, "/answer", url="https://one.example/answer").status_code == 200
    assert post(two, "/answer", url="https://one.example/answer").status_code == 403


def test_an_app_that_is_gone_is_not_counted() -> None:
    import gc

    hooks = Webhooks()
    handler = hooks.voice("/answer")(lambda call: DOCUMENT)
    gone = make_app(LAML_PUBLIC_URL="https://one.example")
    hooks.init_app(gone)
    del gone
    gc.collect()
    kept = make_app(LAML_PUBLIC_URL="https://two.example")
    hooks.init_app(kept)
    assert handler.url == "https://two.example/answer"


@pytest.mark.parametrize("setting", ["LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_missing_setting_stops_the_start_and_is_named(
    setting: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(setting, raising=False)
    with pytest.raises(ConfigError, match=setting) as caught:
        Webhooks(make_app(**{setting: value}))
    assert caught.value.setting == setting


def test_all_that_is_missing_or_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError) as caught:
        Webhooks(make_app(LAML_PROVIDER="vonage", LAML_SIGNING_KEY=None, LAML_PUBLIC_URL="ivr.example.com"))
    first, *rows = str(caught.value).splitlines()
    assert first == "settings that are missing or wrong:"
    assert [row.split()[0] for row in rows] == ["LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL"]
    assert caught.value.setting == "LAML_PROVIDER"


IDENTIFIERS = [  # their forms: twilio.com/docs/glossary/what-is-a-sid; project IDs in reference/webhooks.json
    ("AC" + "0f" * 16, "an account SID"),
    ("SK" + "0f" * 16, "the SID of an API key"),
    ("7f000001-1a2b-4c3d-8e4f-5a6b7c8d9e0f", "a project ID"),
]


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
@pytest.mark.parametrize(("key", "what"), IDENTIFIERS)
@pytest.mark.parametrize("others", [[], ["PSK_right"]])
def test_an_identifier_for_a_key_stops_the_start(provider: str, key: str, what: str, others: list[str]) -> None:
    """Neither provider signs with one, so no request would ever verify."""
    with pytest.raises(ConfigError, match=f"LAML_SIGNING_KEY is {what}: {provider} signs with the") as caught:
        Webhooks(make_app(LAML_PROVIDER=provider, LAML_SIGNING_KEY=[*others, key]))
    assert key not in str(caught.value)
    assert caught.value.setting == "LAML_SIGNING_KEY"


@pytest.mark.parametrize(
    ("provider", "key", "said"),
    [
        ("signalwire", "PT0f0f0f0f", "key 1 begins with PT, like an API token of signalwire: "),
        (
            "signalwire",
            "0f" * 16,
            "key 1 does not begin with PSK_: signalwire signs with the signing key, which begins with PSK_",
        ),
        (
            "twilio",
            "PSK_0f0f0f0f",
            "key 1 begins with PSK_, like a key of signalwire: twilio signs with the auth token",
        ),
        ("twilio", "PT0f0f0f0f", "key 1 begins with PT, like an API token of signalwire: "),
        ("signalwire", ["PSK_one", "PT_two"], "key 2 begins with PT, like an API token of signalwire"),
        ("signalwire", "PSK_0f0f0f0f", ""),
        ("twilio", "0f" * 16, ""),
        ("twilio", Key("PSK_0f", id="webhooks_sharedkey_1", algorithm="sha256"), ""),
        ("signalwire", lambda sid: "PT0f", ""),
    ],
)
def test_a_key_of_the_wrong_form_is_told_at_the_start(
    provider: str, key: object, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    Webhooks(make_app(LAML_PROVIDER=provider, LAML_SIGNING_KEY=key))
    told = [record.getMessage() for record in caplog.records]
    assert [said in one for one in told] == ([True] if said else [])
    assert not any("0f0f" in one for one in told)


def test_a_handler_whose_callers_hold_needs_a_secret_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    hooks = Webhooks()
    hooks.voice("/slow", hold="One moment please.")(lambda call: DOCUMENT)
    with pytest.raises(ConfigError, match=r"of /slow lets its callers hold.*set LAML_SECRET_KEY") as caught:
        hooks.init_app(make_app(SECRET_KEY=None))
    assert caught.value.setting == "LAML_SECRET_KEY"


def test_an_app_without_a_secret_is_told_in_the_log_that_bind_will_fail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    handler = Webhooks(make_app(SECRET_KEY=None)).voice("/answer")(lambda call: DOCUMENT)
    assert "webhook.setting setting=LAML_SECRET_KEY" in caplog.text
    with pytest.raises(UrlError, match="set LAML_SECRET_KEY"):
        _ = handler.bind(tries=1).url


@pytest.mark.parametrize(
    ("setting", "value"),
    [("LAML_SIGNING_KEY", f" {KEY}\r\n"), ("LAML_PROVIDER", "twilio\n"), ("LAML_PUBLIC_URL", f"{PUBLIC_URL} \n")],
)
def test_blanks_and_line_ends_around_a_setting_are_dropped_with_a_warning(
    setting: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(**{setting: value})
    Webhooks(app).route(VoiceRequest, "/answer")(lambda call: DOCUMENT)
    assert post(app, "/answer").text == DOCUMENT
    assert f"webhook.setting setting={setting}" in caplog.text
    assert KEY not in caplog.text


def test_what_the_config_lacks_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    app = Flask("ivr")
    Webhooks(app).voice("/answer")(lambda call: DOCUMENT)
    assert post(app, "/answer").status_code == 200


def test_two_webhooks_on_one_app_are_refused() -> None:
    app = make_app()
    Webhooks(app)
    with pytest.raises(ConfigError, match="already"):
        Webhooks(app)


def test_a_route_that_takes_any_path_is_refused(ivr: Ivr) -> None:
    """S7: a signed body could be read as the end of its URL."""
    with pytest.raises(ConfigError, match="any path"):
        ivr.hooks.voice("/<path:rest>")


def test_a_route_with_variables_hands_them_to_the_handler_and_has_no_url_alone(ivr: Ivr) -> None:
    @ivr.hooks.voice("/shop/<int:number>")
    def shop(call: VoiceRequest, number: int) -> str:
        return f"<Response><Say>{number}</Say></Response>"

    assert "<Say>7</Say>" in post(ivr.app, "/shop/7").text
    with pytest.raises(UrlError, match="variables"):
        _ = shop.url


def test_requests_and_signatures_need_no_flask() -> None:
    code = "import sys, webhooks.requests, webhooks.signature, webhooks.validator; print('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_other_routes_of_the_app_are_left_alone(ivr: Ivr) -> None:
    ivr.app.add_url_rule("/", view_func=lambda: "hello")
    assert ivr.app.test_client().get("/").text == "hello"
    assert ivr.app.test_client().get("/none").status_code == 404


@pytest.mark.parametrize("host", ["", "a b", "h:99999", "h:abc", "[::1", "u:p@h", "h/../x"])
def test_a_strange_host_header_changes_nothing(ivr: Ivr, host: str) -> None:
    """S21: the URL comes from the settings."""
    assert post(ivr.app, "/answer", headers={"Host": host}).status_code in (200, 400)


def test_the_log_line_of_a_refusal_is_one_line(ivr: Ivr, caplog: pytest.LogCaptureFixture) -> None:
    ivr.hooks.voice("/v/<name>")(lambda call, name: DOCUMENT)
    caplog.set_level(logging.DEBUG)
    post(ivr.app, "/v/%0d%0aX%1b[2J%E2%80%AE?laml_state=secretsecretsecret", signed="")
    (message,) = [r.getMessage() for r in caplog.records if r.name == "webhooks"]
    assert message.isascii()
    assert message.isprintable()
    assert "secretsecretsecret" not in message


def test_hooks_of_the_blueprint_run_for_its_routes_only() -> None:
    hooks, ran = Webhooks(), []
    hooks.voice("/answer")(lambda call: DOCUMENT)
    hooks.blueprint.before_request(lambda: ran.append(request.path))
    app = make_app()
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    app.add_url_rule("/", view_func=lambda: "hello")
    app.test_client().get("/")
    assert post(app, "/tel/answer").status_code == 200
    assert ran == ["/tel/answer"]


def test_a_page_of_the_app_may_live_at_the_path_of_a_handler() -> None:
    """People GET it, the provider POSTs to it."""
    app = make_app()
    app.add_url_rule("/answer", view_func=lambda: "a page", methods=["GET"])
    Webhooks(app).voice("/answer")(lambda call: DOCUMENT)
    assert app.test_client().get("/answer").text == "a page"
    assert post(app, "/answer").text == DOCUMENT
    assert app.test_client().post("/answer").status_code == 403


def test_a_value_that_does_not_fit_its_variable_has_no_url() -> None:
    app = make_app()  # held, since an app that nobody holds is forgotten
    hooks = Webhooks(app)
    shop = hooks.voice("/shop/<int:number>")(lambda call, number: DOCUMENT)
    with pytest.raises(UrlError, match="does not take number='seven'"):
        _ = shop.bind(number="seven").url


def test_an_app_whose_bins_have_errors_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text('<Response><Say voyce="x">Hi</Say></Response>')
    hooks = Webhooks()
    hooks.bins.from_folder(tmp_path)
    app = make_app()
    with pytest.raises(ConfigError, match="voyce"):
        hooks.init_app(app)
    assert "webhooks" not in app.extensions


MISSPELT = [
    ({"LAML_SIGNING_KEYS": "x"}, "LAML_SIGNING_KEYS", "LAML_SIGNING_KEY"),
    ({"LAML_PUBLIC_ULR": "x"}, "LAML_PUBLIC_ULR", "LAML_PUBLIC_URL"),
    ({"LAML_DATABASE_URI": "x"}, "LAML_DATABASE_URI", "LAML_DATABASE_URL"),
    ({"LAML_STORE_KEEPS": "x"}, "LAML_STORE_KEEPS", "LAML_STORE_KEEP"),
    ({"LAML_REFUSE_SEND": "x"}, "LAML_REFUSE_SEND", "LAML_REFUSE_SENDS"),
    ({"laml_provider": "x"}, "laml_provider", "LAML_PROVIDER"),
]


@pytest.mark.parametrize("in_environment", [False, True])
@pytest.mark.parametrize(("given", "name", "meant"), MISSPELT)
def test_a_misspelt_setting_is_told_at_the_start_with_the_name_that_was_meant(
    given: dict[str, str], name: str, meant: str, in_environment: bool,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    app = make_app(**({} if in_environment else given))
    for key, value in given.items() if in_environment else ():
        monkeypatch.setenv(key, value)
    Webhooks(app)
    told = [text for text in caplog.messages if name in text]
    assert told == [
        f"webhook.setting setting={name} hint='nothing reads a setting of this name: did you mean {meant}?'"
    ]


def test_the_error_of_a_missing_setting_names_the_misspelt_one_and_not_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LAML_SIGNING_KEY", raising=False)
    app = Flask("ivr")
    app.config.update({key: value for key, value in SETTINGS.items() if key != "LAML_SIGNING_KEY"})
    app.config["LAML_SIGNING_KEYS"] = KEY
    with pytest.raises(
        ConfigError, match=r"LAML_SIGNING_KEY is missing: .* \(LAML_SIGNING_KEYS is set: did you mean"
    ) as error:
        Webhooks(app)
    assert KEY not in str(error.value)
    assert error.value.setting == "LAML_SIGNING_KEY"


def test_the_names_that_any_package_reads_are_known_and_names_of_the_app_are_left_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    root = Path(__file__).parents[3]
    packages = ("laml", "rest", "webhooks", "emulator")
    sources = [file.read_text(encoding="utf-8") for name in packages for file in (root / name).rglob("*.py")]
    sources.append((root / "lamlkit_pytest.py").read_text(encoding="utf-8"))
    read = {name for text in sources for name in re.findall(r'"(?:_)?(LAML_[A-Z_]+)"', text)}
    assert read == set(READ)
    Webhooks(make_app(**dict.fromkeys(read - SETTINGS.keys()), LAML_NUMBER="+15551230000"))
    assert not [text for text in caplog.messages if "did you mean" in text]


@pytest.mark.parametrize("setting", ["LAML_SIGNING_KEY", "LAML_ACCOUNT_SID", "LAML_SECRET_KEY", "LAML_BINS_API_TOKEN"])
@pytest.mark.parametrize("given", [5, [5], 2.5, object()])
def test_a_setting_of_a_wrong_type_is_named_with_its_type_and_without_its_value(setting: str, given: object) -> None:
    came = type(given[0] if isinstance(given, list) else given).__name__
    with pytest.raises(ConfigError, match=f"{setting} is of type {came}: set it to text"):
        Webhooks(make_app(**{setting: given}))


@pytest.mark.parametrize("secret", [b'_5#y2L"F4Q8z\n\xec]/', b"\xff\xfe" * 8, b"dev", "dev", bytes(range(128, 144))])
def test_a_secret_may_be_any_bytes_as_those_of_flask_are(secret: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is the one of Flask's quickstart; `os.urandom` makes others."""
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    app = make_app(SECRET_KEY=secret)
    hooks = Webhooks(app, store=None)

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> str:
        return f"<Response><Say>{call.state['n']}</Say></Response>"

    target = menu.bind(n=7).url.removeprefix(PUBLIC_URL)
    assert "<Say>7</Say>" in post(app, target, {**VOICE, "Digits": "1"}).text
    other = make_app(SECRET_KEY=b"\xff\xfe" * 7)
    again = Webhooks(other, store=None)
    again.gather("/menu", name="menu")(lambda call: DOCUMENT)
    assert post(other, target, {**VOICE, "Digits": "1"}).status_code == 403


@pytest.mark.parametrize("setting", ["LAML_SIGNING_KEY", "LAML_ACCOUNT_SID", "LAML_BINS_API_TOKEN"])
def test_bytes_that_are_no_text_are_told_by_the_setting_that_they_are_of(setting: str) -> None:
    with pytest.raises(ConfigError, match=f"{setting} has bytes that are no text in UTF-8"):
        Webhooks(make_app(**{setting: b"\xff\xfe" * 8}))


def test_a_secret_that_the_app_had_before_is_accepted_and_does_not_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """By `SECRET_KEY_FALLBACKS`, which Flask has since 3.1 for a rotation of `SECRET_KEY`."""
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)

    def made(**secrets: object) -> tuple[Flask, str]:
        app = make_app(**secrets)
        hooks = Webhooks(app, store=None)
        menu = hooks.gather("/menu", name="menu")(lambda call: DOCUMENT)
        return app, menu.bind(n=7).url.removeprefix(PUBLIC_URL)

    form = {**VOICE, "Digits": "1"}
    old, of_old = made(SECRET_KEY="old")
    new, of_new = made(SECRET_KEY=b"\xff new", SECRET_KEY_FALLBACKS=["old", b"\xfe"])
    assert [post(new, of_old, form).status_code, post(new, of_new, form).status_code] == [200, 200]
    assert post(old, of_new, form).status_code == 403
    own, _ = made(LAML_SECRET_KEY="own", SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"])
    assert post(own, of_old, form).status_code == 403


def test_the_secret_of_the_app_that_cannot_be_is_named_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    with pytest.raises(ConfigError, match=r"^SECRET_KEY is of type int"):
        Webhooks(make_app(SECRET_KEY=5))


def test_the_proxy_of_an_app_stands_for_the_app() -> None:
    app = make_app()
    hooks = Webhooks(store=None)
    answer = hooks.voice("/answer")(lambda call: DOCUMENT)
    with app.app_context():
        hooks.init_app(current_app)
    assert post(app, "/answer").text == DOCUMENT
    assert answer.url == f"{PUBLIC_URL}/answer"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (__name__, "an object of type str; without one yet"),
        (Blueprint("tel", __name__), r"an object of type Blueprint; on a blueprint, blueprint\.register_blueprint"),
        (Flask, "the class Flask"),
        (make_app, "an object of type function"),
    ],
)
def test_what_is_no_app_is_told_where_it_is_given(given: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=f"Webhooks needs a Flask app, and was given {words}"):
        Webhooks(given)
    with pytest.raises(ConfigError, match="Webhooks needs a Flask app"):
        Webhooks().init_app(given)


@pytest.mark.parametrize("setting", ["LAML_SIGNING_KEY", "LAML_ACCOUNT_SID", "LAML_BINS_API_TOKEN"])
@pytest.mark.parametrize("mark", ["'", '"'])
def test_quotation_marks_around_a_setting_are_told_and_its_value_is_not(setting: str, mark: str) -> None:
    """Docker's `--env-file` keeps them, and then no signature is ever right."""
    with pytest.raises(ConfigError, match=f"{setting} stands in quotation marks") as refused:
        Webhooks(make_app(**{setting: f"{mark}one-value two-values{mark}\n"}))
    assert "value" not in str(refused.value)


def test_a_secret_may_have_quotation_marks_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    Webhooks(make_app(SECRET_KEY='"secret"'))
    Webhooks(make_app(LAML_SECRET_KEY="'secret'"))
