"""Programs as guides have them: moved by `laml move`, each makes the documents that it made with the vendor's package.

The programs stand in `programs`. Each is run as it is and as it is moved: what it prints, and what its routes answer to
a few requests, is compared; documents in canonical form. Clients talk to a scripted server.
"""

import io
import json
import os
import re
import subprocess
import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import twilio.request_validator
import twilio.rest
from lxml import etree
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator as TwilioValidator

from laml.moving import plan
from laml.moving.rewrite import move

from ...rest.server import Answer, Received, Server, reply

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.py"))
TOKEN = "12345"
ACCOUNT = "AC" + "0123456789abcdef" * 2
FORMS = [
    {},
    {"Digits": "1", "Body": "hello", "From": "+15551230000"},
    {"Digits": "2", "Body": "bye", "From": "+15558675310", "To": "+15558675310"},
    {"Digits": "9", "Body": "what? é & <b>", "From": "+15557654321", "RecordingUrl": "https://example.com/r?a=1&b=2"},
]
NOT_LISTED = {"conference", "dial", "hello", "nouns", "relay", "sms_reply", "stream", "validated", "voicemail"}
"""Some that nobody has to look at."""


def answer(request: Received) -> Answer:
    """What the provider answers: one number is refused."""
    if request.method == "GET":
        return reply(200, {"calls": [{"sid": "CA1"}, {"sid": "CA2"}, {"sid": "CA3"}]})
    if ("To", "+15005550001") in request.form:
        return reply(400, {"code": 21211, "message": "Invalid 'To' Phone number", "status": 400})
    return reply(201, {"sid": "XX" + "1" * 32})


class Validator:
    """SignalWire's class, as far as a form goes: it hands it to twilio-python's."""

    def __init__(self, token: str) -> None:
        self.validate = TwilioValidator(token).validate


def signalwires() -> dict[str, types.ModuleType]:
    """The modules of SignalWire's package, which have what twilio-python's have; see its version 2.1.1."""

    class Client(twilio.rest.Client):
        def __init__(self, *args: str, signalwire_space_url: str) -> None:
            super().__init__(*args)

    made = {}
    for name in ("voice_response", "messaging_response", "fax_response", "rest", "request_validator"):
        module = types.ModuleType(f"signalwire.{name}")
        if name.endswith("response"):
            vars(module).update(vars(sys.modules[f"twilio.twiml.{name}"]))
        made[f"signalwire.{name}"] = module
    vars(made["signalwire.rest"])["Client"] = Client
    vars(made["signalwire.request_validator"])["RequestValidator"] = Validator
    return {"signalwire": types.ModuleType("signalwire"), **made}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A provider for both clients, the settings that programs ask for, and SignalWire's package."""
    import twilio.twiml.fax_response
    import twilio.twiml.messaging_response
    import twilio.twiml.voice_response  # noqa: F401 - SignalWire's modules have their names

    with Server(answer) as server:
        sent = TwilioHttpClient.request

        def request(self, method, uri, *args, **more):
            return sent(self, method, uri.replace("https://api.twilio.com", server.url), *args, **more)

        monkeypatch.setattr(TwilioHttpClient, "request", request)
        monkeypatch.setenv("LAML_BASE_URL", server.url)
        for name, value in {
            "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "SIGNALWIRE_API_TOKEN": TOKEN,
            "SIGNALWIRE_PROJECT_ID": "b3877c40-da60-4998-90ad-b792e98472af", "SIGNALWIRE_SPACE_URL": "a.signalwire.com",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        for name, module in signalwires().items():
            monkeypatch.setitem(sys.modules, name, module)
        yield


def canonical(text: str) -> str:
    """A document in canonical form; any other text as it is."""
    return etree.tostring(etree.fromstring(text.encode()), method="c14n").decode() if text[:1] == "<" else text


def outcome(source: str, name: str) -> list[str]:
    """What a program prints, and what its routes answer, in order."""
    module = types.ModuleType(name)
    printed = io.StringIO()
    with warnings.catch_warnings(), redirect_stdout(printed):
        warnings.simplefilter("ignore")
        exec(compile(source, f"{name}.py", "exec"), vars(module))
        found = [canonical(line) for line in printed.getvalue().splitlines()]
        app = vars(module).get("app")
        found += list(answers(app)) if app is not None else []
    return found


def answers(app) -> Iterator[str]:
    """The answer of each route to each form, by each of its methods; signed, and once with another signature."""
    for rule in sorted(map(str, (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"))):
        for form in FORMS:
            for method in ("GET", "POST"):
                for token in (TOKEN, "another"):
                    signed = TwilioValidator(token).compute_signature(f"http://localhost{rule}", form)
                    headers = {"X-Twilio-Signature": signed, "X-SignalWire-Signature": signed}
                    given = app.test_client().open(
                        rule,
                        method=method,
                        headers=headers,
                        **({"data": form} if method == "POST" else {"query_string": form}),
                    )
                    body = given.text if given.status_code == 200 else ""
                    yield f"{method} {rule} {given.status_code} {canonical(body)}"


def test_there_are_programs_enough() -> None:
    assert len(PROGRAMS) >= 20


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_a_program_makes_the_same_documents_when_it_is_moved(program: Path) -> None:
    source = program.read_text(encoding="utf-8")
    moved = move(source)
    assert re.findall(r"^(?:from|import) (?:twilio|signalwire)\S*", moved.source, re.M) in ([], ["from twilio.base"])
    before, after = outcome(source, program.stem), outcome(moved.source, program.stem)
    assert after == before
    assert any("<Response" in line or line[:2] in ("XX", "CA") for line in before)
    assert move(moved.source).source == moved.source
    if program.stem in NOT_LISTED:
        assert moved.notes == ()


@pytest.mark.usefixtures("world")
def test_a_program_that_is_moved_to_another_verb_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: an import of one document gives the other one."""
    monkeypatch.setitem(plan.MODULES, "twilio.twiml.voice_response", "laml.fax_response")
    program = next(each for each in PROGRAMS if each.stem == "star")
    with pytest.raises((AssertionError, NameError)):
        test_a_program_makes_the_same_documents_when_it_is_moved(program)


@pytest.mark.services
def test_mypy_reads_each_moved_program(tmp_path: Path) -> None:
    """What it says is about values by position and keywords as in XML, which checkers refuse on purpose."""
    for program in PROGRAMS:
        (tmp_path / program.name).write_text(move(program.read_text(encoding="utf-8")).source, encoding="utf-8")
    (tmp_path / "mypy.ini").write_text("[mypy]\nwarn_unused_ignores = True\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--check-untyped-defs", "--output", "json", "."],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    errors = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert {error["code"] for error in errors} <= {
        "arg-type",
        "call-arg",
        "misc",
        "str-format",
        "import-untyped",
        "assignment",
    }, errors
    wrong = {Path(error["file"]).stem for error in errors}
    assert not wrong & NOT_LISTED - {"validated"}
