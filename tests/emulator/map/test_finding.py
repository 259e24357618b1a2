"""An IVR that is broken on purpose yields each kind of finding; the same IVR, mended, does not."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from emulator import Provider
from emulator.map import Limits, walk
from laml import VoiceResponse
from rest import Client
from webhooks import MessageRequest, Webhooks

from .ivrs import Answer, Form, mapped, menu

pytestmark = pytest.mark.source("own: the map")

BYE = "<Say>Goodbye.</Say><Hangup/>"
ASK = "<Gather numDigits='1' action='/menu'><Say>For sales press 1, for support press 2.</Say></Gather>"


def _fails(_: Form) -> str:
    raise ConnectionError("the database is away")


def _leaves(_: Form) -> str:
    raise SystemExit


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
    "a handler would end its process": ("failing-handler", {**GOOD, "/menu": _leaves}, ("1",)),
    "a handler reads what was not sent": (
        "failing-handler",
        {**GOOD, "/menu": lambda form: form["SpeechResult"]},
        ("1",),
    ),
    "a callback fails": (
        "failing-handler",
        {"/answer": "<Dial><Number statusCallback='/told'>+15557654321</Number></Dial>" + BYE, "/told": _fails},
        (),
    ),
    "an action has no handler": ("not-found", {"/answer": ASK + BYE}, ("1",)),
    "an answer is no document": ("no-document", {**GOOD, "/menu": Response("sorry", content_type="text/html")}, ("1",)),
    "an answer has a type that the provider does not take": (
        "no-document",
        {**GOOD, "/menu": Response("<Response><Say>Hello.</Say></Response>", content_type="text/html")},
        ("1",),
    ),
    "an answer has blanks before its declaration": (
        "no-document",
        {**GOOD, "/menu": Response("\n<?xml version='1.0'?><Response/>", content_type="text/xml")},
        ("1",),
    ),
    "an answer is refused": ("refused", {**GOOD, "/menu": Response("no", status=403)}, ("1",)),
    "a document goes elsewhere": (
        "unreachable",
        {"/answer": "<Redirect>https://other.example/x</Redirect>"},
        ("then",),
    ),
    "a document that the called party hears is elsewhere": (
        "unreachable",
        {"/answer": "<Dial><Number url='https://other.example/x'>+15557654321</Number></Dial>" + BYE},
        (),
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


def test_an_empty_document_after_a_talk_cuts_nobody_off() -> None:
    """The action of a Dial that was answered has nothing more to say; that of one that was busy has."""

    def after(form: Form) -> str:
        return "" if form["DialCallStatus"] == "completed" else BYE

    dial = "<Dial action='/after'>+15557654321</Dial>"
    assert mapped({"/answer": dial, "/after": after}).findings == ()
    assert [each.code for each in mapped({"/answer": dial, "/after": ""}).findings] == ["dead-end"]
    conference = "<Dial action='/after'><Conference>weekly</Conference></Dial>"
    both = mapped({"/answer": conference, "/after": ""}).findings
    assert [each.code for each in both] == ["dead-end"]  # also for the caller who finds it full


def test_a_prompt_whose_keys_all_lead_on_is_warned_about_once() -> None:
    """A survey notes the answer, and asks the next question: perhaps a wrong key should be asked again."""
    routes: dict[str, Answer] = {
        "/answer": "<Gather numDigits='1' action='/next'><Say>Press 1 for yes or 2 for no.</Say></Gather>" + BYE,
        "/next": "<Say>Thank you. You said 1 for yes or 2 for no.</Say><Hangup/>",
    }
    whole = mapped(routes)
    assert [(each.code, each.severity, each.message) for each in whole.findings] == [
        ("key-without-branch", "warning", "POST /answer: it offers 1, 2, and every other key does the same")
    ]


def test_a_key_that_stands_in_the_next_text_by_chance_is_no_branch() -> None:
    def told(form: Form) -> str:
        return menu(form, key_3="<Say>Three.</Say><Hangup/>", other="<Say>Gates 1 and 2 are open.</Say><Hangup/>")

    prompt = "<Gather numDigits='1' action='/told'><Say>Press 1, 2 or 3.</Say></Gather>"
    found = mapped({"/answer": prompt + BYE, "/told": told}).findings
    assert [(each.severity, each.message.partition(": ")[2]) for each in found] == [
        ("error", "it offers 1, which does the same as a wrong key"),
        ("error", "it offers 2, which does the same as a wrong key"),
    ]


@pytest.mark.parametrize("number", ["101", "99999999999999", "9" * 5_000, "0", "٣", "-1", "1.5"])
def test_a_number_of_keys_that_nobody_presses_is_tried_as_none(number: str) -> None:
    """No key is pressed so often, and the memory of the machine stays free."""
    ask = f"<Gather numDigits='{number}' finishOnKey='#' action='/menu'><Say>For sales press 1.</Say></Gather>"
    found = mapped({"/answer": ask + BYE, "/menu": _one_branch})
    values = {value for edge in found.edges if edge.kind in ("key", "other") for value in edge.values}
    assert "1" in values
    assert max(map(len, values)) == 1


def test_a_slow_handler_is_found() -> None:
    quick = mapped(GOOD, Limits(slow=60))
    assert quick.findings == ()
    slow = mapped(GOOD, Limits(slow=0))
    assert {finding.code for finding in slow.findings} == {"slow-handler"}


def test_what_the_provider_cannot_read_is_one_finding_that_says_why() -> None:
    """Nothing of it ran, so that nothing else can be said of it."""
    page = Response("<Response><Say>Hello.</Say><Gather/></Response>", content_type="text/html; charset=utf-8")
    (finding,) = mapped({"/answer": page}).findings
    assert finding.code == "no-document"
    assert "12300 the content type is not accepted: got text/html" in finding.message
    assert "text/xml" in finding.hint


@pytest.mark.source("webhook reference, responses.content_types")
def test_a_page_is_a_document_where_the_provider_takes_it_for_one() -> None:
    page = Response(f"<Response>{ASK}{BYE}</Response>", content_type="text/html")
    assert mapped({**GOOD, "/answer": page}, provider="twilio").findings == ()


def test_files_of_other_origins_are_no_findings() -> None:
    """Nobody asked for them: whether they are there is not known."""
    prompt = ASK.replace("<Say>", "<Play>https://files.example/hello.mp3</Play><Say>")
    assert mapped({**GOOD, "/answer": prompt + BYE}).findings == ()


def test_a_callback_of_another_origin_is_found_once() -> None:
    dial = "<Dial><Number statusCallback='https://other.example/x'>+15557654321</Number></Dial>" + BYE
    assert [(each.code, each.severity) for each in mapped({"/answer": dial}).findings] == [("problem", "warning")]


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
def test_an_app_can_play_what_was_recorded(provider: str) -> None:
    """SignalWire keeps nothing of a caller who is silent, and names no file then."""

    def play(form: Form) -> str:
        file = form.get("RecordingUrl")
        return (f"<Play>{file}</Play>" if file else "<Say>Nothing was recorded.</Say>") + BYE

    routes: dict[str, Answer] = {"/answer": "<Say>Speak.</Say><Record action='/play'/>", "/play": play}
    assert mapped(routes, provider=provider).findings == ()


def test_an_app_finds_what_was_recorded_by_rest() -> None:
    found: list[str] = []

    def look(form: Form) -> str:
        found.append(
            Client("AC" + "0" * 32, "token", provider="twilio").recordings(form["RecordingSid"]).fetch().status or ""
        )
        return ASK + BYE

    routes: dict[str, Answer] = {"/answer": "<Say>Speak.</Say><Record action='/look'/>", "/look": look}
    assert mapped({**GOOD, **routes}, provider="twilio").findings == ()
    assert "completed" in found


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        ("/answr", "not-found", "no route of the application matches /answr; did you mean '/answer'?"),
        ("/sms", "refused", "sms takes requests of message, and refused this one"),
        ("/lost", "not-found", "no route of the application matches /menuu; did you mean '/menu'?"),
    ],
)
def test_a_refused_request_is_told_with_what_the_app_has(path: str, code: str, hint: str) -> None:
    app = Flask("refusing")
    hooks = Webhooks(app, store=None)
    hooks.voice("/answer", name="answer")(lambda call: VoiceResponse().say("Hello."))
    hooks.voice("/menu", name="menu")(lambda call: VoiceResponse().say("Hello."))
    hooks.voice("/lost", name="lost")(lambda call: VoiceResponse().redirect("/menuu"))

    @hooks.message("/sms")
    def sms(message: MessageRequest) -> None:
        return None

    provider = Provider("signalwire")
    provider.host(app, raises=False)
    whole = walk(provider, path)
    provider.close()
    assert [(each.code, hint in each.hint) for each in whole.findings if each.severity == "error"] == [(code, True)]
