"""The browser that tests share: it draws, what a page does wrong is seen, and so is what people could not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browser import barriers, watch

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.services
ORIGIN = "https://page.example"
BAD = "<!doctype html><html lang=en><title>t</title><body><button></button><img src='https://other.example/a.png'>"


def test_a_page_that_does_wrong_is_seen(page: Page) -> None:
    page.route("**/*", lambda route: route.fulfill(body=BAD, content_type="text/html"))
    seen = watch(page, ORIGIN)
    page.goto(ORIGIN)
    page.evaluate("console.error('broken')")
    assert seen.errors == ["broken"]
    assert seen.strangers == ["https://other.example/a.png"]
    assert any(line.startswith("button-name (critical)") for line in barriers(page))
