"""Files: streamed whole or not at all, resumed, redirected without credentials, waited for."""

from pathlib import Path
from typing import Any

import pytest

from rest import BadResponse, NotFound, ParameterError, Redirected, TransportError, Truncated
from rest.objects.files import Downloaded

from ..clients import BASES, PROJECT, make_client
from ..clocks import FakeClock
from ..server import Answer, Received, Server, reply

SOUND = bytes(range(256)) * 400
WAV = f"{BASES['signalwire']}/Accounts/{PROJECT}/Recordings/RE1"


def sound(status: int = 200, body: bytes = SOUND, more: str = "", length: int | None = None) -> Answer:
    head = (
        f"HTTP/1.1 {status} OK\r\nContent-Type: audio/x-wav; x=y\r\nContent-Length: {length or len(body)}\r\n{more}\r\n"
    )
    return Answer(head.encode() + body, "keep" if length is None else "close")


@pytest.mark.parametrize(("form", "suffix"), [("wav", ".wav"), ("mp3", ".mp3")])
def test_a_recording_is_streamed_to_its_file(tmp_path: Path, form: str, suffix: str) -> None:
    seen: list[tuple[int, int | None]] = []
    with Server([sound()]) as server:
        recording = make_client(server.url, "signalwire").recordings("RE1")
        done = recording.download(tmp_path / "a.wav", format=form, progress=lambda *now: seen.append(now))  # type: ignore[arg-type]
    assert done == Downloaded(tmp_path / "a.wav", len(SOUND), "audio/x-wav")
    assert (tmp_path / "a.wav").read_bytes() == SOUND
    assert server.received[0].path == WAV + suffix
    assert seen[-1] == (len(SOUND), len(SOUND))
    assert len(seen) > 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_media_have_no_extension_and_transcriptions_are_text(tmp_path: Path) -> None:
    with Server([sound(body=b"x")]) as server:
        client = make_client(server.url)
        client.messages("SM1").media("ME1").download(tmp_path / "a")
        client.transcriptions("TR1").download(tmp_path / "b")
        client.calls("CA1").recordings("RE1").download(tmp_path / "c")
    paths = [request.path.split("/", 4)[4] for request in server.received]
    assert paths == ["Messages/SM1/Media/ME1", "Transcriptions/TR1.txt", "Recordings/RE1.wav"]


def test_a_lost_connection_is_resumed_where_it_broke_off(tmp_path: Path) -> None:
    def script(request: Received) -> Answer:
        if "range" not in request.headers:
            return sound(body=SOUND[:30_000], length=len(SOUND), more='ETag: "v1"\r\n')
        start = int(request.headers["range"].removeprefix("bytes=").rstrip("-"))
        span = f"bytes {start}-{len(SOUND) - 1}/{len(SOUND)}"
        return sound(206, SOUND[start:], f'ETag: "v1"\r\nContent-Range: {span}\r\n')

    with Server(script) as server:
        make_client(server.url, clock=FakeClock()).recordings("RE1").download(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").read_bytes() == SOUND
    assert [request.headers.get("if-range") for request in server.received] == [None, '"v1"']
    assert server.received[1].headers["range"] != "bytes=0-"


@pytest.mark.parametrize(
    "more", [[], [sound(206, SOUND, "Content-Range: bytes 0-9/9\r\n")]], ids=["whole", "another part"]
)
def test_a_server_that_cannot_resume_sends_it_all_again(tmp_path: Path, more: list[Answer]) -> None:
    first = sound(body=SOUND[:30_000], length=len(SOUND), more='ETag: "v1"\r\n')
    with Server([first, *more, sound()]) as server:
        make_client(server.url, clock=FakeClock()).recordings("RE1").download(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").read_bytes() == SOUND


def test_a_file_that_stays_cut_leaves_nothing_behind_and_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"old")
    with Server([sound(body=b"x" * 10, length=20)]) as server, pytest.raises(Truncated):
        make_client(server.url, clock=FakeClock()).recordings("RE1").download(tmp_path / "a.wav")
    assert len(server.received) == 3
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_recording_that_is_not_ready_is_waited_for(tmp_path: Path) -> None:
    clock = FakeClock()
    with Server([reply(404), reply(404), sound()]) as server:
        make_client(server.url, clock=clock).recordings("RE1").download(tmp_path / "a.wav", wait=60)
    assert len(clock.slept) == 2


def test_without_a_wait_a_file_that_is_not_there_is_asked_for_once(tmp_path: Path) -> None:
    clock = FakeClock()
    with Server([reply(404)]) as server, pytest.raises(NotFound):
        make_client(server.url, clock=clock).recordings("RE1").download(tmp_path / "a.wav")
    assert (clock.slept, len(server.received)) == ([], 1)


def test_nobody_waits_longer_than_asked(tmp_path: Path) -> None:
    clock = FakeClock()
    with Server([reply(404)]) as server, pytest.raises(NotFound):
        make_client(server.url, clock=clock).recordings("RE1").download(tmp_path / "a.wav", wait=5)
    assert 4.99 <= sum(clock.slept) < 6


def redirect(location: str) -> Answer:
    return reply(307, headers=[("Location", location)])


def test_a_redirect_at_home_keeps_the_credentials(tmp_path: Path) -> None:
    with Server([redirect("/store/1"), sound()]) as server:
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav")
    assert server.received[1].path == "/store/1"
    assert "authorization" in server.received[1].headers


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:9/a", "http://example.com/a", "file:///etc/passwd", "ftp://x/y", "https://user:pw@example.com/"],
)
def test_a_redirect_away_from_https_is_refused(tmp_path: Path, location: str) -> None:
    with Server([redirect(location)]) as server, pytest.raises(Redirected):
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("location", ["https://127.0.0.1/a", "https://[::ffff:10.0.0.1]/a", "https://localhost/a"])
def test_a_redirect_into_the_own_network_is_refused(tmp_path: Path, location: str) -> None:
    with Server([redirect(location)]) as server, pytest.raises(ParameterError):
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav")


def test_a_circle_of_redirects_ends(tmp_path: Path) -> None:
    with Server([redirect("/again")]) as server, pytest.raises(Redirected):
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav")
    assert len(server.received) == 4


def test_a_fax_is_fetched_from_its_media_url_without_credentials_elsewhere(tmp_path: Path) -> None:
    with Server([sound()]) as home, Server([sound(body=b"%PDF")]) as other:
        fax = {"sid": "FX1", "media_url": f"{home.url}/fax.pdf"}
        home.script = [reply(200, fax), sound(body=b"%PDF")]
        fetched = make_client(home.url, "signalwire").faxes("FX1").fetch()
        assert fetched.download(tmp_path / "a.pdf").size == 4
        home.script = [reply(200, {**fax, "media_url": f"{other.url}/fax.pdf"})]
        home.received.clear()
        with pytest.raises(ParameterError):  # another host on this machine
            make_client(home.url, "signalwire").faxes("FX1").fetch().download(tmp_path / "b.pdf")


def test_a_fax_without_pages_says_so(tmp_path: Path) -> None:
    with Server([reply(200, {"sid": "FX1", "media_url": None})]) as server:
        fax = make_client(server.url, "signalwire").faxes("FX1").fetch()
        with pytest.raises(ParameterError, match="no file yet"):
            fax.download(tmp_path / "a.pdf")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="mp3"):
        make_client("http://127.0.0.1:1").recordings("RE1").download(tmp_path / "a", format="ogg")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "named", "words"),
    [
        (None, {}, "path: expected the name of a file, got NoneType"),
        (b"a.wav", {}, "path: expected the name of a file, got bytes"),
        (5, {}, "path: expected the name of a file, got int"),
        (".", {}, "path: '.' is a folder: give the name of the file too"),
        ("a.wav", {"wait": "10"}, "wait: expected seconds from 0, got str"),
        ("a.wav", {"wait": None}, "wait: expected seconds from 0, got NoneType"),
        ("a.wav", {"wait": -1.0}, r"wait: expected seconds from 0, got -1\.0"),
        ("a.wav", {"wait": float("nan")}, "wait: expected seconds from 0, got nan"),
    ],
)
def test_what_is_no_file_or_no_time_is_told_before_anything_is_fetched(
    path: Any, named: dict[str, Any], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder was told by an error of the system, once the whole file had come."""
    monkeypatch.chdir(tmp_path)
    with Server([sound()]) as server, pytest.raises(ParameterError, match=f"recordings.download: {words}"):
        make_client(server.url).recordings("RE1").download(path, **named)
    assert (server.received, list(tmp_path.iterdir())) == ([], [])


def test_a_file_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest.objects.files.MAX_FILE", 50_000)
    with Server([sound()]) as server, pytest.raises(BadResponse):
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


def test_what_progress_raises_comes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def stop(had: int, of: int | None) -> None:
        raise KeyboardInterrupt

    with Server([sound()]) as server, pytest.raises(KeyboardInterrupt):
        make_client(server.url).recordings("RE1").download(tmp_path / "a.wav", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_tried_thrice(tmp_path: Path) -> None:
    clock = FakeClock()
    with pytest.raises(TransportError):
        make_client("http://127.0.0.1:1", clock=clock).recordings("RE1").download(tmp_path / "a.wav")
    assert len(clock.slept) == 2
