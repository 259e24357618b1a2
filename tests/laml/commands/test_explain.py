"""Every code has a text: ours as the source has them, the providers' as the reference lists them."""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import laml
import webhooks
from laml.commands.explain import command
from laml.reference.problem_codes import EXPLANATIONS
from laml.reference.provider_codes import PROVIDER_CODES
from laml.reference.twilio_titles import twilio_titles

SOURCES = sorted([*Path(laml.__file__).parent.rglob("*.py"), *Path(webhooks.__file__).parent.glob("bins/*.py")])
REFERENCE = json.loads((Path(__file__).parent.parent / "provider_codes.json").read_text())
CALLS = {"Problem": 1, "Finding": 1, "_found": 0, "_text_error": 2, "text_error": 2, "_error": 1}
"""Calls that take a code, and which argument it is."""


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes of problems, wherever the source makes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CALLS and len(node.args) > CALLS[name]:
                yield from _texts(node.args[CALLS[name]])
        elif isinstance(node, ast.Tuple) and len(node.elts) == 4 and _is_severity(node.elts[0]):
            yield from _texts(node.elts[1])
        elif isinstance(node, ast.Assign):
            targets, values = _items(node.targets[0]), _items(node.value)
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name) and target.id == "code":
                    yield from _texts(value)


def _is_severity(node: ast.expr) -> bool:
    return ast.unparse(node) in ("'error'", "'warning'", "severity", "self.severity", "rule.severity")


def _items(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _texts(node: ast.expr) -> Iterator[str]:
    for constant in ast.walk(node):
        if isinstance(constant, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)*", str(constant.value)):
            yield str(constant.value)


def explain(code: str) -> Result:
    return CliRunner().invoke(command, [code])


def test_each_code_of_the_source_is_explained_and_no_other() -> None:
    sources = [file for file in SOURCES if file.parent.name not in ("elements", "commands")]
    used = {code for file in sources for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}
    assert used == set(EXPLANATIONS)


@pytest.mark.parametrize(
    "source",
    [
        'Problem("error", "a-code", "message", path)',
        'yield "warning", "a-code", "message", ""',
        'self._found("a-code", "message")',
        'class E:\n    code = "a-code"',
        'code, words = "a-code", "message"',
        'Problem("error", "a-code" if deep else "a-code", "message", path)',
    ],
)
def test_a_code_is_found_however_it_is_written(source: str) -> None:
    assert set(codes_in(ast.parse(source))) == {"a-code"}


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_our_codes_say_what_and_what_to_do(code: str) -> None:
    result = explain(code)
    assert result.exit_code == 0
    assert result.output.startswith(f"{code}\n\n")
    assert all(text.endswith((".", "</Dial>.")) for text in EXPLANATIONS[code])


def test_the_code_as_check_prints_it_is_understood() -> None:
    assert explain("[Bad-Value]").output == explain("bad-value").output


def test_each_code_of_the_providers_is_explained_and_no_other() -> None:
    assert {str(code): "".join(sorted(providers)) for code, (_, _, providers) in PROVIDER_CODES.items()} == REFERENCE


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("12200", ["12200 (Twilio)", "breaks the schema", "laml check"]),
        ("11750", ["SignalWire and Twilio", "64 kB"]),
        ("4000", ["4000 (SignalWire)"]),
        ("012100", ["12100 (SignalWire and Twilio)", "cannot be parsed"]),
    ],
)
def test_a_number_of_a_provider_is_explained(code: str, words: list[str]) -> None:
    result = explain(code)
    assert result.exit_code == 0
    for word in words:
        assert word in result.output


TITLES = "66bccd301b0e8e660be6984f0f1bdddc5cccf00f47e0b73ab97f02d9223be21e"
"""SHA-256 of all 1,953 codes and titles of Twilio's public list of 2023-05, a line each, ordered by code."""


def test_each_code_of_twilio_has_its_title() -> None:
    lines = []
    for code in sorted(twilio_titles()):
        output = explain(str(code)).output
        title = re.search(rf"^Twilio's (?:error|warning) {code}: (.+)$", output, re.MULTILINE)
        assert title, output
        lines.append(f"{code} {title[1]}")
    assert len(lines) == 1953
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == TITLES


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("12200", "Twilio's warning 12200: Schema validation warning"),
        ("13110", "Twilio's error 13110: Annotate: Annotate must contain one valid nested element"),
        ("30007", "Twilio's error 30007: Message filtered"),
        ("400", "Twilio's error 400: Bad Request"),
        ("10001", "Twilio's error 10001: Account is not active"),
    ],
)
def test_a_title_is_that_of_the_list(code: str, title: str) -> None:
    assert explain(code).output.splitlines()[-1] == title


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("12201", "near it are 12102, 12200, 12300"),
        ("13111222333", "near it are 94604, 456001, 456002"),
        ("bad-vlaue", "did you mean bad-value?"),
        ("zzz", "there are bad-type, bad-value"),
        ("², ", "there are bad-type"),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(code: str, suggestion: str) -> None:
    result = explain(code)
    assert result.exit_code == 1
    assert suggestion in result.output
    assert "Traceback" not in result.output
