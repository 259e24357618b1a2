"""The page `/laml-bins/`: the stored bins, for people who edit prompts. Behind the app's own login.

One path with queries, so that no name of a bin is taken: `?sid=…` edits, `?new` makes, `?file=…` is a part of the page.
It works without scripts; with them what is wrong is told while it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..bins.looking import Look, look_at
from ..bins.records import DEFAULT_CONTENTS, StoredBin
from ..errors import BinChanged, BinMissing, BinReadOnly, BinRefused, ConfigError, StoreError
from ..wire.providers import Dialect
from .app_state import AppState
from .bins import ROUTE
from .page_guard import Login, refusal, with_headers
from .places import host_of

FILES: Final = Path(__file__).parent / "bins_page_files"
SHOWN: Final = {"bins.css": "text/css", "bins.js": "text/javascript"}
SAMPLE: Final = "sample."
"""Begins the names of fields with sample values."""
MOST: Final = 200  # bins in the list; more are found by their names
REGIONS: Final = ("problems", "heard", "samples", "result")
"""The parts of the form that follow what is written."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form.

    Attributes:
        sid: The bin; empty for a new one.
        version: The version that it is a change of.
        name, contents, public: Its fields.
        samples: Sample values by name, one a line.
    """

    sid: str
    version: int
    name: str
    contents: str
    public: bool
    samples: dict[str, str]


def add_bins_page(app: Flask, state: AppState, login: Login) -> None:
    """Add the page to an app.

    Args:
        app: The app.
        state: Its state.
        login: Who may use it.
    Raises:
        ConfigError: `login` is no function.
    """
    if not callable(login):
        raise ConfigError(f"bins_page= needs a function that says who may use the page, got {type(login).__name__}")
    endpoint = state.bins_page_endpoint
    host = host_of(state.settings.public_url.origin)

    def view() -> Response:
        return with_headers(refusal(login, host) or _Page(state).answer())

    view.__name__ = endpoint  # Flask-WTF tells views apart by their names
    state.place.route(
        app,
        state.prefix + ROUTE,
        endpoint,
        view,
        ["GET", "POST"],
    )


class _Page:
    """One request for the page."""

    def __init__(self, state: AppState) -> None:
        self._bins = state.bins
        self._dialect: Dialect = state.settings.provider.dialect

    def answer(self) -> Response:
        """Answer it."""
        try:
            return self._posted() if request.method == "POST" else self._shown()
        except BinReadOnly as error:
            return _page("message.html", error.status, message=str(error))
        except BinMissing:
            return _page("message.html", 404, message="There is no such bin, or no such version.")
        except StoreError:
            return _page("message.html", 503, message="The store cannot be asked now. Try again in a moment.")

    # -- what is looked at

    def _shown(self) -> Response:
        asked = request.args
        if "file" in asked:
            return _file(asked["file"])
        if "new" in asked:
            return self._form(Draft("", 0, "", DEFAULT_CONTENTS, public=False, samples={}))
        if "sid" not in asked:
            wanted = asked.get("name", "")
            found = self._bins.list(wanted, limit=MOST)
            return _page("list.html", bins=found, named=sorted(self._bins, key=_name), wanted=wanted, most=MOST)
        bin_ = self._bins.fetch(asked["sid"])
        if "old" in asked:
            old = _number(asked["old"])
            diff = self._bins.diff(bin_.sid, old, bin_.version)
            return _page("difference.html", bin=bin_, old=old, lines=diff.splitlines())
        return self._form(_draft_of(bin_), note=f"Version {bin_.version} is saved." if "saved" in asked else "")

    def _form(self, draft: Draft, *, status: int = 200, note: str = "", theirs: str = "") -> Response:
        look = self._look(draft)
        versions = self._bins.versions(draft.sid) if draft.sid else ()
        url = self._bins.fetch(draft.sid).url if draft.sid else ""
        return _page("edit.html", status, draft=draft, look=look, versions=versions, url=url, note=note, theirs=theirs)

    def _look(self, draft: Draft) -> Look:
        values = {name: text.splitlines() for name, text in draft.samples.items()}
        return look_at(draft.contents, values, self._dialect)

    # -- what is done

    def _posted(self) -> Response:
        deeds: dict[str, Callable[[], Response]] = {
            "save": self._save,
            "look": self._looked,
            "check": lambda: self._form(_draft()),
            "restore": self._restore,
            "delete": self._delete,
        }
        deed = deeds.get(request.args.get("do", ""))
        return deed() if deed is not None else _page("message.html", 400, message="This page does no such thing.")

    def _looked(self) -> Response:
        draft = _draft()
        look = self._look(draft)
        parts = {part: _environment().get_template(f"{part}.html").render(draft=draft, look=look) for part in REGIONS}
        return jsonify(names=look.names, parts=parts)

    def _save(self) -> Response:
        draft = _draft()
        fields: dict[str, Any] = {"name": draft.name, "document": draft.contents, "public": draft.public}
        try:
            if draft.sid:
                saved = self._bins.update(draft.sid, version=draft.version, **fields)
            else:
                made = self._bins.create(draft.name, draft.contents, public=draft.public)
                return _to(made)
        except BinRefused as refused:
            shown = self._look(draft).problems
            beside = [each.message for each in refused.problems if each not in shown]
            return self._form(draft, status=refused.status, note=" ".join(["It is not saved.", *beside]))
        except BinChanged:
            now = self._bins.fetch(draft.sid)
            newer = Draft(draft.sid, now.version, draft.name, draft.contents, draft.public, draft.samples)
            note = f"It is not saved: version {now.version} was saved meanwhile. Saving again puts yours above it."
            return self._form(newer, status=412, note=note, theirs=now.contents)
        return _to(saved)

    def _restore(self) -> Response:
        bin_ = self._bins.fetch(request.form.get("sid", ""))
        version = _number(request.form.get("version", ""))
        try:
            return _to(self._bins.restore(bin_.sid, _number(request.form.get("number", "")), version=version))
        except BinRefused as refused:
            found = "; ".join(map(str, refused.problems))
            return self._form(_draft_of(bin_), status=422, note=f"It is not restored: {found}")
        except BinChanged as changed:
            note = f"It is not restored: version {changed.version} was saved meanwhile."
            return self._form(_draft_of(bin_), status=412, note=note)

    def _delete(self) -> Response:
        version = _number(request.form.get("version", ""))
        sid = request.form.get("sid", "")
        try:
            self._bins.delete(sid, version=version)
        except BinChanged as changed:
            note = f"It is not deleted: version {changed.version} was saved meanwhile."
            return self._form(_draft_of(self._bins.fetch(sid)), status=412, note=note)
        return Response(status=303, headers={"Location": "."})


def _draft() -> Draft:
    """What the form says. A browser ends lines by CR and LF."""
    form = request.form
    samples = {name[len(SAMPLE) :]: text for name, text in form.items() if name.startswith(SAMPLE) and text}
    contents = form.get("contents", "").replace("\r\n", "\n")
    version = _number(form.get("version", "0"))
    return Draft(form.get("sid", ""), version, form.get("name", ""), contents, "public" in form, samples)


def _draft_of(bin_: StoredBin) -> Draft:
    return Draft(bin_.sid, bin_.version, bin_.name, bin_.contents, bin_.public, {})


def _name(bin_: Any) -> str:
    return str(bin_.name)


def _number(text: str) -> int:
    """The number of a version.

    Raises:
        BinMissing: It is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BinMissing("a version has a number")
    return int(text)


def _to(bin_: StoredBin) -> Response:
    return Response(status=303, headers={"Location": f"?{urlencode({'sid': bin_.sid, 'saved': bin_.version})}"})


def _file(name: str) -> Response:
    if name not in SHOWN:
        return _page("message.html", 404, message="There is no such file.")
    return Response((FILES / name).read_bytes(), mimetype=SHOWN[name])


def _page(template: str, status: int = 200, **values: object) -> Response:
    return Response(_environment().get_template(template).render(**values), status=status, mimetype="text/html")


@cache
def _environment() -> Environment:
    """Our own, whatever the app has set for its templates: everything is escaped, and nothing may be missing."""
    made = Environment(loader=FileSystemLoader(FILES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.globals["sample"] = SAMPLE
    made.filters["several"] = _several
    return made


def _several(items: Sequence[object], one: str) -> str:
    return f"{len(items)} {one}{'' if len(items) == 1 else 's'}"
