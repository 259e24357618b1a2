"""The walk finds the ways through an IVR: the expectations are read from the IVR's own source, by people."""

from __future__ import annotations

import pytest

from emulator.map import Limits

from .ivrs import Answer, Form, mapped, menu, ways

pytestmark = pytest.mark.source("own: the map")

PROMPT = "<Gather numDigits='1' action='/menu'><Say>For sales press 1, for support press 2.</Say></Gather>"
BYE = "<Say>Goodbye.</Say><Hangup/>"
WAIT = "<Enqueue waitUrl='/wait' action='/left'>sales</Enqueue>"
DEAD = "<Redirect>/answer</Redirect>"


def _said(form: Form) -> str:
    known = form["SpeechResult"] in ("sales", "support")
    return f"<Say>{form['SpeechResult']}</Say>{BYE}" if known else "<Redirect>/answer</Redirect>"


def _after(form: Form) -> str:
    return "<Hangup/>" if form["DialCallStatus"] == "completed" else f"<Say>{form['DialCallStatus']}</Say>"


def _thanks(form: Form) -> str:
    if form.get("Digits") == "hangup":
        return ""
    return f"<Say>Thank you for {form.get('RecordingDuration', '0')} seconds.</Say><Hangup/>"


def _menu(form: Form) -> str:
    return menu(form, key_1="<Say>Sales.</Say>", key_2="<Say>Support.</Say>", other=DEAD)


IVRS: dict[str, tuple[dict[str, Answer], set[tuple[str, str, str]]]] = {
    "a menu": (
        {"/answer": PROMPT + BYE, "/menu": _menu},
        {
            ("POST /answer", "1", "POST /menu"),
            ("POST /answer", "2", "POST /menu"),
            ("POST /answer", "any other key", "POST /menu"),
            ("POST /answer", "silence", "hangs up"),
            ("POST /menu", "then", "POST /answer"),
            ("POST /menu", "then", "the call ends"),
        },
    ),
    "each outcome of a Dial": (
        {
            "/answer": "<Dial action='/after'>+15557654321</Dial>",
            "/after": _after,
        },
        {
            ("POST /answer", "answered", "POST /after"),
            ("POST /answer", "busy", "POST /after"),
            ("POST /answer", "no answer", "POST /after"),
            ("POST /answer", "failed", "POST /after"),
            ("POST /answer", "hangs up", "POST /after, after the call"),
            ("POST /after", "then", "hangs up"),
            ("POST /after", "then", "the call ends"),
        },
    ),
    "the words of a speech menu": (
        {
            "/answer": "<Gather input='speech' hints='sales, support' action='/said'><Say>Which?</Say></Gather>" + BYE,
            "/said": _said,
        },
        {
            ("POST /answer", 'says "sales"', "POST /said"),
            ("POST /answer", 'says "support"', "POST /said"),
            ("POST /answer", 'says "something else"', "POST /said"),
            ("POST /answer", "silence", "hangs up"),
            ("POST /said", "then", "hangs up"),
            ("POST /said", "then", "POST /answer"),
        },
    ),
    "a message that is recorded, or not": (
        {"/answer": "<Say>Leave a message.</Say><Record action='/thanks' timeout='3'/>", "/thanks": _thanks},
        {
            ("POST /answer", "leaves a message", "POST /thanks"),
            ("POST /answer", "silence", "POST /thanks"),
            ("POST /answer", "hangs up", "POST /thanks, after the call"),
            ("POST /thanks", "then", "hangs up"),
        },
    ),
    "a key that the text does not tell of": (
        {
            "/answer": "<Gather numDigits='1' action='/menu'><Play>/menu.mp3</Play></Gather><Hangup/>",
            "/menu": lambda form: menu(form, key_0="<Say>An agent.</Say>", other="<Redirect>/answer</Redirect>"),
        },
        {
            ("POST /answer", "0", "POST /menu"),
            ("POST /answer", "any other key", "POST /menu"),
            ("POST /answer", "silence", "hangs up"),
            ("POST /menu", "then", "POST /answer"),
            ("POST /menu", "then", "the call ends"),
        },
    ),
    "a number of four digits that is repeated": (
        {
            "/answer": "<Gather numDigits='4' action='/pin'><Say>Enter your code.</Say></Gather><Hangup/>",
            "/pin": lambda form: f"<Say>{form['Digits']} is wrong.</Say><Hangup/>",
        },
        {
            ("POST /answer", "any other key", "POST /pin"),
            ("POST /answer", "silence", "hangs up"),
            ("POST /pin", "then", "hangs up"),
        },
    ),
    "a queue": (
        {"/answer": WAIT, "/wait": "<Say>Please hold.</Say>", "/left": ""},
        {
            ("POST /answer", "then", "waits in a queue"),
            ("POST /answer", "an agent takes the call", "POST /left"),
            ("POST /answer", "the queue is full", "POST /left"),
            ("POST /answer", "hangs up", "POST /left, after the call"),
            ("POST /left", "then", "the call ends"),
        },
    ),
    "a queue that a key leaves": (
        {
            "/answer": "<Enqueue waitUrl='/wait' maxQueueSize='3'>sales</Enqueue><Say>Call again.</Say><Hangup/>",
            "/wait": "<Gather numDigits='1' action='/key'><Say>To leave the line, press 1.</Say></Gather>",
            "/key": lambda form: menu(form, key_1="<Leave/>", other="<Say>Please hold.</Say>"),
        },
        {
            ("POST /answer", "1", "hangs up"),
            ("POST /answer", "any other key", "waits in a queue"),
            ("POST /answer", "silence", "waits in a queue"),
            ("POST /answer", "an agent takes the call", "hangs up"),
            ("POST /answer", "the queue is full", "hangs up"),
        },
    ),
    "a queue that is left after a while": (
        {
            "/answer": "<Enqueue waitUrl='/wait' action='/left'>sales</Enqueue>",
            "/wait": lambda form: "<Leave/>" if int(form["QueueTime"]) > 60 else "<Pause length='30'/>",
            "/left": lambda form: f"<Say>{form['QueueResult']}</Say>",
        },
        {
            ("POST /answer", "then", "POST /left"),
            ("POST /answer", "an agent takes the call", "POST /left"),
            ("POST /answer", "the queue is full", "POST /left"),
            ("POST /answer", "hangs up", "POST /left, after the call"),
            ("POST /left", "then", "the call ends"),
        },
    ),
    "an agent who takes calls out of a queue": (
        {
            "/answer": "<Dial action='/next'><Queue url='/hello'>sales</Queue></Dial>",
            "/hello": "<Say>An agent will talk to you.</Say>",
            "/next": lambda form: DEAD if form["DialCallStatus"] == "completed" else BYE,
        },
        {
            ("POST /answer", "then", "POST /next"),
            ("POST /answer", "somebody waits there", "POST /next"),
            ("POST /next", "then", "POST /answer"),
            ("POST /next", "then", "hangs up"),
        },
    ),
    "a conference that waits for its moderator": (
        {
            "/answer": "<Dial action='/after'>"
            "<Conference startConferenceOnEnter='false' waitUrl='/wait'>weekly</Conference></Dial>",
            "/wait": "<Say>The moderator has not come yet.</Say><Pause length='20'/>",
            "/after": lambda form: f"<Say>{form['DialCallStatus']}</Say><Hangup/>",
        },
        {
            ("POST /answer", "then", "is in a conference"),
            ("POST /answer", "the conference ends", "POST /after"),
            ("POST /answer", "the conference is full", "POST /after"),
            ("POST /answer", "hangs up", "POST /after, after the call"),
            ("POST /after", "then", "hangs up"),
        },
    ),
    "a session of Connect": (
        {
            "/answer": "<Connect action='/after'><ConversationRelay url='wss://agent.example/'/></Connect>",
            "/after": lambda form: f"<Say>{form['SessionStatus']}</Say><Hangup/>",
        },
        {
            ("POST /answer", "then", "is connected"),
            ("POST /answer", "the session ends", "POST /after"),
            ("POST /answer", "hangs up", "POST /after, after the call"),
            ("POST /after", "then", "hangs up"),
        },
    ),
}


def test_what_others_do_is_told_to_the_app_as_the_provider_tells_it() -> None:
    """Source: webhook reference, voice.enqueue_action QueueResult; voice.dial_action DialCallStatus."""
    heard = {
        name: {text for node in mapped(IVRS[name][0]).nodes for text in node.said}
        for name in ("a queue that is left after a while", "a conference that waits for its moderator")
    }
    assert heard["a queue that is left after a while"] == {"leave", "bridged", "queue-full"}
    assert heard["a conference that waits for its moderator"] >= {"answered", "failed"}


def test_a_queue_that_others_fill_is_no_problem_of_the_app() -> None:
    """A fault kept here: an action that fails for one who finds the queue full is found by that way only."""

    def left(form: Form) -> str:
        if form["QueueResult"] == "queue-full":
            raise ZeroDivisionError
        return BYE

    (finding,) = mapped({"/answer": "<Enqueue action='/left'>sales</Enqueue>", "/left": left}).findings
    assert (finding.code, finding.way) == ("failing-handler", ("the queue is full",))


@pytest.mark.parametrize("most", ["3", "1000000000000", "9" * 5_000, "0", "²", "many"])
def test_a_queue_is_filled_whatever_its_size_says(most: str) -> None:
    """No machine holds a million million callers, and no text makes the map stop."""
    document = f"<Enqueue maxQueueSize='{most}' action='/left'>sales</Enqueue>"
    found = mapped({"/answer": document, "/left": BYE})
    assert "the queue is full" in {value for edge in found.edges for value in edge.values}


@pytest.mark.parametrize("name", IVRS)
def test_the_ways_through_an_ivr_are_found(name: str) -> None:
    routes, expected = IVRS[name]
    assert ways(mapped(routes)) == expected


def test_a_server_that_remembers_the_call_is_brought_back_to_each_place() -> None:
    """The state is kept by the app for each call: another key is pressed where the first one was."""
    place: dict[str, str] = {}

    def answer(form: Form) -> str:
        place[form["CallSid"]] = "start"
        return "<Gather numDigits='1' action='/key'><Say>Press 1 or 2.</Say></Gather><Hangup/>"

    def key(form: Form) -> str:
        if place[form["CallSid"]] != "start":
            return "<Say>You are lost.</Say>"
        place[form["CallSid"]] = "below"
        return menu(form, key_1="<Say>One.</Say>", key_2="<Say>Two.</Say>", other="<Hangup/>")

    whole = mapped({"/answer": answer, "/key": key})
    assert {text for node in whole.nodes for text in node.said} == {"Press 1 or 2.", "One.", "Two."}


def test_what_is_heard_after_a_dial_that_nobody_answers_is_on_the_map() -> None:
    dial = "<Say>Connecting you.</Say><Dial>+15557654321</Dial><Say>Nobody is here.</Say>"
    (first, _) = mapped({"/answer": dial}).nodes
    assert first.said == ("Connecting you.", "Nobody is here.")


def test_a_walk_stops_at_its_limits_and_says_so() -> None:
    def next_one(form: Form) -> str:
        counted.append(None)
        return f"<Say>{'one more ' * len(counted)}</Say><Redirect>/answer?{len(counted)}</Redirect>"

    counted: list[None] = []
    for limits in (Limits(nodes=5), Limits(depth=5), Limits(requests=20)):
        whole = mapped({"/answer": next_one}, limits)
        assert not whole.complete
        assert len(whole.nodes) < 20
        assert "incomplete" in {finding.code for finding in whole.findings}


def test_what_somebody_who_waits_hears_again_and_again_stands_there_once() -> None:
    whole = mapped({
        "/answer": "<Say>Welcome.</Say><Enqueue waitUrl='/wait'>help</Enqueue>",
        "/wait": "<Say>Please wait.</Say><Pause length='10'/>",
    })  # fmt: skip
    assert whole.nodes[0].said == ("Welcome.", "Please wait.")
