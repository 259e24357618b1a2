"""Genuine requests whose texts are full of names and values: how many are refused, and that the app does what we count.

A sample of twins and of genuine requests goes through a whole Flask app and through `read_request`, signed by the
vendor's own package: the counts of `twins` come from the same functions, without the signature, which verifies anyway.
"""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask

from webhooks import Webhooks
from webhooks.errors import Refused
from webhooks.requests import WebhookRequest
from webhooks.requests.declarations import compiled
from webhooks.signature import pairs_text
from webhooks.wire.providers import ProviderName

from ..apps import KEY, PUBLIC_URL
from .signed_kinds import SORTS, Form, Sort
from .twins import cut, escaped, genuine, nudge, seen, sent, signed

ANSWERS = {"voice": "<Response/>", "messaging": "<Response/>", "fax": "<Response/>", "event": None}
VALUES = {"Direction": "([a-z]|[A-Z]{2})", "MessageSid": "[A-Z0-9a-f]", "NumMedia": "[0-9]", "QueueTime": "[0-9]"}
"""How values of what is always sent begin, where they have a form of their own; written down apart from the rule."""


@dataclass
class Refusals:
    """Genuine requests that were refused: those that no rule can tell from a twin, and others."""

    drawn: int = 0
    told: int = 0
    others: list[object] = field(default_factory=list)


def refusals(count: int, seed: int = 0) -> Refusals:
    """Take `count` genuine requests in, forms, GETs and JSON, and tell which are refused."""
    rng, found = random.Random(seed), Refusals()
    for sort, form, target in genuine(rng):
        if found.drawn >= count:
            break
        found.drawn += 1
        way = rng.choice(["form", "form", "url", "raw"])
        if way == "url":  # with its own parameters behind those of the app, in any order
            query = urlencode(rng.sample(list(form.items()), len(form)))
            way_in = f"{target}{'&' if '?' in target else '?'}{query}"
        else:
            way_in = target
        try:
            seen(sort.kind, form, way_in, way)
        except Refused as refused:
            if way == "form" and spells_all_between(sort, form):
                found.told += 1
            else:
                found.others.append((str(refused), sort.kind.__name__, sort.provider, form))
    return found


def turned_away(count: int, seed: int = 0) -> Refusals:
    """Sign `count` requests with the vendor's own validator, and send them as they arrive: forms and GETs.

    Their URLs were written as people write them, and are sent escaped; texts, queries and bodies are drawn.
    """
    rng, found = random.Random(seed), Refusals()
    for sort, form, target in genuine(rng):
        if found.drawn >= count:
            break
        found.drawn += 1
        path, mark, query = target.partition("?")
        written = f"{path}/{rng.choice(NAMES)}{mark}{query}"
        if rng.random() < 0.2:
            asked = f"{escaped(written)}{'&' if mark else '?'}{urlencode(form)}"
            got = sent(sort.kind, sort.provider, signed(asked, {}), asked, method="GET")
        else:
            body = urlencode(form).encode()
            got = sent(sort.kind, sort.provider, signed(written, form), escaped(written), body=body)
        if got is None and spells_all_between(sort, form):
            found.told += 1
        elif got is None or (dict(got.raw) != dict(form) and not mark):
            found.others.append((sort.kind.__name__, sort.provider, written, form))
    return found


def spells_all_between(sort: Sort, form: Form) -> bool:
    """Whether a text spells all that is always sent between it and another text: the exception that the note names."""
    shape = compiled(sort.kind)
    always = [name for name in sorted(form) if name in shape.due and shape.due[name].by_names]
    others = {name for name in shape.names if shape.forms[name].name in ("text", "json")}
    others.update(prefix for prefix, _ in shape.headers)
    for text in sort.texts:
        for other in sorted({*others, *shape.carried, *sort.texts}):
            between = [name for name in always if min(text, other) < name < max(text, other)]
            wanted = [name + VALUES.get(name, "") for name in between] + [other] * (text < other)
            if between and re.search(".*".join(wanted), form.get(text, ""), re.DOTALL):
                return True
    return False


# Through the whole app

NAMES = ("x", "x", "it's", "a b", "José", "{1}|[2]", "a~(b)!*")
"""A variable of a route, as somebody wrote it into the URL that the provider signed; it is sent escaped."""


def app_of(provider: ProviderName) -> tuple[Flask, dict[type[WebhookRequest], str], list[object]]:
    """An app with a route for each kind, and what its handlers see."""
    app, got = Flask(provider), list[object]()
    app.config.update(LAML_PROVIDER=provider, LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=PUBLIC_URL, SECRET_KEY="s")
    hooks, routes = Webhooks(app, store=None), dict[type[WebhookRequest], str]()
    for kind in dict.fromkeys(sort.kind for sort in SORTS):
        routes[kind] = f"/{kind.__name__}/<name>"

        def handler(request: WebhookRequest, name: str) -> object:
            got.append(request)
            return ANSWERS[request.answer]

        handler.__name__ = kind.__name__
        hooks.route(kind, routes[kind])(handler)
    return app, routes, got


def disagreements(count: int, seed: int = 0) -> Counter[str]:
    """Send `count` genuine requests and their twins through app and `read_request`; tell where one of them differs."""
    rng, outcomes = random.Random(seed), Counter[str]()
    apps = {provider: app_of(provider) for provider in ("twilio", "signalwire")}
    for sort, form, _ in genuine(rng):
        app, routes, got = apps[sort.provider]
        written = routes[sort.kind].replace("<name>", rng.choice(NAMES))
        signature, target = signed(written, form), escaped(written)
        run = pairs_text(form.items())
        for pairs in (form, cut(run, sort, form, rng), nudge(run, form, rng)):
            if pairs is None or pairs.get(""):
                continue
            given = {name: value for name, value in pairs.items() if name}
            try:
                expected = bool(seen(sort.kind, given, target))
            except Refused:
                expected = False
            body = urlencode(given)
            got.clear()
            app.test_client().post(
                written, data=body, content_type="application/x-www-form-urlencoded",
                environ_overrides={"REQUEST_URI": target, "RAW_URI": target},
                headers={"X-Twilio-Signature": signature},
            )  # fmt: skip
            read = sent(sort.kind, sort.provider, signature, target, body=body.encode())
            outcomes["taken" if expected else "refused"] += 1
            if not (bool(got) == (read is not None) == expected):
                outcomes["differs"] += 1
        if outcomes["taken"] + outcomes["refused"] >= count:
            return outcomes
    return outcomes
