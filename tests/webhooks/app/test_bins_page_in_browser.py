"""People at the page of bins, in Chromium: by mouse, by keyboard, without scripts, in the dark, and on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from webhooks import Webhooks

from ...browser import PATIENCE, barriers, watch
from ..apps import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.services
HELLO = "<Response>\n  <Say>Hello {{Name}}</Say>\n</Response>"
HOSTILE = '</textarea><script>document.title="run"</script><img src=x onerror="document.title=\'run\'">'


class House:
    """A server with the page, and the bins behind it."""

    def __init__(self) -> None:
        self.app = make_app(TESTING=True)
        self.hooks = Webhooks(self.app, store=None, bins_page=lambda: True)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.url = f"{self.origin}/laml-bins/"

    def make(self, name: str = "Hello", document: str = HELLO) -> str:
        with self.app.app_context():
            return self.hooks.bins.create(name, document).sid

    def contents(self, name: str) -> str:
        with self.app.app_context():
            return self.hooks.bins.list(name)[0].contents


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def problems(page: Page) -> str:
    return page.locator("#problems").inner_text()


def test_what_is_wrong_is_told_while_it_is_written_and_a_click_leads_there(page: Page, house: House) -> None:
    seen = watch(page, house.origin)
    page.goto(f"{house.url}?sid={house.make()}")
    assert "No problems" in problems(page)
    page.get_by_label("Document").fill("<Response>\n  <Say>é𝄞 {{{Name}}}</Say>\n</Response>")
    place = page.get_by_role("link", name="line 2, column 11")
    place.wait_for()
    assert "write two braces" in problems(page)
    place.click()
    assert page.evaluate("(e => e.value.slice(e.selectionStart))(document.activeElement)").startswith("{{{Name}}}")
    page.get_by_label("Document").fill("<Response><Say>Hello {{Name}} {{^Late}}today{{/Late}}</Say></Response>")
    page.get_by_text("No problems").wait_for()
    page.get_by_label("Name", exact=True).nth(1).fill("Ann <b>")
    page.get_by_text("Hello Ann &lt;b&gt; today").wait_for()
    page.get_by_text("Says “Hello Ann <b> today”").wait_for()
    assert seen.errors == []
    assert seen.strangers == []


def test_a_bin_is_made_compared_restored_and_deleted_by_keyboard_alone(page: Page, house: House) -> None:
    page.goto(house.url)
    reach(page, "New bin")
    page.keyboard.press("Enter")
    page.wait_for_url("**?new")
    reach(page, "Name")
    page.keyboard.type("Greeting")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("<Response><Say>One</Say></Response>")
    page.keyboard.press("Tab")  # a tab leaves the text, and no one is caught in it
    reach(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_text("Version 1 is saved.").wait_for()
    assert house.contents("Greeting") == "<Response><Say>One</Say></Response>"
    reach(page, "Document")
    page.keyboard.press("Control+A")
    page.keyboard.type("<Response><Say>Two</Say></Response>")
    reach(page, "Save")
    page.keyboard.press("Enter")
    page.get_by_text("Version 2 is saved.").wait_for()
    reach(page, "What differs from version 1")
    page.keyboard.press("Enter")
    page.get_by_text("-<Say>One</Say>").wait_for()
    reach(page, "Serve version 1 again")
    page.keyboard.press("Enter")
    page.get_by_text("Version 3 is saved.").wait_for()
    assert house.contents("Greeting") == "<Response><Say>One</Say></Response>"
    reach(page, "Delete this bin")
    page.keyboard.press("Enter")
    reach(page, "Delete for good")
    page.keyboard.press("Enter")
    page.get_by_text("There is no bin yet.").wait_for()


def reach(page: Page, name: str) -> None:
    """Press the tab key until what bears that name has the focus."""
    script = """() => { const e = document.activeElement;
        return (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText || '').trim(); }"""
    page.wait_for_load_state()
    for _ in range(40):
        if page.evaluate(script) == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the tab key does not reach {name!r}")


def test_b15_what_stands_in_a_bin_runs_nowhere(page: Page, house: House) -> None:
    document = "<Response><Say>" + HOSTILE.replace("<", "&lt;") + "</Say><!-- </pre><script>x</script> --></Response>"
    sid = house.make(HOSTILE, document)
    with house.app.app_context():
        house.hooks.bins.update(sid, public=True)
    seen = watch(page, house.origin)
    for place in ("", f"?sid={sid}", f"{sid}"):
        page.goto(house.url + place)
        assert page.title() != "run"
        assert page.locator("img").count() == 0
    page.goto(f"{house.url}?sid={sid}")
    page.get_by_label("Document").fill(HOSTILE)
    page.get_by_role("link", name="line 1").first.wait_for()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    assert page.title() not in ("run", "1")
    assert any("Content Security Policy" in error for error in seen.errors)  # what gets in stays dead


def test_a_form_of_another_site_changes_nothing(page: Page, house: House) -> None:
    sid = house.make()
    form = f"""<form method=post action="{house.url}?do=delete"><input name=sid value={sid}>
        <input name=version value=1><button>Win</button></form>"""
    page.route("https://evil.example/**", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("https://evil.example/")
    with page.expect_response(lambda answer: "do=delete" in answer.url) as answered:
        page.get_by_role("button", name="Win").click()
    assert answered.value.status == 403
    assert house.contents("Hello") == HELLO


def test_without_scripts_the_buttons_do_the_same(browser: Browser, house: House) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{house.url}?sid={house.make()}")
    page.get_by_label("Document").fill("<Response><Say>{{> x}}</Say></Response>")
    page.get_by_role("button", name="Check").click()
    assert "partials are refused" in problems(page)
    page.get_by_label("Document").fill("<Response><Say>Hi {{Name}}</Say></Response>")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Version 2 is saved.").wait_for()
    page.get_by_label("Name", exact=True).nth(1).fill("Ann")
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Says “Hi Ann”").wait_for()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it_in_light_and_dark_on_a_desk_and_on_a_phone(
    browser: Browser, house: House, scheme: str, width: int
) -> None:
    sid = house.make("A long name " * 12)
    with house.app.app_context():
        house.hooks.bins.update(sid, document=f"<Response><Say>{'Hello' * 60} {{{{Name}}}}</Say></Response>")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 740})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    for place in ("", "?new", f"?sid={sid}", f"?sid={sid}&old=1", "?sid=x"):
        page.goto(house.url + place)
        if "new" in place:
            page.get_by_label("Document").fill("<Response><Say voise='a'>{{{x}}}</Say><Hangup/><Say>a</Say></Response>")
            page.get_by_text("raw values are refused").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(255, 255, 255)") == (scheme == "light")
    context.close()
