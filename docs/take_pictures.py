"""Makes the pictures of the pages: `python -m docs.take_pictures docs/pictures`.

Dials examples/ivr.py in a real browser. Needs Chromium and Playwright, as the tests do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium

SIZE = {"width": 1240, "height": 790}


def phone(page: Page, address: str, folder: Path) -> None:
    """A caller who pressed 1, while the phone of the shop rings."""
    page.goto(address)
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator("#line-state").get_by_text("Gather listens for keys").wait_for()
    page.keyboard.press("1")
    page.get_by_role("button", name="Answer +15557654321").wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=folder / "phone.png")


def drawn(page: Page, address: str, folder: Path) -> None:
    """The map, after a call that pressed 1 and one that pressed 2."""
    page.goto(address)
    for key in "12":
        page.get_by_role("button", name="Call", exact=True).click()
        page.locator("#line-state").get_by_text("Gather listens for keys").wait_for()
        page.keyboard.press(key)
        if key == "1":
            page.get_by_role("button", name="Decline +15557654321").click()
        page.locator("#line-state").get_by_text("completed").wait_for()
    page.get_by_role("button", name="Map", exact=True).click()
    page.get_by_label("Begins at").fill("/answer")
    page.get_by_role("button", name="Draw").click()
    page.locator("#map-picture .way.taken").first.wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=folder / "map.png")


def main(folder: Path) -> None:
    """Make every picture."""
    command = [sys.executable, "-c", "from emulator.cli import emulate; emulate()", "examples.ivr:app"]
    pipe = subprocess.PIPE
    process = subprocess.Popen([*command, "--port", "0", "--quiet"], stdout=pipe, stderr=pipe, text=True)  # noqa: S603
    try:
        lines = iter(process.stdout or ())
        address = next(line.split(": ", 1)[1].strip() for line in lines if line.startswith("# the phone: "))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
            phone(page, address, folder)
            page.get_by_role("button", name="Hang up").click()
            drawn(page, address, folder)
            browser.close()
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
