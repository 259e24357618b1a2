"""Documents hosted from a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from laml import VoiceResponse
from webhooks import ConfigError, Webhooks

from ..apps import DOCUMENT, PUBLIC_URL, get, make_app, post, signature


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "closed.xml").write_text(DOCUMENT)
    app = make_app()
    Webhooks(app).bins.from_folder(tmp_path)
    return app


def test_a_bin_is_served_to_the_provider_with_an_etag(tmp_path: Path) -> None:
    (tmp_path / "closed.xml").write_text("\ufeff" + DOCUMENT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a bin")
    app = make_app()
    hooks = Webhooks(app)
    bins = hooks.bins.from_folder(tmp_path)
    assert list(bins) == ["closed"]
    assert bins["closed"].url == hooks.bins["closed"].url == PUBLIC_URL + "/laml-bins/closed"
    answer = post(app, "/laml-bins/closed")
    assert (answer.status_code, answer.text) == (200, DOCUMENT)
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    fetched = get(app, "/laml-bins/closed")
    signed = {"X-Twilio-Signature": signature(PUBLIC_URL + "/laml-bins/closed", {})}
    client = app.test_client()
    again = client.get("/laml-bins/closed", headers={**signed, "If-None-Match": fetched.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head("/laml-bins/closed", headers=signed)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(DOCUMENT)))
    assert client.get("/laml-bins/closed").status_code == 403
    assert client.head("/laml-bins/closed").status_code == 403
    assert client.put("/laml-bins/closed").status_code == 405
    assert "<Redirect>https://ivr.example.com/laml-bins/closed</Redirect>" in str(_redirect(bins["closed"], app))


def _redirect(where: Any, app: Flask) -> VoiceResponse:
    with app.app_context():
        return VoiceResponse(validate="off").redirect(where).to_xml()  # type: ignore[return-value]


@pytest.mark.parametrize(
    "name", ["", "other", "..%2fclosed", "%2e%2e/closed", "closed.xml", "a" * 300, "CLOSED", "closed%00", "../closed"]
)
def test_what_is_no_bin_is_not_found(name: str, app: Flask) -> None:
    """B11."""
    assert app.test_client().get("/laml-bins/" + name).status_code == 404


def test_a_public_bin_is_given_to_whoever_asks(tmp_path: Path) -> None:
    (tmp_path / "open.xml").write_text(DOCUMENT)
    app = make_app()
    hooks = Webhooks()
    hooks.bins.from_folder(str(tmp_path), public=True)
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    assert app.test_client().get("/tel/laml-bins/open").text == DOCUMENT
    assert app.test_client().post("/tel/laml-bins/open").text == DOCUMENT
    assert hooks.bins["open"].url == PUBLIC_URL + "/tel/laml-bins/open"


def test_all_that_is_wrong_with_a_folder_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text('<Response><Say voyce="x">Hi</Say></Response>')
    (tmp_path / "two.xml").write_text("<Response>\n<Say>")
    (tmp_path / "three.xml").write_text("<Other/>")
    (tmp_path / "fine.xml").write_text(DOCUMENT)
    app = make_app()
    with pytest.raises(ConfigError) as caught:
        Webhooks(app).bins.from_folder(tmp_path)
    message = str(caught.value)
    assert "one.xml: Response/Say@voyce (line 1, column 16)" in message
    assert "two.xml: xml-malformed: line 2, column 6" in message
    assert "the root is <Other>" in message.replace("root element", "root")
    assert "fine.xml" not in message
    assert app.test_client().get("/laml-bins/fine").status_code == 404


def test_nothing_in_a_folder_reaches_outside_it(tmp_path: Path) -> None:
    outside = tmp_path / "secret.xml"
    outside.write_text(DOCUMENT)
    folder = tmp_path / "bins"
    folder.mkdir()
    os.symlink(outside, folder / "link.xml")
    (folder / "a b.xml").write_text(DOCUMENT)
    (folder / "big.xml").write_text("a" * 70_000)
    with pytest.raises(ConfigError) as caught:
        Webhooks().bins.from_folder(folder)
    assert "link.xml: no file of this folder" in str(caught.value)
    assert "a b.xml: the name may have" in str(caught.value)
    assert "big.xml: 70000 bytes" in str(caught.value)
    with pytest.raises(ConfigError, match="no folder"):
        Webhooks().bins.from_folder(tmp_path / "none")


def test_a_bin_name_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(DOCUMENT)
    hooks = Webhooks()
    hooks.bins.from_folder(tmp_path)
    with pytest.raises(ConfigError, match="already"):
        hooks.bins.from_folder(tmp_path)


def test_a_bin_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_bytes(b"<Response><Say>\xff</Say></Response>")
    with pytest.raises(ConfigError, match=r"one\.xml: byte 15 is not UTF-8"):
        Webhooks().bins.from_folder(tmp_path)


def test_a_bin_that_the_layer_did_not_see_stays_shut(app: Flask) -> None:
    app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]
    assert get(app, "/laml-bins/closed").status_code == 403


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_bin_gives_every_twin_the_same_bytes(method: str, tmp_path: Path) -> None:
    """No parameter is read, so a signed run that is cut elsewhere has the same answer, braces of Mustache included."""
    text = DOCUMENT.replace("Hello", "Hello {{From}} {{Body}}")
    (tmp_path / "greeting.xml").write_text(text)
    app = make_app()
    Webhooks(app).bins.from_folder(tmp_path)
    path = "/laml-bins/greeting"
    if method == "GET":
        assert [get(app, f"{path}?{query}").text for query in ("From=%2B1&Body=x", "Body=xFrom%2B1")] == [text] * 2
        return
    genuine, twin = {"Body": "hiFrom+15559999999"}, {"Body": "hi", "From": "+15559999999"}
    made = signature(PUBLIC_URL + path, genuine)
    answers = [post(app, path, form, signed=made) for form in (genuine, twin)]
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, text)] * 2
