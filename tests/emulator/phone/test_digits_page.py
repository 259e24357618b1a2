"""Numbers of several keys in a real browser: they gather as at the provider, and are one line of the transcript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ...browser import watch
from ..test_cli import emulated

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.services, pytest.mark.source("call-semantics 8.4, rules for keys 1 to 5")]


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a phone of the test's own: a page that opens shows a call that another test left under way."""
    with emulated("tests.emulator.phone.digits_app:app", "--quiet") as (_, settings):
        yield settings["the phone"]


@pytest.fixture
def phone(page: Page, address: str) -> Iterator[Page]:
    """The page, in a call that asks for an account number."""
    seen = watch(page, address)
    page.goto(address)
    page.get_by_text("Live", exact=True).wait_for()
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator("#line-state").get_by_text("Gather listens for keys").wait_for()
    yield page
    assert (seen.errors, seen.strangers) == ([], [])


def test_keys_gather_until_their_number_a_finish_key_or_silence_and_are_one_line(phone: Page) -> None:
    log = phone.get_by_role("log")
    phone.keyboard.type("12345678")
    log.get_by_text("Account 12345678.").wait_for()
    phone.keyboard.type("40")
    phone.get_by_role("button", name="5", exact=True).click()
    phone.locator("#log .pressed.open").get_by_text("405").wait_for()  # it may still grow
    phone.keyboard.press("#")
    log.get_by_text("Amount 405.").wait_for()
    assert phone.locator("#log .pressed.open").count() == 0
    phone.keyboard.type("77")
    log.get_by_text("Code 77.").wait_for()  # after two seconds without a key
    assert phone.locator("#log .pressed .what").all_inner_texts() == ["12345678", "405#", "77"]
    phone.reload()
    phone.locator("#past .call").first.click()
    log.get_by_text("Code 77.").wait_for()
    assert phone.locator("#log .pressed .what").all_inner_texts() == ["12345678", "405#", "77"]


def test_keys_keep_their_order_however_long_a_request_takes(phone: Page) -> None:
    """A fault kept here: the first key's request is held up, and those typed meanwhile go after it."""

    def held_up(route: Route) -> None:
        sent.append(route.request.post_data_json["keys"])
        kept.append(route)
        if len(kept) > 1:
            route.continue_()

    sent: list[str] = []
    kept: list[Route] = []
    phone.route("**/press", held_up)
    with phone.expect_request("**/press"):
        phone.keyboard.press("1")
    phone.keyboard.type("2345678")
    assert phone.locator("#log .pressed").count() == 0
    kept[0].continue_()
    phone.get_by_role("log").get_by_text("Account 12345678.").wait_for()
    assert sent == ["1", "2345678"]


def test_keys_after_two_idle_seconds_are_a_line_of_their_own(phone: Page) -> None:
    phone.keyboard.press("1")
    phone.locator("#log .pressed.open").wait_for()
    phone.locator("#log .pressed:not(.open)").wait_for()  # the line is closed
    phone.keyboard.type("2345678")
    phone.get_by_role("log").get_by_text("Account 12345678.").wait_for()
    assert phone.locator("#log .pressed .what").all_inner_texts() == ["1", "2345678"]
