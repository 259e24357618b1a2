"""An IVR that is broken on purpose yields each kind of finding; the same IVR, mended, does not."""

from __future__ import annotations

import pytest
from flask import Response

from emulator.map import Limits

from .ivrs import Answer, Form, mapped, menu

pytestmark = pytest.mark.source("own: the map")

BYE = "<Say>Goodbye.</Say><Hangup/>"
ASK = "<Gather numDigits='1' action='/menu'><Say>For sales press 1, for support press 2.</Say></Gather>"


def _fails(_: Form) -> str:
    raise ConnectionError("the database is away")


def _branches(form: Form) -> str:
    return menu(form, key_1="<Say>Sales.</Say>", key_2="<Say>Support.</Say>", other=BYE)


def _one_branch(form: Form) -> str:
    return menu(form, key_1="<Say>Sales.</Say>", other=BYE)


GOOD: dict[str, Answer] = {"/answer": ASK + BYE, "/menu": _branches}
LARGE = f"<Say>{'word ' * 14_000}</Say>"
BROKEN: dict[str, tuple[str, dict[str, Answer], tuple[str, ...]]] = {
    "a caller who says nothing is cut off": ("dead-end", {**GOOD, "/answer": ASK}, ()),
    "a document is empty": ("dead-end", {**GOOD, "/menu": ""}, ("1",)),
    "nobody answers": ("dead-end", {"/answer": "<Dial>+15557654321</Dial>"}, ()),
    "documents redirect in a circle": (
        "loop",
        {"/answer": ASK + BYE, "/menu": "<Redirect>/a</Redirect>", "/a": "<Pause/><Redirect>/menu</Redirect>"},
        ("1",),
    ),
    "a verb stands behind a Redirect": (
        "unreached-verb",
        {**GOOD, "/answer": ASK + "<Redirect>/menu</Redirect><Say>Hello?</Say>"},
        (),
    ),
    "a handler raises": ("failing-handler", {**GOOD, "/menu": _fails}, ("1",)),
    "a callback fails": (
        "failing-handler",
        {"/answer": "<Dial><Number statusCallback='/told'>+15557654321</Number></Dial>" + BYE, "/told": _fails},
        (),
    ),
    "an action has no handler": ("not-found", {"/answer": ASK + BYE}, ("1",)),
    "an answer is no document": ("no-document", {**GOOD, "/menu": Response("sorry", content_type="text/html")}, ("1",)),
    "an answer is refused": ("refused", {**GOOD, "/menu": Response("no", status=403)}, ("1",)),
    "a document goes elsewhere": (
        "unreachable",
        {"/answer": "<Redirect>https://other.example/x</Redirect>"},
        ("then",),
    ),
    "a document is too large": ("oversize", {**GOOD, "/menu": LARGE}, ("1",)),
    "a prompt has no way out": (
        "no-way-out",
        {"/answer": ASK + BYE, "/menu": ASK + "<Redirect>/menu</Redirect>"},
        ("1",),
    ),
    "a key has no branch": ("key-without-branch", {**GOOD, "/menu": _one_branch}, ()),
    "a verb is unknown to the provider": ("problem", {**GOOD, "/menu": "<Shout>Hello</Shout>" + BYE}, ("1",)),
    "a verb does not take the value": (
        "problem",
        {"/answer": "<Gather numDigits='many' action='/menu'><Say>Press 1.</Say></Gather>" + BYE, "/menu": BYE},
        (),
    ),
}


def test_an_ivr_that_is_whole_has_no_findings() -> None:
    assert mapped(GOOD).findings == ()


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_with_the_way_there(name: str) -> None:
    code, routes, way = BROKEN[name]
    found = {(finding.code, finding.way) for finding in mapped(routes).findings}
    assert (code, way) in found


def test_a_slow_handler_is_found() -> None:
    quick = mapped(GOOD, Limits(slow=60))
    assert quick.findings == ()
    slow = mapped(GOOD, Limits(slow=0))
    assert {finding.code for finding in slow.findings} == {"slow-handler"}
