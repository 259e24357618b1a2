"""Bins in moments that seldom come: one that is deleted while it is saved, a store that goes away twice, odd texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

import laml
from webhooks.bins import template as template_module
from webhooks.bins.binding import BoundBin, bound, parameters
from webhooks.bins.checks import _place
from webhooks.bins.counting import RequestCounts
from webhooks.bins.editing import BinMissing
from webhooks.bins.hosting import unsigned_pairs
from webhooks.bins.live import LiveBins
from webhooks.bins.looking import look_at
from webhooks.bins.records import StoredBin
from webhooks.bins.stores import BinStore, MemoryBins, Requests
from webhooks.bins.template import TemplateError, compile_template
from webhooks.errors import ConfigError, FormError, UrlError
from webhooks.store.errors import StoreAway

from ..store.databases import Time
from .editors import DEATH_STAR, editor_of

NO_BIN = "LB" + "0" * 32


def test_what_no_store_has_is_neither_saved_nor_removed(store: BinStore) -> None:
    def asked(_: object) -> object:
        raise AssertionError("there is nothing to ask about")

    assert store.save(NO_BIN, asked) is None  # type: ignore[arg-type] # it is never called
    assert store.remove(NO_BIN, asked) is False


class DeletesFirst(MemoryBins):
    """A fault: another process deletes the bin between the look and the save."""

    def save(self, sid: str, change):  # type: ignore[no-untyped-def] # as its base has it
        self.remove(sid, lambda _: None)
        return super().save(sid, change)


def test_a_bin_that_is_deleted_while_it_is_saved_is_missing() -> None:
    editor = editor_of(DeletesFirst())
    made = editor.create("closed", DEATH_STAR)
    with pytest.raises(BinMissing):
        editor.update(made.sid, contents=DEATH_STAR.replace("very", "most"))


class RemovedFirst(MemoryBins):
    """A fault: another process deletes the bin between the look and the removal."""

    def remove(self, sid: str, check):  # type: ignore[no-untyped-def] # as its base has it
        super().remove(sid, lambda _: None)
        return super().remove(sid, check)


def test_a_bin_that_another_deletes_at_the_same_time_is_missing() -> None:
    editor = editor_of(RemovedFirst())
    made = editor.create("closed", DEATH_STAR)
    with pytest.raises(BinMissing, match=made.sid):
        editor.delete(made.sid)


def test_a_writer_is_called_for_the_first_request_that_waits_and_for_no_other() -> None:
    counts, store = RequestCounts(Time()), MemoryBins()
    assert [counts.add("a"), counts.add("a"), counts.add("b")] == [True, False, False]
    counts.write(lambda: store)
    assert [counts.add("a"), counts.add("b")] == [True, False]
    counts.forked()  # what the parent has counted, the parent writes
    assert (len(counts), counts.add("a"), len(counts)) == (0, True, 1)


def test_a_save_of_what_is_live_already_is_no_new_version(store: BinStore) -> None:
    editor = editor_of(store)
    made = editor.create("closed", DEATH_STAR)
    assert editor.update(made.sid, contents=DEATH_STAR).version == made.version
    assert len(editor.versions(made.sid)) == 1


class GoesAway(MemoryBins):
    """A fault: it takes no count while it is away; and requests go on coming meanwhile."""

    def __init__(self, counts: RequestCounts) -> None:
        super().__init__()
        self.counts, self.away, self.taken = counts, True, dict[str, int]()

    def count(self, requests: Mapping[str, Requests]) -> None:
        if self.away:
            self.counts.add("a")
            self.counts.add("b")
            raise StoreAway("it is away")
        self.taken = {sid: one.number for sid, one in requests.items()}


def test_requests_that_come_while_the_store_goes_away_are_added_to_those_that_wait() -> None:
    counts = RequestCounts(Time())
    store = GoesAway(counts)
    counts.add("a")
    for _ in range(2):
        with pytest.raises(StoreAway):
            counts.write(lambda: store)
    assert len(counts) == 5
    store.away = False
    counts.write(lambda: store)
    assert store.taken == {"a": 3, "b": 2}
    assert len(counts) == 0


def test_a_text_that_is_no_template_is_looked_at_all_the_same() -> None:
    look = look_at("<Response><Say>{{#name}}</Say></Response>", {}, "laml")
    assert look.errors
    assert look.names == ("name",)
    assert look.xml == ""


def test_a_value_that_makes_a_document_wrong_is_told_apart_from_the_contents() -> None:
    look = look_at("<Response><Redirect>{{next}}</Redirect></Response>", {"next": [""]}, "laml")
    assert look.problems == ()
    assert [problem.code for problem in look.told] == ["missing-text"]


HELLO = "<Response><Say>Hello {{Name}}{{#VIP}}, {{.}} guest{{/VIP}}</Say></Response>"


@pytest.mark.parametrize(
    ("values", "heard"),
    [
        ({}, "Hello {{Name}}{{#VIP}}, {{.}} guest{{/VIP}}"),
        ({"Name": [""], "Other": ["x"]}, "Hello {{Name}}{{#VIP}}, {{.}} guest{{/VIP}}"),
        ({"Name": ["Ann"]}, "Hello Ann"),
        ({"Name": ["Ann"], "VIP": ["dear"]}, "Hello Ann, dear guest"),
    ],
)
def test_a_look_shows_what_a_caller_hears_and_the_parameters_if_none_has_a_value(
    values: dict[str, list[str]], heard: str
) -> None:
    look = look_at(HELLO, values, "laml")
    assert look.names == ("Name", "VIP")
    assert look.steps[0].text == f"Says “{heard}”"


def test_the_parameters_of_a_text_are_told_once_each_in_its_order() -> None:
    text = "{{! note }}{{#b}}{{.}}{{a}}{{/b}}{{^c}}{{/c}}{{#e164}}{{To}}{{/e164}}{{a}}"
    assert look_at(f"<Response><Say>{text}</Say></Response>", {}, "laml").names == ("b", "a", "c", "To")


class DeletedMeanwhile(MemoryBins):
    """A fault: another process deletes the bin between the question for its version and the look."""

    def find(self, sid: str) -> StoredBin | None:
        self.remove(sid, lambda _: None)
        return super().find(sid)


def test_a_bin_that_is_deleted_while_its_new_version_is_read_is_served_no_more() -> None:
    time, store = Time(), MemoryBins()
    editor, live = editor_of(store, time), LiveBins(time)
    made = editor.create("closed", DEATH_STAR)
    assert live.get(lambda: store, made.sid) is not None
    editor.update(made.sid, name="open")
    time.pass_(timedelta(seconds=1))
    gone = DeletedMeanwhile()
    gone._bins, gone._versions = store._bins, store._versions
    assert [live.get(lambda: gone, made.sid) for _ in range(2)] == [None, None]


def test_a_url_has_2000_characters_at_most() -> None:
    def url(length: int) -> str:
        return BoundBin(
            lambda: "https://ivr.example.com/x", (("name", "a" * (length - len("https://ivr.example.com/x?name="))),)
        ).url

    assert len(url(2_000)) == 2_000
    with pytest.raises(UrlError, match="2001 characters"):
        url(2_001)


def test_a_document_without_parameters_says_that_it_has_none() -> None:
    with pytest.raises(ConfigError, match="has no parameter 'a'; it has none"):
        bound(lambda: "https://ivr.example.com/x", DEATH_STAR, {"a": "1"}, "the bin 'x'")


def test_it_is_told_why_the_store_could_not_be_asked_where_the_last_version_is_served() -> None:
    time, store, told = Time(), MemoryBins(), list[str]()
    live = LiveBins(time, told.append)
    made = editor_of(store, time).create("closed", DEATH_STAR)
    first = live.get(lambda: store, made.sid)
    time.pass_(timedelta(seconds=1))

    def away() -> MemoryBins:
        raise StoreAway("no connection")

    assert live.get(away, made.sid) is first is not None
    assert told == ["no connection"]


def test_a_request_that_nobody_signed_has_a_form_or_no_body() -> None:
    asked = {"RAW_URI": "/laml-bins/x?To=1", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert [list(pairs) for pairs in unsigned_pairs(b"From=2", asked)] == [[("To", "1")], [("From", "2")]]
    assert [list(pairs) for pairs in unsigned_pairs(b"", {**asked, "CONTENT_TYPE": "text/plain"})] == [
        [("To", "1")],
        [],
    ]
    for kind, body in (("application/json", b"{}"), ("text/plain", b"From=2"), (None, b"{}")):
        named = {} if kind is None else {"CONTENT_TYPE": kind}
        with pytest.raises(FormError) as caught:
            unsigned_pairs(body, {"RAW_URI": "/laml-bins/x", **named})
        assert caught.value.status == 415


def test_a_template_remembers_so_many_combinations_of_values_and_judges_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault guarded against: callers who send all kinds of values fill the memory."""
    monkeypatch.setattr(template_module, "MAX_SHAPES", 3)
    template = compile_template("<Response>{{#n}}<Say>{{.}}</Say>{{/n}}</Response>")
    for number in range(1, 9):
        assert template.fill({"n": ["a"] * number}).problems == ()
        assert 1 <= len(template._right) <= 3


def test_what_has_no_place_is_told_last() -> None:
    def of(line: int | None, column: int | None = None) -> laml.Problem:
        return laml.Problem("error", "x", "x", "x", line, "", column)

    places = [(None, None), (70_000, 2), (1, 1), (1, None)]
    found = sorted((of(*place) for place in places), key=_place)
    assert [(problem.line, problem.column) for problem in found] == [(1, None), (1, 1), (70_000, 2), (None, None)]


def test_a_document_that_is_too_large_is_refused_as_a_whole() -> None:
    with pytest.raises(TemplateError) as error:
        compile_template("a" * 65_537)
    (problem,) = error.value.problems
    assert (problem.code, problem.path, problem.line) == ("too-large", "document", None)


def test_a_repr_of_a_template_has_no_text() -> None:
    template = compile_template("<Response><Say voice='hidden'>hidden {{a}}</Say></Response>")
    template.fill({"a": "hidden"})
    assert repr(template) == "Template(static=False, names=frozenset({'a'}), dialect=None)"


@pytest.mark.parametrize("text", ["<Response><Say>{{#a}}</Say></Response>", "<Response>", "no XML"])
def test_a_document_that_cannot_be_read_has_no_parameters(text: str) -> None:
    assert parameters(text) == frozenset()


def test_a_text_that_has_every_character_of_private_use_is_refused_and_not_mixed_up() -> None:
    every = "".join(map(chr, range(0xE000, 0xF900)))
    with pytest.raises(TemplateError) as error:
        compile_template(f"<Response><Say>{every}{{{{name}}}}</Say></Response>", "laml")
    assert "private use" in str(error.value.problems[0].message)


@pytest.mark.parametrize(
    "text",
    [
        "<Response><!-- {{a}} ",
        "<Response><![CDATA[ {{a}} ",
        "<Response><Say voice='{{a}}",
        "<Response><",
        "<Response><?xml {{a}}",
    ],
)
def test_a_text_that_breaks_off_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(TemplateError) as error:
        compile_template(text, "laml")
    problem = error.value.problems[0]
    assert isinstance(problem, laml.Problem)
    assert problem.line == 1
