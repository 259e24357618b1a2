"""`flask laml bins`: the documents of the store, and who edits them."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import update_wrapper
from pathlib import Path
from typing import Any, Final, ParamSpec

import click
from flask.cli import AppGroup

import laml

from ..bins.checks import check_contents
from ..bins.editing import BinEditor
from ..bins.records import DEFAULT_CONTENTS, StoredBin
from ..errors import BinError, BinRefused, ConfigError
from ..store.errors import StoreAway
from .app_state import current_state
from .at_hand import this_app
from .bin_folders import SUFFIX, UNSEEN, BinFolder, read_document

P = ParamSpec("P")

bins = AppGroup("bins", help="Hosted documents of the store: what there is, and how it is changed.")

_sid = click.argument("sid")
_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
_public = click.option("--public/--verified", default=None, help="Let anybody fetch it, or the provider alone.")
_contents = click.argument("file", type=click.File("rb"), required=False)
_NOT_IN_FILES: Final = re.compile(r'[\\:*?"<>|]')
_LONGEST: Final = 180
"""Bytes of a part of a path: with a SID, `.xml` and more behind it, file systems take 255."""


def asks(function: Callable[P, None]) -> Callable[P, None]:
    """Tell what cannot be done, every problem in a line of its own."""

    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except StoreAway as away:
            raise click.ClickException(away.reason) from away
        except BinRefused as refused:
            for problem in refused.problems:
                _tell(problem)
            raise click.ClickException("nothing was saved; what was served is served still") from refused
        except (BinError, ConfigError) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.filename is None:  # of a pipe that nobody reads any more, which click knows
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error

    return update_wrapper(command, function)


@bins.command("list")
@click.option("--name", default="", help="Only those with this text in their names.")
@click.option("--limit", type=click.IntRange(min=1), default=50, help="How many of the newest; 50 unless given.")
@_format
@asks
def list_bins(name: str, limit: int, form: str) -> None:
    """List the bins, the newest first."""
    found = _editor().list(name, limit=limit)
    if form == "json":
        click.echo(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
        return
    rows = [_row(one) for one in found]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) if rows else 0)]
    for row in rows:
        click.echo("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())
    if not rows:
        click.echo("no such bins")


def _row(found: StoredBin) -> tuple[str, ...]:
    return (
        found.sid,
        found.name,
        f"version {found.version}",
        f"{found.num_requests} requests",
        found.date_updated.strftime("%Y-%m-%d %H:%M:%S"),
        "public" if found.public else "",
    )


def _plain(found: StoredBin) -> dict[str, object]:
    dates = ("date_created", "date_updated", "date_last_accessed", "expires")
    values: dict[str, Any] = {name: getattr(found, name) for name in found.__slots__}
    return {**values, **{name: values[name] and values[name].isoformat() for name in dates}}


@bins.command("show")
@_sid
@click.option("--version", "number", type=click.IntRange(min=1), help="An old version.")
@click.option("--versions", "all_versions", is_flag=True, help="What versions there are.")
@_format
@asks
def show(sid: str, number: int | None, all_versions: bool, form: str) -> None:
    """Show a bin: what it says, and what is known of it."""
    editor = _editor()
    if all_versions:
        for version in editor.versions(sid):
            click.echo(f"{version.number:>5}  {version.saved_at:%Y-%m-%d %H:%M:%S}  {version.name}")
        return
    if number is not None:
        click.echo(editor.version(sid, number).contents)
        return
    found = editor.fetch(sid)
    if form == "json":
        click.echo(json.dumps(_plain(found), indent=2, ensure_ascii=False))
        return
    for name, value in _plain(found).items():
        if name != "contents" and value not in (None, "", False):
            click.echo(f"{name:<19} {value}")
    click.echo(f"\n{found.contents}")


@bins.command("new")
@click.argument("name")
@_contents
@_public
@asks
def new(name: str, file: Any, public: bool | None) -> None:
    """Make a bin of a FILE, or of - for what is typed; an empty one without it."""
    made = _editor().create(name, DEFAULT_CONTENTS if file is None else _read(file), public=bool(public))
    click.echo(f"{made.sid}  {made.url}")


@bins.command("edit")
@_sid
@_contents
@click.option("--name", help="Its new name.")
@_public
@click.option("--version", type=click.IntRange(min=1), help="The version that this is a change of.")
@asks
def edit(sid: str, file: Any, name: str | None, public: bool | None, version: int | None) -> None:
    """Change a bin: by a FILE, - for what is typed, or in an editor without either.

    If somebody saves it while it is edited, nothing is saved. In the editor, what has errors can be mended.
    """
    editor = _editor()
    if file is None and name is None and public is None:
        saved = _edited(editor, editor.fetch(sid))
    else:
        contents = None if file is None else _read(file)
        saved = editor.update(sid, name=name, contents=contents, public=public, version=version)
    click.echo(f"{saved.sid} is of version {saved.version}")


def _edited(editor: BinEditor, old: StoredBin) -> StoredBin:
    """Let the user edit a bin until it has no errors, or until he gives up."""
    text = old.contents
    while True:
        changed = click.edit(text, extension=".xml", require_save=False)
        if changed is None or changed.rstrip("\n") == old.contents.rstrip("\n"):
            click.echo("nothing has changed")
            return old
        text = changed
        try:
            return editor.update(old.sid, contents=text.rstrip("\n"), version=old.version)
        except BinRefused as refused:
            for problem in refused.problems:
                _tell(problem)
            click.confirm("Edit it again?", default=True, abort=True)


@bins.command("check")
@click.argument("what", nargs=-1)
@asks
def check(what: tuple[str, ...]) -> None:
    """Check bins by their SIDs, files, folders, or all bins of the store. Fails if one has errors."""
    editor = _editor()
    dialect = current_state().settings.provider.dialect
    texts = {name: text for one in what for name, text in _texts_of(editor, one).items()}
    if not what:
        texts = {f"{found.sid} {found.name}": found.contents for found in editor.list()}
    wrong = 0
    for name, text in texts.items():
        problems = check_contents(text, dialect)
        errors = sum(problem.severity == "error" for problem in problems)
        wrong += bool(errors)
        click.echo(f"{'✗' if errors else '✓'} {name}")
        for problem in problems:
            _tell(problem, "    ")
    if wrong:
        raise SystemExit(1)


def _texts_of(editor: BinEditor, what: str) -> dict[str, str]:
    """The documents of a folder, a file or a bin, by what they are called."""
    path = Path(what)
    if path.is_dir():
        return {str(file): read_document(file) for file in BinFolder(path, public=False).look()}
    return {what: read_document(path) if path.is_file() else editor.fetch(what).contents}


@bins.command("diff")
@_sid
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@asks
def diff(sid: str, old: int | None, new: int | None) -> None:
    """Show what differs between two versions: the newest and the one before unless given."""
    click.echo(_editor().diff(sid, old, new), nl=False)


@bins.command("restore")
@_sid
@click.argument("number", type=click.IntRange(min=1))
@asks
def restore(sid: str, number: int) -> None:
    """Serve again what a version said, as a new version."""
    saved = _editor().restore(sid, number)
    click.echo(f"{saved.sid} is of version {saved.version}, which says what version {number} said")


@bins.command("delete")
@click.argument("sids", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@asks
def delete(sids: tuple[str, ...], yes: bool) -> None:
    """Delete bins with all of their versions."""
    editor = _editor()
    found = [editor.fetch(sid) for sid in sids]
    if not yes:
        names = ", ".join(one.name for one in found)
        click.confirm(f"Delete {names}, with all versions?", abort=True)
    for one in found:
        editor.delete(one.sid)
        click.echo(f"{one.sid} deleted")


@bins.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_public
@asks
def import_(folder: Path, public: bool | None) -> None:
    """Take the .xml files of a FOLDER into the store. A bin that has the name of a file is changed by it.

    All files are checked first: if one has errors, nothing is taken.
    """
    editor, place = _editor(), BinFolder(folder, bool(public))
    files = {place.name_of(file): file for file in place.look()}
    wrong = [problem for file in files.values() if (problem := place.unusable(file))]
    texts = {} if wrong else {name: read_document(file) for name, file in files.items()}
    dialect = current_state().settings.provider.dialect
    for name, text in texts.items():
        problems = [problem for problem in check_contents(text, dialect) if problem.severity == "error"]
        wrong += [f"{files[name]}: {problem}" for problem in problems]
    if wrong:
        raise click.ClickException("nothing was taken:\n  " + "\n  ".join(wrong))
    known: dict[str, list[StoredBin]] = {}
    for one in editor.list():
        known.setdefault(one.name, []).append(one)
    twice = [name for name in texts if len(known.get(name, ())) > 1]
    if twice:
        raise click.ClickException(f"nothing was taken: there are several bins named {', '.join(twice)}")
    for name, text in texts.items():
        if name in known:
            saved = editor.update(known[name][0].sid, contents=text, public=public)
            told = "as it was" if saved.version == known[name][0].version else f"version {saved.version}"
        else:
            saved, told = editor.create(name, text, public=bool(public)), "new"
        click.echo(f"{saved.sid}  {name}  {told}")


@bins.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@asks
def export(folder: Path) -> None:
    """Write all bins into a FOLDER, each as a .xml file of its name; a name with slashes has folders in it.

    Two of one name have their SIDs beside it. `import` takes the folder back, each bin under its name; where no file
    can have the name, that is told.
    """
    found = _editor().list()
    names = [_file_name(one.name) for one in found]
    often = Counter(name.casefold() for name in names)
    folder.mkdir(parents=True, exist_ok=True)
    for one, name in zip(found, names, strict=True):
        named = name if often[name.casefold()] == 1 else f"{name} {one.sid}"
        file = folder / f"{named}.xml"
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        try:
            part.write_text(one.contents, encoding="utf-8", newline="")
            os.replace(part, file)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        click.echo(str(file))
        if unicodedata.normalize("NFC", named) != one.name:
            click.echo(f"  no file has the name {one.name!r} alone: by `import` it is another bin, {named!r}", err=True)


def _file_name(name: str) -> str:
    """A name as one of a file, in the folder or below it and nowhere else."""
    *folders, last = [_part_of_path(part) for part in name.split("/")]
    return "/".join([*(f"{part}_" if part.casefold().endswith(SUFFIX) else part for part in folders), last])


def _part_of_path(part: str) -> str:
    seen = "".join("_" if unicodedata.category(letter) in UNSEEN else letter for letter in part)
    clean = _NOT_IN_FILES.sub("_", seen).encode()[:_LONGEST].decode(errors="ignore")
    return clean.strip().lstrip(".").strip() or "_"


def _editor() -> BinEditor:
    """What edits the bins of the current app.

    Raises:
        ClickException: It has no store, so that its bins are in the memory of another process.
    """
    state, app = current_state(), this_app()
    if state.store.inbox(app) is None:
        raise click.ClickException(f"the app {state.name} has no store: set LAML_DATABASE_URL")
    return state.stored_bins.editor(app)


def _read(file: Any) -> str:
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"byte {error.start} of the document is not UTF-8") from None
    return text


def _tell(problem: laml.Problem, indent: str = "") -> None:
    click.echo(f"{indent}{problem.severity}: {problem}", err=True)
