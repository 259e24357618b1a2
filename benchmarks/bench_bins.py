"""Bins: stored documents over HTTP, public, verified and filled in, beside bare Flask views in the same run."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from benchmarks.served import KEY, STATIC, TEMPLATE
from benchmarks.serving import ORIGIN, get, gunicorn, load, post
from benchmarks.timing import Row, Table, often

REQUESTS = 400
CLIENTS = 2


def made(database: str) -> tuple[str, str, str]:
    """The paths of three bins that are made for the run."""
    from webhooks import Webhooks

    app = Flask("bins")
    app.config.update(
        LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=ORIGIN, SECRET_KEY="x", LAML_DATABASE_URL=database
    )
    bins = Webhooks(app).bins
    found = (bins.create("a", STATIC, public=True), bins.create("b", STATIC), bins.create("c", TEMPLATE))
    first, second, third = (one.url.removeprefix(ORIGIN) for one in found)
    return first, second, third


def tables(rounds: int = 9) -> Iterator[Table]:
    """All tables of this module."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder, 'test.sqlite3')}"
        public, verified, filled = made(database)
        where = {"BENCH_DATABASE": database}
        with gunicorn("bare_bins", 1, **where) as bare, gunicorn("bins", 1, **where) as ours:
            contenders = {
                "bare GET": (bare, get("/public")),
                "public": (ours, get(public)),
                "bare POST": (bare, post("/verified")),
                "verified": (ours, post(verified)),
                "filled in": (ours, post(filled)),
            }
            for contender in contenders.values():
                load(*contender, often(REQUESTS, CLIENTS), CLIENTS)
            found: dict[str, list[float]] = {name: [] for name in contenders}
            for _ in range(often(rounds)):
                for name, contender in contenders.items():
                    found[name].append(load(*contender, often(REQUESTS, CLIENTS), CLIENTS))
    times = {name: statistics.median(seconds) for name, seconds in found.items()}
    title = "A stored bin, gunicorn with 1 sync worker, no keep-alive"
    rows = [Row("bare GET", times["bare GET"], "nothing"), Row("public", times["public"], "counted; target 0.85")]
    yield Table(f"{title}: GET", rows, baseline="bare GET")
    rows = [
        Row("bare POST", times["bare POST"], "nothing; the form is read"),
        Row("verified", times["verified"], "signature, counted; target 0.75"),
        Row("filled in", times["filled in"], "signature, twins, filled in, checked, counted; target 0.6"),
    ]
    yield Table(f"{title}: POST of 22 parameters", rows, baseline="bare POST")
