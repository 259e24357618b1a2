"""`laml show` tells a document as a caller would live through it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import laml
from laml.commands.show import command
from laml.reference.elements import examples
from laml.reference.pages import run_example
from laml.tools import outline_words
from laml.tools.outline import outline
from laml.tree import Node

STORIES = [
    (
        '<Response><Gather numDigits="1" action="/menu"><Say>For <break time="1s"/> sales press 1.</Say></Gather>'
        '<Say loop="0">Nothing came.</Say><Redirect/></Response>',
        """\
1. Waits for 1 key (up to 5 seconds)
  - Says “For … sales press 1.”
  → with input: POST /menu
  → without: the next step
2. Says “Nothing came.”, again and again
3. Goes on at this same document, again  [can go round for ever]
""",
    ),
    (
        '<Response><Dial action="/after" method="GET" timeout="10" record="record-from-answer">'
        "<Number>+15550001</Number>"
        "<Sip>sip:ann@example.com</Sip></Dial><Say>Too late</Say></Response>",
        """\
1. Dials (rings up to 10 seconds, recorded)
  - The number +15550001
  - The SIP address sip:ann@example.com
  → afterwards: GET /after
2. Says “Too late”  [never reached]
""",
    ),
    (
        '<Response><Gather input="dtmf speech" numDigits="4"/><Pause length="1"/><Play digits="12w"/></Response>',
        """\
1. Waits for 4 keys or speech (up to 5 seconds, # ends the input)  [can go round for ever]
  → with input: POST this same document, again
  → without: the next step
2. Waits 1 second
3. Sends the keys 12w
4. The document ends here, and with it the call.
""".replace("POST this", "this"),
    ),
    (
        '<Response><Enqueue waitUrl="/wait" action="/out">support</Enqueue></Response>',
        """\
1. Waits in the queue “support” (hears /wait)
  → afterwards: POST /out
""",
    ),
    (
        '<Response><Message to="+15550001">Hello<Media>https://a.example/b.png</Media></Message></Response>',
        """\
1. Sends “Hello” and https://a.example/b.png to +15550001
2. The document ends here.
""",
    ),
    ('<Response><Receive action="/fax"/></Response>', "1. Receives the fax\n  → afterwards: POST /fax\n"),
    ("<Response><Foo>x</Foo><Hangup/></Response>", "1. <Foo> “x”  [not known]\n2. Hangs up\n"),
    ("<Response/>", "1. The document ends here, and with it the call.\n"),
    ('<Response><Reject reason="busy"/></Response>', "1. Refuses the call, unanswered (busy)\n"),
    (
        '<Response><Connect><Stream url="wss://a.example/b"><Parameter name="n" value="v"/></Stream></Connect>'
        "</Response>",
        """\
1. Connects the call
  - A media stream wss://a.example/b
    - With n = v
2. The document ends here, and with it the call.
""",
    ),
    (
        '<Response><Dial hangupOnStar="true"><Number sendDigits="ww12" url="/whisper">+15550001</Number></Dial>'
        '<Dial><Conference waitUrl="/wait">Room 1</Conference></Dial><Hangup/></Response>',
        """\
1. Dials (rings up to 30 seconds, * hangs up)
  - The number +15550001 (sends the keys ww12, hears /whisper first)
2. Dials (rings up to 30 seconds)
  - The conference room Room 1 (hears /wait until it begins)
3. Hangs up
""",
    ),
    (
        '<Response><Connect><ConversationRelay url="wss://a.example/b" welcomeGreeting="Hello" dtmfDetection="true">'
        '<Language code="de-DE"/></ConversationRelay></Connect><Hangup/></Response>',
        """\
1. Connects the call
  - To the conversation relay wss://a.example/b (says “Hello”, takes keys)
    - In the language de-DE
2. Hangs up
""",
    ),
    (
        "<Response><Connect><AI><Prompt>Be kind.</Prompt><PostPrompt>Sum up.</PostPrompt><SWAIG>"
        '<Function name="hours" purpose="Tell the opening hours"/></SWAIG></AI></Connect><Hangup/></Response>',
        """\
1. Connects the call
  - An agent talks with the caller
    - Is told what to do: “Be kind.”
    - Is asked after the call: “Sum up.”
    - It may call functions
      - hours: Tell the opening hours
2. Hangs up
""",
    ),
    (
        "<Response><Say><p>One.</p><p>Two <s>three.</s></p></Say><Hangup/></Response>",
        "1. Says “One. Two three.”\n2. Hangs up\n",
    ),
]


@pytest.mark.parametrize(("xml", "story"), STORIES)
def test_a_document_is_told_in_order(xml: str, story: str) -> None:
    result = CliRunner().invoke(command, ["-"], input=xml)
    assert result.stdout == story
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("dialect", "told"),
    [
        ("twiml", "Records the caller (after a beep, up to 3600 seconds, any key ends it)"),
        ("laml", "Records the caller (after a beep)"),
        ("", "Records the caller (after a beep)"),
    ],
)
def test_what_is_left_out_is_told_as_the_dialect_has_it(dialect: str, told: str) -> None:
    """Source: the pages of Record; only Twilio's states a longest time and the keys that end it."""
    options = ["--dialect", dialect] if dialect else []
    result = CliRunner().invoke(command, ["-", *options], input='<Response><Record action="/r"/></Response>')
    assert result.stdout.splitlines()[0] == f"1. {told}"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('transcribe="true"', "up to 120 seconds"),
        ('transcribe="false"', "up to 3600 seconds"),
        ('transcribe="true" maxLength="600"', "up to 600 seconds"),
    ],
)
def test_a_recording_that_is_written_down_is_shorter_at_twilio(given: str, told: str) -> None:
    """Source: Twilio's page of Record, as the table has it: 3600, and 120 where transcribe is on."""
    xml = f'<Response><Record action="/r" {given}/></Response>'
    assert told in CliRunner().invoke(command, ["-", "--dialect", "twiml"], input=xml).output


@pytest.mark.parametrize("slug", examples())
def test_every_element_is_told_in_words(slug: str) -> None:
    """A tag in the outline says nothing to somebody who would rather not read the document."""
    result = CliRunner().invoke(command, ["-"], input=run_example(slug))
    assert result.exit_code == 0
    assert "<" not in result.stdout


def test_an_element_without_words_of_its_own_is_told_in_those_of_its_docstring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline_words, "_SENTENCES", {})
    result = CliRunner().invoke(command, ["-"], input="<Response><Hangup/></Response>")
    assert result.stdout.splitlines()[0] == "1. Ends the call; it counts as answered. Nothing after it runs"


def test_mark_up_of_speech_in_the_wrong_place_is_told_by_its_tag() -> None:
    result = CliRunner().invoke(command, ["-"], input="<Response><emphasis>now</emphasis><Hangup/></Response>")
    assert result.stdout == "1. <emphasis> “now”\n2. Hangs up\n"


def test_record_ends_a_document_in_one_dialect() -> None:
    xml = '<Response><Record action="/r" timeout="3" maxLength="9" finishOnKey="#"/><Say>Hi</Say></Response>'
    told = {d: CliRunner().invoke(command, ["-", "--dialect", d], input=xml).stdout for d in ("laml", "twiml")}
    assert "Says “Hi”  [never reached]" in told["laml"]
    assert "never reached" not in told["twiml"]
    assert told["twiml"].startswith(
        "1. Records the caller (after a beep, up to 9 seconds, # ends it)\n  → afterwards: POST /r\n"
    )


def test_a_document_cannot_steer_the_terminal() -> None:
    """U+009B begins an escape sequence, and XML can carry it; U+202E turns the direction of the line."""
    xml = "<Response><Say>a\u009b2Jb</Say><Redirect>/\u202ex</Redirect></Response>"
    shown = CliRunner().invoke(command, ["-"], input=xml).stdout
    assert shown == "1. Says “a\ufffd2Jb”\n2. Goes on at POST /\ufffdx\n"


def test_without_the_care_a_document_would_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laml.commands.show._visible", str)
    assert "\u009b" in CliRunner().invoke(command, ["-"], input="<Response><Say>\u009b2J</Say></Response>").stdout


def test_errors_are_counted_beside_the_outline() -> None:
    result = CliRunner().invoke(command, ["-"], input='<Response><Say voyce="x">Hi</Say></Response>')
    assert result.stderr == "-: 1 error; laml check lists them\n"


@pytest.mark.parametrize(("name", "code"), [("missing.xml", 2), ("broken.xml", 1)])
def test_what_cannot_be_told_ends_with_a_sentence(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "broken.xml").write_text("<Response>")
    result = CliRunner().invoke(command, [str(tmp_path / name)])
    assert result.exit_code == code
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made by os.openpty")
def test_in_a_terminal_the_outline_is_a_tree(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<Response><Gather><Say>[b]Press 1[/b]</Say></Gather></Response>")
    ours, theirs = os.openpty()
    code = "from laml.commands.show import command; command()"
    with subprocess.Popen([sys.executable, "-c", code, "a.xml"], stdout=theirs, cwd=tmp_path) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # the other end is closed
            pass
        finally:
            os.close(ours)
    assert process.returncode == 0
    assert "├── Says “[b]Press 1[/b]”" in shown.decode()


def test_no_verb_is_asked_for_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would look at all others: a document of 16,000 verbs took minutes."""
    asked: list[str] = []
    real = Node.path.fget
    assert real is not None
    monkeypatch.setattr(Node, "path", property(lambda node: asked.append(node.tag) or real(node)))
    plain = outline(laml.parse("<Response>" + "<nobody/>" * 50 + "</Response>"))
    assert (len(plain), asked) == (51, [])
    marked = outline(laml.parse("<Response><Say>a</Say><Hangup/>" + "<Say>b</Say>" * 3 + "</Response>"))
    assert [step.marks for step in marked[:5]] == [(), ()] + [("never reached",)] * 3
