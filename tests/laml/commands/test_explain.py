"""Every code has a text: ours as the source has them, the providers' as the reference lists them."""

import ast
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import emulator
import laml
import rest
import webhooks
from laml.commands.explain import command
from laml.reference.problem_codes import EXPLANATIONS
from laml.reference.provider_codes import TABLES, provider_codes
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


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


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


def test_a_code_is_of_those_who_list_it_and_each_of_signalwire_is_explained() -> None:
    newer, signalwire = set(REFERENCE["twilio_newer"]), set(REFERENCE["signalwire"])
    twilio = {*twilio_titles(), *newer}
    for code, meanings in provider_codes().items():
        givers = sorted(name for meaning in meanings for name in meaning.givers)
        listed = ["SignalWire"] * (code in signalwire) + ["Twilio"] * (code in twilio)
        assert givers == (listed or ["the emulator"]), code
        assert any(meaning.newer for meaning in meanings) == (code in newer), code
    assert {*signalwire, *newer} <= set(provider_codes())


FAMILIES = {
    11: 26,
    12: 7,
    13: 100,
    14: 30,
    15: 5,
    16: 28,
    20: 30,
    21: 130,
    30: 40,
    31: 45,
    32: 45,
    34: 6,
    63: 38,
    64: 24,
}
"""How many codes of each thousand have words of ours at least: calls, messages, callbacks, faxes."""


def test_the_families_that_calls_and_messages_give_are_in_our_words() -> None:
    counted = Counter(code // 1000 for code in provider_codes())
    assert {family: counted[family] for family, least in FAMILIES.items() if counted[family] < least} == {}


def sentences() -> list[tuple[int, str]]:
    return [
        (code, text) for code, all_ in provider_codes().items() for each in all_ for text in (each.what, each.remedy)
    ]


def test_what_happened_and_what_to_do_are_sentences() -> None:
    assert [pair for pair in sentences() if not re.fullmatch(r"([A-Z<0-9]|[a-z]+[A-Z]).{6,}\.", pair[1])] == []


def bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def test_no_sentence_is_the_title_of_twilio() -> None:
    titles = {bare(title) for title, _ in twilio_titles().values()}
    assert [pair for pair in sentences() if bare(pair[1]) in titles] == []


def test_each_line_of_a_table_has_its_place_and_is_there_once() -> None:
    for table in TABLES.glob("*.tsv"):
        codes = [line.split("\t")[:2] for line in table.read_text(encoding="utf-8").splitlines()[1:]]
        assert [int(code) for code, _ in codes] == sorted(int(code) for code, _ in codes), table.name
        assert len(codes) < 300, table.name
    for code, meanings in provider_codes().items():
        givers = [name for meaning in meanings for name in meaning.givers]
        assert len(givers) == len(set(givers)), code


NO_CODES = {14400, 16384, 20000, 42501, 50000, 55501, 57344, 63744, 65535, 65536, 65537, 86400}
"""Numbers of five digits in the source that count or measure something; 20000 is added to a status."""


def numbers_in(source: str) -> Iterator[int]:
    """Whole numbers of five digits, as numbers or as texts."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and re.fullmatch(r"[1-9]\d{4}", str(node.value)):
            yield int(str(node.value))


def test_each_code_that_the_packages_name_is_explained() -> None:
    files = [file for package in (rest, emulator, webhooks) for file in Path(package.__file__).parent.rglob("*.py")]
    named = {number for file in files for number in numbers_in(file.read_text(encoding="utf-8"))}
    assert len(named & set(provider_codes())) > 100
    assert sorted(named - set(provider_codes()) - NO_CODES) == []


@pytest.mark.parametrize("source", ["raise ApiFault(400, 99999)", 'code = "99999"', "ROWS = {99999: Row()}"])
def test_a_code_that_is_not_explained_would_be_found(source: str) -> None:
    assert set(numbers_in(source)) == {99999}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("12200", ["12200 (Twilio)", "breaks the schema", "laml check"]),
        ("10001", ["10001 (SignalWire and Twilio)", "\nSignalWire: The Space", "\nTwilio: The account"]),
        ("35102", ["35102 (the emulator)"]),
        ("11750", ["SignalWire and Twilio", "64 kB"]),
        ("4000", ["4000 (SignalWire)"]),
        ("012100", ["12100 (SignalWire and Twilio)", "not well-formed"]),
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
        ("13111222333", "none is near it"),
        ("99999", "none is near it"),
        ("bad-vlaue", "did you mean bad-value?"),
        ("zzz", "there are bad-type, bad-value"),
        ("²", "there are bad-type"),
        ("9" * 5000, "there are bad-type"),
        ("", "there are bad-type"),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(code: str, suggestion: str) -> None:
    result = explain(code)
    assert result.exit_code == 1
    assert suggestion in result.output
    assert "Traceback" not in result.output


def test_several_codes_are_explained_one_after_the_other_and_the_unknown_named() -> None:
    result = explain("12200", "12201", "bad-value")
    assert result.exit_code == 1
    assert result.stdout == explain("12200").stdout + "\n" + explain("bad-value").stdout
    assert result.stderr.startswith("no code '12201' is known")


def test_known_codes_are_explained_beside_a_word_that_is_none() -> None:
    result = explain("11200", "bad-value", "template", "nosuch")
    assert result.exit_code == 1
    assert result.stdout == "\n".join(explain(code).stdout for code in ("11200", "bad-value", "template"))
    assert result.stderr.startswith("no code 'nosuch' is known")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("160", "characters"), {"21605"}),
        (("opted", "out"), {"21610"}),
        (("OPTED OUT",), {"21610"}),
        (("screen",), {"13201"}),
    ],
)
def test_codes_are_found_by_words_of_their_texts(words: tuple[str, ...], codes: set[str]) -> None:
    found = json.loads(explain(*words, "--format", "json").stdout)
    assert codes <= {each["code"] for each in found}


def test_several_finds_are_a_line_each_with_those_first_that_have_the_words_in_a_row() -> None:
    lines = explain("text", "is", "longer").output.splitlines()
    assert lines[0].startswith("21605  The text is longer than the 160 characters")
    assert len(lines) > 3
    assert all("  " in line for line in lines)


def test_as_json_a_code_has_who_gives_it_what_to_do_and_its_title() -> None:
    result = explain("--format", "json", "10001", "bad-value", "13110")
    account, value, annotate = json.loads(result.stdout)
    assert (account["code"], account["level"]) == ("10001", "error")
    assert account["title"] == "Account is not active"
    assert [meaning["givers"] for meaning in account["meanings"]] == [["SignalWire"], ["Twilio"]]
    assert account["meanings"][1].keys() == {"givers", "what", "remedy", "newer"}
    assert value["meanings"][0]["givers"] == ["lamlkit"]
    assert (annotate["meanings"], annotate["level"]) == ([], "error")


def test_as_json_nothing_is_an_empty_list() -> None:
    result = explain("--format", "json", "zzz")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
