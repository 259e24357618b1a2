"""The other views of the phone in a real browser: conferences, queues, faxes, faults; and callbacks of a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ...browser import barriers, watch
from ..test_cli import emulated

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.services, pytest.mark.source("own: the phone in the browser")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with emulated("tests.emulator.phone.rooms_app:app", "--quiet") as (_, settings):
        yield settings["the phone"]


@pytest.fixture
def phone(page: Page, address: str) -> Iterator[Page]:
    seen = watch(page, address)
    page.goto(address)
    page.get_by_text("Live", exact=True).wait_for()
    yield page
    assert (seen.errors, seen.strangers) == ([], [])


def dial(phone: Page, url: str, caller: str = "+15551230000") -> None:
    phone.get_by_role("button", name="Calls", exact=True).click()
    phone.get_by_label("You are", exact=True).first.fill(caller)
    phone.get_by_label("Answered by").first.fill(url)
    phone.get_by_role("button", name="Call", exact=True).click()
    phone.locator("#line-who").get_by_text(f"{caller} →").wait_for()
    phone.locator("#line-state").get_by_text("connected").wait_for()


def test_callers_in_a_conference_are_muted_held_and_removed(phone: Page) -> None:
    dial(phone, "/room", "+15550000001")
    dial(phone, "/room", "+15550000002")
    phone.get_by_role("button", name="Rooms").click()
    phone.get_by_role("button", name="Mute +15550000001").click()
    phone.get_by_role("button", name="Unmute +15550000001").wait_for()
    phone.get_by_role("button", name="Hold +15550000002", exact=True).click()
    phone.get_by_role("button", name="Take off hold +15550000002").wait_for()
    assert "muted" in phone.locator("#conferences li").first.inner_text()
    assert barriers(phone) == []
    phone.get_by_role("button", name="Remove +15550000001").click()
    phone.get_by_role("button", name="Unmute +15550000001").wait_for(state="detached")
    phone.get_by_role("button", name="End weekly").click()
    phone.locator("#conferences h3").get_by_text("completed").wait_for()


def test_a_caller_is_taken_out_of_a_queue(phone: Page) -> None:
    dial(phone, "/wait", "+15550000003")
    phone.get_by_role("button", name="Rooms").click()
    phone.locator("#queues").get_by_text("1 of 1000 wait").wait_for()
    phone.get_by_role("button", name="Take out +15550000003").click()
    phone.locator("#queues").get_by_text("0 of 1000 wait").wait_for()
    phone.get_by_role("button", name="Calls", exact=True).click()
    phone.get_by_role("log", name="Heard and said").get_by_text("It is your turn.").wait_for()
    phone.get_by_role("button", name="Hang up").click()


def test_a_fax_is_received(phone: Page) -> None:
    phone.get_by_role("button", name="Faxes").click()
    phone.locator("#fax .go").click()
    phone.locator("#faxes").get_by_text("receiving").wait_for()
    phone.locator("#fax-hooks").get_by_text("/fax").wait_for()
    assert barriers(phone) == []


def test_a_fault_that_is_switched_on_strikes_and_the_problem_says_what_mends_it(phone: Page) -> None:
    phone.get_by_role("button", name="Faults").click()
    phone.get_by_label("What goes wrong").select_option(label="The app answers with an error")
    phone.get_by_label("Times").fill("1")
    phone.get_by_role("button", name="Switch on").click()
    phone.locator("#faults").get_by_text("struck 0 times").wait_for()
    assert barriers(phone) == []
    phone.get_by_role("button", name="Calls", exact=True).click()
    phone.get_by_label("Answered by").first.fill("/turn")
    phone.get_by_role("button", name="Call", exact=True).click()
    phone.locator("#webhooks .failed .outcome").get_by_text("500").wait_for()
    phone.locator("#webhooks .problem .mend").first.wait_for()
    phone.get_by_role("button", name="Faults").click()
    phone.locator("#faults").get_by_text("struck 1 times").wait_for()
    phone.get_by_role("button", name="Switch all off").click()
    phone.locator("#faults").get_by_text("None.").wait_for()


def test_callbacks_have_their_sequence_and_what_would_have_left_the_machine_is_listed(phone: Page) -> None:
    phone.get_by_label("Answered by").first.fill("/other")
    phone.get_by_role("button", name="Call", exact=True).click()
    phone.get_by_role("button", name="Answer +15557654321").click()
    phone.get_by_role("radio", name="+15557654321 (the other side)").wait_for()
    phone.get_by_role("button", name="Hang up").click()
    phone.locator("#outside").get_by_text("asked https://other.example").wait_for()
    phone.locator("#webhooks .callback").get_by_text("callback 4").wait_for()
    kinds = phone.locator("#webhooks .kind.callback").all_inner_texts()
    assert kinds == [f"callback {number}" for number in range(5)]  # an answer gives two at SignalWire
    assert "called +15557654321" in phone.locator("#outside").inner_text()
