"""A lost answer, reconciled: the twin is found and nothing is doubled; without a twin it is sent again, once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from rest import Client, InvalidRequest, OutcomeUnknown
from rest.resources.calls import Call
from rest.table.values import format_rfc2822

from ..clients import make_client
from ..clocks import FakeClock
from ..server import Answer, Received, Server, reply

NOW = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LOST = Answer(then="close")


@dataclass
class Provider:
    """Places calls, and loses its answers: "before" it places the call, or "after"."""

    losses: list[str]
    calls: list[dict[str, object]] = field(default_factory=list)
    lag: int = 0

    def __call__(self, request: Received) -> Answer:
        if request.method == "GET":
            self.lag -= 1
            wanted = dict(request.query)
            fitting = [c for c in self.calls if (c["to"], c["from"]) == (wanted["To"], wanted["From"])]
            return reply(200, {"calls": fitting[::-1] if self.lag < 0 else []})
        how = self.losses.pop(0) if self.losses else "no"
        if how == "before":
            return LOST
        form = dict(request.form)
        self.add(form["To"], form["From"], NOW)
        return LOST if how == "after" else reply(201, self.calls[-1])

    def add(self, to: str, from_: str, at: datetime) -> None:
        sid = f"CA{len(self.calls)}"
        self.calls.append({"sid": sid, "to": to, "from": from_, "date_created": format_rfc2822(at)})


def place(client: Client, reconcile: bool = True) -> Call:
    return client.calls.create(to="+15551230000", from_="+15559870000", url="https://example.com/", reconcile=reconcile)


@pytest.mark.parametrize(
    ("losses", "posts"), [([], 1), (["after"], 1), (["before"], 2), (["before", "after"], 2)], ids=str
)
@pytest.mark.parametrize("lag", [0, 2])
def test_exactly_one_call_is_placed_whatever_is_lost(losses: list[str], posts: int, lag: int) -> None:
    provider = Provider(list(losses), lag=lag)
    with Server(provider) as server:
        call = place(make_client(server.url, clock=FakeClock()))
    assert len(provider.calls) == 1
    assert call.sid == "CA0"
    assert sum(request.method == "POST" for request in server.received) == posts


def test_without_reconcile_nothing_is_sent_again_and_nothing_looked_for() -> None:
    provider = Provider(["before"])
    with Server(provider) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=FakeClock()), reconcile=False)
    assert [request.method for request in server.received] == ["POST"]


def test_a_list_that_lags_too_long_doubles_the_call_so_the_looks_are_needed() -> None:
    """The fault, kept: a provider whose lists show nothing for longer than we look."""
    provider = Provider(["after"], lag=99)
    with Server(provider) as server:
        place(make_client(server.url, clock=FakeClock()))
    assert len(provider.calls) == 2


@pytest.mark.parametrize(
    ("to", "age"),
    [("+15551230000", timedelta(minutes=5)), ("+15550000000", timedelta(0))],
    ids=["an older call", "a call to somebody else"],
)
def test_what_only_resembles_it_is_no_twin(to: str, age: timedelta) -> None:
    provider = Provider(["before"])
    provider.add(to, "+15559870000", NOW - age)
    with Server(provider) as server:
        assert place(make_client(server.url, clock=FakeClock())).sid == "CA1"
    assert len(provider.calls) == 2


def test_a_call_this_client_placed_just_before_is_no_twin() -> None:
    provider = Provider(["no", "before"])
    with Server(provider) as server:
        client = make_client(server.url, clock=FakeClock())
        assert [place(client).sid, place(client).sid] == ["CA0", "CA1"]


def test_two_losses_without_a_twin_leave_the_outcome_unknown() -> None:
    with Server(Provider(["before", "before", "before"])) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=FakeClock()))
    assert sum(request.method == "POST" for request in server.received) == 2


def test_a_refusal_is_not_looked_into() -> None:
    with Server([reply(400, {"code": 21211})]) as server, pytest.raises(InvalidRequest):
        place(make_client(server.url, clock=FakeClock()))
    assert len(server.received) == 1


def test_a_message_is_told_apart_by_its_text() -> None:
    stamp = format_rfc2822(NOW)
    listed = [{"sid": f"SM{text}", "to": "+1", "from": "+2", "body": text, "date_created": stamp} for text in "ab"]
    with Server(lambda request: LOST if request.method == "POST" else reply(200, {"messages": listed})) as server:
        client = make_client(server.url, clock=FakeClock())
        assert client.messages.create(to="+1", from_="+2", body="b", reconcile=True).sid == "SMb"
