"""How elements are put together: what verbs return, where chains climb to, what is copied."""

import copy
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import laml
from laml import (
    Body,
    Comment,
    Dial,
    Element,
    Gather,
    GrammarError,
    Hangup,
    Message,
    MessagingResponse,
    NestingError,
    Number,
    Pause,
    Play,
    Redirect,
    Say,
    TextError,
    UnknownElement,
    VoiceResponse,
)


def xml(element: Element) -> str:
    return element.to_xml(fragment=True)


def test_a_verb_returns_the_element_that_it_added() -> None:
    response = VoiceResponse()
    said = response.say("Hello")
    assert type(said) is Say
    assert said.parent is response
    assert response.children == [said]
    assert response.children[0] is said


def test_a_chain_puts_each_verb_where_the_grammar_has_it() -> None:
    last = VoiceResponse().gather(num_digits=1).say("Press 1").say("or 2").redirect("/again")
    assert xml(last.root) == (
        '<Response><Gather numDigits="1"><Say>Press 1</Say><Say>or 2</Say></Gather>'
        "<Redirect>/again</Redirect></Response>"
    )


def test_a_chain_climbs_over_several_levels_at_once() -> None:
    last = VoiceResponse().dial().number("+15551230000").say("It was busy.")
    assert xml(last.root) == ("<Response><Dial><Number>+15551230000</Number></Dial><Say>It was busy.</Say></Response>")


def test_a_chain_takes_the_nearest_ancestor_that_can_hold_the_verb() -> None:
    """Say may stand in Gather and in Response: the inner one has it."""
    gather = VoiceResponse().gather()
    assert gather.say("one").pause().say("two").parent is gather


def test_a_chain_in_a_message_climbs_too() -> None:
    last = MessagingResponse().message().body("Hello").body("again").message("Bye")
    assert xml(last.root) == (
        "<Response><Message><Body>Hello</Body><Body>again</Body></Message><Message>Bye</Message></Response>"
    )


def test_a_chain_does_not_climb_out_of_an_open_with_block() -> None:
    response = VoiceResponse()
    with response.gather(num_digits=1) as gather:
        gather.say("Press 1")
        with pytest.raises(NestingError, match=r"<Redirect> would climb out of <Gather>, whose 'with' block is open"):
            gather.redirect("/again")
        with pytest.raises(NestingError, match="climb out of <Gather>"):
            gather.say("or 2").pause().redirect("/again")
    assert [child.tag for child in response.children] == ["Gather"]


def test_a_chain_climbs_again_after_the_with_block() -> None:
    response = VoiceResponse()
    with response.gather() as gather:
        said = gather.say("Press 1")
    assert said.redirect("/again").parent is response


def test_an_open_block_around_the_place_itself_does_not_stop_a_chain() -> None:
    with VoiceResponse() as response:
        with response.gather() as gather:
            gather.say("inside").say("still inside")
        response.say("outside").redirect("/next")
    assert [child.tag for child in response.children] == ["Gather", "Say", "Redirect"]


def test_an_exception_in_the_block_closes_it() -> None:
    response = VoiceResponse()
    gather = response.gather()
    with pytest.raises(RuntimeError), gather:
        raise RuntimeError
    assert gather.redirect("/").parent is response


VERBS = {
    "say": (Say, ("Hi",)),
    "play": (Play, ("/a.mp3",)),
    "pause": (Pause, ()),
    "gather": (Gather, ()),
    "dial": (Dial, ()),
    "number": (Number, ("+15551230000",)),
    "redirect": (Redirect, ("/next",)),
    "hangup": (Hangup, ()),
}
PLACES = {"Response": set(VERBS) - {"number"}, "Gather": {"say", "play", "pause"}, "Dial": {"number"}}
"""Which verbs an element takes, spelled out here by hand."""


@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=25), st.randoms(use_true_random=False))
def test_any_chain_builds_the_tree_that_explicit_appends_build(names: list[str], random: object) -> None:
    """The oracle keeps a stack of open elements, as a writer of XML does."""
    chained: Element = VoiceResponse()
    explicit = VoiceResponse()
    stack: list[Element] = [explicit]
    for name in names:
        cls, args = VERBS[name]
        depth = next((i for i in range(len(stack) - 1, -1, -1) if name in PLACES.get(stack[i].tag, ())), None)
        if depth is None:
            with pytest.raises(NestingError):
                getattr(chained, name)(*args) if hasattr(chained, name) else chained.append(cls(*args))
            continue
        if not hasattr(chained, name):  # a verb that no legal position below could reach has no method here
            chained = chained.root if depth == 0 else chained.end()
        chained = getattr(chained, name)(*args)
        element = cls(*args)
        stack[depth].append(element)
        stack[depth + 1 :] = [element]
    assert xml(chained.root) == xml(explicit)


@given(st.lists(st.sampled_from(["say", "play", "pause", "redirect", "hangup", "dial"]), max_size=12))
def test_inside_an_open_gather_only_its_own_verbs_succeed(names: list[str]) -> None:
    response = VoiceResponse()
    with response.gather() as gather:
        last: Element = gather
        for name in names:
            _, args = VERBS[name]
            if name in PLACES["Gather"]:
                last = getattr(last, name)(*args)
                assert last.parent is gather
            else:
                with pytest.raises(NestingError):
                    getattr(last, name)(*args)
    assert response.children == [gather]


def test_end_goes_up_one_level() -> None:
    response = VoiceResponse()
    gather = response.gather()
    assert gather.say("Hi").end() is gather
    assert gather.end() is response


def test_end_of_an_element_without_parent_raises() -> None:
    with pytest.raises(NestingError, match="has none"):
        Say("Hi").end()


def test_append_returns_the_parent_and_nest_the_child() -> None:
    response = VoiceResponse()
    say, pause = Say("Hi"), Pause()
    assert response.append(say, pause) is response
    gather = Gather()
    assert response.nest(gather) is gather
    assert [child.tag for child in response] == ["Say", "Pause", "Gather"]


@pytest.mark.parametrize("give", ["append", "nest"])
def test_append_and_nest_never_climb(give: str) -> None:
    gather = VoiceResponse().gather()
    with pytest.raises(NestingError, match="<Redirect> may not stand in <Gather>"):
        getattr(gather, give)(Redirect("/again"))
    assert gather.children == []


def test_constructors_never_climb() -> None:
    with pytest.raises(NestingError, match="<Redirect> may not stand in <Gather>"):
        VoiceResponse(Gather(Redirect("/again")))  # type: ignore[arg-type] # what is tested


def test_a_verb_that_nothing_above_takes_raises_and_adds_nothing() -> None:
    response = VoiceResponse()
    with pytest.raises(NestingError, match="may not stand in <Response>; it belongs in <Dial>; <Response> takes"):
        response.nest(Number("+15551230000"))
    assert response.children == []


def test_hangup_holds_nothing() -> None:
    with pytest.raises(NestingError, match="<Say> may not stand in <Hangup>"):
        Hangup().append(Say("Hi"))


def test_append_takes_texts_between_elements() -> None:
    assert xml(Say().append("one ", "two")) == "<Say>one two</Say>"


@pytest.mark.parametrize("wrong", [None, 5, b"Say", Say, object()])
def test_what_is_no_element_is_refused_as_one(wrong: object) -> None:
    with pytest.raises(NestingError, match="expected an element"):
        VoiceResponse().append(wrong)  # type: ignore[arg-type] # what is tested


SAY: Any = Say


@pytest.mark.parametrize(
    "call",
    [
        lambda: VoiceResponse().append(SAY),
        lambda: VoiceResponse().nest(SAY),
        lambda: VoiceResponse(SAY),
        lambda: Gather(SAY),
        lambda: VoiceResponse().gather().append(SAY),
    ],
)
def test_a_class_in_place_of_an_element_is_told_to_be_one(call: Callable[[], object]) -> None:
    with pytest.raises(GrammarError, match=r"got the class Say, expected .*; add the parentheses: Say\(\)$"):
        call()


def test_a_list_of_elements_is_told_to_be_unpacked() -> None:
    with pytest.raises(NestingError, match=r"got list, expected an element; .* append\(\*elements\)"):
        VoiceResponse().append([Say("a"), Say("b")])  # type: ignore[arg-type] # what is tested


def test_an_element_with_a_parent_is_attached_as_a_deep_copy() -> None:
    gather = Gather(Say("Press 1"), num_digits=1)
    first, second = VoiceResponse(), VoiceResponse()
    assert first.nest(gather) is gather
    twin = second.nest(gather)
    assert twin is not gather
    assert twin == gather
    twin.say("or 2")
    assert len(gather.children) == 1
    assert twin.root is second
    assert gather.root is first


def test_a_copy_is_detached_and_shares_nothing() -> None:
    response = VoiceResponse(Gather(Say("Hi")), dialect="twiml", validate="warn")
    for twin in (copy.copy(response), copy.deepcopy(response)):
        assert twin == response
        assert twin.dialect == "twiml"
        twin.children[0].append(Pause())
        twin.say("more")
    assert xml(response) == "<Response><Gather><Say>Hi</Say></Gather></Response>"
    assert copy.deepcopy(response.children[0]).parent is None


def test_an_element_cannot_stand_in_itself_nor_in_what_it_holds() -> None:
    response = VoiceResponse(Gather())
    gather = response.children[0]
    for place in (response, gather):
        with pytest.raises(NestingError, match="cannot stand in itself"):
            place.append(response)


def test_a_greeting_shared_by_threads_is_copied_into_each_document() -> None:
    """Exactly one document may hold the greeting itself; what one thread adds to its own shows nowhere else."""
    threads = 16
    for _ in range(20):
        greeting = Say("Welcome.")
        start = threading.Barrier(threads)

        def answer(number: int, greeting: Say = greeting, start: threading.Barrier = start) -> tuple[Element, str]:
            response = VoiceResponse()
            start.wait()
            own = response.nest(greeting)
            return own, xml(response.say(str(number)).root)

        with ThreadPoolExecutor(threads) as pool:
            answers = list(pool.map(answer, range(threads)))
        assert [text for _, text in answers] == [
            f"<Response><Say>Welcome.</Say><Say>{n}</Say></Response>" for n in range(threads)
        ]
        assert len({id(own) for own, _ in answers}) == threads


def test_documents_are_composed_by_constructors() -> None:
    response = VoiceResponse(Say("Hi"), Gather(Say("Press 1"), num_digits=1), Hangup())
    assert xml(response) == (
        '<Response><Say>Hi</Say><Gather numDigits="1"><Say>Press 1</Say></Gather><Hangup /></Response>'
    )


def test_the_text_may_be_given_by_its_keyword_as_twilio_python_has_it() -> None:
    response = VoiceResponse()
    response.say(message="Hi")
    response.play(url="/a.mp3")
    response.dial(number="+15551230000")
    response.dial().number(phone_number="+15551230001")
    response.redirect(url="/next")
    assert [child.text for child in response.children] == ["Hi", "/a.mp3", "+15551230000", "", "/next"]
    assert xml(MessagingResponse(Message(Body(message="Hi")), Message(body="Yes"))) == (
        "<Response><Message><Body>Hi</Body></Message><Message>Yes</Message></Response>"
    )


def test_texts_comments_and_elements_keep_their_order() -> None:
    gather = Gather().comment(" menu ").append(Say("1")).comment("end")
    assert gather.content == (Comment(" menu "), Say("1"), Comment("end"))
    assert xml(gather) == "<Gather><!-- menu --><Say>1</Say><!--end--></Gather>"


def test_mixed_content_keeps_texts_around_elements() -> None:
    say = Say("Your code is ")
    say.add_child("say-as", "1234", interpret_as="digits")
    say.add_text(", thank you")
    assert xml(say) == '<Say>Your code is <say-as interpret-as="digits">1234</say-as>, thank you</Say>'
    assert say.text == "Your code is , thank you"


def test_text_added_twice_is_kept_in_order() -> None:
    say = Say("one", " two")
    assert say.add_text(" three") is say
    say.add_text(" four").add_text("")
    assert say.text == "one two three four"


def test_an_unknown_child_is_added_unchecked_with_its_names_spelled_as_xml() -> None:
    child = VoiceResponse().add_child("NewVerb", "text", status_callback="/x", from_="+1", loud=True, none=None)
    assert type(child) is UnknownElement
    assert child.tag == "NewVerb"
    assert child.attributes == {"statusCallback": "/x", "from": "+1", "loud": "true"}
    assert xml(child) == '<NewVerb from="+1" loud="true" statusCallback="/x">text</NewVerb>'


def test_an_unknown_element_holds_any_element() -> None:
    response = VoiceResponse()
    response.add_child("NewVerb").append(Say("Hi")).add_child("deeper")
    assert xml(response) == "<Response><NewVerb><Say>Hi</Say><deeper /></NewVerb></Response>"
    assert [problem.code for problem in response.check()] == ["unchecked", "unchecked"]


@pytest.mark.parametrize("name", ["", "a b", "1st", "a<b", "µ", ":a", "a:", "a:b:c", "x\n", None, 5])
def test_a_name_that_xml_does_not_have_is_refused(name: object) -> None:
    with pytest.raises(TextError, match="as the name of an element, expected a letter or '_' and then letters, digits"):
        VoiceResponse().add_child(name)  # type: ignore[arg-type] # what is tested


def test_a_prefix_needs_its_declaration() -> None:
    with pytest.raises(laml.AttributeNameError, match="add the attribute 'xmlns:xi'"):
        VoiceResponse().add_child("xi:include")
    child = VoiceResponse().add_child("xi:include", **{"xmlns:xi": "http://www.w3.org/2001/XInclude"})
    assert laml.parse(str(child)).children[0] == child


def test_elements_are_equal_by_tag_attributes_and_content() -> None:
    assert Say("ab", loop=1) == Say("a", "b", loop="1")  # type: ignore[arg-type] # texts of numbers are accepted
    assert Say("a") != Say("b")
    assert Say("a") != Say("a", loop=1)
    assert Say("a") != Play("a")
    assert Say("a") != "a"
    with pytest.raises(TypeError, match="unhashable"):
        hash(Say("a"))


def test_paths_number_siblings_of_the_same_tag() -> None:
    response = VoiceResponse(Say("a"), Gather(Say("b"), Say("c")), Say("d"))
    assert [child.path for child in response] == ["Response/Say[1]", "Response/Gather", "Response/Say[2]"]
    assert response.children[1].children[1].path == "Response/Gather/Say[2]"


def test_an_error_names_the_place_that_the_element_would_have_had() -> None:
    response = VoiceResponse(Say("a"), Say("b"))
    with pytest.raises(laml.GrammarError) as caught:
        response.say("c", loop=-1)
    assert caught.value.problem.path == "Response/Say[3]@loop"
    with pytest.raises(TextError) as text:
        response.say("\x00")
    assert text.value.problem.path == "Response/Say[3]"


SECRETS = ["+15557654321", "the secret word", "https://example.com/?token=abc"]


def test_reprs_show_no_text_number_or_url() -> None:
    response = VoiceResponse(Say(SECRETS[1]), Dial(SECRETS[0], action=SECRETS[2]), Redirect(SECRETS[2]))
    message = MessagingResponse(Message(SECRETS[1], to=SECRETS[0]))
    shown = "".join(map(repr, (response, *response, message, *message)))
    assert not [secret for secret in SECRETS if secret in shown]
    assert repr(response.children[1]) == "<Dial Dial: 1 attributes, 0 children>"
