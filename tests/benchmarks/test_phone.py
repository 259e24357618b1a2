"""The benchmark of the phone presses keys and sees their effect; what is fast enough is read from its table."""

import pytest

from benchmarks import bench_phone
from benchmarks.bench_phone import APPS, Page

pytestmark = pytest.mark.services


def test_a_key_is_timed_until_the_stream_shows_what_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_phone, "KEYS", 4)
    asked_for, *rows = bench_phone.long_history(callers=1, past=2, events=8).rows
    assert asked_for.seconds == 0.1
    assert [row.name for row in rows] == [f"{app}, {share}th percentile" for app in APPS for share in (50, 95)]
    assert all(0 < row.seconds < bench_phone.PATIENCE for row in rows)


def test_a_load_of_calls_that_end_is_no_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault kept here: the calls of the load are hung up."""

    def dial(page: Page) -> str:
        sid = whole(page)
        if len(dialed) < 2:
            page.post(f"calls/{sid}/hangup")
        dialed.append(sid)
        return sid

    whole, dialed = Page.dial, list[str]()
    monkeypatch.setattr(Page, "dial", dial)
    monkeypatch.setattr(bench_phone, "KEYS", 1)
    with pytest.raises(AssertionError, match="ended before its time"):
        bench_phone.many_calls(callers=1, running=2)
