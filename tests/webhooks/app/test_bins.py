"""Documents hosted from a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask, request

from laml import VoiceResponse
from webhooks import ConfigError, WebhookRequest, Webhooks
from webhooks.app import bin_hosting
from webhooks.app import bins as bins_module
from webhooks.bins.template import Template, compile_template
from webhooks.requests import FAMILIES
from webhooks.requests.samples import example_parameters

from ..apps import DOCUMENT, MESSAGE, PUBLIC_URL, VOICE, get, make_app, post, signature


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
    (folder / "back\\slash.xml").write_text(DOCUMENT)
    (folder / ".hidden.xml").write_text("no document")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.xml").write_text("no document")
    (folder / "big.xml").write_text("a" * 70_000)
    with pytest.raises(ConfigError) as caught:
        Webhooks().bins.from_folder(folder)
    assert "link.xml: no file of this folder" in str(caught.value)
    assert "a b.xml" not in str(caught.value)
    assert "back\\slash.xml: its name has a backslash" in str(caught.value)
    assert "big.xml: 70000 bytes" in str(caught.value)
    with pytest.raises(ConfigError, match="no folder"):
        Webhooks().bins.from_folder(tmp_path / "none")


def test_a_bin_name_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(DOCUMENT)
    hooks = Webhooks()
    hooks.bins.from_folder(tmp_path)
    with pytest.raises(ConfigError, match=r"one\.xml: it was read already: do so once, beside Webhooks\(\)"):
        hooks.bins.from_folder(tmp_path)
    with pytest.raises(ConfigError, match=r"'one' cannot be hosted: there is a bin of that name already, from"):
        hooks.bins.add("one", DOCUMENT)
    hooks.bins.add("two", DOCUMENT)
    with pytest.raises(ConfigError, match=r"'two' cannot be hosted: it was hosted already: do so once"):
        hooks.bins.add("two", DOCUMENT)


def test_a_bin_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_bytes(b"<Response><Say>\xff</Say></Response>")
    with pytest.raises(ConfigError, match=r"one\.xml: byte 15 is not UTF-8"):
        Webhooks().bins.from_folder(tmp_path)


def test_a_bin_that_the_layer_did_not_see_stays_shut(app: Flask) -> None:
    app.wsgi_app = Flask.wsgi_app.__get__(app)  # type: ignore[method-assign]
    assert get(app, "/laml-bins/closed").status_code == 403


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_document_without_parameters_gives_every_twin_the_same_bytes(method: str, app: Flask) -> None:
    """No parameter is read, so a signed run that is cut elsewhere has the same answer."""
    path = "/laml-bins/closed"
    if method == "GET":
        queries = ("From=%2B1&Body=x", "Body=xFrom%2B1")
        assert [get(app, f"{path}?{query}").text for query in queries] == [DOCUMENT] * 2
        return
    genuine, twin = {"Body": "hiFrom+15559999999"}, {"Body": "hi", "From": "+15559999999"}
    made = signature(PUBLIC_URL + path, genuine)
    answers = [post(app, path, form, signed=made) for form in (genuine, twin)]
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, DOCUMENT)] * 2


GREETING = "<Response><Message>You said {{Body}}, {{From}}</Message></Response>"


def greeting_app(public: bool = False) -> Flask:
    app = make_app()
    Webhooks(app).bins.add("greeting", GREETING, public=public)
    return app


def test_parameters_are_filled_in_and_no_cache_keeps_the_answer() -> None:
    for answer in (
        post(greeting_app(), "/laml-bins/greeting", MESSAGE | {"Body": "<Hangup/>"}),
        get(greeting_app(), "/laml-bins/greeting?" + urlencode(MESSAGE | {"Body": "<Hangup/>"})),
        greeting_app(True).test_client().post("/laml-bins/greeting?Body=no", data=MESSAGE | {"Body": "<Hangup/>"}),
        greeting_app(True).test_client().get("/laml-bins/greeting?" + urlencode(MESSAGE | {"Body": "<Hangup/>"})),
    ):
        assert answer.text.endswith("<Message>You said &lt;Hangup/&gt;, +33655510001</Message></Response>")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


GENUINE = {**VOICE, "CallStatus": "ringing", "Digits": "5"}
TWIN = {**VOICE, "CallStatus": "ringingDigits5"}


def test_a_twin_of_a_signed_request_is_filled_in_nowhere() -> None:
    """Both have one run of characters, and one signature; see signature_twins."""
    app, path = greeting_app(), "/laml-bins/greeting"
    made = signature(PUBLIC_URL + path, GENUINE)
    assert made == signature(PUBLIC_URL + path, TWIN)
    assert [post(app, path, form, signed=made).status_code for form in (GENUINE, TWIN)] == [200, 403]


def test_the_fault_of_a_bin_that_refuses_no_twin_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bin_hosting, "refuse_twins", lambda *_: None)
    with pytest.raises(AssertionError, match=r"\[200, 200\]"):
        test_a_twin_of_a_signed_request_is_filled_in_nowhere()


DOCUMENT_KINDS = [kind for kind, _ in FAMILIES.values() if kind.answer != "event"]


@pytest.mark.parametrize("kind", DOCUMENT_KINDS, ids=lambda kind: kind.__name__)
def test_requests_of_each_kind_are_answered_by_a_bin(kind: type[WebhookRequest]) -> None:
    app, form = greeting_app(), example_parameters(kind)
    assert post(app, "/laml-bins/greeting", form).status_code == 200
    assert get(app, "/laml-bins/greeting?" + urlencode(form)).status_code == 200


NAMES = [
    "Öffnungszeiten",
    "de/Guten Tag",
    "a.b",
    "v2.final",
    "100%",
    "why?",
    "a#b",
    "it's",
    "a+b",
    "日本語",
    "~x",
    "a&b=c",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_as_people_have_them(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.xml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(DOCUMENT)
    app = make_app()
    hooks = Webhooks(app)
    bins = hooks.bins.from_folder(tmp_path)
    assert list(bins) == [name]
    url = bins[name].url
    assert url.isascii()
    assert url == PUBLIC_URL + "/laml-bins/" + quote(name)
    target = url.removeprefix(PUBLIC_URL)
    assert [get(app, target).text, post(app, target).text] == [DOCUMENT] * 2
    assert hooks.test_client(app).post(bins[name]).status_code == 200
    assert app.test_client().get(target).status_code == 403


def test_a_name_in_the_other_spelling_of_its_letters_is_the_same_name(tmp_path: Path) -> None:
    """A file system of Apple writes an umlaut as a letter and its dots."""
    (tmp_path / "U\u0308ber.xml").write_text(DOCUMENT)
    app = make_app()
    bins = Webhooks(app).bins.from_folder(tmp_path)
    assert list(bins) == ["\u00dcber"]
    assert get(app, "/laml-bins/%C3%9Cber").text == get(app, "/laml-bins/U%CC%88ber").text == DOCUMENT
    with pytest.raises(ConfigError, match="already"):
        Webhooks(make_app()).bins.from_folder(_with(tmp_path, "\u00dcber.xml"))


def _with(folder: Path, name: str) -> Path:
    (folder / name).write_text(DOCUMENT)
    return folder


def test_a_document_is_added_in_python(tmp_path: Path) -> None:
    app = make_app()
    hooks = Webhooks(app)
    made = hooks.bins.add("nights/closed", VoiceResponse().say("We are closed."))
    assert made is hooks.bins["nights/closed"]
    assert "<Say>We are closed.</Say>" in get(app, "/laml-bins/nights/closed").text
    later = hooks.bins.add("later", DOCUMENT, public=True)  # the app has answered a request
    assert app.test_client().get("/laml-bins/later").text == DOCUMENT
    assert later.url == PUBLIC_URL + "/laml-bins/later"
    for name, document in (
        ("later", DOCUMENT),
        ("", DOCUMENT),
        ("a//b", DOCUMENT),
        ("../a", DOCUMENT),
        ("a\0", DOCUMENT),
        ("wrong", "<Response><Shout/></Response>"),
        ("wrong", "<Response><Say>{{x</Say></Response>"),
        ("wrong", "<Response>"),
    ):
        with pytest.raises(ConfigError):
            hooks.bins.add(name, document)
    (tmp_path / "later.xml").write_text(DOCUMENT)
    with pytest.raises(ConfigError, match="already, from Python"):
        hooks.bins.from_folder(tmp_path)
    assert app.test_client().get("/laml-bins/wrong").status_code == 404


def test_a_folder_is_read_again_in_debug_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.xml").write_text(DOCUMENT)
    (tmp_path / "b.xml").write_text(DOCUMENT)
    app = make_app()
    bins = Webhooks(app).bins.from_folder(tmp_path, public=True)
    client = app.test_client()

    def texts() -> list[str]:
        return [client.get(f"/laml-bins/{name}").text[-31:] for name in ("a", "b", "c/d")]

    before = texts()
    (tmp_path / "a.xml").write_text(DOCUMENT.replace("Hello", "Good morning"))
    (tmp_path / "b.xml").unlink()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.xml").write_text(DOCUMENT.replace("Hello", "New"))
    assert texts() == before
    app.debug = True
    assert "Good morning" in client.get("/laml-bins/a").text
    assert [client.get(f"/laml-bins/{name}").status_code for name in ("b", "c/d")] == [404, 200]
    assert sorted(bins) == ["a", "c/d"]
    (tmp_path / "a.xml").write_text("<Response><Shout/></Response>")
    assert "Good morning" in client.get("/laml-bins/a").text
    assert "Response/Shout" in caplog.text


ANSWERS = [
    ("GET", {}, 200),
    ("HEAD", {}, 200),
    ("POST", {}, 200),
    ("GET", {"If-None-Match": "{etag}"}, 304),
    ("HEAD", {"If-None-Match": 'W/{etag}, "x"'}, 304),
    ("GET", {"If-None-Match": "*"}, 304),
    ("GET", {"If-None-Match": '"x"'}, 200),
    ("POST", {"If-None-Match": "{etag}"}, 200),
    ("GET", {"Range": "bytes=0-1"}, 200),
    ("GET", {"Accept-Encoding": "gzip"}, 200),
    ("GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
    ("PUT", {}, 405),
    ("DELETE", {}, 405),
    ("PATCH", {}, 405),
    ("TRACE", {}, 405),
    ("OPTIONS", {}, 405),
]


@pytest.mark.parametrize(("method", "headers", "status"), ANSWERS)
def test_a_static_document_is_answered_as_http_has_it(method: str, headers: dict[str, str], status: int) -> None:
    """B14."""
    app = make_app()
    item = Webhooks(app).bins.add("closed", DOCUMENT, public=True)
    sent = {name: value.replace("{etag}", f'"{item.etag}"') for name, value in headers.items()}
    found = app.test_client().open("/laml-bins/closed", method=method, headers=sent)
    assert found.status_code == status
    if status == 405:
        return
    assert found.data == (DOCUMENT.encode() if status == 200 and method != "HEAD" else b"")
    if method == "POST":
        assert (found.headers["Cache-Control"], found.headers.get("ETag")) == ("no-store", None)
    else:
        assert (found.headers["Cache-Control"], found.headers["ETag"]) == ("no-cache", f'"{item.etag}"')


def test_a_browser_runs_nothing_of_a_document() -> None:
    """B15."""
    app = make_app()
    Webhooks(app).bins.add("closed", DOCUMENT, public=True)
    for method in ("GET", "POST"):
        headers = app.test_client().open("/laml-bins/closed", method=method).headers
        assert headers["Content-Type"] == "text/xml; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("contents", [DOCUMENT, GREETING])
def test_a_document_is_compiled_once_however_often_it_is_fetched(
    contents: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B16: parsing again at each request would parse the document in a folder 200 times."""
    compiled: list[str] = []

    def noted(text: str) -> Template:
        compiled.append(text)
        return compile_template(text)

    monkeypatch.setattr(bins_module, "compile_template", noted)
    app = make_app()
    Webhooks(app).bins.add("closed", contents, public=True)
    client = app.test_client()
    assert {client.get("/laml-bins/closed?From=a").status_code for _ in range(200)} == {200}
    assert compiled == [contents]


@pytest.mark.parametrize(
    ("target", "body", "kind", "status"),
    [
        ("?a=%zz", b"", "", 400),
        ("", b"a=%zz", "application/x-www-form-urlencoded", 400),
        ("", b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        ("", b"{}", "application/json", 415),
        ("?" + "a" * 9_000, b"", "", 414),
    ],
)
def test_what_cannot_be_read_is_refused_by_a_public_document(target: str, body: bytes, kind: str, status: int) -> None:
    client = greeting_app(True).test_client()
    path = "/laml-bins/greeting" + target
    found = client.post(path, data=body, content_type=kind) if body else client.get(path)
    assert (found.status_code, found.data) == (status, b"")


def test_a_document_that_becomes_too_large_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    Webhooks(app).bins.add("many", "<Response><Say>" + "{{Body}}" * 2_000 + "</Say></Response>", public=True)
    assert app.test_client().post("/laml-bins/many", data={"Body": "secret" * 40}).status_code == 500
    assert "too-large" in caplog.text
    assert "secret" not in caplog.text


def test_no_hook_of_the_app_takes_away_what_a_public_document_reads() -> None:
    app = greeting_app(True)
    app.before_request(lambda: str(request.form)[:0] or None)
    assert "You said x" in app.test_client().post("/laml-bins/greeting", data={"Body": "x"}).text
