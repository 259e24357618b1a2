"""The page about a laptop names every setting that an app needs to start without a warning."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from webhooks import ConfigError
from webhooks.wire.settings import read_settings

PAGE = Path(__file__).parents[2] / "docs" / "from-a-laptop.md"
EXPORTS = dict(re.findall(r"^\s*export (LAML_\w+)=(\S+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_settings_of_the_page_start_an_app_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert read_settings({}, EXPORTS).secrets
    assert caplog.records == []


@pytest.mark.parametrize("name", EXPORTS)
def test_each_of_them_is_needed(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    rest = {key: value for key, value in EXPORTS.items() if key != name}
    told = []
    try:
        read_settings({}, rest)
    except ConfigError as error:
        told.append(str(error))
    assert name in caplog.text + "".join(told)
