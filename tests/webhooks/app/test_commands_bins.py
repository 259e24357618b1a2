"""`flask laml bins`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from flask import Flask

from webhooks import StoredBin, Webhooks
from webhooks.app.commands import group

from ..apps import DOCUMENT, make_app

BYE = "<Response><Say>Bye</Say></Response>"
WRONG = '<Response>\n<Say voyce="x">Hi</Say>\n<Shout/></Response>'


class House:
    def __init__(self, folder: Path) -> None:
        self.app: Flask = make_app(TESTING=True)
        self.hooks = Webhooks(self.app)
        self.folder = folder

    def run(self, *words: str, given: str = "") -> tuple[int, str]:
        result = self.app.test_cli_runner().invoke(group, ["bins", *words], input=given)
        return result.exit_code, result.output

    def file(self, text: str, name: str = "a.xml") -> str:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)
        return str(file)

    @property
    def only(self) -> StoredBin:
        (found,) = self.hooks.bins.list()
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_bin_is_made_listed_shown_and_deleted(house: House) -> None:
    assert house.run("list") == (0, "no such bins\n")
    code, output = house.run("new", "closed", house.file(DOCUMENT), "--public")
    made = house.only
    assert (code, output) == (0, f"{made.sid}  {made.url}\n")
    assert (made.name, made.contents, made.public) == ("closed", DOCUMENT, True)
    assert house.run("list")[1].split()[:5] == [made.sid, "closed", "version", "1", "0"]
    assert json.loads(house.run("list", "--format", "json", "--name", "clo")[1])[0]["sid"] == made.sid
    assert DOCUMENT in house.run("show", made.sid)[1]
    assert json.loads(house.run("show", made.sid, "--format", "json")[1])["contents"] == DOCUMENT
    assert house.run("delete", made.sid, given="n\n")[0] == 1
    assert house.run("delete", made.sid, "--yes") == (0, f"{made.sid} deleted\n")
    code, output = house.run("show", made.sid)
    assert (code, f"there is no bin {made.sid}" in output) == (1, True)


def test_a_bin_is_edited_by_a_file_compared_and_restored(house: House) -> None:
    sid = house.hooks.bins.create("closed", DOCUMENT).sid
    assert house.run("edit", sid, "-", "--version", "1", given=BYE)[0] == 0
    assert house.only.contents == BYE
    code, output = house.run("edit", sid, house.file(DOCUMENT), "--version", "1")
    assert (code, "it is of version 2 now" in output) == (1, True)
    assert house.run("edit", sid, "--name", "open")[0] == 0
    assert "+<Say>Bye</Say>" in house.run("diff", sid, "1", "2")[1]
    assert [line.split()[0] for line in house.run("show", sid, "--versions")[1].splitlines()] == ["3", "2", "1"]
    assert house.run("show", sid, "--version", "1")[1] == DOCUMENT + "\n"
    assert house.run("restore", sid, "1")[0] == 0
    assert (house.only.contents, house.only.name, house.only.version) == (DOCUMENT, "open", 4)
    assert house.run("restore", sid, "9")[0] == 1


def test_all_problems_of_a_save_are_told_with_their_lines(house: House) -> None:
    sid = house.hooks.bins.create("closed", DOCUMENT).sid
    for words in (("new", "b", house.file(WRONG)), ("edit", sid, house.file(WRONG))):
        code, output = house.run(*words)
        assert code == 1
        assert "Response/Say@voyce (line 2" in output
        assert "Response/Shout (line 3" in output
    assert house.only.contents == DOCUMENT


def test_what_has_errors_in_the_editor_is_edited_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sid = house.hooks.bins.create("closed", DOCUMENT).sid
    seen: list[str] = []
    typed = [WRONG, BYE, DOCUMENT, None]

    def edit(text: str, **_: object) -> str | None:
        seen.append(text)
        return typed[len(seen) - 1]

    monkeypatch.setattr(click, "edit", edit)
    assert house.run("edit", sid, given="y\n")[0] == 0
    assert (seen, house.only.contents) == ([DOCUMENT, WRONG], BYE)
    assert house.run("edit", sid)[0] == 0
    assert house.only.contents == DOCUMENT
    assert "nothing has changed" in house.run("edit", sid)[1]


def test_bins_and_files_are_checked(house: House) -> None:
    sid = house.hooks.bins.create("closed", DOCUMENT).sid
    assert house.run("check") == (0, f"✓ {sid} closed\n")
    code, output = house.run("check", sid, house.file(WRONG))
    assert code == 1
    assert f"✓ {sid}\n" in output
    assert "Response/Shout" in output


def test_a_bin_of_a_file_is_changed_in_the_file(house: House, tmp_path: Path) -> None:
    file = Path(house.file(DOCUMENT, "de/closed.xml"))
    house.hooks.bins.from_folder(tmp_path)
    words = [["edit", "de/closed", "-"], ["edit", "de/closed", "--name", "x"], ["restore", "de/closed", "1"]]
    words += [["delete", "de/closed", "--yes"], ["show", "de/closed"], ["diff", "de/closed"]]
    for one in words:
        code, output = house.run(*one, given=BYE)
        assert (code, f"change the file {tmp_path.name}/de/closed.xml" in output) == (1, True), one
    assert file.read_text() == DOCUMENT


def test_a_folder_is_taken_and_written(house: House, tmp_path: Path) -> None:
    house.file(DOCUMENT, "in/de/Öffnungszeiten.xml")
    house.file(BYE, "in/bye.xml")
    assert house.run("import", str(tmp_path / "in"))[0] == 0
    assert sorted(found.name for found in house.hooks.bins.list()) == ["bye", "de/Öffnungszeiten"]
    house.file(DOCUMENT, "in/bye.xml")
    _, output = house.run("import", str(tmp_path / "in"))
    assert [line.split("  ")[1:] for line in sorted(output.splitlines(), key=lambda line: line[38:])] == [
        ["bye", "version 2"],
        ["de/Öffnungszeiten", "as it was"],
    ]
    house.file(WRONG, "in/wrong.xml")
    house.file(BYE, "in/bye.xml")
    code, output = house.run("import", str(tmp_path / "in"))
    assert (code, "wrong.xml: Response/Shout" in output) == (1, True)
    assert {found.contents for found in house.hooks.bins.list()} == {DOCUMENT}
    for name in ("../../outside", "..", "BYE"):
        house.hooks.bins.create(name, BYE)
    out = tmp_path / "out"
    assert house.run("export", str(out))[0] == 0
    assert len(list(out.rglob("*.xml"))) == len(house.hooks.bins.list()) == 5
    assert (out / "de/Öffnungszeiten.xml").read_text() == DOCUMENT
    assert (out / "_/_/outside.xml").read_text() == BYE
    assert not (tmp_path.parent / "outside.xml").exists()


def test_a_folder_that_was_written_is_taken_back_under_the_same_names(house: House, tmp_path: Path) -> None:
    kept = ["closed", "de/Öffnungszeiten.v2", "Death Star IVR", "menu", "menu/x", "營" * 60]
    for name in kept:
        house.hooks.bins.create(name, DOCUMENT)
    out = tmp_path / "out"
    code, output = house.run("export", str(out))
    assert (code, "another bin" in output) == (0, False)
    code, output = house.run("import", str(out))
    assert (code, output.count("as it was")) == (0, len(kept))
    assert len(house.hooks.bins.list()) == len(kept)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a:b", "a_b.xml"),
        ("a.xml/b", "a.xml_/b.xml"),
        (".hidden", "hidden.xml"),
        ("a//b", "a/_/b.xml"),
        ("營" * 255, "營" * 60 + ".xml"),
        ("new \U0001fad9\u0378", "new \U0001fad9_.xml"),
    ],
)
def test_a_name_that_no_file_can_have_is_written_as_another_and_told(
    name: str, file: str, house: House, tmp_path: Path
) -> None:
    house.hooks.bins.create("a", BYE)
    house.hooks.bins.create(name, DOCUMENT)
    code, output = house.run("export", str(tmp_path / "out"))
    assert code == 0
    assert f"no file has the name {name!r} alone: by `import` it is another bin" in output
    assert (tmp_path / "out" / file).read_text() == DOCUMENT
    assert house.run("import", str(tmp_path / "out"))[0] == 0


def test_a_folder_is_checked(house: House, tmp_path: Path) -> None:
    house.file(DOCUMENT, "prompts/de/good.xml")
    assert house.run("check", str(tmp_path / "prompts"))[0] == 0
    house.file(WRONG, "prompts/wrong.xml")
    code, output = house.run("check", str(tmp_path / "prompts"))
    assert (code, "✓ " in output, "wrong.xml" in output, "unknown element <Shout>" in output) == (1, True, True, True)


def test_an_app_without_a_store_has_no_bins_to_edit() -> None:
    app = make_app(TESTING=True)
    Webhooks(app, store=None)
    result = app.test_cli_runner().invoke(group, ["bins", "list"])
    assert (result.exit_code, "has no store" in result.output) == (1, True)


def test_a_folder_that_cannot_be_written_is_one_line(house: House, tmp_path: Path) -> None:
    """A file stands where a folder would have to be made."""
    house.hooks.bins.create("hello", BYE)
    (tmp_path / "file").write_text("")
    code, output = house.run("export", str(tmp_path / "file" / "out"))
    assert (code, output) == (1, f"Error: {tmp_path / 'file' / 'out'}: Not a directory\n")
