"""What is kept and how long, what never reaches the table, and what is forgotten."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from webhooks import ConfigError, MessageRequest, PayRequest, PayStatusEvent, Webhooks
from webhooks.app.redaction import NEEDED, PAYMENT
from webhooks.app.stored import Delivered, content_of, delivered_of
from webhooks.requests.base import parse_request
from webhooks.requests.kinds import FAMILIES
from webhooks.requests.samples import example_parameters
from webhooks.store import keeping
from webhooks.store.arrivals import Taken
from webhooks.store.inbox import Inbox
from webhooks.store.keeping import LARGEST, SMALLEST, Purge, forget
from webhooks.store.managing import Which, contents

from ..apps import MESSAGE, make_app
from ..store.databases import KINDS, Time, call_status, inbox_of, opened
from .apps import FORM, Shop


@pytest.fixture(params=KINDS)
def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inbox]:
    for database in opened(request.param, tmp_path):
        yield inbox_of(database, Time())


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Inbox]:
    """An inbox that has its database alone: what is old enough is deleted whatever app it is of."""
    for database in opened("file", tmp_path):
        yield inbox_of(database, Time())


def done(inbox: Inbox, sid: str, content: str = "{}") -> str:
    """An event that was handled; its key."""
    receipt = inbox.receive(replace(call_status(inbox, "completed", sid=sid), content=content))
    assert receipt.taken is not None
    assert inbox.finish(receipt.taken, b'[200, [], "Hello +15551230000"]')
    return receipt.key


def kept(inbox: Inbox) -> dict[str, bool]:
    """By SID, whether the content is still there."""
    return {event.sid: content is not None for event, content in contents(inbox, Which())}


def purge(inbox: Inbox, keep: timedelta | None = timedelta(days=30)) -> int:
    return Purge(inbox, keep, lambda: False).run()


def pass_(inbox: Inbox, **span: float) -> None:
    clock: Any = inbox.clock
    clock.pass_(timedelta(**span))


def test_content_goes_after_its_time_and_the_key_stays(inbox: Inbox) -> None:
    done(inbox, "CA1")
    pass_(inbox, days=29)
    done(inbox, "CA2")
    assert purge(inbox) == 0
    pass_(inbox, days=2)
    assert purge(inbox) == 1
    assert kept(inbox) == {"CA1": False, "CA2": True}
    again = inbox.receive(call_status(inbox, "completed", sid="CA1"))
    assert (again.outcome, again.answer) == ("again", None), "a captured request runs nothing"
    assert purge(inbox, None) == 0, "kept for ever"


def test_after_400_days_nothing_is_left(alone: Inbox) -> None:
    done(alone, "CA1")
    pass_(alone, days=399)
    done(alone, "CA2")
    purge(alone)
    assert kept(alone) == {"CA1": False, "CA2": True}
    pass_(alone, days=2)
    purge(alone)
    assert list(kept(alone)) == ["CA2"]
    subjects = alone.database.tables.subjects
    with alone.database.begin() as connection:
        left = connection.execute(subjects.select().where(subjects.c.app == alone.app)).all()
    assert [row.subject for row in left] == ["CA2"]


def test_what_is_owed_is_kept_until_it_is_handled(alone: Inbox) -> None:
    alone.receive(call_status(alone, "completed", sid="CA1", later=True))
    pass_(alone, days=500)
    assert purge(alone) == 0
    assert kept(alone) == {"CA1": True}


def test_a_purge_reads_the_index_and_not_the_table(tmp_path: Path) -> None:
    found = opened("memory", tmp_path)
    database = next(found)
    kept = "(content IS NOT NULL OR answer IS NOT NULL) AND received_at < 'x'"
    with database.begin() as connection:
        for where, index in ((kept, "laml_events_kept"), ("status = 'parked'", "laml_events_parked")):
            query = f"EXPLAIN QUERY PLAN SELECT id FROM laml_events WHERE app = 'a' AND {where}"
            assert index in connection.exec_driver_sql(query).one()[3]
    assert next(found, None) is None


def test_batches_fit_themselves_to_the_time_they_take(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer waits for one batch: those that take long become small."""
    for number in range(40):
        done(inbox, f"CA{number}")
    pass_(inbox, days=31)
    ticks = iter([0.0, 0.04] * 100)
    monkeypatch.setattr(keeping.time, "perf_counter", lambda: next(ticks))
    slow = Purge(inbox, timedelta(days=30), lambda: False, size=16)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeping, "SMALLEST", 2)
        assert slow.run() == 40
        assert slow.size == 2
    quick = iter(number * 0.001 for number in range(1000))
    monkeypatch.setattr(keeping.time, "perf_counter", lambda: next(quick))
    fast = Purge(inbox, timedelta(days=30), lambda: False, size=SMALLEST)
    for _ in range(10):
        fast.run()
    assert fast.size == LARGEST


def test_a_purge_stops_between_two_batches(inbox: Inbox) -> None:
    for number in range(10):
        done(inbox, f"CA{number}")
    pass_(inbox, days=31)
    assert Purge(inbox, timedelta(days=30), lambda: True, size=3).run() == 3
    assert Purge(inbox, timedelta(days=30), lambda: False, size=3).run(1) == 3
    assert Purge(inbox, timedelta(days=30), lambda: False, size=3).run() == 4


@pytest.mark.parametrize("written", ["+1555{}{}", "1 (555) {}-{}", "CA1", " +1 555 {} {} "])
def test_forget_erases_content_and_answers(inbox: Inbox, written: str) -> None:
    digits = f"{secrets.randbelow(10**7):07}"  # forgotten in all apps of the database, also those of other tests
    what = written.format(digits[:3], digits[3:])
    done(inbox, "CA1", json.dumps({"pairs": [["From", f"+1555{digits}"]]}))
    other = inbox.receive(call_status(inbox, "completed", sid="CA2"))
    assert other.taken is not None
    inbox.finish(other.taken)
    if len(what.strip()) < 6:
        with pytest.raises(ValueError, match="too short"):
            forget(inbox, what, lambda: False)
        return
    found = forget(inbox, what, lambda: False)
    assert (found.erased >= 1, found.dropped, found.busy) == (True, 0, 0)
    assert kept(inbox) == {"CA1": False, "CA2": True}
    assert inbox.receive(call_status(inbox, "completed", sid="CA1")).outcome == "again"
    assert forget(inbox, what, lambda: False).erased == 0


def test_forget_gives_up_what_is_owed_and_leaves_what_runs(inbox: Inbox) -> None:
    sid = f"CA{secrets.token_hex(16)}"
    inbox.receive(call_status(inbox, "ringing", sid=sid, later=True))
    running = inbox.receive(call_status(inbox, "completed", sid=sid))
    assert running.taken is not None
    with inbox.working(running.taken) as work:
        assert work is not None
        found = forget(inbox, sid, lambda: False)
        assert (found.erased, found.dropped, found.busy) == (1, 1, 1)
        work.done()
    found = forget(inbox, sid, lambda: False)
    assert (found.erased, found.dropped, found.busy) == (1, 0, 0)


# -- what never reaches the table


def test_redacted_values_and_those_of_payments_are_not_stored(tmp_path: Path) -> None:
    shop = Shop(tmp_path, LAML_STORE_REDACT="From, To Body")
    seen: list[str] = []
    pay: list[Any] = []

    @shop.hooks.pay_status("/pay", later=True)
    def paying(event: PayStatusEvent) -> None:
        pay.append(event)

    @shop.hooks.message("/sms")
    def answer(message: MessageRequest) -> None:
        seen.append(message.body)

    shop.handle = lambda event: seen.append(event.from_)  # type: ignore[method-assign]
    assert shop.post("CA1", "/now?From=%2B19998887777") == 204
    card = {
        "PaymentCardNumber": "xxxxxxxxxxxx-1111",
        "SecurityCode": "xxx",
        "ExpirationDate": "12/28, as no digest and no time has it",
        "For": "security-code",
    }
    assert shop.client.post("/pay", {**FORM, "CallSid": "CA2", **card}).status_code == 204
    assert shop.client.post("/sms", {**MESSAGE, "Body": "my secret"}).status_code == 200
    shop.close()
    assert seen == [FORM["From"], "my secret"], "the handler has what came"
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("test.sqlite3*") if file.is_file())
    assert b"completed" in stored
    for value in (FORM["From"], FORM["To"], "my secret", "19998887777", *card.values()):
        assert (value.encode() in stored) is (value == "security-code"), value
    assert shop.command("events", "drain")[0] == 0
    assert (pay[0].payment_card_number, pay[0].security_code, pay[0].for_) == ("", "", "security-code")
    shop.close()


def test_without_the_setting_they_are(tmp_path: Path) -> None:
    """What the test above looks for is found where nothing redacts it."""
    shop = Shop(tmp_path)
    shop.post("CA1", "/now")
    shop.close()
    assert FORM["From"].encode() in (tmp_path / "test.sqlite3").read_bytes()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("CallSid,From", "LAML_STORE_REDACT has CallSid"),
        ("from", "LAML_STORE_REDACT is 'from'"),
        (7, "LAML_STORE_REDACT is 7"),
    ],
)
def test_a_wrong_setting_is_named(given: object, error: str) -> None:
    with pytest.raises(ConfigError, match=error):
        Webhooks(make_app(LAML_STORE_REDACT=given))


def test_a_redacted_event_of_any_kind_can_be_read_again(shop: Shop) -> None:
    for kind, _ in FAMILIES.values():
        pairs = tuple(example_parameters(kind, {}).items())
        names = frozenset(name for name, _ in pairs) - NEEDED
        request = parse_request(kind, pairs)
        content = content_of(Delivered(request, "/now"), names)

        class Handler:
            pass

        handler: Any = Handler()
        handler.kind = kind
        again = delivered_of(shop.app, shop.state, handler, Taken(1, "key", 1, "/now", content))
        assert [name for name, value in again.request.raw if value] == [name for name, _ in pairs if name in NEEDED]


def test_the_table_of_payments_has_all_labels_of_pay() -> None:
    """The fields of both kinds that hold what identifies a card or an account, by their type."""
    from webhooks.requests.declarations import compiled

    for kind in (PayRequest, PayStatusEvent):
        names = {field: wire for wire, (field, _) in compiled(kind).table.items()}
        labels = {names[field] for field, declared in kind.__annotations__.items() if "Label" in declared}
        assert labels <= PAYMENT, kind


def test_the_purge_is_done_by_whoever_works(tmp_path: Path) -> None:
    from webhooks.app.bell import Bell
    from webhooks.app.worker import Worker

    shop = Shop(tmp_path, LAML_STORE_KEEP="12h")
    shop.post("CA1", "/now")
    worker, bell = Worker(shop.app), Bell()
    worker.once(bell)
    shop.time.pass_(hours=13)
    worker.once(bell)
    assert [content for _, content in contents(shop.inbox, Which())] == [None]
    bell.close()
    shop.close()


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.post("CA1", "/now")
    shop.post("CA2")
    assert shop.command("events", "forget", "+1415 5550199") == (
        0,
        "2 events erased\n! 1 of them were owed, and are not handled any more\n",
    )
    assert shop.command("events", "forget", "+1")[0] == 2
    shop.post("CA3", "/now")
    shop.time.pass_(days=31)
    assert shop.command("events", "purge") == (0, "1 events purged\n")
    shop.close()
