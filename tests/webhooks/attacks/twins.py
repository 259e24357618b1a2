"""Twins: the signed run of a genuine request cut elsewhere, so that its signature verifies though it reads differently.

An attacker writes a text, a message or a caller's name, with names, values and separators in it, sees the one genuine
signature, and cuts the run anywhere: in the form, in the URL, for another method, another scheme. What he draws here is
made so that the cut gives whole requests: all parameters that are always sent, in their order, each with a value.
"""

import base64
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from unittest import mock
from urllib.parse import quote, urlencode

from twilio.request_validator import RequestValidator as TwilioValidator

from webhooks import CallStatusEvent, FaxStatusEvent, MessageStatusEvent, WebhookRequest, read_request
from webhooks.errors import Refused
from webhooks.requests import parse_request, signature_twins
from webhooks.requests.declarations import compiled
from webhooks.requests.signed_run import form_of
from webhooks.signature import FORM, RAW, SCHEMES, URL, pairs_text
from webhooks.wire.providers import ProviderName

from ..apps import KEY, PUBLIC_URL
from .signed_kinds import ACCOUNTS, APP, ME, Form, Sort, drawn, sid

TARGETS = ("/hook", "/hook?order=7&zz=", "/hook?A=1", "/say/hi", "/Al/Bo")
"""Routes with and without a query of their own, with a text variable, with capitals (which sort before all names)."""
WORDS = ("hi", "yes please", "x", "My heater shows ErrorCode5", "What is ButtonText", "", "To be", "Źle", "a=b&c", "5")
EVIL = "+15559999999"
JSON_KINDS: tuple[type[WebhookRequest], ...] = (CallStatusEvent, MessageStatusEvent, FaxStatusEvent)
Cut = tuple[int, str]


@dataclass
class Counts:
    """What became of the twins: per family, and what was altered, for the first few."""

    families: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    altered: list[str] = field(default_factory=list)

    def add(self, family: str, outcome: str, shown: object = "") -> None:
        self.families[family] += 1
        self.outcomes[outcome] += 1
        if outcome in ("altered", "taken"):
            self.altered.append(f"{family}: {outcome}: {shown}")

    @property
    def bad(self) -> int:
        return self.outcomes["altered"] + self.outcomes["taken"]


# What the attacker writes


def value_of(name: str, form: Form, sort: Sort, rng: random.Random) -> str:
    """A value that a parameter could have: the writer's own wish, or what he knows to be genuine."""
    if name in form and rng.random() < 0.4 and not name.endswith("Sid"):
        return form[name]
    if name == "AccountSid":
        return ACCOUNTS[sort.provider]
    of = form_of(compiled(sort.kind), name)
    known = {
        "sid": sid(rng, sort.provider, "CA"), "integer": "9", "number": "0.9", "boolean": "true", "keys": "7",
        "url": "https://evil.example/x", "time": "Tue, 14 Jan 2025 09:08:07 +0000", "json": "{}",
    }  # fmt: skip
    words = {"CallStatus": "completed", "Direction": "outbound-api", "MessageStatus": "failed"}
    words |= {"DialCallStatus": "completed", "FaxStatus": "failed", "TranscriptionStatus": "failed"}
    if name in ("From", "To", "Caller", "Called", "ForwardedFrom"):
        address = rng.choice([EVIL, ME, APP, "12345", "sip:a@evil.example"])
        return f"whatsapp:{address}" if "WaId" in form and address.startswith("+") else address
    return words.get(name) or known.get(of.name if of else "", "x")


def zone(name: str, form: Form, sort: Sort, rng: random.Random) -> str:
    """Parameters in a row, as if they stood in the run, from here to some name; and a way to hide what follows."""
    shape = compiled(sort.kind)
    ordered = sorted({*shape.names, *form, *sort.texts})
    start = ordered.index(name) + 1 if rng.random() < 0.7 else 0
    end = rng.randint(start, min(len(ordered), start + rng.choice([3, 12, 90])))
    share = rng.choice([0.0, 0.2, 0.9])
    chosen = [each for each in ordered[start:end] if each in shape.due or each in form or rng.random() < share]
    text = rng.choice(WORDS[:4]) + "".join(each + value_of(each, form, sort, rng) for each in chosen)
    last = rng.choice([*sort.texts, *(chosen or [name])])
    hide = ["", "", last, last + "A", last[:-1], last[:2] + "s", "Zz", "SpeechResult", "ProfileName", "Unstable"]
    return text + rng.choice(hide)


def soup(form: Form, sort: Sort, rng: random.Random) -> str:
    """Names and values in no order."""
    names = rng.choices(compiled(sort.kind).names, k=rng.randint(1, 4))
    ends = ["", " ", "hi", ": "]
    return "".join(
        rng.choice(ends) + each + rng.choice(["", value_of(each, form, sort, rng), " " + rng.choice(WORDS)])
        for each in names
    )


def whole(sort: Sort, kind: type[WebhookRequest], rng: random.Random) -> dict[str, str]:
    """All that a request of a kind needs, as the attacker would have it."""
    shape = compiled(kind)
    names = [each for each in shape.names if each in shape.due and shape.due[each].by_names]
    wanted = {each: value_of(each, {}, Sort(kind, sort.provider, sort.make, sort.texts), rng) for each in names}
    return {**wanted, "AccountSid": ACCOUNTS[sort.provider], "Status": "x"}


def separated(sort: Sort, rng: random.Random) -> str:
    """A query inside the text: for a GET of the run, for a raw body that is a form."""
    start = rng.choice(["?", "&", "x&", "?x&"])
    return f"{start}{urlencode(whole(sort, sort.kind, rng), quote_via=quote)}&zz="


def written(rng: random.Random, sort: Sort, name: str, form: Form) -> str:
    """What an attacker writes, in one of his ways."""
    way = rng.random()
    if way < 0.7:
        return zone(name, form, sort, rng)
    if way < 0.85:
        return soup(form, sort, rng)
    return separated(sort, rng) if way < 0.93 else rng.choice(WORDS)


# How he cuts


def cut(run: str, sort: Sort, form: Form, rng: random.Random, end: str = "") -> dict[str, str] | None:
    """Read a run in another way: names of the kind where they stand, real or spelled, in order; others in between.

    Returns:
        The pairs, and under the name "" what is left in front of the first; None where nothing came of it.
    """
    shape, cuts, place, name = compiled(sort.kind), list[Cut](), 0, ""
    skip, hide, chain = rng.choice([0.0, 0.0, 0.3]), rng.choice([0.0, 0.1, 0.5]), rng.choice([1, 2, 3])
    for each in sorted({*shape.names, *form, *sort.texts}):
        places = []
        at = run.find(each, place)
        while at >= 0 and len(places) < chain:
            places.append(at)
            at = run.find(each, at + 1)
        if not places or rng.random() < (skip if each in shape.due else skip + 0.1):
            continue
        at = rng.choice(places)
        if rng.random() < hide and at > place + 1:  # a parameter that nobody knows, somewhere in between
            middle = rng.randrange(place + 1, at)
            unknown = run[middle : middle + rng.randint(1, min(9, at - middle))]
            if name < unknown < each:
                cuts.append((middle, unknown))
        cuts.append((at, each))
        place, name = at + len(each), each
    if rng.random() < 0.3 and place + 1 < len(run):
        middle = rng.randrange(place + 1, len(run))
        unknown = run[middle : middle + rng.randint(1, 9)]
        if name < unknown:
            cuts.append((middle, unknown))
    if not cuts:
        return None
    ends = [at for at, _ in cuts[1:]] + [len(run)]
    pairs = {each: run[at + len(each) : stop] for (at, each), stop in zip(cuts, ends, strict=True)}
    if any(stop < at + len(each) for (at, each), stop in zip(cuts, ends, strict=True)):
        return None
    return {"": run[: cuts[0][0]]} | pairs if list(pairs) == sorted(pairs) else None


def nudge(run: str, form: Form, rng: random.Random) -> dict[str, str] | None:
    """Take the genuine reading and cut one to three neighbours of it anew, without any text."""
    names = sorted(form)
    place = rng.randrange(len(names))
    taken = names[place : place + rng.randint(1, 3)]
    part = "".join(name + form[name] for name in taken)
    cuts = sorted(rng.sample(range(1, len(part) + 1), min(len(part), rng.choice([1, 1, 3]))))
    if rng.random() < 0.5:  # the first name stays, so that its value loses something, or takes what follows
        cuts = sorted({len(taken[0]), *cuts[1:]})
        cuts = cuts[:1] if len(cuts) == 2 else cuts
    again = {part[: cuts[0]]: part[cuts[0] : cuts[1] if len(cuts) == 3 else None]}
    if len(cuts) == 3:
        again[part[cuts[1] : cuts[2]]] = part[cuts[2] :]
    pairs = {name: form[name] for name in names if name not in taken} | again
    return {"": ""} | pairs if pairs_text(pairs.items()) == run else None


# What our side sees


def seen(kind: type[WebhookRequest], pairs: Mapping[str, str], target: str, scheme: str = "form") -> dict[str, object]:
    """The fields of a request that the receiver takes, by what it does behind a signature that verifies.

    Raises:
        Refused: It takes none.
    """
    given = tuple(pairs.items())
    request = parse_request(kind, given)
    signature_twins.refuse_twins(kind, given, target, scheme)
    return {
        name: value for name, value in vars(request).items() if name not in ("raw", "extra", "odd", "query", "state")
    }


def texts_of(kind: type[WebhookRequest]) -> set[str]:
    return set(compiled(kind).texts)


def words_of(kind: type[WebhookRequest]) -> set[str]:
    """Fields of what the provider writes in words, a city or an error, which name nothing."""
    shape = compiled(kind)
    return {shape.table[name][0] for name, form in shape.forms.items() if form.name == "name"}


def compared(kind: type[WebhookRequest], genuine: Mapping[str, object], got: Mapping[str, object]) -> str:
    """The name of what a twin that was taken has done.

    `altered` is all that is not a text of people; but that words of the provider have lost their end is the second
    exception, as for a text.
    """
    changed = {name for name in {*genuine, *got} if (genuine.get(name) or None) != (got.get(name) or None)}
    words = changed & words_of(kind)
    if changed - texts_of(kind) - words or any(not _shorter(genuine.get(name), got.get(name)) for name in words):
        return "altered"
    ways = Counter("shortened" if _shorter(genuine.get(name), got.get(name)) else "longer" for name in changed)
    return "same" if not changed else "shortened" if set(ways) == {"shortened"} else "longer text"


def _shorter(one: object, other: object) -> bool:
    return isinstance(one, str) and one.startswith(str(other or ""))


# One attack after another


def genuine(rng: random.Random) -> Iterator[tuple[Sort, Form, str]]:
    """Requests with what an attacker has written, and the path and query they were signed for."""
    while True:
        sort, form = drawn(rng, lambda sort, name, form: written(rng, sort, name, form))
        yield sort, form, rng.choice(TARGETS)


def attack(count: int, seed: int = 0, *, stop_early: bool = False) -> Counts:
    """Draw `count` twins, and tell what the receiver makes of them."""
    rng, counts = random.Random(seed), Counts()
    source = genuine(rng)
    while counts.families.total() < count and not (stop_early and counts.bad):
        sort, form, target = next(source)
        try:
            original = seen(sort.kind, form, target)
        except Refused:
            original = fields_of(sort, form)  # refused here, or not: its signature can be seen, so its twins are drawn
        cut_forms(counts, sort, form, target, original, rng)
        if sort.texts:
            other_schemes(counts, sort, form, target, rng)
        from_other_schemes(counts, sort, form, target, rng)
    return counts


def fields_of(sort: Sort, form: Form) -> dict[str, object]:
    request = parse_request(sort.kind, tuple(form.items()))
    return {
        name: value for name, value in vars(request).items() if name not in ("raw", "extra", "odd", "query", "state")
    }


def cut_forms(
    counts: Counts, sort: Sort, form: Form, target: str, original: dict[str, object], rng: random.Random
) -> None:
    """Form from form: other borders inside, and at the end of the URL."""
    run = pairs_text(form.items())
    for _ in range(12):
        moved = rng.random() < 0.25
        before = target[1:] if moved else ""
        pairs = nudge(run, form, rng) if not moved and rng.random() < 0.2 else cut(before + run, sort, form, rng)
        if pairs is None:
            continue
        rest = pairs.pop("")
        if moved and rng.random() < 0.5:  # the URL ends earlier
            rest, pairs = rest[: rng.randint(0, len(before))], {rest[rng.randint(0, len(rest)) :] or "Z": "", **pairs}
            rest = (before + run)[: len(before + run) - len(pairs_text(pairs.items()))]
        now = ("/" + rest) if moved else target + rest
        if (pairs == form and now == target) or now + pairs_text(pairs.items()) != target + run:
            continue
        family = "form to form" if now == target else "the URL's border"
        ways = {family: now} if now == target else {family: now, f"{family}, escaped": escaped(now)}
        for each, sent_as in ways.items():
            try:
                got = seen(sort.kind, pairs, sent_as)
            except Refused:
                counts.add(each, "refused")
            else:
                outcome = compared(sort.kind, original, got) if now == target else "taken"
                counts.add(each, outcome, (sort.kind.__name__, sort.provider, sent_as, form, pairs))


def escaped(target: str) -> str:
    """The target as a client sends it, of which the receiver tries the raw spelling too."""
    return quote(target, safe="/?&=+%#;:,@!$'()*~\"")


def sent(
    kind: type[WebhookRequest], provider: ProviderName, signature: str, target: str, *, body: bytes = b"",
    of: str = "application/x-www-form-urlencoded", method: str = "POST",
) -> WebhookRequest | None:  # fmt: skip
    """A whole request, through the door for all frameworks; None where it is refused."""
    try:
        return read_request(
            kind, method=method, url=PUBLIC_URL + target, body=body, keys=KEY, provider=provider,
            headers={"Content-Type": of, "X-Twilio-Signature": signature},
        )  # fmt: skip
    except Refused:
        return None


def signed(target: str, form: Mapping[str, str]) -> str:
    """The vendor's own signature of a form, or of a URL alone."""
    return str(TwilioValidator(KEY).compute_signature(PUBLIC_URL + target, dict(form)))


def in_hex(signature: str) -> str:
    return base64.b64decode(signature).hex()


def other_schemes(counts: Counts, sort: Sort, form: Form, target: str, rng: random.Random) -> None:
    """A form's signature for a URL alone, for JSON, for a raw body."""
    text = sort.texts[0]
    if rng.random() < 0.5:
        form = form | {text: separated(sort, rng)}
    json_kind = rng.choice(JSON_KINDS)
    evil = json.dumps(whole(sort, json_kind, rng)).encode()
    tied = f"{rng.choice('?&')}bodySHA256={hashlib.sha256(evil).hexdigest()}&zz="
    run = pairs_text(form.items())
    signature = signed(target, form)
    with_hash = form | {text: tied}
    hashed = signed(target, with_hash)
    place = rng.choice([0, run.find(form[text] or run)])
    tries = {
        "form to GET": sent(sort.kind, sort.provider, signature, target + run, method="GET"),
        "form to empty POST": sent(sort.kind, sort.provider, signature, target + run),
        "form to GET, escaped": sent(sort.kind, sort.provider, signature, escaped(target + run), method="GET"),
        "form to empty POST, escaped": sent(sort.kind, sort.provider, signature, escaped(target + run)),
        "form to JSON by its hash": sent(
            json_kind, sort.provider, hashed, target + pairs_text(with_hash.items()), body=evil, of="application/json"
        ),
        "form to raw, read as a form": sent(
            sort.kind, sort.provider, in_hex(signature), target + run[:place], body=run[place:].encode()
        ),
        "form to raw JSON": sent(
            json_kind, sort.provider, in_hex(signed(target, form | {text: evil.decode()})),
            target + pairs_text((form | {text: "\0"}).items()).partition("\0")[0], body=evil, of="application/json"
        ),
    }  # fmt: skip
    for family, request in tries.items():
        counts.add(family, "refused" if request is None else "taken", (sort.kind.__name__, target, form, request))


def from_other_schemes(counts: Counts, sort: Sort, form: Form, target: str, rng: random.Random) -> None:
    """The URL of a GET, and the body of a JSON request, read as URL and form."""
    names = list(form)
    rng.shuffle(names)
    query = urlencode({name: form[name] for name in names})
    asked = f"{target}{'&' if '?' in target else '?'}{query}"
    posted = target + json.dumps({name: form[name] for name in names}, ensure_ascii=False)
    for family, run in (("GET to form", asked), ("JSON to form", posted)):
        pairs = cut(run[1:], sort, form, rng)
        if pairs is None:
            continue
        now = "/" + pairs.pop("")
        try:
            got: object = seen(sort.kind, pairs, now)
        except Refused:
            got = None
        counts.add(family, "refused" if got is None else "taken", (sort.kind.__name__, now, form, pairs))
    again = sent(sort.kind, sort.provider, signed(posted, {}), posted, method="GET")
    counts.add("JSON to GET", "refused" if again is None else "taken", posted)


# The faults that it has to find

Fault = Callable[[], AbstractContextManager[object]]


def _without(rule: str) -> Fault:
    return lambda: mock.patch.object(signature_twins, rule, return_value=None)


FAULTS: dict[str, Fault] = {
    "no rule at all": _without("refuse_twins"),
    "names in values": _without("_refuse_names"),
    "names cut in two": _without("_refuse_cut_names"),
    "unknown parameters": _without("_refuse_unknown"),
    "names that did not come": lambda: mock.patch.object(signature_twins, "_hidden_in", return_value=()),
    "names joined to a value": _without("_refuse_joined"),
    "what a text has swallowed": _without("_refuse_swallowed"),
    "two texts": _without("_refuse_stretches"),
    "the border of the URL": _without("refuse_border"),
    "what a text could have made": lambda: mock.patch("webhooks.requests.base.withheld", return_value=frozenset()),
    "raw forms": lambda: mock.patch.dict(SCHEMES["signalwire"], {"none": (URL, RAW), "form": (FORM, RAW)}),
}
"""Receivers that lack one rule."""


def unfound(count: int, seed: int = 0) -> list[str]:
    """Name the faults that an attack of `count` twins does not find."""
    missed = []
    for name, fault in FAULTS.items():
        with fault():
            if not attack(count, seed, stop_early=True).bad:
                missed.append(name)
    return missed
