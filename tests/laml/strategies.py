"""Draws documents: elements with valid attributes and texts, nested as the grammar allows. Used by several tests."""

from collections.abc import Callable

from hypothesis import strategies as st

from laml import Body, Dial, Element, Gather, Hangup, Message, MessagingResponse, Number, Pause, Play, Redirect, Say
from laml import VoiceResponse as Voice

LEGAL = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda c: c in "\t\n\r" or ord(c) >= 0x20
)
"""Every character that XML 1.0 can carry."""
AWKWARD = st.sampled_from(
    ["</Say><Dial>", "]]>", "--", "&amp;", "&", '"', "'", "\r\n", "\n", "\t", "<!--", "é", "😀", "\x85"]
)
TEXTS = st.lists(st.one_of(st.text(LEGAL, min_size=1, max_size=12), AWKWARD), min_size=1, max_size=4).map("".join)
PROSE = TEXTS.filter(lambda text: bool(text.strip()))
"""Texts with something to say in them."""
URLS = st.sampled_from(["/next", "https://example.com/a?b=1&c=%20", "menu.xml", "//cdn.example.com/x.mp3"])
METHODS = st.sampled_from(["GET", "POST"])
PHONES = st.sampled_from(["+15551230000", "+442071838750", "5551230000"])


def attributes(**values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Some of the attributes named, each with a value drawn for it."""
    return st.fixed_dictionaries({}, optional=values)


SAY = attributes(
    voice=st.sampled_from(["man", "woman", "Polly.Joanna"]), loop=st.integers(0, 9), language=st.just("en-US")
)
PLAY = attributes(loop=st.integers(0, 9))
PAUSE = attributes(length=st.integers(1, 60))
GATHER = attributes(
    num_digits=st.integers(1, 20),
    action=URLS.filter(lambda url: "://" in url),
    method=METHODS,
    timeout=st.integers(1, 30),
    finish_on_key=st.sampled_from(["#", "*", "1"]),
    input=st.sampled_from(["dtmf", "speech", "dtmf speech"]),
    language=st.just("en-GB"),
    action_on_empty_result=st.booleans(),
    profanity_filter=st.booleans(),
    hints=TEXTS.map(lambda text: text[:90]),
)
DIAL = attributes(
    timeout=st.integers(5, 600),
    time_limit=st.integers(1, 14400),
    caller_id=PHONES,
    answer_on_bridge=st.booleans(),
    hangup_on_star=st.booleans(),
    record=st.sampled_from(["do-not-record", "record-from-answer-dual"]),
)
NUMBER = attributes(send_digits=st.sampled_from(["123", "ww1#"]), url=URLS, method=METHODS)
REDIRECT = attributes(method=METHODS)
MESSAGE = attributes(to=PHONES, from_=PHONES, action=URLS, method=METHODS)


def made(
    cls: Callable[..., Element], text: st.SearchStrategy[str] | None, values: st.SearchStrategy[dict[str, object]]
):
    """Elements of a class with a text and attributes."""
    if text is None:
        return values.map(lambda named: cls(**named))
    return st.tuples(text, values).map(lambda drawn: cls(drawn[0], **drawn[1]))


PROMPTS = st.one_of(made(Say, PROSE, SAY), made(Play, URLS, PLAY), made(Pause, None, PAUSE))
NUMBERS = made(Number, PHONES, NUMBER)
VERBS = st.one_of(
    PROMPTS,
    st.tuples(st.lists(PROMPTS, max_size=3), GATHER).map(lambda drawn: Gather(*drawn[0], **drawn[1])),
    made(Dial, PHONES, DIAL),
    st.tuples(st.lists(NUMBERS, min_size=1, max_size=3), DIAL).map(lambda drawn: Dial(*drawn[0], **drawn[1])),
    made(Redirect, URLS, REDIRECT),
    st.builds(Hangup),
)
VOICE = st.lists(VERBS, max_size=5).map(lambda verbs: Voice(*verbs))
MESSAGES = st.one_of(
    made(Message, PROSE, MESSAGE),
    st.tuples(st.lists(made(Body, PROSE, attributes()), min_size=1, max_size=3), MESSAGE).map(
        lambda drawn: Message(*drawn[0], **drawn[1])
    ),
)
MESSAGING = st.lists(MESSAGES, min_size=1, max_size=3).map(lambda verbs: MessagingResponse(*verbs))
DOCUMENTS = st.one_of(VOICE, MESSAGING)
