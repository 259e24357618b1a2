"""A lost answer, reconciled: the twin is found and nothing is doubled; without a twin it is sent again, once."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Unpack

import pytest

from rest import Client, InvalidRequest, OutcomeUnknown, ParameterError
from rest.http.transport import Transport
from rest.objects import reconcile
from rest.objects.reconcile import NEWEST
from rest.resources.calls import Call
from rest.table.parameters import Reconcilable
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
    clock: FakeClock = field(default_factory=FakeClock)
    calls: list[dict[str, object]] = field(default_factory=list)
    lag: float = 0.0
    ahead: timedelta = timedelta()
    dated: bool = True
    looks: list[Answer] = field(default_factory=list)
    loss: Answer = LOST

    def now(self) -> datetime:
        return self.clock.now() + self.ahead

    def __call__(self, request: Received) -> Answer:
        date = [("Date", format_datetime(self.now(), usegmt=True))] if self.dated else []
        if request.method == "GET":
            if self.looks:
                return self.looks.pop(0)
            wanted = dict(request.query)
            fitting = [c for c in self.calls if c["to"] == wanted["To"]]
            listed = [c for c in fitting if not isinstance(c["listed"], float) or c["listed"] <= self.clock.at]
            return reply(200, {"calls": listed[::-1]}, date)
        how = self.losses.pop(0) if self.losses else "no"
        if how == "before":
            return self.loss
        form = dict(request.form)
        self.add(form["To"], form["From"], self.now())
        return self.loss if how == "after" else reply(201, self.calls[-1], date)

    def add(self, to: str, from_: str, at: datetime | None) -> None:
        sid, stamp = f"CA{len(self.calls)}", at and format_rfc2822(at)
        listed = self.clock.at + self.lag
        self.calls.append({"sid": sid, "to": to, "from": from_, "date_created": stamp, "listed": listed})


def place(client: Client, **more: Unpack[Reconcilable]) -> Call:
    given: Reconcilable = {"reconcile": True, **more}
    return client.calls.create(to="+15551230000", from_="+15559870000", url="https://example.com/", **given)


def posts(server: Server) -> int:
    return sum(request.method == "POST" for request in server.received)


@pytest.mark.parametrize(
    "loss", [LOST, reply(504), reply(408), reply(302), reply(500)], ids=["lost", "504", "408", "302", "500"]
)
@pytest.mark.parametrize(
    ("losses", "sent"), [([], 1), (["after"], 1), (["before"], 2), (["before", "after"], 2)], ids=str
)
@pytest.mark.parametrize("lag", [0.0, 2.0, 59.0])
def test_exactly_one_call_is_placed_whatever_is_lost(losses: list[str], sent: int, lag: float, loss: Answer) -> None:
    provider = Provider(list(losses), lag=lag, loss=loss)
    with Server(provider) as server:
        call = place(make_client(server.url, clock=provider.clock))
    assert len(provider.calls) == 1
    assert call.sid == "CA0"
    assert posts(server) == sent


def test_without_reconcile_nothing_is_sent_again_and_nothing_looked_for() -> None:
    provider = Provider(["before"])
    with Server(provider) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=provider.clock), reconcile=False)
    assert [request.method for request in server.received] == ["POST"]


@pytest.mark.parametrize(("lag", "wait", "calls"), [(61.0, 60.0, 2), (61.0, 90.0, 1), (5.0, 3.0, 2), (0.0, 0.0, 1)])
def test_a_list_that_lags_longer_than_the_wait_doubles_the_call(lag: float, wait: float, calls: int) -> None:
    """The limit of it, kept: a provider whose lists show a record only after we gave up."""
    provider = Provider(["after"], lag=lag)
    with Server(provider) as server:
        place(make_client(server.url, clock=provider.clock), reconcile_wait=wait)
    assert len(provider.calls) == calls


@pytest.mark.parametrize("wait", [60.0, 7.5])
def test_it_is_sent_again_only_after_the_whole_wait(wait: float) -> None:
    provider = Provider(["before"])
    with Server(provider) as server:
        place(make_client(server.url, clock=provider.clock), reconcile_wait=wait)
    assert sum(provider.clock.slept) == pytest.approx(wait)
    assert server.received[-2].method == "GET"


@pytest.mark.parametrize("loss", ["before", "after"])
def test_looking_only_never_sends(loss: str) -> None:
    provider = Provider([loss])
    with Server(provider) as server:
        client = make_client(server.url, clock=provider.clock)
        if loss == "after":
            assert place(client, reconcile="look").sid == "CA0"
        else:
            with pytest.raises(OutcomeUnknown):
                place(client, reconcile="look")
    assert posts(server) == 1


CLOCKS = [timedelta(0), timedelta(minutes=-7), timedelta(minutes=7), timedelta(hours=-5), timedelta(days=3)]


@pytest.mark.parametrize("ahead", CLOCKS, ids=str)
@pytest.mark.parametrize("loss", ["before", "after"])
def test_the_clocks_of_the_provider_and_of_this_machine_may_differ(ahead: timedelta, loss: str) -> None:
    provider = Provider([loss], ahead=ahead)
    provider.add("+15551230000", "+15559870000", provider.now() - timedelta(minutes=5))
    with Server(provider) as server:
        client = make_client(server.url, clock=provider.clock)
        if loss == "before" and ahead > timedelta(minutes=5):  # by our own clock, the earlier call could be the twin
            with pytest.raises(OutcomeUnknown):
                place(client)
        else:
            assert place(client).sid == "CA1"
    assert posts(server) == (1 if loss == "after" or ahead > timedelta(minutes=5) else 2)


ODD = {
    "Wed, 01 Jan 2025 00:00:00 GMT": False,
    "Fri, 31 Dec 9999 23:59:59 GMT": True,
    "Thu, 01 Jan 1970 00:00:00 GMT": True,
    "-1": True,
    "+1": False,
    "+30": False,
}
"""Dates of answers, text or hours off, and whether the twin is found all the same. The true time is in 2024."""


def with_date(provider: Provider, date: str) -> Callable[[Received], Answer]:
    """The provider behind a machine that dates its answers: with this text, or so many hours off."""
    hours = timedelta(hours=int(date)) if len(date) < 4 else None

    def answer(request: Received) -> Answer:
        made = provider(request)
        text = date if hours is None else format_datetime(provider.now() + hours, usegmt=True)
        return Answer(made.data.replace(b"\r\n", f"\r\nDate: {text}\r\n".encode(), 1), made.then)

    return answer


@pytest.mark.parametrize("date", ODD)
def test_an_odd_date_never_lets_a_call_be_placed_twice(date: str) -> None:
    """That of a cache, or of a proxy whose clock is wrong: the twin looks too old, or from another age."""
    provider = Provider(["after"], dated=False)
    with Server(with_date(provider, date)) as server:
        client = make_client(server.url, clock=provider.clock)
        with contextlib.nullcontext() if ODD[date] else pytest.raises(OutcomeUnknown):
            assert place(client).sid == "CA0"
    assert (len(provider.calls), posts(server)) == (1, 1)


@pytest.mark.parametrize("date", ["-30", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_an_odd_date_does_not_make_an_older_call_the_lost_one(date: str) -> None:
    provider = Provider(["after"], dated=False)
    provider.add("+15551230000", "+15559870000", provider.now() - timedelta(minutes=50))
    with Server(with_date(provider, date)) as server:
        assert place(make_client(server.url, clock=provider.clock), reconcile="look").sid == "CA1"


@pytest.mark.parametrize("date", ["+1", "+30"])
def test_a_client_that_believes_any_date_is_found(date: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept."""

    def times(self: reconcile.Search[Any]) -> tuple[datetime, datetime]:
        began = (self.transport.provider_now() or self.transport.clock.now()) - self.age()
        return began - reconcile.CLOCKS_DIFFER, began - reconcile.CLOCKS_DIFFER

    monkeypatch.setattr(reconcile.Search, "_times", times)
    provider = Provider(["after"], dated=False)
    with Server(with_date(provider, date)) as server:
        place(make_client(server.url, clock=provider.clock))
    assert len(provider.calls) == 2


def test_a_client_that_goes_by_its_own_clock_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept: the provider's clock is behind, so the twin looks older than the request."""
    monkeypatch.setattr(Transport, "provider_now", lambda self: self.clock.now())
    provider = Provider(["after"], ahead=timedelta(minutes=-7))
    with Server(provider) as server:
        place(make_client(server.url, clock=provider.clock))
    assert len(provider.calls) == 2


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 Mar 2024 12:00:00 GMT"])
def test_without_a_date_a_twin_is_found_and_an_absent_one_sent_again(date: str) -> None:
    for loss in ("before", "after"):
        provider = Provider([loss], dated=False)

        def answer(request: Received, provider: Provider = provider) -> Answer:
            made = provider(request)
            return Answer(made.data.replace(b"\r\n", f"\r\nDate: {date}\r\n".encode(), 1), made.then)

        with Server(answer) as server:
            assert place(make_client(server.url, clock=provider.clock)).sid == "CA0"
        assert len(provider.calls) == 1


def test_without_a_date_the_age_of_a_match_tells_nothing_so_nothing_is_sent() -> None:
    """The provider's clock may be 7 minutes behind, and does not say so: its match may be the twin."""
    provider = Provider(["after"], ahead=timedelta(minutes=-7), dated=False)
    with Server(provider) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=provider.clock))
    assert (posts(server), len(provider.calls)) == (1, 1)


@pytest.mark.parametrize("stamp", [None, "", "soon", 7], ids=str)
def test_a_match_that_is_not_dated_may_be_the_twin_so_nothing_is_sent(stamp: object) -> None:
    provider = Provider(["before"])
    provider.add("+15551230000", "+15559870000", None)
    provider.calls[0]["date_created"] = stamp
    with Server(provider) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=provider.clock))
    assert posts(server) == 1


def test_a_match_that_is_dated_later_is_found_then() -> None:
    """Twilio lists a call that is queued without a date."""
    provider = Provider(["after"])

    def answer(request: Received) -> Answer:
        stamps = [call["date_created"] for call in provider.calls]
        for call in provider.calls if provider.clock.at < 1010 else []:
            call["date_created"] = None
        answered = provider(request)
        for call, stamp in zip(provider.calls, stamps, strict=False):
            call["date_created"] = stamp
        return answered

    with Server(answer) as server:
        assert place(make_client(server.url, clock=provider.clock)).sid == "CA0"
    assert posts(server) == 1


UNANSWERED = [LOST, reply(500), reply(401), reply(404), reply(200, b"<html>"), reply(200, {"calls": 7}), reply(429)]


@pytest.mark.parametrize("answer", UNANSWERED, ids=["lost", "500", "401", "404", "html", "7", "429"])
@pytest.mark.parametrize("loss", ["before", "after"])
def test_a_look_that_is_not_answered_is_looked_again(answer: Answer, loss: str) -> None:
    provider = Provider([loss], looks=[answer] * 3)
    with Server(provider) as server:
        assert place(make_client(server.url, clock=provider.clock)).sid == "CA0"
    assert len(provider.calls) == 1


@pytest.mark.parametrize("answer", UNANSWERED, ids=["lost", "500", "401", "404", "html", "7", "429"])
@pytest.mark.parametrize("how", [True, "look"])
def test_if_no_look_is_answered_nothing_is_sent_and_the_outcome_stays_unknown(answer: Answer, how: Any) -> None:
    provider = Provider(["after"], looks=[answer] * 999, loss=reply(504))
    with Server(provider) as server, pytest.raises(OutcomeUnknown) as caught:
        place(make_client(server.url, clock=provider.clock), reconcile=how)
    assert posts(server) == 1
    assert caught.value.status == 504  # of the request, not of a look


@pytest.mark.parametrize(("age", "sent"), [(timedelta(0), 1), (timedelta(minutes=5), 2)], ids=["newer", "older"])
def test_a_full_list_of_newer_records_may_hide_the_twin_so_nothing_is_sent(age: timedelta, sent: int) -> None:
    dated = {"date_created": format_rfc2822(NOW - age)}
    listed = [{"sid": f"SM{n}", "to": "+1", "from": "+2", "body": "another", **dated} for n in range(NEWEST)]
    page = reply(200, {"messages": listed}, [("Date", format_datetime(NOW, usegmt=True))])
    with Server(lambda request: LOST if request.method == "POST" else page) as server, pytest.raises(OutcomeUnknown):
        make_client(server.url, clock=FakeClock()).messages.create(to="+1", from_="+2", body="x", reconcile=True)
    assert posts(server) == sent


@pytest.mark.parametrize(
    ("to", "age"),
    [("+15551230000", timedelta(minutes=5)), ("+15550000000", timedelta(0))],
    ids=["an older call", "a call to somebody else"],
)
def test_what_only_resembles_it_is_no_twin(to: str, age: timedelta) -> None:
    provider = Provider(["before"])
    provider.add(to, "+15559870000", NOW - age)
    with Server(provider) as server:
        assert place(make_client(server.url, clock=provider.clock)).sid == "CA1"
    assert len(provider.calls) == 2


def test_a_call_this_client_placed_just_before_is_no_twin() -> None:
    provider = Provider(["no", "before"])
    with Server(provider) as server:
        client = make_client(server.url, clock=provider.clock)
        assert [place(client).sid, place(client).sid] == ["CA0", "CA1"]


def test_a_twin_that_was_found_is_not_found_again() -> None:
    provider = Provider(["after", "before"])
    with Server(provider) as server:
        client = make_client(server.url, clock=provider.clock)
        assert [place(client).sid, place(client).sid] == ["CA0", "CA1"]


def test_two_losses_without_a_twin_leave_the_outcome_unknown() -> None:
    provider = Provider(["before", "before", "before"])
    with Server(provider) as server, pytest.raises(OutcomeUnknown):
        place(make_client(server.url, clock=provider.clock))
    assert posts(server) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("reconcile", "always"), ("reconcile", 2), ("reconcile_wait", -1), ("reconcile_wait", float("nan")),
     ("reconcile_wait", "60"), ("reconcile_wait", True), ("reconcile_wait", 1e9)],
)  # fmt: skip
def test_another_way_to_reconcile_is_refused_before_anything_is_sent(name: str, value: Any) -> None:
    with Server([]) as server, pytest.raises(ParameterError) as caught:
        place(make_client(server.url), **{name: value})  # type: ignore[typeddict-item,misc]  # it is wrong
    assert caught.value.parameter == name
    assert server.received == []


def test_a_twin_is_looked_for_with_an_aware_time() -> None:
    with pytest.raises(ParameterError, match="aware"):
        make_client("http://127.0.0.1:1").calls.find_twin(datetime(2024, 3, 1), to="+1", from_="+2")


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


@pytest.mark.parametrize(("others", "sent"), [("+1555000XXXX", 1), ("+15550001111", 2)], ids=["hidden", "shown"])
def test_a_full_list_of_all_may_hide_the_twin_where_numbers_are_hidden(others: str, sent: int) -> None:
    """An account that is set so finds no message by its receiver; of other accounts the list of all decides nothing."""
    dated = {"date_created": format_rfc2822(NOW), "from": "+15559870000", "body": "another"}
    listed = [{"sid": f"SM{n}", "to": others, **dated} for n in range(NEWEST)]

    def answer(request: Received) -> Answer:
        page = [] if dict(request.query).get("To") else listed
        made = reply(200, {"messages": page}, [("Date", format_datetime(NOW, usegmt=True))])
        return LOST if request.method == "POST" else made

    with Server(answer) as server, pytest.raises(OutcomeUnknown):
        make_client(server.url, clock=FakeClock()).messages.create("+15551230000", from_="+2", body="x", reconcile=True)
    assert posts(server) == sent


def test_at_signalwire_which_hides_no_numbers_only_the_lists_of_the_receiver_are_read() -> None:
    with Server(lambda request: LOST if request.method == "POST" else reply(200, {"messages": []})) as server:
        client = make_client(server.url, "signalwire", clock=FakeClock())
        with pytest.raises(OutcomeUnknown):
            client.messages.create("(555) 123-0000", from_="+2", body="x", reconcile=True)
    looks = {dict(request.query).get("To") for request in server.received if request.method == "GET"}
    assert looks == {"+15551230000", "+5551230000", "5551230000"}


def test_a_keyword_in_camel_case_is_compared_too() -> None:
    provider = Provider(["after"])
    provider.add("+15550000000", "+15559870000", NOW)
    with Server(provider) as server:
        client = make_client(server.url, clock=provider.clock)
        given: Any = {"To": "+15551230000", "From": "+15559870000", "Url": "https://example.com/"}
        assert client.calls.create(**given, reconcile=True).sid == "CA1"
    assert posts(server) == 1
