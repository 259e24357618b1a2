"""Twins: the signed text of a genuine request cut elsewhere, so that its signature verifies though the pairs differ."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator as TwilioValidator

from webhooks import GatherRequest, MessageRequest, WebhookRequest
from webhooks.errors import Refused
from webhooks.requests import parse_request
from webhooks.requests.signature_twins import refuse_twins
from webhooks.signature import Key, Message, verify

from ..apps import KEY, MESSAGE, PUBLIC_URL, VOICE

URL = PUBLIC_URL + "/hook"
CALL = VOICE | {"FromCity": "PARIS", "FromCountry": "FR", "CallerCity": "PARIS", "CallerCountry": "FR"}
CHAT = MESSAGE | {"FromCity": "PARIS", "FromCountry": "FR", "NumSegments": "1", "SmsStatus": "received"}
SAID = [
    "John",
    "John Smith",
    "JohnSmith",
    "Yes",
    "YES",
    "yes please",
    "hello",
    "",
    "5",
    "Paris",
    "O'Neil",
    "Źle",
    "a=b&c",
]
TEXTS = {
    GatherRequest: ("CallerName", "SpeechResult", "StirVerstat", "CallerState", "FromState", "ForwardedFrom"),
    MessageRequest: ("Body", "ButtonText", "ButtonPayload", "ProfileName", "FromState", "ToCity"),
}

Form = dict[str, str]
Receiver = Callable[[type[WebhookRequest], Form, str], Form | None]


def genuine(rng: random.Random) -> Iterator[tuple[type[WebhookRequest], Form, str]]:
    """Requests of two kinds with texts that people say and write, signed by the vendor's own package."""
    validator = TwilioValidator(KEY)
    while True:
        kind = rng.choice([GatherRequest, MessageRequest])
        form = dict(CALL if kind is GatherRequest else CHAT)
        form |= {name: rng.choice(SAID) for name in TEXTS[kind] if rng.random() < 0.6}
        if kind is GatherRequest and rng.random() < 0.7:
            form["Digits"] = rng.choice(["5", "123", "*9#"])
        form |= {"ForwardedFrom": "+14155550111"} if form.get("ForwardedFrom") else {}
        yield kind, form, str(validator.compute_signature(URL, form))


def recut(form: Form, rng: random.Random) -> Form:
    """Cut the run of one to three neighbouring parameters anew, into one or two."""
    names = sorted(form)
    place = rng.randrange(len(names))
    taken = names[place : place + rng.randint(1, 3)]
    run = "".join(name + form[name] for name in taken)
    cuts = sorted(rng.sample(range(1, len(run) + 1), min(len(run), rng.choice([1, 1, 3]))))
    again = {run[: cuts[0]]: run[cuts[0] : cuts[1] if len(cuts) == 3 else None]}
    if len(cuts) == 3:
        again[run[cuts[1] : cuts[2]]] = run[cuts[2] :]
    return {name: value for name, value in form.items() if name not in taken} | again


def ours(kind: type[WebhookRequest], form: Form, signature: str) -> Form | None:
    """What a handler sees of the known parameters, by field; None where the request is refused."""
    pairs = tuple(form.items())
    try:
        verify(Message(url=URL, content="form", signature=signature, pairs=pairs), [Key(KEY)])
        request = parse_request(kind, pairs)
        refuse_twins(kind, pairs)
    except Refused:
        return None
    return {k: str(v) for k, v in vars(request).items() if k not in ("raw", "extra", "odd") and v not in ({}, ())}


def naive(kind: type[WebhookRequest], form: Form, signature: str) -> Form | None:
    """The fault: Werkzeug's form and the vendor's validator, as most apps have it."""
    read = dict(parse_qsl(urlencode(form), keep_blank_values=True))
    return read if TwilioValidator(KEY).validate(URL, read, signature) else None


def compared(original: Form, got: Form | None, twin: Form) -> str:
    """Tell what became of a twin.

    `shortened`: a text of people lost its end, which stands in the request as a parameter that nobody knows: the one
    thing that cannot be told from a new parameter of the provider.
    """
    if got is None or got == original:
        return "refused" if got is None else "same"
    (lost, *more) = [(v, got.get(k, "")) for k, v in original.items() if got.get(k, "") != v] or [("", "x")]
    ends = {name + value for name, value in twin.items()}
    short = not more and got.keys() <= original.keys() and lost[0].startswith(lost[1])
    return "shortened" if short and lost[0][len(lost[1]) :] in ends else "altered"


def twins(count: int, seed: int = 0, *, receiver: Receiver = ours) -> Counter[str]:
    """Present `count` twins. `altered` are those after which a handler saw other known parameters than were signed."""
    rng, outcomes = random.Random(seed), Counter[str]()
    requests = [(*sent, receiver(*sent)) for sent in islice(genuine(rng), max(20, count // 50))]
    assert all(original is not None for *_, original in requests), "a genuine request was refused"
    while outcomes.total() < count:
        kind, form, signature, original = rng.choice(requests)
        twin = recut(form, rng)
        if original and twin != form and TwilioValidator(KEY).compute_signature(URL, twin) == signature:
            outcomes[compared(original, receiver(kind, twin, signature), twin)] += 1
    return outcomes


def struck(count: int, seed: int = 0) -> int:
    """How many twins a receiver with the fault hands to its handler."""
    return twins(count, seed, receiver=naive)["altered"]
