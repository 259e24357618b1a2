"""The site is built without a warning: each page is in it and in its menu, and each reference is found."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..browser import chromium

ROOT = Path(__file__).parents[2]


def built(folder: Path, *options: str, source: Path = ROOT) -> subprocess.CompletedProcess[str]:
    how = ["-q", "-j", "2", "-W", "--keep-going", "-c", str(ROOT / "docs"), *options]
    build = [sys.executable, "-m", "sphinx", *how, str(source), str(folder)]
    return subprocess.run(build, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.services
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    began = time.time()
    done = built(tmp_path / "site", "-d", str(tmp_path / "doctrees"))
    assert (done.returncode, done.stderr) == (0, "")
    pictures = {path.name: path.stat().st_mtime > began for path in (tmp_path / "site" / "_images").iterdir()}
    assert pictures == dict.fromkeys(["map.png", "phone.png"], chromium() is not None)  # whether the build made them
    pages = {path.relative_to(tmp_path / "site").with_suffix(".md") for path in (tmp_path / "site").rglob("*.html")}
    listed = (tmp_path / "site" / "llms.txt").read_text("utf-8")
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        assert page.relative_to(ROOT) in pages
        assert f"]({page.relative_to(ROOT)})" in listed
        assert (tmp_path / "site" / page.relative_to(ROOT)).read_text("utf-8") == page.read_text("utf-8")
    assert "[Tutorial: an IVR in an hour](docs/tutorial.md)" in listed


@pytest.mark.services
def test_a_reference_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A page\n\n[Nowhere](nowhere.md)\n", encoding="utf-8")
    done = built(tmp_path / "site", "-d", str(tmp_path / "doctrees"), "-D", "html_additional_pages=", source=tmp_path)
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr
