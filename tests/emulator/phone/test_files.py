"""The files of the page: who gets them, under which headers, and that they hold nothing that a browser would run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import requests

from emulator import Provider, ProviderServer

from .callers_app import app

pytestmark = pytest.mark.source("threats E11; own: the phone in the browser")
ROOT = Path(__file__).parents[3]
FILES = sorted(
    file for file in (ROOT / "emulator" / "phone").iterdir() if file.suffix in (".js", ".html", ".css", ".svg")
)
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def server() -> Iterator[ProviderServer]:
    provider = Provider("signalwire")
    provider.host(app)
    with ProviderServer(provider) as made:
        yield made
    provider.close()


@pytest.fixture
def inside(server: ProviderServer) -> Iterator[requests.Session]:
    """A browser that opened the printed address."""
    with requests.Session() as session:
        session.get(server.phone_address, headers=HTML, timeout=5)
        yield session


def test_the_page_and_each_of_its_files_run_nothing_that_is_not_ours(
    server: ProviderServer, inside: requests.Session
) -> None:
    answers = [inside.get(f"{server.url}/phone/", headers=HTML, timeout=5)]
    answers += [inside.get(f"{server.url}/phone/page/{file.name}", timeout=5) for file in FILES]
    for answer in answers:
        assert answer.status_code == 200
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answers[0].headers["Content-Type"] == "text/html; charset=utf-8"
    assert server.phone_token not in answers[0].text


@pytest.mark.parametrize("path", ["page/main.js", "page/page.html", "events", "facts", "calls/x/test", "calls/x/steps"])
def test_without_the_token_nothing_is_told(server: ProviderServer, path: str) -> None:
    assert requests.get(f"{server.url}/phone/{path}", timeout=5).status_code == 401


def test_without_the_token_the_page_is_locked_and_the_root_leads_to_it(server: ProviderServer) -> None:
    answer = requests.get(f"{server.url}/", headers=HTML, timeout=5)
    assert (answer.url, answer.status_code) == (f"{server.url}/phone/", 401)
    assert "This phone is locked" in answer.text
    with requests.Session() as session:
        assert session.get(server.phone_address.replace("/phone/?", "/?"), headers=HTML, timeout=5).status_code == 200


@pytest.mark.parametrize("name", ["..%2f__init__.py", "page.py", "../page.py", "%2e%2e/cli.py", "", "nothing.js"])
def test_nothing_beside_the_files_of_the_page_is_given_out(
    server: ProviderServer, inside: requests.Session, name: str
) -> None:
    asked = requests.Request("GET", f"{server.url}/phone/page/{name}").prepare()
    asked.url = f"{server.url}/phone/page/{name}"  # as written: requests would take the dots away
    asked.prepare_cookies(inside.cookies)
    assert inside.send(asked, timeout=5).status_code == 404


def test_another_site_gets_neither_page_nor_stream(server: ProviderServer, inside: requests.Session) -> None:
    for path in ("", "events", "facts"):
        answer = inside.get(f"{server.url}/phone/{path}", headers={"Origin": "https://evil.example"}, timeout=5)
        assert answer.status_code == 403
        rebound = inside.get(f"{server.url}/phone/{path}", headers={"Host": "evil.example"}, timeout=5)
        assert rebound.status_code == 403


def test_the_stream_begins_at_once_and_the_facts_name_the_handlers(
    server: ProviderServer, inside: requests.Session
) -> None:
    with inside.get(f"{server.url}/phone/events", stream=True, timeout=5) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.raw.readline() == b"retry: 500\n"
    facts = inside.get(f"{server.url}/phone/facts", timeout=5).json()
    assert facts["routes"] == [{"kind": "voice", "path": "/answer", "name": "answer"}]
    assert facts["provider"] == "signalwire"


RUNS_TEXT = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTML|srcdoc")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=")
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.-]+\.\w+", re.ASCII)


def _wrong(file: Path, text: str) -> list[str]:
    patterns = [RUNS_TEXT, ELSEWHERE] if file.suffix == ".js" else [INLINE, ELSEWHERE]
    return [found[0] for pattern in patterns for found in pattern.finditer(text)]


def test_the_files_take_text_for_text_and_nothing_from_elsewhere() -> None:
    assert FILES
    for file in FILES:
        assert _wrong(file, file.read_text(encoding="utf-8")) == [], file.name
    fault = Path("fault.js")  # the kept faults
    assert _wrong(fault, "box.innerHTML = text") == ["innerHTML"]
    assert _wrong(fault, 'import "https://cdn.example/x.js"') == ["https://cdn.example"]
    assert _wrong(Path("fault.html"), "<p onclick=f()>") == [" onclick="]


def test_a_distribution_has_the_files() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    assert [file.name for file in FILES if not any(fnmatch(file.name, pattern) for pattern in patterns)] == []
