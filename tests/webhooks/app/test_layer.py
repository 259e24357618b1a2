"""The thin layer before Flask: what it looks at, what it passes on, and what it does once only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, abort, redirect, request

from webhooks import Webhooks
from webhooks.app import wsgi
from webhooks.app.app_state import DELIVERY, LINES_A_MINUTE

from ..apps import DOCUMENT, VOICE, make_app, post


def voice_app() -> Flask:
    app = make_app()
    Webhooks(app).voice("/answer")(lambda call: DOCUMENT)
    return app


def test_hooks_of_the_app_read_the_body_that_was_verified() -> None:
    app, seen = voice_app(), []
    app.before_request(lambda: seen.append(request.get_data()))
    assert post(app, "/answer").status_code == 200
    assert seen == [urlencode(VOICE).encode()]


def test_what_another_request_left_in_the_environment_admits_nobody() -> None:
    """As a middleware inside might that uses the environment of one request for another, and changes its path."""
    app, left = voice_app(), {}
    app.before_request(lambda: left.update(request.environ))
    assert post(app, "/answer").status_code == 200
    layer = app.wsgi_app
    inner = layer._inner  # type: ignore[attr-defined]
    layer._inner = lambda environ, start: inner(environ | {"PATH_INFO": "/answer"}, start)  # type: ignore[attr-defined]
    assert DELIVERY in left
    again = app.test_client().post("/plain", environ_overrides={DELIVERY: left[DELIVERY]})
    assert again.status_code == 403


def test_another_route_of_the_app_is_passed_on_as_it_came() -> None:
    app = voice_app()

    @app.post("/form")
    def form() -> bytes:
        return request.get_data()

    assert app.test_client().post("/form", data=b"anything").data == b"anything"


def test_a_page_of_the_app_at_the_path_of_a_handler_is_its_own_for_those_who_get_it() -> None:
    app = make_app()
    app.add_url_rule("/answer", "page", lambda: "a page", methods=["GET"])
    Webhooks(app).voice("/answer")(lambda call: DOCUMENT)
    assert app.test_client().get("/answer").text == "a page"
    assert post(app, "/answer").status_code == 200


class Csrf:
    """Counts how often a view is exempted."""

    def __init__(self) -> None:
        self.views: list[str] = []

    def exempt(self, view: object) -> None:
        self.views.append(getattr(view, "__name__", ""))


def test_views_are_exempted_from_csrf_tokens_once() -> None:
    app, csrf = voice_app(), Csrf()
    app.extensions["csrf"] = csrf
    assert [post(app, "/answer").status_code for _ in range(3)] == [200] * 3
    assert sorted(set(csrf.views)) == sorted(csrf.views)
    assert any(name.startswith("webhooks.") for name in csrf.views)


def test_in_a_flood_of_forgeries_no_more_are_explained_than_are_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    """To explain one takes as many signatures as there are keys and spellings."""
    app, explained = voice_app(), []
    monkeypatch.setattr(wsgi, "explain_refusal", lambda *given: explained.append(given) or "")
    for _ in range(LINES_A_MINUTE + 20):
        assert post(app, "/answer", signed="x").status_code == 403
    assert len(explained) == LINES_A_MINUTE


def test_what_cannot_be_read_is_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi, "explain_refusal", lambda *given: pytest.fail("it was explained"))
    app = voice_app()
    assert post(app, "/answer", content_type="text/plain", signed="x").status_code == 415
    assert app.test_client().put("/answer").status_code == 405


@pytest.mark.parametrize(("status", "header"), [(405, "Allow"), (403, None), (415, None)])
def test_a_refusal_is_empty_and_says_which_methods_there_are(status: int, header: str | None) -> None:
    app = voice_app()
    answer = {
        405: lambda: app.test_client().put("/answer"),
        403: lambda: post(app, "/answer", signed="x"),
        415: lambda: post(app, "/answer", content_type="text/plain", signed="x"),
    }[status]()
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (status, b"", "0")
    assert {"Allow", "Retry-After"} & set(answer.headers.keys()) == ({header} if header else set())


INTERCEPTED = "webhook.intercepted path=/answer status="


@pytest.mark.parametrize(
    ("hook", "status", "told"),
    [
        (lambda: redirect("/login"), 302, True),  # as an extension for logins does, or one that wants https
        (lambda: abort(429), 429, True),  # as a limit of requests does
        (lambda: abort(403), 403, True),  # as a check of tokens does
        (lambda: abort(503), 503, True),
        (lambda: DOCUMENT, 200, False),  # the app answers by itself, and the provider has what it needs
        (lambda: 1 / 0, 500, False),  # Flask logs it
        (lambda: None, 200, False),
    ],
)
def test_what_else_of_the_app_answers_a_genuine_request_is_told(
    hook: Callable[[], Any], status: int, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The provider reports the status only, and the log had nothing."""
    app = voice_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.before_request(hook)
    assert post(app, "/answer").status_code == status
    assert sum(each.startswith(f"{INTERCEPTED}{status}") for each in caplog.messages) == told


def test_what_the_view_was_asked_for_is_its_own_answer(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    hooks = Webhooks(app)
    hooks.voice("/answer")(lambda call: 1)  # no document
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/own", "own", hooks.verified("voice")(lambda: abort(404)), methods=["POST"])
    assert post(app, "/answer").status_code >= 400
    assert post(app, "/own").status_code == 404
    assert post(app, "/answer", signed="x").status_code == 403
    assert "webhook.intercepted" not in caplog.text


def test_a_flood_of_such_answers_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = voice_app()
    app.before_request(lambda: abort(429))
    for _ in range(LINES_A_MINUTE + 5):
        post(app, "/answer")
    assert sum(INTERCEPTED in each for each in caplog.messages) == LINES_A_MINUTE
