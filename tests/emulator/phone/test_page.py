"""The phone in a real browser, served by a real `laml emulate`: what a person does, and what the page then shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ...browser import Watched, barriers, watch
from ..test_cli import emulated

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.services, pytest.mark.source("own: the phone in the browser")]
HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MENU = "For sales press 1. For our opening hours press 2."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the phone of an emulator that all tests here share; each looks at its own call."""
    with emulated("examples.ivr:app", "--quiet") as (_, settings):
        yield settings["the phone"]


@pytest.fixture
def phone(page: Page, address: str) -> Iterator[Page]:
    """The page, opened by its printed address; nothing may go wrong on it."""
    seen: Watched = watch(page, address)
    page.goto(address)
    page.get_by_text("Live", exact=True).wait_for()
    yield page
    assert (seen.errors, seen.strangers) == ([], [])


def dial(phone: Page) -> None:
    phone.get_by_role("button", name="Call", exact=True).click()
    phone.get_by_role("log").get_by_text(MENU).wait_for()
    phone.locator("#line-state").get_by_text("Gather listens for keys").wait_for()


def test_a_person_dials_presses_keys_by_mouse_and_reads_what_is_heard(phone: Page) -> None:
    dial(phone)
    mark = phone.locator("#xml mark")
    assert "<Say>For sales press 1." in mark.inner_text()
    phone.get_by_role("button", name="2", exact=True).click()
    phone.get_by_role("log").get_by_text("We are open from nine to five.").wait_for()
    phone.locator("#line-state").get_by_text("completed").wait_for()
    rows = phone.locator("#webhooks li").all_inner_texts()
    assert [" ".join(row.split()).split(" ms")[0].rsplit(" ", 1)[0] for row in rows] == [
        "document POST /answer 200",
        "document POST /menu 200",
    ]
    phone.locator("#webhooks summary").last.click()
    assert "Digits 2" in " ".join(phone.locator("#webhooks dl").last.inner_text().split())


def test_the_keys_of_the_keyboard_press_but_not_in_a_field(phone: Page) -> None:
    dial(phone)
    phone.get_by_label("Say", exact=True).press("9")
    phone.get_by_label("Say", exact=True).fill("")
    phone.locator("h1").click()
    phone.keyboard.press("2")
    phone.get_by_role("log").get_by_text("We are open from nine to five.").wait_for()
    assert phone.locator("#log .pressed .what").all_inner_texts() == ["2"]


def test_the_other_party_is_answered_talks_and_hangs_up_and_the_call_is_a_test_that_passes(
    phone: Page, tmp_path: Path
) -> None:
    dial(phone)
    phone.keyboard.press("1")
    phone.get_by_role("button", name="Answer +15557654321").click()
    phone.get_by_role("radio", name="+15557654321 (the other side)").wait_for()
    assert phone.get_by_role("radio", name="+15557654321 (the other side)").is_checked()
    phone.get_by_label("Say", exact=True).fill("Sales, hello.")
    phone.get_by_label("Say", exact=True).press("Enter")
    phone.get_by_role("log").get_by_text("“Sales, hello.”").wait_for()
    phone.get_by_role("button", name="Hang up").click()
    phone.locator("#line-state").get_by_text("completed").wait_for()
    assert phone.locator("#outside").inner_text() == "called +15557654321"
    phone.get_by_role("button", name="Copy as a pytest test").click()
    phone.locator("#test").get_by_text("def test_a_call").wait_for()
    text = phone.locator("#test").inner_text()
    assert 'call.legs[0].speak("Sales, hello.", now=True)' in text
    (tmp_path / "test_copied.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "test_copied.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_what_is_heard_is_read_aloud_by_a_browser_with_voices(page: Page, address: str) -> None:
    """Headless browsers have none: one stands in, and notes what it was to say. What was heard before is not read."""
    page.add_init_script(
        "window.said = []; Object.defineProperty(window, 'speechSynthesis', {value: {"
        "getVoices: () => [{}], speak: (words) => window.said.push(words.text), cancel: () => {}}})"
    )
    page.goto(address)
    page.get_by_text("Live", exact=True).wait_for()
    dial(page)
    page.keyboard.press("2")
    page.locator("#line-state").get_by_text("completed").wait_for()
    said = page.evaluate("window.said")
    assert said[0] == MENU
    assert said.count(MENU) == 1
    assert any("nine to five" in text for text in said)


def test_a_called_party_declines(phone: Page) -> None:
    dial(phone)
    phone.keyboard.press("1")
    phone.get_by_role("button", name="Decline +15557654321").click()
    phone.get_by_role("log").get_by_text("is busy").wait_for()
    phone.locator("#line-state").get_by_text("completed").wait_for()


def test_a_call_of_the_past_is_looked_at_again(phone: Page) -> None:
    dial(phone)
    phone.get_by_role("button", name="Hang up").click()
    phone.locator("#past .call", has_text="completed").first.wait_for()
    phone.reload()
    phone.get_by_text("Live", exact=True).wait_for()
    phone.locator("#past .call").first.click()
    phone.get_by_role("log").get_by_text(MENU).wait_for()
    assert phone.get_by_role("button", name="Copy as a pytest test").is_enabled()


def test_a_call_that_is_over_stays_in_sight_while_another_goes_on(phone: Page) -> None:
    """The kept fault: the other call took its place at its next step, and what had been read was gone."""
    phone.get_by_label("You are").first.fill("+15551110000")
    dial(phone)
    phone.get_by_label("You are").first.fill("+15552220000")
    phone.get_by_role("button", name="Call", exact=True).click()
    phone.locator("#past [aria-pressed=true]").get_by_text("+15552220000").wait_for()
    phone.locator("#line-state").get_by_text("Gather listens for keys").wait_for()
    phone.get_by_role("button", name="Hang up").click()
    phone.locator("#line-state").get_by_text("completed").wait_for()
    other = phone.locator("#past .call", has_text="+15551110000").first
    other.get_by_text("completed").wait_for(timeout=60_000)
    assert "+15552220000" in phone.locator("#past [aria-pressed=true]").inner_text()


def test_a_message_is_answered_in_the_chat_with_its_status_and_webhook(phone: Page) -> None:
    phone.get_by_role("button", name="Messages").click()
    phone.get_by_label("Message", exact=True).fill("Are you open?")
    phone.get_by_label("Media, one URL a line").fill("https://media.example/door.png")
    phone.get_by_label("Message", exact=True).press("Enter")
    chat = phone.get_by_role("log", name="Messages")
    chat.get_by_text("✓✓ delivered").wait_for()
    mine, theirs = (" ".join(text.split()) for text in chat.locator(".bubble").all_inner_texts())
    assert mine.startswith("Are you open? ▣ https://media.example/door.png")
    assert theirs.startswith("You said: Are you open?")
    assert "POST /sms" in " ".join(phone.locator("#sms-hooks li").first.inner_text().split())
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        assert barriers(phone) == []


def test_nobody_is_kept_out_and_the_tree_of_names_is_as_it_was(phone: Page) -> None:
    """axe-core finds nothing serious in either scheme; the names and roles of the fresh page are kept in a file."""
    kept = (HERE / "call.aria.yaml").read_text(encoding="utf-8")
    assert phone.locator("section.phone").aria_snapshot().strip() == kept.strip()
    dial(phone)
    phone.keyboard.press("1")
    phone.get_by_role("button", name="Answer +15557654321").wait_for()
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert barriers(phone) == []
    phone.set_viewport_size({"width": 390, "height": 800})
    assert barriers(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Hang up").click()


def test_without_the_token_the_page_is_locked(page: Page, address: str) -> None:
    page.goto(address.partition("?")[0])
    assert page.get_by_role("heading").inner_text() == "This phone is locked"
    page.goto(address.partition("/phone/")[0] + "/")
    assert page.url.endswith("/phone/")
