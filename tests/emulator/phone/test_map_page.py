"""The map in a real browser: drawn by the page itself, marked by the calls that were made on it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from ...browser import PATIENCE, barriers, watch
from ..test_cli import emulated

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.services, pytest.mark.source("own: the map on the page")]
ROOT = Path(__file__).parents[3]
APPS = "tests.emulator.phone.map_apps"
LARGE = "tests.emulator.map.large"
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("#map-picture rect, #map-picture .label")].map((each) => each.getBBox());
  const meet = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
    && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1;
  return [boxes.length, boxes.flatMap((a, at) => boxes.slice(0, at).filter((b) => meet(a, b))).length];
}"""
"""How many boxes and labels there are, and how many pairs of them lie over one another."""
Open = Callable[[str], "Page"]


@pytest.fixture
def opened(page: Page) -> Iterator[Open]:
    """Opens the map of an emulator; nothing may go wrong on the page but what a test asks for."""
    seen = []

    def open_at(address: str) -> Page:
        seen.append(watch(page, address))
        page.goto(address)
        page.get_by_text("Live", exact=True).wait_for()
        page.get_by_role("button", name="Map", exact=True).click()
        return page

    yield open_at
    refused = re.compile(r"status of 4\d\d")  # what the browser says of an answer that the page shows
    assert [(error, each.strangers) for each in seen for error in each.errors if not refused.search(error)] == []
    assert [each.strangers for each in seen if each.strangers] == []


def draw(page: Page, path: str = "/answer") -> None:
    page.get_by_label("Begins at").fill(path)
    page.get_by_role("button", name="Draw").click()
    page.locator("#map-picture svg").wait_for(timeout=60_000)


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for what another process does, which tells nobody."""
    for _ in range(PATIENCE // 20):
        if true():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it did not happen")


def test_the_page_draws_the_boxes_of_the_committed_map_and_says_them_in_words(opened: Open) -> None:
    committed = (ROOT / "examples" / "ivr.mmd").read_text(encoding="utf-8")
    with emulated("examples.ivr:app", "--quiet") as (_, settings):
        page = opened(settings["the phone"])
        draw(page)
        boxes = page.locator("#map-picture .box").all()
        told = ["<br/>".join(box.locator("text").all_text_contents()) for box in boxes]
        assert sorted(told) == sorted(re.findall(r'[{(\[]"(.*)"[})\]]', committed))
        labels = page.locator("#map-picture .label").all_text_contents()
        assert sorted(labels) == sorted(re.findall(r'\|"(.*)"\|', committed))
        words = page.locator("#map-outline > li").first.inner_text()
        assert "“For sales press 1. For our opening hours press 2.”" in words
        assert "any other key → n5 POST /menu" in words
        assert barriers(page) == []
        page.locator("#map-outline button").last.click()
        assert page.locator("#map-picture .here text").first.text_content() == "POST /menu"


@pytest.mark.parametrize(
    "app", ["examples.ivr:app", f"{APPS}:wrong", f"{LARGE}:plain('tree')", f"{LARGE}:plain('chain')"]
)
def test_no_box_and_no_label_lies_over_another(opened: Open, app: str) -> None:
    with emulated(app, "--quiet") as (_, settings):
        page = opened(settings["the phone"])
        draw(page)
        count, over = page.evaluate(OVERLAPS)
        assert count >= 10
        assert over == 0


def test_the_ways_that_calls_have_taken_are_marked(opened: Open) -> None:
    with emulated("examples.ivr:app", "--quiet") as (_, settings):
        page = opened(settings["the phone"])
        draw(page)
        assert "taken" not in page.locator("#map-state").inner_text()
        page.get_by_role("button", name="Calls", exact=True).click()
        page.get_by_role("button", name="Call", exact=True).click()
        page.locator("#line-state").get_by_text("Gather listens for keys").wait_for()
        page.get_by_role("button", name="2", exact=True).click()
        page.locator("#line-state").get_by_text("completed").wait_for()
        page.get_by_role("button", name="Map", exact=True).click()
        page.locator("#map-state").get_by_text("2 taken by calls here").wait_for()
        taken = page.locator("#map-picture .label.taken")
        assert sorted(taken.all_text_contents()) == ["2", "then"]
        assert page.locator("#map-picture .way.untaken").count() == 5
        assert "silence → hangs up · no call here took it" in page.locator("#map-outline").inner_text()


def test_what_is_wrong_is_listed_and_shown_in_the_picture(opened: Open) -> None:
    with emulated(f"{APPS}:wrong", "--quiet") as (_, settings):
        page = opened(settings["the phone"])
        draw(page)
        row = page.locator("#map-findings li")
        assert "error POST /answer: it offers 2, which does the same as a wrong key" in row.inner_text()
        assert page.locator("#map-picture .wrong text").first.text_content() == "POST /answer"
        row.get_by_role("button", name="Show it").click()
        assert page.locator("#map-picture .wrong.here").count() == 1
        assert barriers(page) == []


def test_a_walk_is_stopped_with_its_process(opened: Open, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    with emulated(f"{APPS}:endless", "--quiet", environment={"WALKED_BY": str(mark)}) as (_, settings):
        page = opened(settings["the phone"])
        page.get_by_label("Begins at").fill("/answer")
        page.get_by_role("button", name="Draw").click()
        page.wait_for_function("() => !document.getElementById('stop-walk').disabled")
        until(page, lambda: mark.exists() and mark.read_text(encoding="utf-8") != "")
        walker = int(mark.read_text(encoding="utf-8"))
        os.kill(walker, 0)
        page.get_by_role("button", name="Stop", exact=True).click()
        page.wait_for_function("() => document.getElementById('stop-walk').disabled")
        until(page, lambda: not _lives(walker))
        assert page.locator("#alert").is_hidden()
        with requests.Session() as session:  # and another walk may begin
            session.headers["Authorization"] = f"Bearer {settings['LAML_PHONE_TOKEN']}"
            answer = session.post(f"{settings['LAML_BASE_URL']}/phone/map", json={"url": "answer"}, timeout=5)
            assert (answer.status_code, answer.json()["error"]) == (
                400,
                "url: the map begins at a path of the application, such as /answer",
            )


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_app_that_cannot_be_imported_any_more_is_told_on_the_page(opened: Open, tmp_path: Path) -> None:
    with emulated(f"{APPS}:gone", "--quiet", environment={"WALKED_BY": str(tmp_path / "made")}) as (_, settings):
        page = opened(settings["the phone"])
        page.get_by_label("Begins at").fill("/answer")
        page.get_by_role("button", name="Draw").click()
        page.get_by_role("alert").get_by_text("RuntimeError: it was edited meanwhile").wait_for()
        assert page.get_by_role("button", name="Draw").is_enabled()


def test_an_app_that_runs_elsewhere_has_no_map_and_the_page_says_so(opened: Open) -> None:
    with emulated("http://127.0.0.1:9", "--quiet") as (_, settings):
        page = opened(settings["the phone"])
        page.locator("#map-state").get_by_text("that laml emulate imports").wait_for()
        assert page.get_by_role("button", name="Draw").is_disabled()
        asked = {"headers": {"Authorization": f"Bearer {settings['LAML_PHONE_TOKEN']}"}, "timeout": 5}
        answer = requests.post(f"{settings['LAML_BASE_URL']}/phone/map", json={"url": "/answer"}, **asked)
        assert answer.status_code == 409
