"""What each fault of a server or network becomes: one exception, in time, without a second effect.

The ids are those of the project's table of faults for the REST client, which is in `faults.py`.
"""

import json
import re
import socket
from pathlib import Path

import pytest

from rest import (
    ApiError,
    BadResponse,
    Client,
    ConnectFailed,
    Exchange,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    ResponseTooLarge,
    ServerError,
    TimedOut,
    Timeouts,
)
from rest.http.clock import Limit
from rest.http.exchange import HttpRequest
from rest.http.retries import BUDGET_FLOOR, Budget, asked_wait, backoff
from rest.resources.calls import Call

from ..clients import ACCOUNT, CALL_SID, TOKEN, make_client
from ..clocks import FakeClock
from ..server import Answer, Server, reply
from ..ways import WAYS, by
from .faults import FAULTS, UNDER_TLS, Fault, raw, with_body

pytestmark = pytest.mark.live  # a proxy of this machine stands for the way to the provider

HASTY = Timeouts(connect=5.0, read=0.1, total=9.0)
"""For a server that never answers: the time for one read really passes."""
LONGER = Timeouts(connect=5.0, read=5.0, total=9.0)
CALL = {"sid": CALL_SID, "status": "queued"}


def place(client: Client) -> Call:
    return client.calls.create(to="+15551230000", from_="+15559870000", url="https://example.com/")


# The answer to CONNECT has the deadline of a read, and would have to come within that of HASTY.
CASES = [(way, fault) for way in WAYS for fault in FAULTS if (way, fault.answer.then) != ("tunnel", "hang")]
CASES += [(way, UNDER_TLS) for way in WAYS if way in ("tls", "tunnel")]
every_fault = pytest.mark.parametrize(("way", "fault"), CASES, ids=[f"{way}, {fault.name}" for way, fault in CASES])


def clock_for(fault: Fault) -> FakeClock:
    """A clock that moves with each read of a drip, so that its deadline passes soon; else it stands still."""
    return FakeClock(step=0.5 if fault.answer.drip else 0.0)


def timeouts_for(fault: Fault) -> Timeouts:
    return HASTY if fault.answer.then == "hang" else LONGER


@every_fault
def test_a_fault_while_fetching_has_one_exception_and_is_retried_only_where_that_may_help(
    way: str, fault: Fault
) -> None:
    with by(way, [fault.answer]) as there:
        client = there.client(clock_for(fault), timeouts_for(fault))
        with pytest.raises(fault.fetch) as caught:
            client.calls(CALL_SID).fetch()
    assert type(caught.value) is fault.fetch
    assert len(there.server.received) == fault.gets


@every_fault
def test_a_fault_while_creating_is_never_followed_by_a_second_request(way: str, fault: Fault) -> None:
    with by(way, [fault.answer]) as there:
        client = there.client(clock_for(fault), timeouts_for(fault))
        with pytest.raises(fault.create) as caught:
            place(client)
    assert type(caught.value) is fault.create
    assert len(there.server.received) == fault.posts
    if isinstance(caught.value, OutcomeUnknown):
        failure = caught.value.failure
        assert type(failure) is fault.fetch
        assert caught.value.code == (failure.code if isinstance(failure, ApiError) else None)


def test_the_total_deadline_is_what_ends_a_drip() -> None:
    """Seen to be needed: each read alone succeeds, so without the total the same server holds the client for long."""
    drip = raw("HTTP/1.1 200 OK\nContent-Length: 40", b" " * 38 + b"{}", drip=0.001)
    with Server([drip]) as server:
        without = Timeouts(connect=5.0, read=5.0, total=1000.0)
        assert make_client(server.url, timeouts=without, clock=FakeClock(step=0.5)).calls(CALL_SID).fetch().raw == {}
        with pytest.raises(TimedOut):
            make_client(server.url, timeouts=LONGER, clock=FakeClock(step=0.5)).calls(CALL_SID).fetch()


def test_c2_a_single_read_waits_no_longer_than_the_total_deadline() -> None:
    clock = FakeClock()
    assert Limit(clock, clock.at + 0.3, read=9.0).seconds() == pytest.approx(0.3)
    with Server([Answer(then="hang")]) as server, pytest.raises(TimedOut):
        make_client(server.url, timeouts=Timeouts(connect=1.0, read=9.0, total=0.3)).calls(CALL_SID).fetch()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize("method", ["create", "fetch", "delete"])
def test_c1_a_refused_connection_is_retried_for_every_method(method: str) -> None:
    clock = FakeClock()
    client = make_client(f"http://127.0.0.1:{closed_port()}", clock=clock)
    call = client.calls(CALL_SID)
    acts = {"create": lambda: place(client), "fetch": call.fetch, "delete": call.delete}
    with pytest.raises(ConnectFailed):
        acts[method]()
    assert len(clock.slept) == 2
    assert 0.12 <= clock.slept[0] <= 0.25 <= clock.slept[1] <= 0.5


def test_c1_an_unknown_host_is_a_failed_connection() -> None:
    with pytest.raises(ConnectFailed):
        make_client("https://no-such-host.invalid", clock=FakeClock()).calls(CALL_SID).fetch()


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [
        ("1", [1.0]),
        ("0", [0.0]),
        ("-1", "own"),
        ("abc", "own"),
        ("", "own"),
        ("1.5", "own"),
        ("Fri, 01 Mar 2024 12:00:02 GMT", [2.0]),
        ("Thu, 29 Feb 2024 12:00:02 GMT", [0.0]),
        ("99999999999", "never"),
        ("9" * 5000, "never"),
        ("Fri, 01 Mar 2099 12:00:02 GMT", "never"),
        ("61", "never"),
        ("3", "never"),  # longer than what is left of the total deadline
    ],
)
@pytest.mark.parametrize("method", ["create", "fetch"])
def test_c5_after_429_the_wait_is_asked_for_capped_or_our_own(
    retry_after: str, waits: list[float] | str, method: str
) -> None:
    clock = FakeClock()
    timeouts = Timeouts(connect=1.0, read=1.0, total=2.5)
    with Server([reply(429, {"code": 20429}, [("Retry-After", retry_after)]), reply(200, CALL)]) as server:
        client = make_client(server.url, timeouts=timeouts, clock=clock)

        def act() -> str:
            if method == "fetch":
                return client.calls(CALL_SID).fetch().sid
            return place(client).sid

        if waits == "never":
            with pytest.raises(RateLimited) as caught:
                act()
            assert clock.slept == []
            asked = caught.value.retry_after
            assert asked is None or asked > 2.5
        else:
            assert act() == CALL_SID
            assert clock.slept == waits if waits != "own" else 0.12 <= clock.slept[0] <= 0.25


@pytest.mark.parametrize(("retry_after", "slept"), [("60", [60.0]), ("61", [])])
def test_c5_nobody_waits_longer_than_the_cap_however_patient_the_caller(retry_after: str, slept: list[float]) -> None:
    clock = FakeClock()
    patient = Timeouts(connect=1.0, read=1.0, total=3600)
    with Server([reply(429, {}, [("Retry-After", retry_after)]), reply(404)]) as server, pytest.raises(ApiError):
        make_client(server.url, timeouts=patient, clock=clock).calls(CALL_SID).fetch()
    assert clock.slept == slept


def test_c5_a_provider_that_stays_at_429_gives_rate_limited_with_its_wish() -> None:
    clock = FakeClock()
    with Server([reply(429, {"code": 20429}, [("Retry-After", "1")])]) as server:
        with pytest.raises(RateLimited) as caught:
            make_client(server.url, clock=clock).calls(CALL_SID).fetch()
    assert (caught.value.retry_after, caught.value.code, clock.slept) == (1.0, 20429, [1.0, 1.0])


@pytest.mark.parametrize(
    ("body", "code", "message", "details"),
    [
        ({"code": 21211, "message": "bad To", "more_info": "https://x/21211", "status": 400}, 21211, "bad To", {}),
        ({"errors": [{"code": "30010", "message": "too dear", "more_info": "https://x"}]}, 30010, "too dear", None),
        ({"errors": ["first", "second"]}, None, "first", {"errors": ["first", "second"]}),
        ({"type": "v", "code": "invalid", "message": "m", "attribute": "name", "url": "u"}, None, "m",
         {"type": "v", "code": "invalid", "attribute": "name", "url": "u"}),
        ([], None, "", {}),
        ({"code": "9" * 5_000, "message": "Odd"}, None, "Odd", None),
        ({"code": "²", "message": "Odd"}, None, "Odd", None),
    ],
)  # fmt: skip
def test_c7_every_shape_of_error_body_gives_code_and_sentence(
    body: object, code: int | None, message: str, details: dict[str, object] | None
) -> None:
    with Server([reply(400, body, [("Twilio-Request-Id", "RQ1")])]) as server, pytest.raises(InvalidRequest) as caught:
        make_client(server.url).calls(CALL_SID).fetch()
    error = caught.value
    assert (error.status, error.code, error.message, error.request_id) == (400, code, message, "RQ1")
    assert error.method == "GET"
    assert error.uri.endswith(f"/Calls/{CALL_SID}.json")
    assert details is None or error.details == details
    assert isinstance(error, ApiError)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"errors": [{"type": "validation_error", "code": "not_routable", "message": "The call is not routable",
                      "attribute": "to", "url": "https://x/#not_routable"}]},
         "The call is not routable; parameter to; code not_routable; see https://x/#not_routable"),
        ({"type": "v", "code": "blank", "message": "can't be blank", "attribute": "name", "url": "u"},
         "can't be blank; parameter name; code blank; see u"),
        ({"errors": [{"message": "is odd", "attribute": "a"}, {"message": "is even", "attribute": "b"}, "third"]},
         "is odd; parameter a; and b: is even; and third"),
        ({"errors": {"to": ["is bad", "is +14155550199"], "from": "is worse"}},
         "is bad; parameter to; and to: is [number]; and from: is worse"),
        ({"errors": [{"detail": "no such space", "status": "404"}]}, "no such space"),
        ({"status": 400, "error": "Bad Request"}, "Bad Request"),
        ({"errors": {"to": {"deep": 1}}}, "no message; parameter to"),
        ({"errors": [{"code": "14155550199", "attribute": "+14155550199", "message": "m"}]}, "m"),
        ({"errors": [None, 1, [], {}]}, "no message"),
        ({"errors": ["a", "b", "c", "d", "e", "f"]}, "a; and b; and c; and d"),
    ],
)  # fmt: skip
def test_c7_the_error_says_which_parameter_is_meant_and_what_else_is_wrong(body: object, told: str) -> None:
    """A sentence such as "can't be blank" says nothing without the name; a code may be a word."""
    with Server([reply(422, body)]) as server, pytest.raises(InvalidRequest) as caught:
        make_client(server.url).calls(CALL_SID).fetch()
    shown = str(caught.value)
    assert re.sub("^.* got 422(, code [0-9]+)?: ", "", shown) == told


def test_c8_the_start_of_an_unusable_body_is_kept_escaped_and_shown_nowhere() -> None:
    body = b"<html>\r\n\x1b[31mcall +15551230000</html>" + b"." * 500
    with Server([with_body(body)]) as server, pytest.raises(BadResponse) as caught:
        make_client(server.url).calls(CALL_SID).fetch()
    assert caught.value.body_start.startswith("<html>\\r\\n\\x1b[31mcall")
    assert len(caught.value.body_start) < 260
    assert "html" not in str(caught.value) + repr(caught.value)


def test_c11_a_large_answer_is_not_read_even_if_its_length_is_honest() -> None:
    big = json.dumps({"sid": "x" * 11_000_000}).encode()
    with Server([with_body(big)]) as server, pytest.raises(ResponseTooLarge):
        make_client(server.url).calls(CALL_SID).fetch()


def test_a_delete_whose_first_answer_was_lost_is_done_when_nothing_is_left() -> None:
    with Server([Answer(then="close"), reply(404)]) as server:
        assert make_client(server.url, clock=FakeClock()).calls(CALL_SID).delete() is True
    assert [request.method for request in server.received] == ["DELETE", "DELETE"]


def test_a_delete_of_what_never_was_is_not_found() -> None:
    with Server([reply(404)]) as server, pytest.raises(NotFound):
        make_client(server.url).calls(CALL_SID).delete()


def test_c24_a_storm_of_failures_costs_at_most_a_tenth_more_requests_in_any_ten_seconds() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    retries: list[float] = []
    requests: list[float] = []
    for _ in range(6000):  # 100 per second for 60 s
        clock.at += 0.01
        requests.append(clock.at)
        budget.spend_request()
        for _ in range(2):
            if budget.spend_retry():
                retries.append(clock.at)
    for end in range(10, 60):
        window = [sum(1000 + end - 10 < at <= 1000 + end for at in times) for times in (requests, retries)]
        assert window[1] <= max(BUDGET_FLOOR, window[0] * 0.1)
    assert retries


def test_c24_the_budget_forgets_what_lies_before_its_window() -> None:
    """Else a client that lives long would grow with every request."""
    clock = FakeClock()
    budget = Budget(clock)
    for _ in range(1000):
        clock.at += 1.0
        budget.spend_request()
    assert len(budget._requests) == 10


def test_c24_the_client_asks_the_budget() -> None:
    clock = FakeClock()
    with Server([reply(503)]) as server:
        client = make_client(server.url, clock=clock)
        for _ in range(40):
            with pytest.raises(ServerError):
                client.calls(CALL_SID).fetch()
            clock.at -= sum(clock.slept)  # all of it within one window
            clock.slept.clear()
    assert len(server.received) == 40 + BUDGET_FLOOR


def test_c25_deadlines_do_not_heed_the_wall_clock() -> None:
    clock = FakeClock()
    jumps = iter(range(10**6))

    def jump() -> object:
        return clock.wall.replace(year=2000 + next(jumps) % 50)

    clock.now = jump  # type: ignore[assignment,method-assign]  # the wall clock goes mad
    with Server([reply(503), reply(200, CALL)]) as server:
        assert make_client(server.url, clock=clock).calls(CALL_SID).fetch().sid == CALL_SID


def test_max_per_second_spaces_requests() -> None:
    clock = FakeClock()
    with Server([reply(200, CALL)]) as server:
        client = make_client(server.url, clock=clock, max_per_second=4)
        for _ in range(5):
            client.calls(CALL_SID).fetch()
    assert clock.slept == pytest.approx([0.25] * 4)


def test_a_file_counts_as_a_request_of_that_pace_and_is_told_of(tmp_path: Path) -> None:
    clock, exchanges = FakeClock(), list[Exchange]()
    with Server([reply(200, b"x"), reply(200, CALL)]) as server:
        client = Client(
            ACCOUNT,
            TOKEN,
            base_url=server.url,
            clock=clock,
            max_per_second=4,
            on_exchange=exchanges.append,
            environment={},
        )
        client.recordings("RE1").download(tmp_path / "a.wav")
        client.calls(CALL_SID).fetch()
    assert clock.slept == pytest.approx([0.25])
    assert [(one.label, one.status) for one in exchanges] == [("recordings.download", 200), ("calls.fetch", 200)]


def test_waiting_for_ones_turn_is_no_lost_answer() -> None:
    """A turn that comes later than the total deadline: the deadline starts with it."""
    clock = FakeClock()
    with Server([reply(201, CALL)]) as server:
        client = make_client(server.url, clock=clock, max_per_second=0.01)
        assert [place(client).sid, place(client).sid] == [CALL_SID] * 2
    assert clock.slept == pytest.approx([100.0])


def test_what_was_not_sent_in_time_has_no_unknown_outcome() -> None:
    """After 429 the next turn lies beyond the deadline: nothing more is sent, and that is known."""
    clock = FakeClock()
    with Server([reply(429), reply(201, CALL)]) as server:
        with pytest.raises(ConnectFailed, match="not sent"):
            place(make_client(server.url, clock=clock, max_per_second=0.01))
    assert len(server.received) == 1


def test_waits_grow_and_carry_jitter() -> None:
    seen = {round(backoff(tries), 6) for tries in (1, 1, 1, 2, 2, 2)}
    assert len(seen) > 2
    assert all(0.12 <= wait <= 0.5 for wait in seen)


def test_a_date_in_retry_after_needs_a_wall_clock() -> None:
    assert asked_wait({"retry-after": "Fri, 01 Mar 2024 12:00:02 GMT"}) is None


def test_a_request_shows_neither_its_url_nor_its_fields() -> None:
    request = HttpRequest(
        "POST", "https://example.com/Calls?To=%2B15551230000", (("To", "+15551230000"),), "calls.create"
    )
    assert "555" not in repr(request)
