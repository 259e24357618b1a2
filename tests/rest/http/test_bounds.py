"""What an answer may cost: bounded bytes, bounded values, bounded nesting, and no packing inside packing."""

import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from rest import BadResponse, OutcomeUnknown
from rest.http import attempt, bounded_json
from rest.http.bounded_json import MAX_DEPTH, MAX_MARKS, read_json
from rest.objects.paging import MAX_PAGE_SIZE

from ..clients import CALL_SID, make_client
from ..server import Answer, Server
from ..tables import SAMPLES

ROOT = Path(__file__).parents[3]
BODIES = {
    "empty objects": b'b"[" + b"{}," * 3_000_000 + b"{}]"',
    "empty lists": b'b"[" + b"[]," * 3_000_000 + b"[]]"',
    "small objects": b"""b"[" + b'{"a":0},' * 1_100_000 + b"{}]\"""",
    "numbers": b'b"[" + b"1.5," * 2_250_000 + b"1]"',
    "short texts": b"""b"[" + b'"ab",' * 1_800_000 + b"1]\"""",
    "objects in objects": b"""b"[" + b'{"":{}},' * 1_000_000 + b"{}]\"""",
    "brackets": b'b"[" * 9_000_000',
    "brackets of objects": b"""b'{"":' * 1_800_000""",
    "quotes": b"""b'"' * 9_000_000""",
    "one text": b"""b'["' + b"x" * 9_000_000 + b'"]'""",
    "one text with an emoji": b"""b'["' + b"x" * 9_000_000 + "\\U0001f600".encode() + b'"]'""",
}
SCRIPT = """
import json, sys
from rest.http.bounded_json import read_json
def peak():  # of this process only: what getrusage says begins with the peak of the parent
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
body = {body}
before = peak()
try:
    kept = {read}(body)
except (ValueError, RecursionError) as problem:
    print(problem, file=sys.stderr)
print((peak() - before) // 1024)
"""
MOST = 110
"""Megabytes for an answer of 9 MB: one text with an emoji takes four bytes a character, twice."""


def megabytes(body: str, read: str = "read_json") -> int:
    """What reading it takes at most, in a process of its own."""
    words = [sys.executable, "-c", SCRIPT.format(body=BODIES[body].decode(), read=read)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not say how much a process took")
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_of_9_mb_takes_no_more_than_its_text_does(body: str) -> None:
    assert megabytes(body) < MOST


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not say how much a process took")
@pytest.mark.parametrize("body", ["empty objects", "small objects"])
def test_a_reader_without_bounds_is_found(body: str) -> None:
    """The fault, kept: `json` itself."""
    assert megabytes(body, "json.loads") > MOST


@pytest.mark.parametrize("name", SAMPLES)
def test_the_largest_page_of_any_record_has_half_of_the_marks_that_are_read(name: str) -> None:
    text = json.dumps(SAMPLES[name]["payload"]).encode() + b","
    _, marks = bounded_json._TEXT.subn(b"", text)
    marks += bounded_json._marks(text, 0, len(text))
    assert marks * MAX_PAGE_SIZE < MAX_MARKS / 2


def test_the_most_values_are_read_and_one_more_is_not() -> None:
    most = b"[" + b",".join([b"1    "] * MAX_MARKS) + b"]"
    assert len(read_json(most)) == MAX_MARKS  # type: ignore[arg-type]  # a list
    with pytest.raises(ValueError, match="too many values"):
        read_json(most[:-1] + b",1]")


@pytest.mark.parametrize("text", ["," * 900_000, '"[{,' * 300_000, "\\" * 400_000 + '"', "[{" * 500_000], ids=len)
def test_what_stands_in_a_text_is_no_value(text: str) -> None:
    assert read_json(json.dumps({"body": text}).encode()) == {"body": text}


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_nesting_has_a_limit_of_its_own(opened: str, closed: str) -> None:
    """Else a body that json can read is one that nothing else can: `repr`, `pickle`, `copy`."""

    def nested(depth: int) -> bytes:
        return (opened * depth + "1" + closed * depth).encode()

    assert read_json(nested(MAX_DEPTH)) is not None
    for depth in (MAX_DEPTH + 1, 900, 100_000):
        with pytest.raises(ValueError, match="nested too deep"):
            read_json(nested(depth))


def packed(body: bytes, *encodings: str) -> Answer:
    for encoding in encodings:
        body = zlib.compress(body) if encoding == "deflate" else gzip.compress(body)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Encoding: {', '.join(encodings)}\r\n\r\n"
    return Answer(head.encode() + body)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate"])
def test_an_answer_is_unpacked_once(encoding: str) -> None:
    with Server([packed(b'{"sid": "CA1"}', encoding)]) as server:
        assert make_client(server.url).calls(CALL_SID).fetch().sid == "CA1"


STACKS = [["gzip", "gzip"], ["deflate", "gzip"], ["gzip"] * 5, ["br"], ["zstd"], ["gzip", "br"]]


@pytest.mark.parametrize("encodings", STACKS, ids="-".join)
def test_packing_inside_packing_and_packing_that_was_not_asked_for_are_refused(
    encodings: list[str], tmp_path: Path
) -> None:
    with Server([packed(b'{"sid": "CA1"}', *encodings)]) as server:
        client = make_client(server.url)
        with pytest.raises(BadResponse, match="packed otherwise"):
            client.calls(CALL_SID).fetch()
        with pytest.raises(OutcomeUnknown):
            client.messages.create(to="+1", from_="+2", body="x")
        with pytest.raises(BadResponse, match="packed otherwise"):
            client.recordings("RE1").download(tmp_path / "a")


def test_two_lines_are_a_stack_too() -> None:
    body = gzip.compress(gzip.compress(b"{}"))
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n" + "Content-Encoding: gzip\r\n" * 2 + "\r\n"
    with Server([Answer(head.encode() + body)]) as server, pytest.raises(BadResponse, match="packed otherwise"):
        make_client(server.url).calls(CALL_SID).fetch()


def test_a_client_that_unpacks_what_the_library_unpacks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept: urllib3 unpacks two layers, or five."""
    stack = "gzip, gzip"
    monkeypatch.setattr(attempt, "ENCODINGS", attempt.ENCODINGS | {stack})
    with Server([packed(b'{"sid": "CA1"}', *stack.split(", "))]) as server:
        assert make_client(server.url).calls(CALL_SID).fetch().sid == "CA1"
