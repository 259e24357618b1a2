"""One attempt, without sockets: what is asked of the library, how much is read, and that each connection is closed."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from requests import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict

from rest import BadResponse, ConnectFailed, TimedOut, TransportError
from rest.errors import ConnectionLost, ResponseTooLarge
from rest.http import attempt
from rest.http.clock import Limit
from rest.http.deadlines import SENDING
from rest.http.exchange import HttpAnswer, HttpRequest
from rest.http.network import Network

from ..clocks import FakeClock

pytestmark = pytest.mark.live  # an adapter of these tests stands for the way to the provider

LOOK = HttpRequest("GET", "https://example.com/look", (), "calls.fetch", True)
PLACE = HttpRequest("POST", "https://example.com/place", (("To", "+1"),), "calls.create")
MOST = 100


class Raw:
    """The body of an answer: pieces, one of which may be an error."""

    def __init__(self, *pieces: bytes | Exception, **headers: str) -> None:
        self.headers = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
        self.closed = False
        self.asked: list[tuple[int | None, bool]] = []
        self._pieces = iter(pieces)

    def read(self, size: int | None = None, decode_content: bool = False) -> bytes:
        self.asked.append((size, decode_content))
        piece = next(self._pieces, b"")
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "MAX_ANSWER", MOST)


class Adapter:
    """Notes what it is asked for, and answers with one body."""

    def __init__(self, raw: Raw) -> None:
        self.raw, self.asked, self.limit = raw, dict[str, Any](), None

    def send(self, prepared: object, **how: object) -> Response:
        sending = SENDING.get()
        self.asked, self.limit = how, sending and sending.limit  # type: ignore[assignment]
        return cast(Response, SimpleNamespace(status_code=200, headers=self.raw.headers, raw=self.raw))


def perform(
    monkeypatch: pytest.MonkeyPatch, raw: Raw, request: HttpRequest = LOOK, left: float = 5.0
) -> tuple[HttpAnswer | TransportError, Adapter]:
    adapter, clock = Adapter(raw), FakeClock()
    monkeypatch.setattr(attempt, "adapter", lambda: adapter)
    return attempt.perform(request, {}, Network(), 3.0, Limit(clock, clock.monotonic() + left, 10.0)), adapter


def pieces(count: int) -> Iterator[bytes]:
    return (b"x" for _ in range(count))


@pytest.mark.parametrize("headers", [{}, {"Content_Length": "1"}, {"Content_Length": "x"}])
def test_an_answer_of_the_most_bytes_is_read_and_of_one_more_refused(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    """Whatever it says of its length; a packed one says nothing of what it unpacks to."""
    packed = {"Content_Encoding": "gzip", **headers}
    answer, _ = perform(monkeypatch, Raw(*pieces(MOST), **packed))
    assert isinstance(answer, HttpAnswer)
    assert answer.body == b"x" * MOST
    raw = Raw(*pieces(MOST + 1), **packed)
    refused, _ = perform(monkeypatch, raw)
    assert isinstance(refused, ResponseTooLarge)
    assert raw.closed


def test_an_answer_that_announces_too_much_is_read_in_pieces_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw(*pieces(MOST + 2), Content_Length=str(MOST + 1))
    refused, _ = perform(monkeypatch, raw)
    assert isinstance(refused, ResponseTooLarge)
    assert len(raw.asked) == MOST + 1
    assert all(size is not None and size <= attempt.CHUNK for size, _ in raw.asked)


def test_an_answer_of_known_length_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw(b"x" * MOST, Content_Length=str(MOST))
    answer, _ = perform(monkeypatch, raw)
    assert isinstance(answer, HttpAnswer)
    assert raw.asked == [(None, False)]


@pytest.mark.parametrize("encoding", ["GZIP", " gzip ", "deflate", "identity", ""])
def test_an_encoding_is_known_in_any_spelling(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    answer, _ = perform(monkeypatch, Raw(b"{}", Content_Encoding=encoding))
    assert isinstance(answer, HttpAnswer)


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "gzip,deflate", "zstd"])
def test_an_answer_that_is_packed_otherwise_is_closed_unread(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    raw = Raw(b"{}", Content_Encoding=encoding)
    answer, _ = perform(monkeypatch, raw)
    assert isinstance(answer, BadResponse)
    assert (raw.closed, raw.asked) == (True, [])


def test_a_body_that_breaks_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw(b"{", ConnectionResetError())
    answer, _ = perform(monkeypatch, raw)
    assert isinstance(answer, ConnectionLost)
    assert raw.closed


def test_the_library_is_told_to_leave_the_body_and_knows_the_deadline_meanwhile_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, adapter = perform(monkeypatch, Raw(b"{}"))
    assert adapter.asked == {"stream": True, "timeout": (3.0, 5.0), "verify": True, "proxies": {}}
    assert adapter.limit is not None
    assert SENDING.get() is None
    _, adapter = perform(monkeypatch, Raw(b"{}"), left=2.0)
    assert adapter.asked["timeout"] == (2.0, 2.0)


def test_what_was_written_is_told_apart_in_greenlets_of_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with `gunicorn --preload -k gevent`, where threads have become greenlets after this package was imported.

    A request whose first byte was written, and which another one began beside, was sent twice.
    """
    greenlet = pytest.importorskip("greenlet")
    main = greenlet.getcurrent()
    clock = FakeClock()

    class Switching:
        """Writes, lets another greenlet run, and loses the answer."""

        def send(self, prepared: PreparedRequest, **_: object) -> Response:
            sending = SENDING.get()
            assert sending is not None
            sending.written = prepared.method == "POST"
            main.switch()
            raise ConnectionResetError

    monkeypatch.setattr(attempt, "adapter", Switching)

    def perform(request: HttpRequest) -> object:
        return attempt.perform(request, {}, Network(), 3.0, Limit(clock, clock.monotonic() + 5.0, 10.0))

    placing, looking = greenlet.greenlet(lambda: perform(PLACE)), greenlet.greenlet(lambda: perform(LOOK))
    placing.switch()
    looking.switch()
    assert isinstance(looking.switch(), TransportError)
    assert isinstance(placing.switch(), ConnectionLost)


@pytest.mark.parametrize(("request_", "kind"), [(LOOK, TimedOut), (PLACE, ConnectFailed)])
def test_what_was_never_sent_is_known_not_to_have_happened(
    monkeypatch: pytest.MonkeyPatch, request_: HttpRequest, kind: type[TransportError]
) -> None:
    answer, adapter = perform(monkeypatch, Raw(b"{}"), request_, left=0.0)
    assert type(answer) is kind
    assert adapter.asked == {}


def _broken(chunk: bytes) -> None:
    raise OSError("the disk is full")


@pytest.mark.parametrize(
    ("raw", "write", "raised"),
    [(Raw(b"x", ConnectionResetError()), lambda chunk: None, None), (Raw(b"x", b"y"), _broken, OSError)],
)
def test_a_copy_that_is_interrupted_on_either_side_is_closed(
    raw: Raw, write: Callable[[bytes], None], raised: type[OSError] | None
) -> None:
    opened = cast(Response, SimpleNamespace(raw=raw))
    if raised is None:
        assert isinstance(attempt.copy(LOOK, opened, write), ConnectionLost)
    else:
        with pytest.raises(raised, match="the disk is full"):
            attempt.copy(LOOK, opened, write)
    assert raw.closed


@pytest.mark.parametrize(("piece", "start"), [(b"unpacked", b"unpacked"), (ConnectionResetError(), b"")])
def test_the_start_of_a_body_is_unpacked_and_the_rest_is_left(piece: bytes | Exception, start: bytes) -> None:
    raw = Raw(piece)
    assert attempt.start_of(LOOK, cast(Response, SimpleNamespace(raw=raw)), 7) == start
    assert raw.asked == [(7, True)]
    assert raw.closed
