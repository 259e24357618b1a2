"""A gateway on this machine that passes a request on, loses the answer and says 504: is there one record in the end?

`python -m tests.rest.lost_answers --count 1000 --seed 7` draws numbers, addresses and texts as people write them. A
case says how the provider writes them, from its documents and recorded answers, so nothing here is asked of the code
under test. Each case is created with `reconcile=True`, looked for by another client, and sent by `laml send`, twice.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from rest import OutcomeUnknown
from rest.commands import session
from rest.commands.send import send
from rest.objects import reconcile
from rest.objects.likeness import DIFFERENT, SAME, Likeness
from rest.objects.record import Record
from rest.table.values import format_rfc2822

from .clients import make_client
from .clocks import FakeClock
from .commands.running import run
from .server import Answer, Received, Server, reply

TRIAL = "Sent from your Twilio trial account - "  # recorded answers of trial accounts
OPT_OUTS = ("\n\nReply STOP to unsubscribe.", " Text STOP to opt out", "\nReply STOP to end, HELP for help.")
SMART = {"“": '"', "”": '"', "’": "'", "—": "-", "–": "-", "…": "...", "\u00a0": " "}
WORDS = ["Your", "order", "7", "is", "ready", "—", "“today”", "that’s", "50%", "off", "Grüße", "漢字", "👍", "at",
         "10–12", "…", "https://example.com/a?b=1", "don't", "#9", "(now)", "C++", "\u00a0", "e\u0301"]  # fmt: skip
OTHERS = ["zebra quartz vow", "jumpy vex blitz", "wizard fjord mix"]
"""Texts of other programs to the same receiver."""


@dataclass(frozen=True)
class Case:
    """A request, and the record that the provider makes of it.

    Attributes:
        kind: What is special about it.
        resource: `calls` or `messages`.
        given: The parameters, as the user writes them.
        written: The properties of the record, as the provider writes them.
        found: Whether the record can be recognised; else the outcome has to stay unknown.
        dropped: Whether the first request does not reach the provider.
        bystanders: Texts that another program sent to the same receiver just before.
    """

    kind: str
    resource: str
    given: dict[str, Any]
    written: dict[str, Any]
    found: bool
    dropped: bool
    bystanders: tuple[str, ...]


def drawn_number(draw: random.Random) -> tuple[str, str]:
    """A number as a user writes it, and in E.164. Source: "Twilio will also accept unformatted US numbers"."""
    if draw.random() < 0.3:
        code, rest = draw.choice([("44", "2079460958"), ("49", "30901820"), ("47", "21234567"), ("61", "291920000")])
        number = code + rest[:-3] + f"{draw.randrange(1000):03}"
        forms = [f"+{number}", f"+{code} {rest[:2]} {number[len(code) + 2 :]}", f" +{code}-{number[len(code) :]} "]
        return draw.choice([*forms, f"00{number}", f"011{number}", f"+{code} ({number[len(code) :]})"]), f"+{number}"
    area, office, line = draw.randrange(201, 990), draw.randrange(200, 1000), f"{draw.randrange(10000):04}"
    forms = [
        "+1{a}{o}{l}", "{a}{o}{l}", "({a}) {o}-{l}", "+1 ({a}) {o}-{l}", "{a}-{o}-{l}", "{a}.{o}.{l}", "1{a}{o}{l}",
        "1 {a} {o} {l}", "+1.{a}.{o}.{l}", "1-{a}-{o}-{l}", " +1{a}{o}{l} ", "+1 {a}/{o}-{l}",
    ]  # fmt: skip
    return draw.choice(forms).format(a=area, o=office, l=line), f"+1{area}{office}{line}"


def drawn_address(draw: random.Random) -> tuple[str, str]:
    """Whom a call goes to. The host of a SIP address has no case (RFC 3261, 19.1.4); its parameters are left out."""
    if draw.random() < 0.6:
        return drawn_number(draw)
    name, host = draw.choice(["joe", "a.b", "line7"]), draw.choice(["example.com", "pbx.example.org"])
    forms = [f"sip:{name}@{host}", f"sip:{name.title()}@{host.upper()}", f"SIP:{name}@{host};transport=tls"]
    forms += [f"sip:{name}@{host}?x-order=7", f"sip:{name}@{host.title()};a=1?b=2"]
    return draw.choice([(one, f"sip:{name}@{host}") for one in forms] + [(f"client:{name}", f"client:{name}")])


def drawn_text(draw: random.Random, links: bool = False) -> str:
    words = draw.choices(WORDS, k=draw.randrange(2, 14)) + (["https://example.com/long/link"] if links else ["ready"])
    draw.shuffle(words)
    return " ".join(words).strip()


def stripped(text: str) -> str:
    """Twilio's answers to a text that begins or ends with blanks have none there."""
    return text.strip().replace("\r\n", "\n")


QUICK = 3.0
"""Seconds to look for a record: fewer looks than by default, of the same kind."""
KINDS = ("call", "plain", "blanks", "trial", "behind", "both", "smart", "service", "links", "media", "whatsapp",
         "discarded", "redacted", "obfuscated", "template", "slogan")  # fmt: skip
UNKNOWN = ("discarded", "redacted", "obfuscated", "template", "slogan")
"""What cannot be compared, so that the outcome stays unknown."""


def drawn(draw: random.Random, kind: str) -> Case:
    to, to_written = drawn_address(draw) if kind == "call" else drawn_number(draw)
    from_, from_written = drawn_number(draw)
    text = drawn_text(draw, links=kind == "links")
    given: dict[str, Any] = {"to": to, "from_": from_, "body": text}
    written: dict[str, Any] = {"to": to_written, "from": from_written, "body": stripped(text), "num_media": "0"}
    if kind == "call":
        given, written = (
            {"to": to, "from_": from_, "url": "https://example.com/"},
            {"to": to_written, "from": from_written},
        )
    elif kind == "blanks":
        given["body"] = f"  {text}\r\n{text}\n "
        written["body"] = stripped(given["body"])
    elif kind in ("trial", "both"):
        written["body"] = TRIAL + written["body"]
    elif kind == "smart":
        given["smart_encoded"] = draw.choice([True, "true"])
        written["body"] = stripped("".join(SMART.get(one, one) for one in text))
    elif kind == "service":
        given["messaging_service_sid"] = written["messaging_service_sid"] = "MG" + "1" * 32
        del given["from_"]
        written["from"] = draw.choice([None, from_written])
        written["body"] = stripped("".join(SMART.get(one, one) for one in text))
    elif kind == "links":
        given |= {"shorten_urls": True, "messaging_service_sid": "MG1"}
        written |= {"messaging_service_sid": "MG1", "from": None}
        for link in ("https://example.com/long/link", "https://example.com/a?b=1"):
            written["body"] = written["body"].replace(link, f"https://twil.io/{draw.randrange(10**6)}")
    elif kind == "media":
        given["media_url"] = ["https://example.com/1.png"] * draw.randrange(1, 4)
        written |= {"body": "", "num_media": str(len(given["media_url"]))}
        given["body"] = draw.choice([None, ""])
    elif kind == "whatsapp":
        given |= {"to": f"whatsapp:{to.strip()}", "from_": f"whatsapp:{from_.strip()}"}
        written |= {"to": f"whatsapp:{to_written}", "from": f"whatsapp:{from_written}"}
    elif kind == "discarded":
        given["content_retention"], written["body"] = "discard", draw.choice(["", None, "(redacted)"])
    elif kind == "redacted":
        written["body"] = draw.choice(["", None])
    elif kind == "obfuscated":
        given |= draw.choice([{"address_retention": "obfuscate"}, {}])  # or by a setting of the account
        written["to"] = to_written[:-4] + "XXXX"
    elif kind == "template":
        given |= {"content_sid": "HX" + "1" * 32, "content_variables": '{"1": "7"}'}
        del given["body"]
    elif kind == "slogan":
        written["body"] = f"ACME Ltd: {text} (sent by ACME)"
    if kind in ("behind", "both"):
        written["body"] += draw.choice(OPT_OUTS)
    dropped = draw.random() < 0.2
    found = kind not in UNKNOWN
    bystanders = tuple(draw.sample(OTHERS, draw.randrange(3))) if found and kind != "call" else ()
    resource = "calls" if kind == "call" else "messages"
    return Case(kind, resource, {k: v for k, v in given.items() if v is not None}, written, found, dropped, bystanders)


@dataclass
class Gateway:
    """The provider behind a gateway that answers 504 to the first request, whatever became of it."""

    case: Case
    clock: FakeClock
    lists: bool = True
    posts: int = 0
    made: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for text in self.case.bystanders:
            self.made.append(self.record(body=text, num_media="0"))

    def record(self, **other: Any) -> dict[str, Any]:
        stamp = format_rfc2822(self.clock.now())
        return {**self.case.written, "sid": f"SM{len(self.made)}", "date_created": stamp, **other}

    @property
    def own(self) -> list[dict[str, Any]]:
        return self.made[len(self.case.bystanders) :]

    def __call__(self, request: Received) -> Answer:
        date = [("Date", format_datetime(self.clock.now(), usegmt=True))]
        if request.method == "GET":
            if not self.lists:
                return reply(503)
            query = dict(request.query)
            wanted = [(key, query[name]) for name, key in (("To", "to"), ("From", "from")) if name in query]
            listed = [one for one in self.made[::-1] if all(one[key] == value for key, value in wanted)]
            return reply(200, {self.case.resource: listed}, date)
        self.posts += 1
        if self.posts == 1 and self.case.dropped:
            return reply(504)
        self.made.append(self.record())
        return reply(504) if self.posts == 1 else reply(201, self.made[-1], date)


def created(case: Case) -> Iterator[str]:
    """Create it with `reconcile=True`, and look for it with another client; what is wrong."""
    gateway = Gateway(case, FakeClock(wall=datetime.now(UTC)))
    since = gateway.clock.now()
    with Server(gateway) as server:
        client = make_client(server.url, clock=gateway.clock)
        try:
            sid = getattr(client, case.resource).create(**case.given, reconcile=True, reconcile_wait=QUICK).sid
        except OutcomeUnknown:
            sid = None
        if len(gateway.own) != 1:
            yield f"create: {len(gateway.own)} records"
            return
        if not case.dropped and (sid is not None) != case.found:
            yield f"create: the outcome is {'known' if sid else 'unknown'}"
        if sid not in (None, gateway.own[0]["sid"]):
            yield "create: the record of another program was taken for it"
        another = make_client(server.url, clock=gateway.clock)
        try:
            twin = getattr(another, case.resource).find_twin(since, **case.given, reconcile_wait=QUICK)
        except OutcomeUnknown:
            twin = None
        if (twin is not None) != case.found or (twin is not None and twin.sid != gateway.own[0]["sid"]):
            yield "find_twin: the record was not found" if case.found else "find_twin: a record was found"


def sent(case: Case, lists: bool, folder: Path) -> Iterator[str]:
    """Send it by `laml send`, twice; what is wrong. Unless it `lists`, the first run cannot find out what happened."""
    clock = FakeClock(wall=datetime.now(UTC))
    gateway = Gateway(case, clock, lists)
    file = folder / "people.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["to", "body", "from", "media_url"])
        files = " ".join(case.given.get("media_url", ()))
        rows.writerow([case.given["to"], case.given.get("body", ""), case.given["from_"], files])
    words = ["--csv", str(file), "--from", "+15550000000", "--per-second", "1000"]
    with Server(gateway) as server, clocked(clock):
        for turn in ("first", "second"):
            result = run(send, *words, url=server.url)
            if len(gateway.own) > 1:
                yield f"laml send, {turn}: {len(gateway.own)} records"
            gateway.lists = True
    if len(gateway.own) != 1 or (case.found and result.exit_code != 0):
        yield f"laml send: {len(gateway.own)} records, and it says {result.output.strip()}"
    file.with_name("people.csv.journal").unlink()


@contextmanager
def clocked(clock: FakeClock) -> Iterator[None]:
    """Commands wait on this clock, and not long."""
    real, wait = session.Client, reconcile.WAIT
    reconcile.WAIT = QUICK  # type: ignore[misc]
    session.Client = lambda max_per_second=None: real(max_per_second=max_per_second, clock=clock)  # type: ignore[misc,assignment]
    try:
        yield
    finally:
        session.Client = real  # type: ignore[misc]
        reconcile.WAIT = wait  # type: ignore[misc]


SENDABLE = ("plain", "blanks", "trial", "behind", "both", "media", "whatsapp", "redacted", "slogan")
"""Kinds that `laml send` has options for."""


def attack(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Draw cases; how many of each kind, and what went wrong."""
    draw = random.Random(seed)
    kinds: Counter[str] = Counter()
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            case = drawn(draw, KINDS[number % len(KINDS)])
            kinds[case.kind] += 1
            found = list(created(case))
            if case.kind in SENDABLE:
                found += sent(case, draw.random() < 0.5, Path(folder))
            wrong += [
                f"case {number}, {case.kind}: {words}; given {case.given}, written {case.written}" for words in found
            ]
    return kinds, wrong


def exactly(given: dict[str, Any], record: Record) -> Likeness:
    """The fault: a record is compared as the text that was given."""
    wanted = {"to": given.get("to"), "from": given.get("from_"), "body": given.get("body")}
    return SAME if all(value is None or record.raw.get(key) == value for key, value in wanted.items()) else DIFFERENT


@contextmanager
def compared_exactly() -> Iterator[None]:
    """Have `reconcile` compare exactly, and filter by the receiver as it was given."""
    real = reconcile.likeness, reconcile.spellings
    reconcile.likeness, reconcile.spellings = exactly, lambda address: (str(address),)  # type: ignore[assignment]
    try:
        yield
    finally:
        reconcile.likeness, reconcile.spellings = real


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fault", action="store_true", help="compare exactly, as a client with the fault does")
    options = parser.parse_args()
    if options.fault:
        with compared_exactly():
            kinds, wrong = attack(options.count, options.seed)
    else:
        kinds, wrong = attack(options.count, options.seed)
    for line in wrong[:20]:
        print(line)
    print(f"{kinds.total()} cases, {len(wrong)} wrong: {dict(sorted(kinds.items()))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
