"""Modules of a user's that hide ours are found, in each way in which a package is installed."""

import json
import subprocess
import sys
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from laml.hidden_packages import hidden_packages, installed_file


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site folder with the packages of a plain installation."""
    folder = tmp_path / "site"
    for name in ("laml", "rest", "webhooks", "emulator"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
    metadata = folder / "lamlkit-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: lamlkit\nVersion: 1.0\n")
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


def installed(site: Path) -> Distribution:
    return PathDistribution(site / "lamlkit-1.0.dist-info")


def test_nothing_is_said_where_nothing_hides(site: Path, app: Path) -> None:
    assert hidden_packages([str(app), str(site)], of=installed(site)) == []


@pytest.mark.parametrize(
    "theirs", ["webhooks.py", "webhooks/__init__.py", "rest.py", "laml.py", "emulator/__init__.py"]
)
def test_a_module_before_ours_is_named_with_the_file(site: Path, app: Path, theirs: str) -> None:
    (app / theirs).parent.mkdir(exist_ok=True)
    (app / theirs).touch()
    name = theirs.partition("/")[0].removesuffix(".py")
    (sentence,) = hidden_packages([str(app), str(site)], of=installed(site))
    assert sentence == (
        f"{app / theirs} hides the package {name!r} of lamlkit ({site / name / '__init__.py'}): "
        "rename that file, or move it elsewhere"
    )


def test_a_module_behind_ours_hides_nothing(site: Path, app: Path) -> None:
    (app / "webhooks.py").touch()
    assert hidden_packages([str(site), str(app)], of=installed(site)) == []


def test_a_folder_without_init_hides_nothing_of_a_plain_installation(site: Path, app: Path) -> None:
    """Python goes on to look for a regular package."""
    (app / "webhooks").mkdir()
    assert hidden_packages([str(app), str(site)], of=installed(site)) == []


def test_an_editable_installation_is_found_by_its_source(site: Path, tmp_path: Path, app: Path) -> None:
    """The finder of such an installation asks last, so that even a bare folder hides a package."""
    metadata = tmp_path / "elsewhere" / "lamlkit-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "direct_url.json").write_text(json.dumps({"url": site.as_uri(), "dir_info": {"editable": True}}))
    editable = PathDistribution(metadata)
    assert installed_file("rest", editable) == site / "rest" / "__init__.py"
    (app / "rest").mkdir()
    (app / "webhooks.py").touch()
    rest, webhooks = hidden_packages([str(app)], of=editable)
    assert f"{app / 'rest'} hides the package 'rest'" in rest
    assert "rename that folder" in rest
    assert f"{app / 'webhooks.py'} hides the package 'webhooks'" in webhooks


def test_the_command_says_it_on_standard_error(app: Path) -> None:
    (app / "webhooks.py").touch()
    done = subprocess.run(
        [sys.executable, "-c", "from laml.cli import main; main(['check', '-'])"],
        input="<Response/>", capture_output=True, text=True, check=False, cwd=app,
    )  # fmt: skip
    assert "webhooks.py hides the package 'webhooks' of lamlkit" in done.stderr
    assert done.stdout == ""
