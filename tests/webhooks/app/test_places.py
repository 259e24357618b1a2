"""An app that matches hosts or subdomains: handlers are reached, and their URLs are those that the provider asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from emulator import Provider
from webhooks import ConfigError, VoiceRequest, Webhooks

from ..apps import DOCUMENT, SETTINGS, VOICE, signature

FOLDER = Path(__file__).parent / "bins"
HOSTS = {"host_matching": True, "static_host": "www.example.com"}
SUBDOMAINS = {"subdomain_matching": True}


def make(public: str, flask: Mapping[str, object], server: str | None = "example.com", **registered: str) -> Flask:
    app = Flask("ivr", **flask)  # type: ignore[arg-type] # of a table
    app.config.update(SETTINGS, LAML_PUBLIC_URL=public, SERVER_NAME=server)
    hooks = Webhooks()

    @hooks.voice("/answer/<int:floor>")
    def answer(call: VoiceRequest, floor: int) -> str:
        assert floor == 3
        return DOCUMENT

    @hooks.voice("/plain")
    def plain(call: VoiceRequest) -> str:
        return DOCUMENT

    hooks.bins.from_folder(FOLDER)
    if registered:
        app.register_blueprint(hooks.blueprint, **registered)
    else:
        hooks.init_app(app)
    app.extensions["ours"] = hooks, answer, plain
    if "host_matching" in flask:
        app.add_url_rule("/plain", "site", lambda: "the site", methods=["POST"], host="www.example.com")
    elif flask:
        app.add_url_rule("/plain", "site", lambda: "the site", methods=["POST"], subdomain="www")
    return app


CASES = [
    ("https://tel.example.com", HOSTS, None, {}),
    ("https://tel.example.com:8443", HOSTS, None, {}),
    ("http://tel.example.com:80", HOSTS, None, {}),
    ("https://TEL.example.com", HOSTS, None, {"url_prefix": "/v1"}),
    ("https://tel.example.com", SUBDOMAINS, "example.com", {}),
    ("https://tel.example.com", SUBDOMAINS, "example.com", {"subdomain": "tel"}),
    ("http://tel.example.com:5000", SUBDOMAINS, "example.com:5000", {"subdomain": "tel", "url_prefix": "/v1"}),
    ("https://example.com", SUBDOMAINS, "example.com", {}),
    ("https://tel.example.com", {}, None, {}),
    ("https://tel.example.com", SUBDOMAINS, None, {}),
]


@pytest.mark.parametrize(("public", "flask", "server", "registered"), CASES)
def test_handlers_are_reached_at_their_urls(
    public: str, flask: Mapping[str, object], server: str | None, registered: dict[str, str]
) -> None:
    app = make(public, flask, server, **registered)
    hooks, answer, plain = app.extensions["ours"]
    start = public + registered.get("url_prefix", "")
    assert plain.url == f"{start}/plain"
    bound = answer.bind(floor=3, tries=1).url
    assert bound.startswith(f"{start}/answer/3?laml_state=")
    for url in (plain.url, bound):
        sent = app.test_client().post(
            url, base_url=None, data=VOICE, headers={"X-Twilio-Signature": signature(url, VOICE)}
        )
        assert (sent.status_code, sent.text) == (200, DOCUMENT)
        assert app.test_client().post(url, data=VOICE).status_code == 403
    assert hooks.test_client(app).post(plain).status_code == 200
    assert hooks.test_client(app).get(answer.bind(floor=3)).status_code == 200
    assert hooks.test_client(app).post(hooks.bins["closed"]).status_code == 200
    assert app.test_cli_runner().invoke(args=["laml", "doctor", "--url", "http://127.0.0.1:1"]).output.count("(204)")
    provider = Provider()
    provider.host(app)
    assert provider.dial(plain).heard("Hello")


@pytest.mark.parametrize(
    ("public", "flask", "server"),
    [
        ("https://tel.example.com", HOSTS, None),
        ("https://tel.example.com", SUBDOMAINS, "example.com"),
        ("https://example.com", SUBDOMAINS, "example.com"),
    ],
)
def test_the_same_path_of_another_host_is_left_alone(
    public: str, flask: Mapping[str, object], server: str | None
) -> None:
    app = make(public, flask, server)
    there = app.test_client().post("/plain", base_url="https://www.example.com", data=VOICE)
    assert (there.status_code, there.text) == (200, "the site")


@pytest.mark.parametrize(
    ("public", "flask", "server", "said"),
    [
        ("https://tel.example.com", {}, "example.com", "subdomain='tel' needs Flask(…, subdomain_matching=True)"),
        ("https://tel.example.com", SUBDOMAINS, None, "subdomain='tel' needs Flask(…, subdomain_matching=True)"),
        ("https://tel.example.com", HOSTS, None, "subdomain='tel' needs Flask(…, subdomain_matching=True)"),
        ("https://example.com", SUBDOMAINS, "example.com", "expected tel.example.com there"),
        ("https://sms.example.com", SUBDOMAINS, "example.com", "LAML_PUBLIC_URL leads to sms.example.com"),
    ],
)
def test_a_subdomain_that_no_request_can_have_stops_the_start(
    public: str, flask: Mapping[str, object], server: str | None, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        make(public, flask, server, subdomain="tel")
    assert said in str(caught.value)


def test_a_public_url_outside_of_the_server_name_is_told(caplog: pytest.LogCaptureFixture) -> None:
    make("https://quiet-fox-7.tunnel.example", SUBDOMAINS, "example.com")
    assert "the app answers at example.com and its subdomains, and LAML_PUBLIC_URL is elsewhere" in caplog.text


@pytest.mark.parametrize("module", ["wsgi", "routes"])
def test_without_a_look_at_the_host_the_page_of_another_one_would_be_refused(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"webhooks.app.{module}.matches_hosts", lambda app: False)
    app = make("https://example.com", SUBDOMAINS, "example.com")
    assert app.test_client().post("/plain", base_url="https://www.example.com", data=VOICE).status_code == 403
