"""The pages of the request kinds are rendered, complete, and their examples ask for what they say."""

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from rest import Client, Incoming, Outgoing, intercept
from webhooks.requests.kinds import FAMILIES

from .loading import DOCS, renderer
from .snippets import Reader, blocks

FOLDER = DOCS / "reference" / "requests"
EXAMPLES = DOCS.parent / "examples" / "requests"
KINDS = json.loads((DOCS.parent / "tests" / "webhooks" / "kinds.json").read_text(encoding="utf-8"))
ROW = re.compile(
    r"^\| `(?P<field>\w+)` \| `(?P<wire>[^`]+)` \| (?P<type>.+?) \| (?P<sent>.*?) \| (?P<says>.+) \|$", re.M
)

ASKED_BY = {
    "answer": [
        *(
            "connect",
            "conference_status",
            "conference_wait",
            "dial",
            "dial_screen",
            "enqueue",
            "fax_received",
            "gather",
        ),
        *("gather_partial", "pay", "pay_status", "queue_wait", "realtime_transcription", "record", "recording_status"),
        *("refer", "refer_url", "siprec_status", "sms_sent", "sms_status", "stream_status", "transcription"),
    ],
    "agent": ["dequeue"],
    "sms": ["message_action"],
    "place": ["amd_status", "call_status"],
    "write": ["message_status"],
    "send": ["fax_status"],
}
"""The function of the example that makes the provider ask."""
BY_A_SETTING = {"voice", "voice_fallback", "message", "fax"}


def test_the_committed_pages_are_the_rendered_ones() -> None:
    rendered = renderer("request_pages").pages()
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == rendered


@pytest.mark.parametrize("family", FAMILIES)
def test_the_example_of_the_page_runs_and_prints_what_it_says(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(FOLDER / f"{family}.md", tmp_path)
    (example, printed) = list(blocks(reader.page))
    reader.read(example)
    assert reader.printed
    reader.read(printed)


@pytest.fixture
def sent() -> Iterator[list[Outgoing]]:
    """What clients would send; answered as an API that has taken it."""
    found: list[Outgoing] = []

    def answer(outgoing: Outgoing) -> Incoming:
        found.append(outgoing)
        return Incoming(201, {"Content-Type": "application/json"}, b'{"sid": "X1"}')

    take_away = intercept(answer)
    yield found
    take_away()


@pytest.mark.parametrize(("asks", "family"), [(asks, family) for asks, rows in ASKED_BY.items() for family in rows])
def test_the_example_asks_for_the_kind_that_the_page_is_about(asks: str, family: str, sent: list[Outgoing]) -> None:
    names = runpy.run_path(str(EXAMPLES / f"{family}.py"))
    rules = {rule.endpoint: rule.rule for rule in names["app"].url_map.iter_rules()}
    (path,) = [
        rules[f"webhooks.{name}"]
        for name, handler in names.items()
        if f"webhooks.{name}" in rules
        and name != asks
        and re.search(rf"@hooks\.{family}\(.*\ndef {name}\(", source(family))
    ]
    if asks in ("place", "write", "send"):
        names[asks](Client("project", "token", signalwire_space_url="example.signalwire.com"))
        asked = str(sent[0].body).replace("%2F", "/")
    else:
        asked = names["hooks"].test_client().post(names[asks]).text
    assert path in asked


def source(family: str) -> str:
    return (EXAMPLES / f"{family}.py").read_text(encoding="utf-8")


def test_every_kind_has_an_example_and_is_asked_for() -> None:
    asked = {family for rows in ASKED_BY.values() for family in rows}
    assert asked | BY_A_SETTING == set(FAMILIES)
    assert {path.stem for path in EXAMPLES.glob("*.py")} - {"__init__"} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_always_sent_is_what_the_providers_document(family: str) -> None:
    page = (FOLDER / f"{family}.md").read_text(encoding="utf-8")
    rows = {found["wire"]: found["sent"] for found in ROW.finditer(page)}
    documented = [KINDS[kind] for kind in FAMILIES[family][1]]
    for wire, words in rows.items():
        known = all(wire in kind["always"] for kind in documented)
        assert (words == "always" or words.endswith(", always")) >= known, wire
        assert (words == "always") <= known, wire


def test_every_meaning_is_used_and_every_field_has_one() -> None:
    module = renderer("request_pages")
    pages = {path.stem: ROW.findall(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.md")}
    said = {says for rows in pages.values() for *_, says in rows}
    unused = [name for name, says in module.facts()["meaning"].items() if says not in said]
    assert unused == []
    assert all((says.endswith(".") and says[0].isupper()) or says[0] == "`" for says in said)


def test_the_index_of_decorators_has_each_once_and_marks_events() -> None:
    page = (DOCS / "handlers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| \[`@hooks\.(\w+)`\]\(reference/requests/(\w+)\.md\)( \*)? \|$", page, re.M)
    assert sorted(name for name, _, _ in rows) == sorted(FAMILIES)
    for name, link, star in rows:
        assert link == name
        assert bool(star) == (FAMILIES[name][0].answer == "event"), name
