"""Receiving: verification, one answer, and whole requests, beside twilio-python and a bare Flask view."""

import statistics
from collections.abc import Callable, Iterator

from twilio.request_validator import RequestValidator as TwilioValidator

from benchmarks.served import FORM, KEY, URL
from benchmarks.serving import BODY, gunicorn, load, post
from benchmarks.timing import Row, Table, interleaved, often

SIGNATURE = str(TwilioValidator(KEY).compute_signature(URL, FORM))
APPS = {"bare": "nothing", "twilio": "signature", "lamlkit": "signature, types, document"}
REQUESTS = 800
CLIENTS = 4


def tables(rounds: int = 9) -> Iterator[Table]:
    """All tables of this module."""
    yield verification(rounds)
    yield requests(rounds)


def verification(rounds: int) -> Table:
    """Verifying one form of 22 parameters."""
    from webhooks import RequestValidator, VoiceRequest
    from webhooks.requests import parse_request
    from webhooks.signature import Key, Message, verify
    from webhooks.wire.forms import parse_form

    theirs, ours, pairs, keys = TwilioValidator(KEY), RequestValidator(KEY), tuple(FORM.items()), [Key(KEY)]

    def typed() -> object:
        read = parse_form(BODY)
        verify(Message(url=URL, content="form", signature=SIGNATURE, pairs=read), keys)
        return parse_request(VoiceRequest, read)

    def parsed() -> object:
        return verify(Message(url=URL, content="form", signature=SIGNATURE, pairs=pairs), keys)

    contenders: dict[str, Callable[[], object]] = {
        "twilio validate, parsed pairs": lambda: theirs.validate(URL, FORM, SIGNATURE),
        "ours, parsed pairs": parsed,
        "ours, RequestValidator, parsed pairs": lambda: ours.validate(URL, FORM, SIGNATURE),
        "ours, raw bytes to typed request": typed,
    }
    times = interleaved(contenders, rounds, number=2000)
    checks = ["signature", "signature", "signature", "form, signature, types"]
    rows = [Row(name, times[name], check) for name, check in zip(contenders, checks, strict=True)]
    return Table("Verify a form of 22 parameters (targets: 8 x on pairs, 3 x from bytes)", rows, baseline=rows[0].name)


def requests(rounds: int) -> Table:
    """Whole requests over sockets."""
    with gunicorn("bare", 2) as bare, gunicorn("twilio", 2) as twilio, gunicorn("lamlkit", 2) as lamlkit:
        wire = post("/answer")
        addresses = {"bare": bare, "twilio": twilio, "lamlkit": lamlkit}
        for address in addresses.values():
            load(address, wire, often(REQUESTS, CLIENTS), CLIENTS)
        found: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(often(rounds)):
            for name, address in addresses.items():
                found[name].append(load(address, wire, often(REQUESTS, CLIENTS), CLIENTS))
    rows = [Row(name, statistics.median(found[name]), APPS[name]) for name in addresses]
    title = "A call's first request, gunicorn with 2 sync workers, no keep-alive (targets: 0.75 of bare, 1.15 x twilio)"
    return Table(title, rows, baseline="bare")
