"""What becomes of one source file: what is moved, what stays, what is listed. Each case is a row."""

import ast
import re
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laml.moving import plan as planning
from laml.moving import reading
from laml.moving.rewrite import NotMoved, move
from laml.moving.rows import ROWS

MOVED = {
    "names of documents": (
        "from twilio.twiml.voice_response import VoiceResponse, Gather as G\n",
        "from laml.voice_response import VoiceResponse, Gather as G\n",
    ),
    "several lines, comments and blanks": (
        "from twilio.twiml.messaging_response import (  # replies\n    MessagingResponse,   # root\n    Message,\n)\n",
        "from laml.messaging_response import (  # replies\n    MessagingResponse,   # root\n    Message,\n)\n",
    ),
    "a star": (
        "from twilio.twiml.voice_response import *\nr = VoiceResponse()\n",
        "from laml.voice_response import *\nr = VoiceResponse()\n",
    ),
    "a module by another name": (
        "import twilio.twiml.voice_response as vr\nr = vr.VoiceResponse()\n",
        "import laml.voice_response as vr\nr = vr.VoiceResponse()\n",
    ),
    "a module from its package": (
        "from twilio.twiml import voice_response, fax_response as fax\nvoice_response.Say\n",
        "from laml import voice_response, fax_response as fax\nvoice_response.Say\n",
    ),
    "a module of the same contents, handed on": (
        "import twilio.twiml.voice_response as vr\nregister(vr)\n",
        "import laml.voice_response as vr\nregister(vr)\n",
    ),
    "whole names": (
        "import twilio.twiml.voice_response\nr = twilio.twiml.voice_response.VoiceResponse()\n",
        "import laml.voice_response\nr = laml.voice_response.VoiceResponse()\n",
    ),
    "whole names of exceptions": (
        "import twilio.rest, twilio.base.exceptions\ntry:\n    twilio.rest.Client()\n"
        "except twilio.base.exceptions.TwilioRestException as e:\n    print(e.msg)\n",
        "import rest, rest\ntry:\n    rest.Client()\nexcept rest.ApiError as e:\n    print(e.message)\n",
    ),
    "the base class": (
        "from twilio.twiml import TwiML\nisinstance(x, TwiML)\n",
        "from laml import TwiML\nisinstance(x, TwiML)\n",
    ),
    "names that are called otherwise": (
        "from twilio.twiml import GenericNode, TwiMLException\ntry:\n    GenericNode('a', None)\n"
        "except TwiMLException:\n    raise\n",
        "from laml import UnknownElement, LamlError\ntry:\n"
        "    UnknownElement('a', None)\nexcept LamlError:\n    raise\n",
    ),
    "the client and its exceptions": (
        "from twilio.rest import Client\nfrom twilio.base.exceptions import TwilioRestException\n"
        "try:\n    Client()\nexcept TwilioRestException as e:\n    print(e.msg, e.code, f'{e.msg!r}')\n",
        "from rest import Client\nfrom rest import ApiError\n"
        "try:\n    Client()\nexcept ApiError as e:\n    print(e.message, e.code, f'{e.message!r}')\n",
    ),
    "two exceptions that are one here": (
        "from twilio.base.exceptions import TwilioRestException, TwilioServiceException\n"
        "try:\n    pass\nexcept (TwilioRestException, TwilioServiceException):\n    pass\n",
        "from rest import ApiError\ntry:\n    pass\nexcept (ApiError, ApiError):\n    pass\n",
    ),
    "an exception by another name": (
        "from twilio.base.exceptions import TwilioRestException as E\ntry:\n    pass\nexcept E as e:\n    e.msg\n",
        "from rest import ApiError as E\ntry:\n    pass\nexcept E as e:\n    e.message\n",
    ),
    "a module of exceptions": (
        "from twilio.base import exceptions\nimport twilio.base.exceptions as ex\n"
        "try:\n    pass\nexcept ex.TwilioRestException as e:\n    e.msg\n",
        "from twilio.base import exceptions\nimport rest as ex\n"
        "try:\n    pass\nexcept ex.ApiError as e:\n    e.message\n",
    ),
    "the validator": (
        "from twilio.request_validator import RequestValidator\nv = RequestValidator(token)\n",
        "from webhooks import RequestValidator\nv = RequestValidator(token)\n",
    ),
    "signalwire": (
        "from signalwire.rest import Client as C\nfrom signalwire.voice_response import *\n"
        "from signalwire.request_validator import RequestValidator\n"
        "v = RequestValidator(key)\nw = RequestValidator( key, )\n",
        "from rest import Client as C\nfrom laml.voice_response import *\n"
        'from webhooks import RequestValidator\nv = RequestValidator(key, provider="signalwire")\n'
        'w = RequestValidator( key, provider="signalwire")\n',
    ),
    "signalwire's validator in a module": (
        "import signalwire.request_validator as rv\nv = rv.RequestValidator(key)\n",
        'import webhooks as rv\nv = rv.RequestValidator(key, provider="signalwire")\n',
    ),
    "imports in functions, blocks and classes": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from twilio.rest import Client\n"
        "def f():\n    from twilio.base.exceptions import TwilioRestException\n    raise TwilioRestException\n"
        "class A:\n    from twilio.request_validator import RequestValidator\n"
        "try:\n    from twilio.twiml.voice_response import Say\nexcept ImportError:\n    Say = None\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rest import Client\n"
        "def f():\n    from rest import ApiError\n    raise ApiError\n"
        "class A:\n    from webhooks import RequestValidator\n"
        "try:\n    from laml.voice_response import Say\nexcept ImportError:\n    Say = None\n",
    ),
    "one statement for several modules": (
        "from twilio.twiml import TwiML, lower_camel  # names\nx = 1\n",
        "from laml import TwiML  # names\nfrom twilio.twiml import lower_camel\nx = 1\n",
    ),
    "one statement for several modules, with comments": (
        "from twilio.twiml import (\n    TwiML,  # the base\n    lower_camel,  # a helper\n)\n",
        "from laml import (\n    TwiML,  # the base\n    )\n"
        "from twilio.twiml import (\n    lower_camel,  # a helper\n)\n",
    ),
    "several statements in one line": (
        "import os; from twilio.twiml import TwiML, lower_camel; x = 1\nif x: from twilio.rest import Client\n",
        "import os; from laml import TwiML; from twilio.twiml import lower_camel; x = 1\n"
        "if x: from rest import Client\n",
    ),
    "line ends, tabs and no end of the last line": (
        "from twilio.rest import Client\r\nif x:\r\n\tclient = Client()  # twilio.rest\r\n\r\n\r\nprint('twilio')",
        "from rest import Client\r\nif x:\r\n\tclient = Client()  # twilio.rest\r\n\r\n\r\nprint('twilio')",
    ),
    "notices, texts and comments": (
        '# Copyright 2016 twilio.rest\n"""Uses twilio.rest.Client and TwilioRestException."""\n'
        "from twilio.base.exceptions import TwilioRestException\n\n"
        "# TwilioRestException is raised\nraise TwilioRestException\n",
        '# Copyright 2016 twilio.rest\n"""Uses twilio.rest.Client and TwilioRestException."""\n'
        "from rest import ApiError\n\n# TwilioRestException is raised\nraise ApiError\n",
    ),
}
"""Source before and after."""

KEPT_NAMES = {
    "bound again": "try:\n    {}\nexcept ImportError:\n    TwilioRestException = None\n",
    "a parameter elsewhere": "{}\ndef f(TwilioRestException):\n    return TwilioRestException\n",
    "a class elsewhere": "{}\ndef f():\n    class TwilioRestException(Exception):\n        pass\n",
    "a loop": "{}\nfor TwilioRestException in (): pass\n",
    "a pattern": "{}\nmatch x:\n    case {{'a': TwilioRestException}}: pass\n",
    "global": "{}\ndef f():\n    global TwilioRestException\n    TwilioRestException = 1\n",
    "deleted": "{}\ndel TwilioRestException\n",
    "listed as exported": "{}\n__all__ = ['TwilioRestException']\n",
    "an annotation as text": "{}\ndef f(e: 'TwilioRestException | None') -> None: ...\n",
    "a type comment": "{}\ne = None  # type: TwilioRestException\n",
    "a star of others": "{}\nfrom mine import *\n",
    "the new name is taken": "{}\nclass ApiError(Exception): pass\n",
    "the new name is told": "{}\nprint(globals()['ApiError'])\n",
    "in a class": "class A:\n    {}\n    kind = 1\nA.kind\n",
    "imported from elsewhere too": "{}\nfrom other import TwilioRestException\n",
}
"""Programs in which the name of an imported exception may be another thing: it stays, and the import says `as`."""

LISTED = {
    "a name without a counterpart": ("from twilio.twiml import lower_camel\n", [(1, "twilio.twiml.lower_camel")]),
    "another module": (
        "import os\nfrom twilio.jwt.client import ClientCapabilityToken\nimport twilio.http\n",
        [(2, "twilio.….…"), (3, "twilio.….…")],
    ),
    "documents of twilio-python 5": (
        "import twilio.twiml\n\nr = twilio.twiml.Response()\nr.say('Hi')\n",
        [(1, "twilio.twiml.Response"), (3, "twilio.twiml.Response")],
    ),
    "documents of twilio-python 5, from their package": (
        "from twilio import twiml\n\nr = twiml.Response()\n",
        [(1, "twilio.twiml.Response"), (3, "twilio.twiml.Response")],
    ),
    "an error of twilio-python 5": (
        "import twilio\ntry:\n    pass\nexcept twilio.TwilioRestException:\n    pass\n",
        [(1, "twilio.TwilioRestException"), (4, "twilio.TwilioRestException")],
    ),
    "a module of twilio-python 5 by another name": (
        "import twilio.util as u\nu.RequestValidator('key')\nu.TwilioCapability\n",
        [(1, "twilio.util.RequestValidator"), (2, "twilio.util.RequestValidator")],
    ),
    "a star of exceptions": ("from twilio.base.exceptions import *\n", [(1, "twilio.….…")]),
    "a package that is handed on": ("import twilio.rest\nuse(twilio)\n", [(1, "twilio.….…")]),
    "a module whose name is taken": ("import twilio.rest\nrest = twilio.rest.Client()\n", [(1, "twilio.….…")]),
    "a module with a name that has no counterpart": (
        "import twilio.request_validator as rv\nrv.compare(a, b)\n",
        [(1, "twilio.….…")],
    ),
    "a validator that is handed on": (
        "from signalwire.request_validator import RequestValidator\nuse(RequestValidator)\n",
        [(1, "signalwire.request_validator.RequestValidator")],
    ),
    "a handler": (
        "from twilio.base.exceptions import TwilioRestException\n"
        "try:\n    pass\nexcept TwilioRestException as e:\n    e.msg\n",
        [(4, "twilio.base.exceptions.TwilioRestException")],
    ),
    "msg of what may be another exception": (
        "from twilio.base.exceptions import TwilioRestException\ntry:\n    pass\n"
        "except (TwilioRestException, ValueError) as e:\n    e.msg\nlog.msg\n",
        [
            (4, "twilio.base.exceptions.TwilioRestException"),
            (5, "twilio.base.exceptions.TwilioRestException.msg"),
            (6, "twilio.base.exceptions.TwilioRestException.msg"),
        ],
    ),
    "an exception that is made": (
        "from twilio.base.exceptions import TwilioRestException as E\nraise E(404, '/x')\n",
        [(2, "twilio.base.exceptions.TwilioRestException(…)")],
    ),
    "a class derived from the base": (
        "from twilio.twiml import TwiML\nclass Queue2(TwiML): pass\n",
        [(2, "twilio.twiml.TwiML(…)")],
    ),
    "parts of a document": (
        "from twilio.twiml.voice_response import VoiceResponse, Say\nr = VoiceResponse()\nr.verbs.append(Say('x'))\n"
        "with r.gather() as g:\n    g.attrs['a'] = 1\n    say = g.say('x')\n    say.value = 'y'\nother.value = 1\n",
        [(3, 'r.verbs.append(Say("Hi"))'), (5, "twilio.twiml.TwiML.attrs"), (7, "twilio.twiml.TwiML.value")],
    ),
    "what strict refuses": (
        "from twilio.twiml.voice_response import VoiceResponse, Gather\nr = VoiceResponse(custom='x')\n"
        "r.say('x', voyce='man')\nr.append(Gather(input='dtfm', num_digits=1, numDigits=x))\n"
        "r.gather(hints=['a', 'b']).say(message='x', loop=1)\nother.say('x', voyce='man')\n",
        [
            (2, 'VoiceResponse(custom="x")'),
            (3, 'r.say("Hi", newAttribute="x")'),
            (4, 'r.gather(input="dtfm")'),
            (5, 'r.gather(hints=["a", "b"])'),
        ],
    ),
    "other products, and parameters of the client": (
        "from twilio.rest import Client\nc = Client('a', 'b', http_client=h)\nc.verify.v2\nc.messages\nother.verify\n"
        "d = Client('a', 'b', region='au1', edge='sydney')\n",
        [(2, "twilio.rest.Client(…)"), (3, "twilio.rest.Client.…")],
    ),
    "texts that name modules": (
        "from twilio.rest import Client\nmock.patch('twilio.rest.Client')\nurl = 'https://www.twilio.com/docs'\n",
        [(2, '"twilio.….…"')],
    ),
    "Flask-Twilio": (
        "from flask_twilio import Twilio, Response\ntwilio = Twilio()\n"
        "@twilio.twiml\ndef f():\n    return Response()\n",
        [(1, "flask_twilio"), (1, "flask_twilio"), (2, "flask_twilio"), (3, "flask_twilio"), (5, "flask_twilio")],
    ),
    "twilio-python 5": (
        "import twilio.twiml\nfrom twilio.rest import TwilioRestClient\nr = twilio.twiml.Response()\n",
        [(1, "twilio.twiml.Response"), (2, "twilio.rest.TwilioRestClient"), (3, "twilio.twiml.Response")],
    ),
}
"""A program, and the lines that are listed, each with its row."""

UNTOUCHED = [
    "from .twilio import rest\nfrom . import twilio\n",
    "import os\nclient = Client()\nprint('hello')\n",
    "from mytwilio.rest import Client\nimport twilio_helpers\n",
    "",
    "# twilio\n",
]


@pytest.mark.parametrize(("before", "after"), MOVED.values(), ids=MOVED)
def test_a_program_is_moved(before: str, after: str) -> None:
    assert move(before).source == after


@pytest.mark.parametrize("source", [*(after for _, after in MOVED.values())])
def test_what_is_moved_stays(source: str) -> None:
    assert move(source).source == source


IMPORT = "from twilio.base.exceptions import TwilioRestException"
NAME_KEPT = "from rest import ApiError as TwilioRestException"


@pytest.mark.parametrize("program", KEPT_NAMES.values(), ids=KEPT_NAMES)
def test_a_name_that_may_be_another_thing_stays(program: str) -> None:
    assert move(program.format(IMPORT)).source == program.format(NAME_KEPT)


def test_a_name_that_other_files_take_stays() -> None:
    assert move(IMPORT + "\n", frozenset({"TwilioRestException"})).source == NAME_KEPT + "\n"


def test_a_name_that_is_renamed_without_looking_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: every name counts as the vendor's."""
    monkeypatch.setattr(reading.File, "is_vendors", lambda self, name: True)
    with pytest.raises(AssertionError):
        test_a_name_that_may_be_another_thing_stays(KEPT_NAMES["a parameter elsewhere"])


def test_msg_is_left_where_the_exception_is_not_moved_or_is_bound_again() -> None:
    whole = "import twilio\ntry:\n    pass\nexcept twilio.base.exceptions.TwilioRestException as e:\n    e.msg\n"
    assert move(whole).source == whole
    again = f"{IMPORT}\ntry:\n    pass\nexcept TwilioRestException as e:\n    e = other()\n    e.msg\n"
    assert "e.msg" in move(again).source
    inside = f"{IMPORT}\ntry:\n    pass\nexcept TwilioRestException as e:\n    def f(e): return e.msg\n"
    assert "e.msg" in move(inside).source
    twice = f"{IMPORT}\ntry:\n    pass\nexcept TwilioRestException as e:\n    e.msg\nexcept X as e:\n    e.msg\n"
    assert move(twice).source.count("e.message") == 1


@pytest.mark.parametrize(("source", "lines"), LISTED.values(), ids=LISTED)
def test_a_line_that_a_person_must_look_at_is_listed(source: str, lines: list[tuple[int, str]]) -> None:
    notes = [(note.line, note.row) for note in move(source).notes]
    assert sorted(set(notes)) == sorted(set(lines))
    assert {row for _, row in notes} <= ROWS.keys()


@pytest.mark.parametrize("source", UNTOUCHED)
def test_a_file_that_uses_no_vendor_is_as_it_was(source: str) -> None:
    assert move(source) == (source, ())


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        ("from twilio.rest import Client\nprint 'hello'\n", "it cannot be parsed", 2),
        ("import twilio\n\x00", "it cannot be parsed", None),
        ("import twilio\nx = " + "(" * 3000 + ")" * 3000, "it is nested too deep", None),
        ("import twilio\nx = " + "+".join(["1"] * 9000), "it is nested too deep", None),
    ],
)
def test_a_file_that_cannot_be_parsed_is_left_with_a_reason(source: str, reason: str, line: int | None) -> None:
    with pytest.raises(NotMoved, match=reason) as caught:
        move(source)
    assert line is None or caught.value.line == line


def test_a_result_that_python_does_not_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: a module is written wrong."""
    monkeypatch.setitem(planning.MODULES, "twilio.rest", "rest")
    monkeypatch.setattr(planning, "_expression", lambda name: planning.cst.Name("import"))
    with pytest.raises(NotMoved, match="the result cannot be parsed"):
        move("from twilio.rest import Client\n")


# -- drawn programs: whatever stands around, the result is read by Python, and only moved names differ

PIECES = st.sampled_from(
    [
        *(before for before, _ in MOVED.values() if "\r" not in before and before.endswith("\n")),
        *(textwrap.dedent(program.format(IMPORT)) for program in KEPT_NAMES.values()),
        *(source for source, _ in LISTED.values()),
        "def g(Client, *, rest=None):\n    return Client\n",
        "laml = webhooks = rest = None\n",
        "class VoiceResponse: pass\n",
        "x = [TwilioRestException for TwilioRestException in ()]\n",
        "lambda TwiML: TwiML.attrs\n",
        "import rest\nfrom webhooks import *\n",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
@settings(max_examples=100, deadline=None)
def test_a_drawn_program_is_still_one_and_its_names_mean_what_they_meant(source: str) -> None:
    moved = move(source)
    after = ast.parse(moved.source)
    assert move(moved.source).source == moved.source
    assert bound(after) >= bound(ast.parse(source)) - RENAMED - {"twilio", "signalwire"}
    assert re.findall(r"#.*", moved.source) == re.findall(r"#.*", source)
    for node in ast.walk(after):
        if isinstance(node, ast.Name) and node.id in {"ApiError", "RestError", "LamlError", "UnknownElement"}:
            assert node.id in bound(after) | {"RestError"}


RENAMED = {"TwilioRestException", "TwilioException", "TwilioServiceException", "TwiMLException", "GenericNode"}


def bound(tree: ast.AST) -> set[str]:
    """The names that imports, assignments and definitions bind."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names} - {"*"}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found
