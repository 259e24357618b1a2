"""What editors and type checkers make of the declarations: completion, hover, and the errors they flag."""

import importlib
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ..typecheckers import BIN, ROOT, flagged_by_mypy, flagged_by_pyright, marked

pytestmark = pytest.mark.xdist_group("types")

SAMPLE = Path(__file__).with_name("typing_errors.py")


def test_the_sample_has_lines_that_are_wrong() -> None:
    assert len(marked(SAMPLE)) > 30


def test_mypy_flags_the_marked_lines_and_no_others() -> None:
    assert flagged_by_mypy(SAMPLE) == marked(SAMPLE)


def test_pyright_flags_the_marked_lines_and_no_others() -> None:
    assert flagged_by_pyright(SAMPLE) == marked(SAMPLE)


def signatures(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each function and method that a module exports, with its signature; `Any` in one switches the checkers off."""
    for name in module.__all__:
        exported = getattr(module, name)
        inherited = inspect.getmro(exported) if isinstance(exported, type) else ()
        members = [member for cls in inherited if cls.__module__.startswith("laml") for member in vars(cls).items()]
        for attribute, member in members or [("", exported)]:
            found = getattr(member, "fget", getattr(member, "__func__", member))
            if inspect.isfunction(found) and (not attribute.startswith("_") or attribute == "__init__"):
                yield f"{name}.{attribute}", str(inspect.signature(found))


@pytest.mark.parametrize("name", ["laml", "laml.voice_response", "laml.messaging_response", "laml.fax_response"])
def test_no_public_signature_has_any_and_each_says_what_it_returns(name: str) -> None:
    found = dict(signatures(importlib.import_module(name)))
    assert len(found) > 20
    assert {where: text for where, text in found.items() if re.search(r"\bAny\b", text) or "->" not in text} == {}


class LanguageServer:
    """Speaks JSON-RPC with pyright's language server, as an editor does."""

    def __init__(self, text: str, folder: Path) -> None:
        self.uri = (folder / "edited.py").as_uri()
        self.process = subprocess.Popen(
            [BIN / "pyright-langserver", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self.number = 0
        completion = {
            "completionItem": {"documentationFormat": ["markdown"], "resolveSupport": {"properties": ["documentation"]}}
        }
        self.ask("initialize", {
            "processId": None, "rootUri": ROOT.as_uri(), "workspaceFolders": [{"uri": ROOT.as_uri(), "name": "root"}],
            "capabilities": {"textDocument": {"hover": {"contentFormat": ["markdown"]}, "completion": completion}},
        })  # fmt: skip
        self.tell("initialized", {})
        opened = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": opened})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return dict(json.loads(self.process.stdout.read(length)))

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            answer = self.receive()
            if answer.get("id") == self.number and "method" not in answer:
                return answer["result"]
            if "id" in answer and "method" in answer:  # a question of the server's: the settings
                python = {"pythonPath": sys.executable, "analysis": {"diagnosticMode": "openFilesOnly"}}
                settings = answer["method"] == "workspace/configuration"
                asked = [item.get("section") for item in answer["params"]["items"]] if settings else []
                self.send(
                    {"id": answer["id"], "result": [python if name == "python" else {} for name in asked] or None}
                )

    def at(self, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}}


EDITED = [
    "from laml import VoiceResponse",
    "response = VoiceResponse()",
    "response.gather(num_digits=1)",
    'response.gather(input="")',
    "response.gather(",
]


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    """A server that has one file open, lying in the root of the project."""
    made = LanguageServer("\n".join(EDITED), ROOT)
    yield made
    made.process.kill()
    made.process.communicate()


def test_completion_lists_the_attributes_of_gather(server: LanguageServer) -> None:
    items = server.ask("textDocument/completion", server.at(4, len(EDITED[4])))["items"]
    offered = {item["label"].removesuffix("=") for item in items if item["label"].endswith("=")}
    assert {
        "action", "action_on_empty_result", "finish_on_key", "hints", "input", "language", "method", "num_digits",
        "partial_result_callback", "profanity_filter", "speech_model", "speech_timeout", "timeout",
    } <= offered  # fmt: skip


def test_hover_on_an_attribute_shows_its_type_and_what_it_means(server: LanguageServer) -> None:
    shown = server.ask("textDocument/hover", server.at(2, EDITED[2].index("num_digits") + 2))["contents"]["value"]
    assert "num_digits: int" in shown
    assert "Number of keys after which the input ends" in shown


def test_hover_on_a_verb_shows_what_it_does(server: LanguageServer) -> None:
    shown = server.ask("textDocument/hover", server.at(2, EDITED[2].index("gather") + 2))["contents"]["value"]
    assert "Collect keys or speech" in shown
    assert "-> Gather" in shown


def test_completion_inside_the_quotes_lists_the_values(server: LanguageServer) -> None:
    items = server.ask("textDocument/completion", server.at(3, EDITED[3].index('""') + 1))["items"]
    assert {'"dtmf"', '"speech"', '"dtmf speech"'} <= {item["label"] for item in items}
