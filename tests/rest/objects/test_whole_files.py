"""A file is whole or refused: resumed with the rest of the same bytes only, under a name of its own, from elsewhere.

Each test of safety has its fault: what a client without the check would leave on disk.
"""

import contextlib
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rest import (
    BadResponse,
    ForeignPage,
    InvalidRequest,
    NotFound,
    Redirected,
    RestError,
    Timeouts,
    TransportError,
    Truncated,
)
from rest.http import deadlines
from rest.http.origins import origin_of
from rest.objects import files
from rest.resources.recordings import Recording

from ..clients import make_client
from ..clocks import FakeClock
from ..server import Answer, Received, Server, reply

OLD, NEW = b"a" * 40_000, b"b" * 50_000
CUT = 32_768
"""Two of the pieces that are read at a time: all that came is kept."""
V1 = 'ETag: "v1"\r\n'


def answer(status: int, body: bytes, more: str = "", length: int | None = None) -> Answer:
    announced = len(body) if length is None else length
    head = f"HTTP/1.1 {status} OK\r\nContent-Length: {announced}\r\n{more}\r\n"
    return Answer(head.encode() + body, "keep" if announced == len(body) else "close")


def cut(more: str = V1) -> Answer:
    return answer(200, OLD[:CUT], more, len(OLD))


def rest_of(body: bytes, more: str = V1, span: str | None = None, start: int = CUT) -> Answer:
    span = span or f"bytes {start}-{len(body) - 1}/{len(body)}"
    return answer(206, body[start:], f"{more}Content-Range: {span}\r\n")


def recording(server: Server) -> Recording:
    return make_client(server.url, clock=FakeClock()).recordings("RE1")


def fetched(path: Path, *answers: Answer) -> tuple[bytes | None, list[str | None]]:
    """What is on disk in the end, if anything, and the ranges that were asked for."""
    target = path / "a.wav"
    with Server(list(answers)) as server:
        try:
            recording(server).download(target)
        except TransportError:
            assert list(path.iterdir()) == []
    ranges = [request.headers.get("range") for request in server.received]
    return target.read_bytes() if target.exists() else None, ranges


ASKED = [None, f"bytes={CUT}-"]
OTHERS = {
    "of another version": rest_of(NEW, 'ETag: "v2"\r\n'),
    "of another version, as it says weakly": rest_of(NEW, 'ETag: W/"v1"\r\n'),
    "of a version that it does not say": rest_of(OLD, ""),
    "of another version as large": rest_of(b"c" * len(OLD), 'ETag: "v2"\r\n'),
    "of a version whose name only begins alike": rest_of(b"c" * len(OLD), 'ETag: "v1"2\r\n'),
    "of a version with a quotation mark in it": rest_of(b"c" * len(OLD), 'ETag: "v1"2"\r\n'),
    "of another size": rest_of(NEW, V1),
    "of no size": rest_of(OLD, span=f"bytes {CUT}-{len(OLD) - 1}/*"),
    "from another place": rest_of(OLD, start=CUT - 1),
    "without a range": answer(206, OLD[CUT:], V1),
    "with another length": rest_of(OLD, span=f"bytes {CUT}-{len(OLD) - 2}/{len(OLD)}"),
    "beyond the end": rest_of(OLD, span=f"bytes {CUT}-{len(OLD)}/{len(OLD)}"),
    "in other units": rest_of(OLD, span=f"lines {CUT}-{len(OLD) - 1}/{len(OLD)}"),
    "with a huge number": rest_of(OLD, span=f"bytes {CUT}-{'9' * 5000}/{'9' * 5000}"),
    "with odd digits": rest_of(OLD, span="bytes \xb2-\xb3/\xb9".encode("latin-1").decode("latin-1")),
    "packed": rest_of(OLD, V1 + "Content-Encoding: gzip\r\n"),
    "of an answer that says it has none": answer(
        416, OLD[CUT:], f"{V1}Content-Range: bytes {CUT}-{len(OLD) - 1}/{len(OLD)}\r\n"
    ),
    "out of range": answer(416, b"", f"Content-Range: bytes */{len(OLD)}\r\n"),
}


def test_the_rest_of_the_same_bytes_completes_the_file(tmp_path: Path) -> None:
    assert fetched(tmp_path, cut(), rest_of(OLD)) == (OLD, ASKED)


@pytest.mark.parametrize("other", OTHERS)
def test_another_part_than_the_rest_is_thrown_away_and_all_is_fetched_again(tmp_path: Path, other: str) -> None:
    assert fetched(tmp_path, cut(), OTHERS[other], answer(200, NEW)) == (NEW, [*ASKED, None])


@pytest.mark.parametrize(("status", "kind"), [(404, NotFound), (400, InvalidRequest), (204, BadResponse)])
def test_another_answer_than_the_rest_is_what_its_status_means(
    tmp_path: Path, status: int, kind: type[RestError]
) -> None:
    with Server([cut(), reply(status, {"code": 1, "message": "no"}), answer(200, OLD)]) as server:
        with pytest.raises(kind):
            recording(server).download(tmp_path / "a.wav")
    assert len(server.received) == 2


def test_of_what_is_thrown_away_nothing_is_left_behind_a_shorter_file(tmp_path: Path) -> None:
    assert fetched(tmp_path, cut(), OTHERS["of another size"], answer(200, b"short"))[0] == b"short"
    (tmp_path / "a.wav").unlink()
    assert fetched(tmp_path, cut(""), answer(200, b"short"))[0] == b"short"


def test_after_a_part_that_is_thrown_away_nobody_waits(tmp_path: Path) -> None:
    clock = FakeClock()
    with Server([cut(), OTHERS["of another size"], answer(200, NEW)]) as server:
        make_client(server.url, clock=clock).recordings("RE1").download(tmp_path / "a.wav")
    assert clock.slept[1:] == [0.0]


def test_a_client_that_takes_any_part_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept."""
    monkeypatch.setattr(files._Fetch, "_continues", lambda self, part, headers: True)
    mixed, _ = fetched(tmp_path, cut(), OTHERS["of another size"], answer(200, NEW))
    assert mixed not in (OLD, NEW)


@pytest.mark.parametrize("version", ["", 'ETag: W/"v1"\r\n', "ETag: v1\r\n", 'ETag: "\r\n', 'ETag: ""\r\n'])
def test_without_a_strong_version_nothing_is_resumed(tmp_path: Path, version: str) -> None:
    assert fetched(tmp_path, cut(version), answer(200, NEW)) == (NEW, [None, None])


@pytest.mark.parametrize("more", ["", f"Content-Range: bytes 0-{CUT - 1}/{len(OLD)}\r\n"])
def test_a_part_that_was_not_asked_for_is_no_file(tmp_path: Path, more: str) -> None:
    assert fetched(tmp_path, answer(206, OLD[:CUT], V1 + more))[0] is None


def test_a_part_that_is_not_all_of_the_rest_is_resumed_again(tmp_path: Path) -> None:
    middle = answer(206, OLD[CUT:35_000], f"{V1}Content-Range: bytes {CUT}-34999/{len(OLD)}\r\n")
    assert fetched(tmp_path, cut(), middle, rest_of(OLD, start=35_000)) == (OLD, [*ASKED, "bytes=35000-"])


def test_an_answer_that_only_a_close_ends_is_refused(tmp_path: Path) -> None:
    """It may have been cut anywhere."""
    with Server([Answer(b"HTTP/1.1 200 OK\r\n\r\n" + OLD, "close")]) as server:
        with pytest.raises(BadResponse, match="where it ends"):
            recording(server).download(tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_in_chunks_ends_itself(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    whole = Answer(head + b"5\r\nhello\r\n0\r\n\r\n")
    assert fetched(tmp_path, whole)[0] == b"hello"
    (tmp_path / "a.wav").unlink()
    assert fetched(tmp_path, Answer(head + b"5\r\nhello\r\n", "close"))[0] is None


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1.5", "\xb2", "5, 6"])
def test_an_odd_length_is_our_error(tmp_path: Path, length: str) -> None:
    data = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello".encode("latin-1")
    assert fetched(tmp_path, Answer(data, "close"))[0] is None


def test_a_file_that_stays_cut_is_given_up_after_three(tmp_path: Path) -> None:
    stuck = answer(206, b"", f"{V1}Content-Range: bytes {CUT}-{len(OLD) - 1}/{len(OLD)}\r\n", len(OLD) - CUT)
    with Server([cut(), stuck]) as server, pytest.raises(Truncated):
        recording(server).download(tmp_path / "a.wav")
    assert len(server.received) == 3


# -- on disk


def downloading(path: Path, body: bytes, meanwhile: Callable[[], object]) -> None:
    """Download a file, and do something once its first piece is written."""
    todo = [meanwhile]

    def progress(had: int, of: int | None) -> None:
        if todo:
            todo.pop()()

    with Server([answer(200, body)]) as server:
        recording(server).download(path, progress=progress)


def parts(path: Path) -> list[Path]:
    return sorted(path.glob("*.part"))


def test_two_downloads_to_one_name_do_not_mix(tmp_path: Path) -> None:
    def second() -> None:
        downloading(tmp_path / "a.wav", NEW, lambda: seen.extend(parts(tmp_path)))
        assert (tmp_path / "a.wav").read_bytes() == NEW

    seen: list[Path] = []
    downloading(tmp_path / "a.wav", OLD, second)
    assert len(seen) == 2
    assert (tmp_path / "a.wav").read_bytes() == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def one_name(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:
    """The fault, kept: one name for all, opened as it stands."""
    path = dir / f"{prefix}{suffix}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644), str(path)


def test_downloads_that_share_a_name_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "mkstemp", one_name)
    with pytest.raises(FileNotFoundError):  # the second one moved it away
        downloading(tmp_path / "a.wav", OLD, lambda: downloading(tmp_path / "a.wav", NEW, lambda: None))


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are those of POSIX")
@pytest.mark.parametrize("safe", [True, False])
def test_a_link_that_lies_there_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, safe: bool) -> None:
    """Somebody else may write into the directory, and knows the name."""
    if not safe:
        monkeypatch.setattr(files, "mkstemp", one_name)
    (tmp_path / "precious").write_bytes(b"precious")
    names = ["a.wav.part", "a.wav..part"]
    for name in names:
        (tmp_path / name).symlink_to(tmp_path / "precious")
    downloading(tmp_path / "a.wav", NEW, lambda: None)
    assert ((tmp_path / "precious").read_bytes() == b"precious") is safe


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are those of POSIX")
def test_a_file_is_its_owner_s_only_from_the_first_byte(tmp_path: Path) -> None:
    modes: list[int] = []
    before = os.umask(0)
    try:
        downloading(tmp_path / "a.wav", OLD, lambda: modes.extend(one.stat().st_mode for one in parts(tmp_path)))
    finally:
        os.umask(before)
    assert [stat.S_IMODE(mode) for mode in [*modes, (tmp_path / "a.wav").stat().st_mode]] == [0o600, 0o600]


def test_a_link_at_the_destination_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "a.wav").symlink_to(tmp_path / "precious")
    downloading(tmp_path / "a.wav", NEW, lambda: None)
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (tmp_path / "a.wav").read_bytes() == NEW


@pytest.mark.parametrize("body", [OLD, b"a few bytes"])
def test_a_file_is_on_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    done: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: done.append(f"sync {os.fstat(number).st_size}"))
    monkeypatch.setattr(Path, "replace", lambda self, to: (done.append("replace"), replace(self, to))[1])
    downloading(tmp_path / "a.wav", body, lambda: None)
    assert done == [f"sync {len(body)}", "replace"]


# -- from where


def redirected(path: Path, location: str) -> tuple[type[RestError] | None, list[Received]]:
    with Server([reply(307, headers=[("Location", location)]), answer(200, OLD)]) as server:
        try:
            recording(server).download(path / "a.wav")
        except RestError as problem:
            return type(problem), server.received
    return None, server.received


ODD = [
    "http://[::1", "https://[bad]/", "https://host:99999/", "https://host:port/", "https://", "https:///a", "//[",
    "https://exa mple.com/", "https://example.com/\x7f", "https://ex\xe4mple.com/", "https://user@example.com/",
    "javascript:alert(1)", "https://example.com\\@127.0.0.1/", "https://a..b/", "https://" + "a" * 300 + ".example/",
    "https://.example/", "https://-/", "https://%31/", "https://xn--/",
]  # fmt: skip


@pytest.mark.parametrize("location", ODD)
def test_an_odd_redirect_is_our_error(tmp_path: Path, location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _no_such_host)
    kind, _ = redirected(tmp_path, location)
    assert kind is not None
    assert list(tmp_path.iterdir()) == []


def _no_such_host(host: str, port: int, *more: object) -> list[Any]:
    if host == "127.0.0.1":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
    raise socket.gaierror(socket.EAI_NONAME, "no such host")


@pytest.mark.parametrize("url", [*ODD, "", " ", "x"])
def test_an_odd_address_of_a_file_or_of_a_page_is_our_error(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _no_such_host)
    with Server([reply(200, {"sid": "FX1", "media_url": url})]) as server:
        client = make_client(server.url, "signalwire", clock=FakeClock())
        fax = client.faxes("FX1").fetch()
        with pytest.raises(RestError):
            fax.download(tmp_path / "a.pdf")
        if url in ODD:
            with pytest.raises(ForeignPage):
                client.calls.get_page(url)


BESIDE = ["{url}1/a", "{url}.example/a", "{url}@example.com/a", "http://127.0.0.1/a", "http://127.0.0.1.example/a"]


@pytest.mark.parametrize("location", BESIDE)
def test_an_address_that_only_begins_like_the_provider_s_is_elsewhere(tmp_path: Path, location: str) -> None:
    with Server([]) as server:
        server.script = [reply(307, headers=[("Location", location.format(url=server.url))])]
        with pytest.raises(Redirected):
            recording(server).download(tmp_path / "a.wav")
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("location", "home"),
    [("HTTPS://API.example/a", True), ("https://api.example:443/a", True), ("https://api.example?a", True),
     ("https://api.example:4433/a", False), ("https://api.example.evil/a", False), ("http://api.example/a", False),
     ("https://api.example@evil/a", False), ("https://u@api.example/a", False), ("https://apixexample/a", False)],
)  # fmt: skip
def test_an_origin_is_compared_whole(location: str, home: bool) -> None:
    assert (origin_of(location) == origin_of("https://api.example")) is home


def test_an_origin_that_is_compared_by_its_beginning_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fault, kept: a host that begins like ours is taken for ours, and would be sent the token."""
    prefix = "http://127.0.0.1"

    def loose(url: str) -> tuple[str, str, int] | None:
        return ("http", "127.0.0.1", 80) if url.startswith(prefix) else origin_of(url)

    for compare, arrived in ((origin_of, 0), (loose, 1)):
        monkeypatch.setattr(files, "origin_of", compare)
        with Server([answer(200, OLD)]) as other, Server([]) as server:
            server.script = [reply(307, headers=[("Location", f"{other.url}/a")])]
            with contextlib.suppress(Redirected):
                recording(server).download(tmp_path / "a.wav")
        assert ["authorization" in request.headers for request in other.received] == [True] * arrived


def elsewhere(server: Server, path: Path, **more: Any) -> RestError | None:
    """Follow a redirect to a name, files.example, that resolves to this machine; what is raised."""
    with Server([reply(307, headers=[("Location", f"https://files.example:{server.port}/a")])]) as home:
        client = make_client(home.url, clock=FakeClock(), **more)
        try:
            client.recordings("RE1").download(path / "a.wav")
        except RestError as problem:
            return problem
    return None


@pytest.mark.live  # what is looked up leads to this machine
@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_a_name_that_resolves_to_a_private_address_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Nothing is written, no TLS begins, and there is no second lookup that could say something else."""
    real, looked = socket.getaddrinfo, list[str]()

    def lookup(host: str, port: int, *more: Any) -> list[Any]:
        if host != "files.example":
            return real(host, port, *more)
        looked.append(host)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        place = (address, port, 0, 0) if ":" in address else (address, port)
        return [(family, socket.SOCK_STREAM, 6, "", place)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.delenv("LAML_REFUSE_SENDS", raising=False)  # the name is that of this machine here
    with Server([answer(200, OLD)]) as server:  # plain, so that a TLS hello would arrive as bytes
        refused = elsewhere(server, tmp_path)
        assert isinstance(refused, BadResponse)
        assert "this machine or network" in str(refused)
        assert looked == ["files.example"]
        monkeypatch.setattr(deadlines, "is_public", lambda address: True)  # the fault, kept
        soon = Timeouts(connect=0.5, read=0.5, total=2)  # a plain server never ends a TLS hello
        assert type(elsewhere(server, tmp_path, timeouts=soon)) is not BadResponse
