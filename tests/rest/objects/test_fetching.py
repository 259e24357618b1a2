"""How often and how long a file is asked for, and which answers lead elsewhere: up to each limit and one past it."""

from pathlib import Path

import pytest

from rest import BadResponse, InvalidRequest, NotFound, Redirected, TransportError
from rest.http import retries
from rest.objects import files
from rest.objects.files import MAX_REDIRECTS, Downloaded

from ..clients import make_client
from ..clocks import FakeClock
from ..server import Answer, Server, reply

SOUND = b"x" * 1000
WHOLE = Answer(b"HTTP/1.1 200 OK\r\nContent-Type:  audio/x-wav ; a=b\r\nContent-Length: 1000\r\n\r\n" + SOUND)
CUT = Answer(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: "v1"\r\n\r\n' + SOUND[:400], "close")


@pytest.fixture(autouse=True)
def certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are the longest of those that may be drawn."""
    monkeypatch.setattr(retries.random, "random", lambda: 1.0)


def download(path: Path, *answers: Answer, wait: float = 0.0) -> tuple[Downloaded | TransportError, FakeClock, Server]:
    clock = FakeClock()
    with Server(list(answers)) as server:
        found = make_client(server.url, clock=clock).recordings("RE1")
        try:
            return found.download(path / "a.wav", wait=wait), clock, server
        except TransportError as problem:
            return problem, clock, server


def redirect(status: int = 307, location: str = "/store/1") -> Answer:
    return reply(status, headers=[("Location", location)])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_each_sort_of_redirect_is_followed(tmp_path: Path, status: int) -> None:
    done, _, server = download(tmp_path, redirect(status), WHOLE)
    assert done == Downloaded(tmp_path / "a.wav", 1000, "audio/x-wav")
    assert [one.path for one in server.received][1:] == ["/store/1"]


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_another_status_that_names_a_place_is_none(tmp_path: Path, status: int) -> None:
    done, _, server = download(tmp_path, redirect(status), WHOLE)
    assert isinstance(done, TransportError)
    assert len(server.received) == 1


def test_a_redirect_to_nowhere_is_an_error(tmp_path: Path) -> None:
    done, _, server = download(tmp_path, reply(302), WHOLE)
    assert isinstance(done, Redirected)
    assert len(server.received) == 1


def test_so_many_redirects_are_followed_and_one_more_is_not(tmp_path: Path) -> None:
    done, clock, _ = download(tmp_path, *[redirect()] * MAX_REDIRECTS, WHOLE)
    assert isinstance(done, Downloaded)
    assert clock.slept == [0.0] * MAX_REDIRECTS
    done, _, server = download(tmp_path, *[redirect()] * (MAX_REDIRECTS + 1), WHOLE)
    assert isinstance(done, Redirected)
    assert len(server.received) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(("status", "kind"), [(400, InvalidRequest), (416, InvalidRequest), (404, NotFound)])
def test_an_error_is_the_one_that_its_status_means(tmp_path: Path, status: int, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        download(tmp_path, reply(status, {"code": 20404, "message": "no"}), WHOLE, wait=0.0 if status == 404 else 60.0)


@pytest.mark.parametrize("status", [201, 204, 206])
def test_a_success_that_is_no_file_is_refused(tmp_path: Path, status: int) -> None:
    done, _, _ = download(tmp_path, reply(status, {}), WHOLE)
    assert type(done) is BadResponse
    assert f"got {status}" in str(done)


def test_what_is_lost_twice_is_asked_for_again_and_the_third_time_given_up(tmp_path: Path) -> None:
    lost = Answer(then="close")
    done, clock, _ = download(tmp_path, lost, lost, WHOLE)
    assert isinstance(done, Downloaded)
    assert clock.slept == [0.25, 0.5]
    done, clock, server = download(tmp_path, lost)
    assert not isinstance(done, Downloaded)
    assert (clock.slept, len(server.received)) == ([0.25, 0.5], 3)


def test_a_file_that_is_not_there_yet_is_asked_for_at_growing_intervals_until_the_end(tmp_path: Path) -> None:
    clock = FakeClock()
    with Server([reply(404)]) as server, pytest.raises(NotFound):
        make_client(server.url, clock=clock).recordings("RE1").download(tmp_path / "a.wav", wait=20.0)
    assert clock.slept == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0, 0.25]


def test_a_file_of_the_most_bytes_is_written_and_of_one_more_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FILE", 1000)
    assert isinstance(download(tmp_path, WHOLE)[0], Downloaded)
    monkeypatch.setattr(files, "MAX_FILE", 999)
    assert type(download(tmp_path, WHOLE)[0]) is BadResponse


def test_a_file_is_asked_for_as_it_is(tmp_path: Path) -> None:
    """Unpacked, so that a place in it is one of the file; of whatever type."""
    done, _, server = download(tmp_path, CUT, WHOLE)
    assert isinstance(done, Downloaded)
    assert (tmp_path / "a.wav").read_bytes() == SOUND
    asked = [[one.headers.get(name) for name in ("accept", "accept-encoding", "range")] for one in server.received]
    assert asked == [["*/*", "identity", None]] * 2  # of a piece that broke off nothing is kept


def test_the_wait_for_a_file_is_not_taken_from_the_seconds_of_its_download(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        download(tmp_path, reply(404), wait=700.0)


def of_a_fax(path: Path, *answers: Answer) -> tuple[FakeClock, Server]:
    """Download the file that a record names by its URL."""
    clock = FakeClock()
    with Server([]) as server:
        server.script = [reply(200, {"sid": "FX1", "media_url": f"{server.url}/fax.pdf"}), *answers]
        make_client(server.url, "signalwire", clock=clock).faxes("FX1").fetch().download(path / "a.pdf")
    return clock, server


def test_a_file_by_its_url_is_asked_for_again_when_it_is_lost_and_not_waited_for(tmp_path: Path) -> None:
    clock, server = of_a_fax(tmp_path, Answer(then="close"), WHOLE)
    assert (clock.slept, len(server.received)) == ([0.25], 3)
    with pytest.raises(NotFound):
        of_a_fax(tmp_path, reply(404), WHOLE)
