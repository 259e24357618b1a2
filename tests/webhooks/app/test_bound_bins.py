"""Bins with values for their parameters, and what is said of bins that are not there or cannot be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from webhooks import BinError, BinMissing, BinRefused, ConfigError, UrlError, WebhookError, Webhooks

from ..apps import PUBLIC_URL, VOICE, make_app, post

CONFIRM = "<Response><Say>Hello {{name}}, order {{order}}.{{#items}} {{.}},{{/items}}</Say></Response>"


@pytest.fixture
def app() -> Flask:
    return make_app()


@pytest.fixture
def hooks(app: Flask, tmp_path: Path) -> Webhooks:
    hooks = Webhooks(app, database=f"sqlite:///{tmp_path}/store.db")
    (tmp_path / "confirm.xml").write_text(CONFIRM)
    hooks.bins.from_folder(tmp_path)
    hooks.bins.add("added", CONFIRM)
    return hooks


VALUES = (
    ({"name": "Ann"}, "name=Ann"),
    ({"name": "Ann & Bob=1", "order": 7}, "name=Ann%20%26%20Bob%3D1&order=7"),
    ({"name": "Zoë/?#", "order": 1.5}, "name=Zo%C3%AB%2F%3F%23&order=1.5"),
    ({"items": ["a b", 2]}, "items=a%20b&items=2"),
    ({"name": None, "order": 1}, "order=1"),
    ({}, ""),
)


@pytest.mark.parametrize(("values", "query"), VALUES)
def test_values_stand_in_the_query(hooks: Webhooks, app: Flask, values: dict[str, Any], query: str) -> None:
    with app.app_context():
        stored = hooks.bins.create("Stored", CONFIRM)
        published = hooks.bins.publish(CONFIRM)
    for item in (hooks.bins["confirm"], hooks.bins["added"], stored, published):
        assert item.bind(**values).url == item.url + ("?" + query if query else "")


def test_a_bound_bin_is_filled_in_for_a_request_that_is_signed_for_it(hooks: Webhooks, app: Flask) -> None:
    url = hooks.bins["confirm"].bind(name="Ann & <Bob>", order=7, items=["tea", "milk"]).url
    path = url.removeprefix(PUBLIC_URL)
    answer = post(app, path, VOICE)
    assert answer.status_code == 200
    assert "Hello Ann &amp; &lt;Bob&gt;, order 7. tea, milk," in answer.text
    assert app.test_client().get(path).status_code == 403
    assert parse_qsl(urlsplit(url).query)[0] == ("name", "Ann & <Bob>")


REFUSED = (
    ({"nmae": "Ann"}, ConfigError, "the bin 'confirm' has no parameter 'nmae' (did you mean 'name'?); it has 'items'"),
    ({"name": object()}, ConfigError, "is of type object: expected a text or a number"),
    ({"name": True}, ConfigError, "is of type bool"),
    ({"name": [["a"]]}, ConfigError, "is of type list"),
    ({"name": "\ud800"}, ConfigError, "half of a character"),
    ({"name": "Ann \udfff"}, ConfigError, "half of a character"),
    ({"name": "é" * 500}, UrlError, "at most 2000"),
)


@pytest.mark.parametrize(("values", "error", "told"), REFUSED, ids=lambda value: str(value)[:24])
def test_a_value_that_cannot_be_is_refused(
    hooks: Webhooks, values: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as caught:
        _ = hooks.bins["confirm"].bind(**values).url
    assert told in str(caught.value)


def test_no_value_is_shown() -> None:
    app = make_app()
    hooks = Webhooks(app)
    assert repr(hooks.bins.add("x", CONFIRM).bind(name="Ann")) == "<BoundBin with name>"


def test_a_bin_that_is_not_there_is_told_with_those_that_are(hooks: Webhooks, tmp_path: Path) -> None:
    for kind in (BinMissing, KeyError, WebhookError):
        with pytest.raises(kind) as caught:
            hooks.bins["confrim"]
        assert str(caught.value) == (
            "no bin is named 'confrim' (did you mean 'confirm'?); there are 'added', 'confirm'; "
            "a bin of the store is found by its SID, with fetch(sid)"
        )
    other = tmp_path / "other"
    other.mkdir()
    (other / "open.xml").write_text("<Response/>")
    with pytest.raises(BinMissing, match="there are 'open'"):
        hooks.bins.from_folder(other)["nosuch"]
    with pytest.raises(BinMissing, match="there is none"):
        Webhooks().bins["nosuch"]


CALLS = (
    (lambda bins: bins.create("A", None), BinRefused, "got NoneType, expected a document"),
    (lambda bins: bins.create(None, CONFIRM), BinRefused, "name"),
    (lambda bins: bins.publish(None), BinRefused, "got NoneType, expected a document"),
    (lambda bins: bins.publish(CONFIRM, expires="1h"), BinError, "expires='1h': expected seconds"),
    (lambda bins: bins.publish(CONFIRM, expires=None), BinError, "expires=None"),
    (lambda bins: bins.publish(CONFIRM, expires=float("nan")), BinError, "expires=nan"),
    (lambda bins: bins.publish(CONFIRM, expires=1e99), BinError, "expires=1e+99"),
    (lambda bins: bins.publish(CONFIRM, expires=timedelta(0)), ValueError, "more than none"),
    (lambda bins: bins.fetch(None), BinMissing, "there is no bin"),
    (lambda bins: bins.add("new", None), ConfigError, "got NoneType, expected a document"),
    (lambda bins: bins.add(None, CONFIRM), ConfigError, "a text as its name"),
    (lambda bins: bins.check(5), BinRefused, "got int"),
    (lambda bins: bins.create(5, CONFIRM), BinRefused, "name: got int, expected a text"),
    (lambda bins: bins.create("A", CONFIRM, public="no"), BinError, "public='no': expected True or False"),
    (lambda bins: bins.create("A", CONFIRM, public=None), BinError, "public=None: expected True or False"),
    (lambda bins: bins.publish(CONFIRM, public=1), BinError, "public=1: expected True or False"),
    (lambda bins: bins.publish(CONFIRM, expires=timedelta.max), BinError, "expected seconds"),
    (lambda bins: bins.add("new", CONFIRM, public="no"), ConfigError, "public='no': expected True or False"),
    (lambda bins: bins.from_folder(".", public="no"), ConfigError, "public='no': expected True or False"),
    (lambda bins: bins.from_folder(5), ConfigError, "the path of a folder, got int"),
    (lambda bins: bins.fetch("menu"), BinMissing, "got 'menu', expected a SID such as"),
    (lambda bins: bins.fetch(bins.create("A", CONFIRM)), BinMissing, "got StoredBin, expected a SID such as"),
    (lambda bins: bins.list(None), BinError, "name=None: expected a text"),
    (lambda bins: bins.list(limit="5"), BinError, "limit='5': expected a whole number, at least 0"),
    (lambda bins: bins.list(limit=-1), BinError, "limit=-1: expected a whole number, at least 0"),
    (lambda bins: bins.list(offset=2**70), BinError, "offset=1180591620717411303424: expected a whole number"),
    (lambda bins: bins.update(_sid(bins), name=5), BinRefused, "name: got int, expected a text"),
    (lambda bins: bins.update(_sid(bins), public="no"), BinError, "public='no': expected True or False"),
    (lambda bins: bins.update(_sid(bins), version="1"), BinError, "version='1': expected a whole number"),
    (lambda bins: bins.delete(_sid(bins), version=True), BinError, "version=True: expected a whole number"),
    (lambda bins: bins.restore(_sid(bins), "1"), BinMissing, "has no version '1'; versions are numbered from 1"),
    (lambda bins: bins.restore(_sid(bins), None), BinMissing, "has no version None"),
    (lambda bins: bins.restore(_sid(bins), 2**70), BinMissing, "has no version 1180591620717411303424"),
    (lambda bins: bins.diff(_sid(bins), True), BinMissing, "has no version True"),
)


def _sid(bins: Any) -> str:
    return str(bins.create("A", CONFIRM).sid)


@pytest.mark.parametrize(("call", "error", "told"), CALLS)
def test_what_cannot_be_a_bin_is_one_of_our_errors(
    hooks: Webhooks, app: Flask, call: Any, error: type[Exception], told: str
) -> None:
    with app.app_context(), pytest.raises(error) as caught:
        call(hooks.bins)
    assert told in str(caught.value)
    assert isinstance(caught.value, WebhookError)
