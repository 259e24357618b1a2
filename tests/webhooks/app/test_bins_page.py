"""The page of bins, by requests: who may use it, what it does, and that nothing in a bin is more than text.

A browser uses it in `test_bins_page_in_browser.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, abort, redirect
from werkzeug.test import TestResponse

from webhooks import ConfigError, StoreError, Webhooks
from webhooks.app import page_guard
from webhooks.app.bins_page import FILES

from ..apps import VOICE, get, make_app, post

HELLO = "<Response><Say>Hello {{Name}}</Say></Response>"
OURS = {"Origin": "http://localhost"}


class House:
    """An app whose bins stand in memory, and a person at its page."""

    def __init__(self, login: page_guard.Login | None = lambda: True, **settings: object) -> None:
        self.app: Flask = make_app(TESTING=True, **settings)
        self.hooks = Webhooks(self.app, store=None, bins_page=login)
        self.client = self.app.test_client()

    def make(self, name: str = "Hello", document: str = HELLO) -> str:
        with self.app.app_context():
            return self.hooks.bins.create(name, document).sid

    def contents(self, sid: str) -> str:
        with self.app.app_context():
            return self.hooks.bins.fetch(sid).contents

    def open(self, query: str = "") -> TestResponse:
        return self.client.get(f"/laml-bins/{query}")

    def send(self, deed: str, headers: Mapping[str, str] = OURS, /, **fields: object) -> TestResponse:
        return self.client.post(f"/laml-bins/?do={deed}", data=fields, headers=headers)

    def save(self, sid: str = "", version: int = 0, **fields: object) -> TestResponse:
        return self.send("save", sid=sid, version=version, **{"name": "Hello", "contents": HELLO, **fields})


# -- who may use it


def test_a_login_that_is_no_function_stops_the_app() -> None:
    with pytest.raises(ConfigError, match="bins_page= needs a function that says who may use the page, got str"):
        House("editors")  # type: ignore[arg-type] # what is tested


def test_without_a_login_there_is_no_page() -> None:
    house = House(login=None)
    assert house.open().status_code == 404
    assert house.save().status_code == 404


@pytest.mark.parametrize(
    ("login", "status", "location"),
    [
        (lambda: False, 403, None),
        (lambda: None, 403, None),
        (lambda: redirect("/login"), 302, "/login"),
        (lambda: abort(401), 401, None),
        (lambda: ("come back later", 503), 503, None),
    ],
)
def test_the_login_of_the_app_decides_at_each_request(
    login: page_guard.Login, status: int, location: str | None
) -> None:
    house = House(login)
    sid = house.make()
    for answer in (house.open(), house.open(f"?sid={sid}"), house.save(), house.open("?file=bins.js")):
        assert (answer.status_code, answer.headers.get("Location")) == (status, location)
        assert "Hello" not in answer.text
    assert house.contents(sid) == HELLO


FOREIGN: list[dict[str, str]] = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    {"Referer": "http://localhost/laml-bins/"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("deed", ["save", "look", "check", "restore", "delete"])
def test_a_form_of_another_site_does_nothing(headers: dict[str, str], deed: str) -> None:
    house = House()
    sid = house.make()
    answer = house.send(deed, headers, sid=sid, version=1, number=1, name="Evil", contents="<Response/>")
    assert answer.status_code == 403
    assert house.contents(sid) == HELLO


def test_without_the_guard_a_form_of_another_site_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: the origin is not asked."""
    monkeypatch.setattr(page_guard, "is_ours", lambda _: True)
    house = House()
    sid = house.make()
    house.send("delete", FOREIGN[1], sid=sid, version=1)
    assert house.open(f"?sid={sid}").status_code == 404


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": "https://ivr.example.com"}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "HTTP://LOCALHOST"}]
)  # fmt: skip
def test_a_form_of_the_page_itself_is_taken_also_behind_a_proxy(headers: dict[str, str]) -> None:
    house = House()
    assert house.send("save", headers, sid="", version=0, name="Hello", contents=HELLO).status_code == 303


def test_letters_of_a_host_are_alike_in_both_cases() -> None:
    house = House()
    sent = {"sid": "", "version": 0, "name": "Hello", "contents": HELLO}
    taken = house.client.post("/laml-bins/?do=save", data=sent, headers={**OURS, "Host": "LocalHost"})
    assert taken.status_code == 303


@pytest.mark.parametrize(
    ("origin", "status"), [("https://ivr.example.com:8443", 303), ("https://ivr.example.com", 403)]
)
def test_the_port_of_the_public_url_counts(origin: str, status: int) -> None:
    house = House(LAML_PUBLIC_URL="https://ivr.example.com:8443")
    assert house.send("save", {"Origin": origin}, sid="", version=0, name="Hello", contents=HELLO).status_code == status


def test_while_the_store_is_away_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()

    def away(*_: object, **_options: object) -> None:
        raise StoreError("the store cannot be asked now: refused")

    for name in ("list", "create"):
        monkeypatch.setattr(house.hooks.bins, name, away)
    for answer in (house.open(), house.save()):
        assert answer.status_code == 503
        assert "Try again in a moment" in answer.text
    assert house.open("?new").status_code == 200  # it needs no store


def test_tokens_of_flask_wtf_are_not_asked_for() -> None:
    house = House()

    class Protect:
        exempted: set[str] = set()

        def exempt(self, view: object) -> None:
            self.exempted.add(getattr(view, "__name__", ""))

    house.app.extensions["csrf"] = Protect()
    house.open()
    assert "webhooks.bins_page" in Protect.exempted


def test_every_answer_says_that_no_script_of_its_own_text_runs() -> None:
    house = House()
    sid = house.make()
    answers = [
        house.open(),
        house.open("?new"),
        house.open(f"?sid={sid}"),
        house.save(contents="<x/>"),
        house.open("?sid=x"),
    ]
    answers += [house.open("?file=bins.js"), House(lambda: False).open(), house.save(contents=HELLO)]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_template_has_a_script_or_a_style_of_its_own() -> None:
    for file in FILES.glob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"<script(?! src=)|<style|\son\w+=|\sstyle=|javascript:|\|\s*safe", text), file.name


HOSTILE = '</textarea></pre><script>alert(1)</script><img src=x onerror="alert(1)">{{Name}}'


def test_b15_what_stands_in_a_bin_is_shown_as_text() -> None:
    house = House()
    document = "<Response><Say>" + HOSTILE.replace("<", "&lt;") + "</Say></Response>"
    with house.app.app_context():
        sid = house.hooks.bins.create(HOSTILE, document).sid
        house.hooks.bins.update(sid, document=document + "<!-- </pre><script>alert(2)</script> -->")
    pages = [house.open(), house.open(f"?sid={sid}"), house.open(f"?sid={sid}&old=1"), house.open(f"?name={HOSTILE}")]
    pages += [house.send("check", sid="", name=HOSTILE, contents=HOSTILE, **{"sample.Name": HOSTILE})]
    looked = house.send("look", contents=HOSTILE, **{"sample.Name": HOSTILE}).json
    assert looked is not None
    for text in [page.text for page in pages] + list(looked["parts"].values()):
        assert not re.search(r"<script(?! src=\"\?file=bins\.js\")|<img", text)
        assert text.count("</textarea>") <= 3
    assert "alert(1)" in pages[1].text


# -- what it does


def test_a_bin_is_made_edited_and_served() -> None:
    house = House()
    made = house.save()
    assert made.status_code == 303
    [sid] = re.findall(r"sid=([0-9a-f-]+)", made.headers["Location"])
    assert "Version 1 is saved." in house.open(made.headers["Location"]).text
    changed = house.save(sid, 1, contents="<Response>\r\n<Say>Bye {{From}}</Say>\r\n</Response>", public="on")
    assert changed.status_code == 303
    assert (
        house.contents(sid) == "<Response>\n<Say>Bye {{From}}</Say>\n</Response>"
    )  # a browser's line ends are not kept
    assert "<Say>Bye +1555</Say>" in house.client.get(f"/laml-bins/{sid}?From=%2B1555").text
    assert f"?sid={sid}" in house.open("?name=ell").text
    assert sid not in house.open("?name=other").text


def test_all_problems_are_shown_with_line_column_and_hint_and_nothing_is_saved() -> None:
    house = House()
    sid = house.make()
    wrong = "<Response>\n  <Say voise='x'>{{{Body}}}</Say>\n  <Sayy/>\n</Response>"
    answer = house.save(sid, 1, contents=wrong)
    assert answer.status_code == 422
    text = unescape(re.sub(r"<[^>]*>", "", answer.text))
    for line in (
        "line 2, column 18: raw values are refused",
        "write two braces",
        "line 3, column 3:",
        "It is not saved",
    ):
        assert line in text
    assert "{{{Body}}}" in text  # what was written is there still
    assert house.contents(sid) == HELLO


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_lost() -> None:
    house = House()
    sid = house.make()
    with house.app.app_context():
        house.hooks.bins.update(sid, document="<Response><Say>Theirs</Say></Response>")
    answer = house.save(sid, 1, contents="<Response><Say>Mine</Say></Response>")
    assert answer.status_code == 412
    assert "version 2 was saved meanwhile" in answer.text
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert house.contents(sid) == "<Response><Say>Theirs</Say></Response>"
    assert house.save(sid, 2, contents="<Response><Say>Mine</Say></Response>").status_code == 303


def test_an_old_version_is_compared_and_served_again() -> None:
    house = House()
    sid = house.make()
    house.save(sid, 1, contents="<Response><Say>Bye</Say></Response>")
    text = unescape(house.open(f"?sid={sid}&old=1").text)
    assert "-<Say>Hello {{Name}}</Say>" in text
    assert "+<Say>Bye</Say>" in text
    assert house.send("restore", sid=sid, version=1, number=1).status_code == 412
    assert house.send("restore", sid=sid, version=2, number=1).status_code == 303
    assert house.contents(sid) == HELLO


def test_a_bin_is_deleted_unless_it_has_changed() -> None:
    house = House()
    sid = house.make()
    house.save(sid, 1, name="Other")
    assert house.send("delete", sid=sid, version=1).status_code == 412
    assert house.send("delete", sid=sid, version=2).status_code == 303
    assert house.open(f"?sid={sid}").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?sid=x", 404), ("?sid=", 404), ("?sid=%00", 404), ("?file=../bins_page.py", 404), ("?file=base.html", 404),
        ("?sid={sid}&old=9", 404), ("?sid={sid}&old=x", 404), ("?sid={sid}&old=٣", 404),
        ("?sid={sid}&old=99999999999", 404),
        ("?other", 200), ("?name=%00", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(query: str, status: int) -> None:
    house = House()
    assert house.open(query.format(sid=house.make())).status_code == status
    assert house.send("nothing").status_code == 400
    assert house.save(sid="x").status_code == 404
    assert house.save(house.make(), version="x").status_code == 404  # type: ignore[arg-type] # what a form may say


def test_sample_values_are_filled_in_and_what_they_make_wrong_is_told() -> None:
    house = House()
    document = "<Response><Dial timeLimit='{{n}}'>{{#To}}<Number>{{.}}</Number>{{/To}}</Dial></Response>"
    fields = {"sample.n": "ten", "sample.To": "+15551230000\r\n+15551230001"}
    looked = house.send("look", contents=document, **fields).json
    assert looked is not None
    assert looked["names"] == ["n", "To"]
    result = unescape(looked["parts"]["result"])
    assert '<Dial timeLimit="ten"><Number>+15551230000</Number><Number>+15551230001</Number></Dial>' in result
    assert "Response/Dial@timeLimit" in result
    assert "Calls" in looked["parts"]["heard"] or "+15551230001" in looked["parts"]["heard"]


def test_a_document_of_64_kb_is_taken_whole_and_a_larger_one_is_told() -> None:
    house = House()
    start = "<Response><Say>"
    body = start + "&amp;é" * 5_000 + "</Say><Say>" + "x" * 3_000 + "</Say></Response>"
    assert house.send("look", contents=body).status_code == 200
    assert "too many bytes" in house.save(contents=body + "<!--" + "x" * 66_000 + "-->").text


def test_bins_of_files_and_of_python_are_listed_with_where_to_change_them(tmp_path: Path) -> None:
    house = House()
    folder = tmp_path / "prompts"
    (folder / "de").mkdir(parents=True)
    (folder / "de" / "closed.xml").write_text("<Response><Say>Closed</Say></Response>")
    house.hooks.bins.from_folder(folder)
    house.hooks.bins.add("hello", "<Response/>")
    shown = house.open().text
    assert "These cannot be edited here, since they are part of the app: change the file, or the Python code" in shown
    assert "de/closed <span>prompts/de/closed.xml, at /laml-bins/de/closed<" in shown
    assert "hello <span>Python, at /laml-bins/hello<" in shown
    assert str(tmp_path) not in shown
    assert get(house.app, "/laml-bins/de/closed").status_code == 200


def test_who_asks_the_page_to_change_a_bin_of_a_file_is_told_where_to_change_it(tmp_path: Path) -> None:
    house = House()
    (tmp_path / "closed.xml").write_text(HELLO)
    house.hooks.bins.from_folder(tmp_path)
    for answer in (
        house.open("?sid=closed"),
        house.save("closed", 1),
        house.send("restore", sid="closed", number=1, version=1),
        house.send("delete", sid="closed", version=1),
    ):
        assert (answer.status_code, f"change the file {tmp_path.name}/closed.xml" in answer.text) == (409, True)
    assert (tmp_path / "closed.xml").read_text() == HELLO
    assert house.open("?sid=clos").status_code == 404


def test_the_page_stands_below_the_prefix_of_a_blueprint() -> None:
    app = make_app(TESTING=True, LAML_PUBLIC_URL="https://ivr.example.com")
    hooks = Webhooks(store=None, bins_page=lambda: True)
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    client = app.test_client()
    assert client.get("/tel/laml-bins/").status_code == 200
    assert client.post("/tel/laml-bins/?do=look", data={"contents": HELLO}, headers=OURS).status_code == 200
    assert client.get("/laml-bins/").status_code == 404


def test_the_provider_has_no_way_in() -> None:
    house = House(lambda: False)
    assert post(house.app, "/laml-bins/?do=save", VOICE).status_code == 403
