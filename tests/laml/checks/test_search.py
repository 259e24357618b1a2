"""What only a whole document shows: every problem, with its path, and what rendering does about it."""

import copy
import pickle
import warnings

import pytest

import laml
from laml import (
    MAX_DOCUMENT_BYTES,
    Body,
    Dial,
    DocumentError,
    Gather,
    Hangup,
    LamlWarning,
    Message,
    MessagingResponse,
    Number,
    Play,
    Problem,
    Redirect,
    Say,
    VoiceResponse,
)


def found(
    document: laml.Element, dialect: laml.grammar.constraints.Dialect | None = None
) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.code, problem.path) for problem in document.check(dialect)]


def test_a_sound_document_has_no_problems() -> None:
    response = VoiceResponse(Gather(Say("Press 1"), num_digits=1, action="https://example.com/menu"), Hangup())
    assert response.check() == []
    assert response.check("laml") == []
    assert response.check("twiml") == []


def test_check_of_any_element_is_that_of_its_document() -> None:
    response = VoiceResponse(Dial(), Say("Hi"))
    assert response.children[1].check() == response.check() != []


def test_every_problem_is_told_in_document_order_and_the_flow_last() -> None:
    response = VoiceResponse(Dial(), Gather(Play(), Play()), Hangup(), Play())
    assert found(response) == [
        ("error", "missing-noun", "Response/Dial"),
        ("error", "missing-text", "Response/Gather/Play[1]"),
        ("error", "missing-text", "Response/Gather/Play[2]"),
        ("error", "missing-text", "Response/Play"),
        ("warning", "loops", "Response/Gather"),
        ("warning", "unreachable", "Response/Play"),
    ]


def test_rendering_raises_all_errors_at_once() -> None:
    response = VoiceResponse(Dial(), Play(), Hangup(), Say("Never heard"))
    with pytest.raises(DocumentError) as caught:
        str(response)
    assert [problem.path for problem in caught.value.problems] == ["Response/Dial", "Response/Play"]
    assert str(caught.value).splitlines() == [
        "the document has 2 problems:",
        "  Response/Dial: <Dial> has nothing to act on; give it a text or a noun",
        "  Response/Play: <Play> needs a text or 'digits'; give it one of them",
    ]


def test_warnings_do_not_keep_a_document_from_being_rendered() -> None:
    assert "Never heard" in str(VoiceResponse(Hangup(), Say("Never heard")))


def test_a_fragment_is_not_judged_as_a_whole() -> None:
    assert Dial().to_xml(fragment=True) == "<Dial />"


def test_an_element_without_document_renders_none() -> None:
    with pytest.raises(DocumentError, match="the root is <Say>, expected <Response>"):
        str(Say("Hi"))


def test_a_document_error_survives_pickling_and_copying() -> None:
    problems = [Problem("error", "x", "message", "Response/Say", 3, "hint"), Problem("error", "y", "other", "Response")]
    error = DocumentError(problems)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is DocumentError
        assert twin.problems == tuple(problems)
        assert str(twin) == str(error)


def test_rendering_asks_for_the_path_of_a_faulty_element_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path counts the elements beside: asked of each, a thousand Dials took a tenth of a second."""
    response = VoiceResponse()
    for number in ("+15551230000", None, "+15557654321"):
        response.dial(number)
    asked: list[str] = []
    path = laml.Element.path.fget
    assert path is not None
    monkeypatch.setattr(laml.Element, "path", property(lambda element: asked.append(element.text) or path(element)))
    with pytest.raises(DocumentError, match=r"Response/Dial\[2\]: <Dial> has nothing to act on"):
        str(response)
    assert asked == [""]


def test_mode_warn_warns_of_the_whole_and_renders() -> None:
    response = VoiceResponse(Dial(), validate="warn")
    with pytest.warns(LamlWarning, match="<Dial> has nothing to act on"):
        assert str(response).endswith("<Response><Dial /></Response>")


def test_mode_warn_says_once_what_the_call_said_and_at_the_end_what_only_the_whole_shows() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        response = VoiceResponse(validate="warn")
        response.play("data:audio/wav;base64,xx")
        response.play()
        assert [str(one.message).partition(":")[0] for one in seen] == ["Response/Play"]
        str(response)
    assert [str(one.message).partition(";")[0] for one in seen] == [
        "Response/Play: got a URL of scheme 'data'",
        "Response/Play[2]: <Play> needs a text or 'digits'",
    ]


def test_mode_off_renders_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert str(VoiceResponse(Dial(), validate="off")).endswith("<Response><Dial /></Response>")


# -- size


def _of_size(size: int) -> VoiceResponse:
    response = VoiceResponse()
    while size - len(str(response).encode()) > 4_000:
        response.say("é" * 1_500)
    said = response.say("xé")
    said.add_text("x" * (size - len(str(response).encode())))
    return response


def test_a_document_may_have_64_kb_of_bytes_and_not_one_more() -> None:
    response = _of_size(MAX_DOCUMENT_BYTES)
    assert MAX_DOCUMENT_BYTES == 65536
    assert len(str(response).encode()) == MAX_DOCUMENT_BYTES
    response.children[-1].add_text("x")
    with pytest.raises(DocumentError, match="the document has 65537 bytes, providers read at most 65536"):
        str(response)


def test_seventy_thousand_characters_are_refused() -> None:
    with pytest.raises(DocumentError, match="split it, and go on by <Redirect>"):
        str(VoiceResponse(*(Say("x" * 3_500) for _ in range(20))))


# -- what stands in a parsed text

TEXTS: list[tuple[str, str | None, list[str]]] = [
    ("<Response><Say>Hi</Say></Response>", None, []),
    ("<Response><Say voyce='man'>Hi</Say></Response>", None, ["error unknown-attribute Response/Say@voyce"]),
    ("<Response><Gather numDigits='x' action='/'/></Response>", None, ["error bad-value Response/Gather@numDigits"]),
    ("<Response><Gather numDigits='0' action='/'/></Response>", None, ["error out-of-range Response/Gather@numDigits"]),
    ("<Response><Sya>Hi</Sya></Response>", None, ["error unknown-element Response/Sya"]),
    ("<Response><Number>1</Number></Response>", None, ["error not-allowed-here Response/Number"]),
    ("<Response>Hi</Response>", None, ["error unexpected-text Response"]),
    ("<Response voice='man'/>", None, ["error unknown-attribute Response@voice"]),
    ("<Response><Redirect/></Response>", "laml", ["error missing-text Response/Redirect"]),
    ("<Response><Pause length='0'/></Response>", None, []),
    ("<Response><Pause length='0'/></Response>", "twiml", ["error out-of-range Response/Pause@length"]),
    (
        "<Response><Dial callReason='x'>5551230000</Dial></Response>",
        "laml",
        ["error wrong-dialect Response/Dial@callReason"],
    ),
    ("<Response><Record action='/a' transcribeCallback='/b'/></Response>", "laml",
     ["warning no-effect Response/Record"]),
    ("<Response><Record action='/a' transcribeCallback='/b'/></Response>", "twiml",
     ["error missing-attribute Response/Record"]),
    ("<Response><Record action='/a' transcribeCallback='/b'/></Response>", None,
     ["warning no-effect Response/Record"]),
    ("<Response><Dial>555<Number>555</Number></Dial></Response>", None, ["error text-and-children Response/Dial"]),
    ("<Response><Redirect method='PUT'>/a</Redirect></Response>", None, ["error bad-value Response/Redirect@method"]),
    ("<Response><Dial trim='do-not-trim'>5551230000</Dial></Response>", None, ["warning no-effect Response/Dial"]),
    ("<Response><Say voice='alice'>Hi</Say></Response>", None, ["warning deprecated Response/Say@voice"]),
    ("<Response><Gather/></Response>", None, ["warning loops Response/Gather"]),
    ("<Response><Redirect/></Response>", None, ["warning loops Response/Redirect"]),
    ("<Response><Redirect> </Redirect></Response>", "twiml", ["warning loops Response/Redirect"]),
    ("<Response><Redirect/></Response>", "laml", ["error missing-text Response/Redirect"]),
    ("<Response><Redirect>{{next}}</Redirect></Response>", None, []),
    ("<Response><Gather><Play digits='1'/></Gather></Response>", None, [
        "error not-allowed-here Response/Gather/Play@digits", "warning loops Response/Gather",
    ]),
    ("<Response><Foo><Say voyce='x'>Hi</Say></Foo></Response>", None, [
        "error unknown-element Response/Foo", "error unknown-attribute Response/Foo/Say@voyce",
    ]),
    ("<Response><Message><Body>Hi</Body></Message></Response>", None, []),
    ("<Response><Message/></Response>", None, ["error missing-text Response/Message"]),
    ("<Nonsense/>", None, ["error wrong-root line 1, column 1"]),
    ("<Response>", None, ["error xml-malformed line 1, column 11"]),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "dialect", "expected"), TEXTS)
def test_a_text_is_checked(xml: str, dialect: laml.grammar.constraints.Dialect | None, expected: list[str]) -> None:
    assert [f"{p.severity} {p.code} {p.path}" for p in laml.check(xml, dialect)] == expected


def test_problems_of_a_text_have_their_lines() -> None:
    xml = "<Response>\n  <Say>Hi</Say>\n  <Say voyce='x'>Hi</Say>\n  <Dial/>\n</Response>"
    assert [(problem.path, problem.line) for problem in laml.check(xml)] == [
        ("Response/Say[2]@voyce", 3),
        ("Response/Dial", 4),
    ]
    assert str(laml.check(xml)[1]).startswith("Response/Dial (line 4, column 3): ")


def test_a_parsed_document_with_errors_is_not_rendered_unless_told_to() -> None:
    xml = "<Response><Say voyce='man'>Hi</Say></Response>"
    with pytest.raises(DocumentError, match="unknown attribute 'voyce'"):
        str(laml.parse(xml))
    assert 'voyce="man"' in str(laml.parse(xml, validate="off"))


def test_what_was_written_by_hand_is_told_as_unchecked() -> None:
    response = VoiceResponse()
    response.say("Hi", extra={"newOne": "x"})  # type: ignore[call-arg]
    response.add_child("NewVerb", some="attribute")
    assert found(response) == [
        ("warning", "unchecked", "Response/Say@newOne"),
        ("warning", "unchecked", "Response/NewVerb"),
    ]
    assert str(response)


def test_the_same_problem_a_thousand_times_is_told_in_linear_time() -> None:
    problems = laml.check("<Response>" + "<Play/>" * 9000 + "</Response>")
    assert len(problems) == 9000
    assert problems[-1].path == "Response/Play[9000]"


# -- counts and combinations


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (VoiceResponse(Dial(*[Number("5551230000") for _ in range(11)])), ("error", "too-many", "Response/Dial")),
        (MessagingResponse(Message(Body("x" * 1000), Body("y" * 601))), ("error", "too-long", "Response/Message")),
        (VoiceResponse(Gather(action="/a", speech_model="phone_call", speech_timeout="auto"), dialect="twiml"),
         ("warning", "excluded", "Response/Gather")),
        (VoiceResponse(Gather(method="GET", num_digits=1)), ("warning", "no-effect", "Response/Gather")),
        (VoiceResponse(Say()), ("warning", "missing-text", "Response/Say")),
    ],
)  # fmt: skip
def test_rules_of_the_whole(document: VoiceResponse, expected: tuple[str, str, str]) -> None:
    assert expected in found(document)


# -- order of verbs


@pytest.mark.parametrize(
    ("verbs", "dialect", "codes"),
    [
        ("<Redirect>/a</Redirect><Say>x</Say>", None, ["unreachable"]),
        ("<Hangup/><Say>x</Say><Say>y</Say>", None, ["unreachable", "unreachable"]),
        ("<Dial>5551230000</Dial><Say>x</Say>", None, []),
        ("<Dial action='/a'>5551230000</Dial><Say>x</Say>", None, ["unreachable"]),
        ("<Gather action='/a'/><Say>x</Say>", None, []),
        ("<Gather/>", None, ["loops"]),
    ],
)
def test_verbs_that_nothing_reaches_and_menus_without_end_are_told(
    verbs: str, dialect: laml.grammar.constraints.Dialect | None, codes: list[str]
) -> None:
    problems = laml.check(f"<Response>{verbs}</Response>", dialect)
    assert [problem.code for problem in problems] == codes
    assert {problem.severity for problem in problems} <= {"warning"}


def test_redirect_is_reached_after_a_say() -> None:
    assert VoiceResponse(Say("x"), Redirect("/a")).check() == []
