"""A real browser for tests: Debian's Chromium, driven by Playwright. Its path stands in `PATHS` and nowhere else.

A test that takes `page` (or `browser`) is skipped, with the reason, where there is none. What the page reports as an
error, and each request that leaves the machine's own origin, is kept in `Watched`, which `watch(page)` begins.
"""

from __future__ import annotations

import importlib.resources
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATHS: Final = ("chromium", "chromium-browser", "google-chrome")
PATIENCE: Final = 10_000  # milliseconds that a page may take for one step
SERIOUS: Final = ("serious", "critical")


def chromium() -> str | None:
    """The path of the browser; None if none is installed."""
    return next((found for name in PATHS if (found := shutil.which(name)) is not None), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process; each test has a context of its own, without cookies."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root with its sandbox
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=[*options, "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a context of its own, 1280 by 900."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@dataclass
class Watched:
    """What a page did that it should not: messages of errors, and the URLs of other origins that it asked for."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def watch(page: Page, origin: str) -> Watched:
    """Begin to collect what goes wrong on a page that belongs to an origin."""
    seen = Watched()
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    here = urlsplit(origin).netloc
    page.on("request", lambda sent: seen.strangers.append(sent.url) if urlsplit(sent.url).netloc != here else None)
    return seen


def barriers(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it stands, a line for each element."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    page.evaluate(importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = json.loads(page.evaluate("axe.run().then((result) => JSON.stringify(result.violations))"))
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]
