"""Handlers in many modules: what tells one from another, and what is refused where it is written."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import url_for

from laml import MessagingResponse, Say, VoiceResponse
from webhooks import CeleryTasks, ConfigError, GatherRequest, MessageRequest, UrlError, VoiceRequest, Webhooks
from webhooks.app import extension

from ..apps import DOCUMENT, PUBLIC_URL, make_app, post

VOICE = """
from hooks import hooks

@hooks.voice("{path}")
def answer(call):
    return "<Response><Say>{path}</Say></Response>"
"""


def module(name: str, source: str, hooks: Webhooks) -> ModuleType:
    """A module with this source, in which `hooks` is the Webhooks."""
    made = ModuleType(name)
    made.__dict__["hooks"] = hooks
    code = compile(source.replace("from hooks import hooks", ""), f"{name}.py", "exec")
    exec(code, made.__dict__)
    return made


def two_modules(hooks: Webhooks) -> tuple[Any, Any]:
    """Two modules with a handler of the same name."""
    sales = module("sales", VOICE.format(path="/sales"), hooks)
    support = module("support", VOICE.format(path="/support"), hooks)
    return sales.answer, support.answer


@pytest.mark.parametrize("early", [True, False], ids=["before the app", "after the app"])
def test_two_handlers_of_the_same_name_in_two_modules_work(early: bool) -> None:
    app, hooks = make_app(), Webhooks()
    if early:
        sales, support = two_modules(hooks)
        hooks.init_app(app)
    else:
        hooks.init_app(app)
        sales, support = two_modules(hooks)
    assert (sales.url, support.url) == (PUBLIC_URL + "/sales", PUBLIC_URL + "/support")
    assert "<Say>/sales</Say>" in post(app, "/sales").text
    assert "<Say>/support</Say>" in post(app, "/support").text
    with app.test_request_context():
        assert url_for("webhooks.answer") == "/sales"
        assert url_for("webhooks.support.answer") == "/support"


def test_two_handlers_of_the_same_name_in_one_module_need_a_name() -> None:
    app = make_app()  # held, since an app that nobody holds is forgotten
    hooks = Webhooks(app)
    two = VOICE.format(path="/a") + VOICE.format(path="/b")
    with pytest.raises(
        ConfigError, match=r"two handlers are named 'shop.answer': at '/b', and at '/a' \(shop.py, line 4"
    ):
        module("shop", two, hooks)
    named = VOICE.format(path="/c") + VOICE.format(path="/d").replace('("/d")', '("/d", name="second")')
    shop: Any = module("other", named, hooks)
    assert (shop.answer.name, shop.answer.identity, shop.answer.url) == ("second", "second", PUBLIC_URL + "/d")


@pytest.mark.parametrize(
    ("first", "second"), [("/answer", "/answer"), ("/<name>/answer", "/<other>/answer"), ("/<int:a>", "/<int:b>")]
)
def test_two_handlers_at_one_path_are_refused_where_the_second_is_written_across_kinds_too(
    first: str, second: str
) -> None:
    hooks = Webhooks()
    module("sales", VOICE.format(path=first), hooks)
    with pytest.raises(
        ConfigError, match=r"of support.answer is taken: sales.answer \(sales.py, line 4\) answers VoiceRequest there"
    ):
        module("support", VOICE.format(path=second).replace("hooks.voice", "hooks.gather"), hooks)
    assert len(hooks._handlers) == 1


def test_paths_that_differ_in_a_converter_are_two() -> None:
    app = make_app()
    hooks = Webhooks(app)
    hooks.voice("/o/<int:number>", name="one")(lambda call, number: f"<Response><Say>{number + 1}</Say></Response>")
    hooks.voice("/o/<number>", name="two")(lambda call, number: f"<Response><Say>{number}</Say></Response>")
    assert "<Say>6</Say>" in post(app, "/o/5").text
    assert "<Say>five</Say>" in post(app, "/o/five").text


def test_a_path_that_is_refused_is_found_when_the_check_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the test above must find: Flask itself lets the second one stand, and never asks it."""
    monkeypatch.setattr(extension, "check_free", lambda new, handlers: None)
    with pytest.raises(pytest.fail.Exception):
        test_two_handlers_at_one_path_are_refused_where_the_second_is_written_across_kinds_too("/answer", "/answer")


def test_a_handler_of_the_main_program_has_the_name_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(
        "from webhooks import Webhooks\nhooks = Webhooks()\n@hooks.voice('/answer')\ndef answer(call): ...\n"
        "print(answer.identity)\n"
    )
    assert subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout == "shop.answer\n"


def test_a_token_knows_the_path_and_not_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that has moved to another module still takes the URLs of calls that are on the line."""
    before, after = make_app(), make_app()
    source = VOICE.format(path="/menu").replace("hooks.voice", "hooks.gather")
    url = module("old", source, Webhooks(before)).answer.bind(tries=2).url
    module("new.place", source, Webhooks(after))
    assert post(after, url.removeprefix(PUBLIC_URL)).status_code == 200


class Shop:
    def answer(self, call: VoiceRequest) -> str:
        return DOCUMENT

    def __call__(self, call: VoiceRequest) -> str:
        return DOCUMENT


def no_parameter() -> str:
    return DOCUMENT


def only_by_name(*, call: VoiceRequest) -> str:
    return DOCUMENT


WRONG: list[tuple[object, str]] = [
    (no_parameter, r"no_parameter takes no parameter: it gets the request, so write \(call: VoiceRequest\)"),
    (only_by_name, "only_by_name takes no parameter"),
    (Shop, "Shop is a class"),
    (Shop.answer, r"answer is a method: .*hooks.voice\(\"/answer\"\)\(thing.answer\)"),
    (staticmethod(no_parameter), "is a method"),
    ("/answer", "expected a function that takes VoiceRequest, got str"),
    (None, "got NoneType"),
]


@pytest.mark.parametrize(("function", "words"), WRONG)
def test_what_cannot_answer_is_refused_in_a_sentence_where_it_is_written(function: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=rf'@hooks.voice\("/answer"\).*{words}'):
        Webhooks().voice("/answer")(function)


RIGHT: list[Callable[..., object]] = [
    Shop().answer,
    Shop(),
    partial(lambda text, call: text, DOCUMENT),
    lambda *requests: DOCUMENT,
]


@pytest.mark.parametrize("function", RIGHT)
def test_a_bound_method_an_object_and_a_partial_answer(function: Any) -> None:
    app = make_app()
    Webhooks(app).route(VoiceRequest, "/answer")(function)
    assert post(app, "/answer").text == DOCUMENT


def test_a_decorator_without_parentheses_is_told_how_it_is_written() -> None:
    hooks: Any = Webhooks()
    with pytest.raises(ConfigError, match=r'@hooks.voice above answer needs .*: write @hooks.voice\("/answer"\)'):

        @hooks.voice
        def answer(call: VoiceRequest) -> str:
            return DOCUMENT

    with pytest.raises(ConfigError, match=r"@hooks.message\(5\): expected the path of a route"):
        hooks.message(5)


@pytest.mark.parametrize(
    ("decorate", "words"),
    [
        (lambda hooks: hooks.voice("/a", hodl="x"), "takes no 'hodl'; its options are fallback, hold, name"),
        (lambda hooks: hooks.message("/a", hold="x"), "nobody to hold"),
        (lambda hooks: hooks.call_status("/a", fallback="<Response/>"), "no fallback"),
        (lambda hooks: hooks.voice("/a", hold=True), "hold=True: expected what the caller hears"),
        (lambda hooks: hooks.call_status("/a", later="5m"), "later='5m': expected True, or how long it may take"),
        (lambda hooks: hooks.call_status("/a", later=timedelta()), "later=.*: expected True, or how long"),
        (lambda hooks: hooks.call_status("/a", latest="no"), "latest='no': expected True or False"),
        (lambda hooks: hooks.call_status("/a", final=1), "final=1: expected True or False"),
        (lambda hooks: hooks.call_status("/a", formerly="old"), "formerly='old': expected the paths"),
        (lambda hooks: hooks.call_status("/a", formerly=None), "formerly=None: expected the paths"),
        (lambda hooks: hooks.call_status("/a", formerly=["/old", 5]), "formerly=.*5.*: expected the paths"),
        (lambda hooks: hooks.voice("/a", fallback=5), "the route '/a': fallback= is of type int"),
        (lambda hooks: hooks.message("/a", fallback="<Response><Say>x</Say></Response>"), "write MessagingResponse"),
        (lambda hooks: hooks.voice("/a", name="two words"), "name='two words' is no name"),
        (lambda hooks: hooks.voice("/a", name=5), "name=5 is no name"),
        (lambda hooks: hooks.voice("/laml-bins/a"), "kept for hosted documents"),
        (lambda hooks: hooks.voice("/laml-doctor/a"), "kept for laml doctor"),
    ],
)
def test_an_option_or_path_that_cannot_be_is_told(decorate: Callable[[Any], object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        decorate(Webhooks())


@pytest.mark.parametrize("formerly", ["/old", ["/old"], ("/old",), {"/old"}])
def test_one_former_path_may_be_given_as_a_text(formerly: Any) -> None:
    """A text is a sequence of texts to Python and to type checkers, but not of paths."""
    assert Webhooks().call_status("/a", formerly=formerly)(lambda event: None).formerly == ("/old",)


sorry = Webhooks().voice_fallback("/sorry")(lambda call: DOCUMENT)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"clock": 5}, r"clock= is an object of type int: expected one with now\(\) and monotonic\(\)"),
        ({"executor": "threads"}, r"executor= is an object of type str: expected one with submit\(\)"),
        ({"once": {}}, r"once= is an object of type dict: expected one with answer\(\)"),
        ({"tasks": CeleryTasks}, r"tasks= is the class CeleryTasks.*; for Celery, CeleryTasks\(celery\)"),
        ({"tasks": object()}, r"tasks= is an object of type object.*ring\(\); for Celery, CeleryTasks\(celery\)"),
        ({"store": False}, "store= takes None, for no store"),
        ({"store": "sqlite://"}, "store= takes None, for no store; where it is kept says database="),
        ({"messages": "Strict"}, "messages= is 'Strict': expected 'answered' or 'strict'"),
        ({"state_max_age": "4h"}, r"state_max_age= is '4h': expected a span of time, timedelta\(hours=4\)"),
        ({"state_max_age": 3600}, "state_max_age= is 3600: expected a span of time"),
        ({"state_max_age": timedelta()}, "state_max_age= is .*: expected a span of time"),
        ({"fallback": "sorry"}, r"fallback= is no document for this: .*Start tag expected.*; write VoiceResponse\(\)"),
        ({"fallback": "<Say>Sorry.</Say>"}, r"fallback= is no document for this: .*; write VoiceResponse\(\)"),
        ({"fallback": Say("Sorry.")}, r"fallback= is no document for this: .*root.*; write VoiceResponse\(\)"),
        ({"fallback": 5}, r"fallback= is of type int: expected a document, VoiceResponse\(\), or XML text$"),
        (
            {"fallback": sorry},
            "fallback= is of type Handler: .*; a handler is given to the number",
        ),
        ({"fallback": MessagingResponse().message("Sorry.")}, "fallback= is no document for this: Response/Message"),
        ({"start_again": "sorry"}, "start_again= is no document for this"),
    ],
)
def test_an_argument_that_cannot_be_is_told_where_it_is_given(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Webhooks(**arguments)


@pytest.mark.parametrize("wrong", [None, 5, b"CA1", ["CA1"], object()])
def test_what_is_no_sid_or_handler_or_app_is_told(wrong: Any) -> None:
    app = make_app()
    hooks = Webhooks(app)
    hooks.call_status("/status", name="status")(lambda event: None)
    for ask in (hooks.calls.get, hooks.calls.__getitem__, hooks.timeline):
        with pytest.raises(ConfigError, match="a SID is a text"):
            ask(wrong)
    with pytest.raises(ConfigError, match="expected a handler; public_url takes a path"):
        hooks.url_of(wrong)
    if wrong is not None:
        with pytest.raises(ConfigError, match="Webhooks needs a Flask app"):
            hooks.test_client(wrong)


@pytest.mark.parametrize("wrong", [{}, [], object(), timedelta(1), str])
def test_a_value_of_a_wrong_type_for_a_variable_has_no_url(wrong: object) -> None:
    hooks = Webhooks(make_app())
    handler = hooks.voice("/orders/<int:number>", name="order")(lambda call, number: DOCUMENT)
    with pytest.raises(UrlError, match=r"the route /orders/<int:number> of .* does not take number="):
        _ = handler.bind(number=wrong).url


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ({}, "of pick has variables: give them, pick.bind(number=…, shelf=…)"),
        ({"shelf": "a"}, "of pick has variables: give them, pick.bind(number=…)"),
        ({"shelf": "a", "tries": 1}, "of pick has variables: give them, pick.bind(number=…)"),
        (
            {"shelf": "a", "nubmer": 1},
            "has variables, and 'nubmer' is none of them (did you mean 'number'?): give them, pick.bind(number=…)",
        ),
    ],
)
def test_the_variables_that_a_url_lacks_are_named(bound: dict[str, object], said: str) -> None:
    hooks = Webhooks(make_app())

    @hooks.voice("/orders/<int:number>/<shelf>")
    def pick(call: VoiceRequest, number: int, shelf: str) -> str:
        return DOCUMENT

    with pytest.raises(UrlError, match=re.escape(said)):
        _ = pick.bind(**bound).url


def test_what_needs_an_app_says_so_and_for_which_handler() -> None:
    """The kept fault: whatever was asked, it was told that a URL had been, and of which handler was not."""
    hooks = Webhooks()
    handler = hooks.voice("/answer", name="shop.answer")(lambda call: DOCUMENT)
    first = "no app yet: call init_app(app) of its Webhooks first"
    with pytest.raises(UrlError, match=re.escape(f"the URL of shop.answer: {first}")):
        _ = handler.url
    for asked in (hooks.health, hooks.test_client, lambda: hooks.calls["CA1"], lambda: hooks.public_url("/a.mp3")):
        with pytest.raises(UrlError, match=f"^{re.escape(first)}"):
            asked()


def test_a_handler_named_as_a_route_of_ours_works() -> None:
    app = make_app()
    hooks = Webhooks(app)

    @hooks.gather("/d")
    def doctor(call: GatherRequest) -> str:
        return DOCUMENT

    @hooks.message("/m")
    def answer(message: MessageRequest) -> None:
        return None

    assert post(app, "/d").text == DOCUMENT
    assert doctor.url == PUBLIC_URL + "/d"


def test_a_fallback_may_name_handlers_before_there_is_an_app() -> None:
    hooks = Webhooks()
    again = hooks.voice("/answer")(lambda call: DOCUMENT)
    for fallback in (VoiceResponse().redirect(again), VoiceResponse().say("Sorry."), DOCUMENT, None):
        hooks.voice("/other", fallback=fallback, name=f"n{id(fallback)}")
        Webhooks(fallback=fallback, start_again=fallback)


@pytest.mark.parametrize("celery", [None, "amqp://guest@127.0.0.1//", {}])
def test_what_is_no_celery_app_is_told(celery: Any) -> None:
    with pytest.raises(ConfigError, match=r"CeleryTasks\(\) got .*, expected the Celery app"):
        CeleryTasks(celery)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"Digits": 5}, "the parameter 'Digits' is 5: a form has texts, such as '5'"),
        ({"Digits": None}, "the parameter 'Digits' is None: a form has texts"),
        ("Digits=5", "the parameters are of type str: expected such as {'Digits': '1'}"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_no_form_is_told_where_a_test_sends_it(form: Any, words: str, method: str) -> None:
    hooks = Webhooks(make_app())
    handler = hooks.gather("/menu")(lambda call: DOCUMENT)
    for to in (handler, "/elsewhere"):
        with pytest.raises(ConfigError, match=re.escape(words)):
            getattr(hooks.test_client(), method)(to, form)
