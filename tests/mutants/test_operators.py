"""What is changed in a text, one thing at a time; and what is left alone."""

import ast

import pytest

from .operators import mutants_of

CHANGES = {
    "a == b": {"(a) != (b)", "str(a).startswith(str(b).rstrip(chr(39)))"},
    "a != b": {"(a) == (b)", "not str(a).startswith(str(b).rstrip(chr(39)))"},
    "a == 'x'": {"(a) != ('x')"},
    "a.status_code == b": {"(a.status_code) != (b)"},
    "a != b.tell()": {"(a) == (b.tell())"},
    "a == 0": {"(a) != (0)", "1"},
    "a < b": {"(a) <= (b)"},
    "a > b": {"(a) >= (b)"},
    "a in b": {"(a) not in (b)"},
    "a not in b": {"(a) in (b)"},
    "a is None": {"(a) is not (None)"},
    "a and b": {"(a) or (b)", "(a)", "(b)"},
    "a or b": {"(a) and (b)", "(a)", "(b)"},
    "not a": {"a"},
    "f(7)": {"8", "6"},
    "f(b=True)": {"False"},
    "a if b else c": {"a", "c"},
    "a + b": {"(a) - (b)"},
    "a.startswith('x')": {"(a) == 'x'"},
    "P.sub(r'.', a)": {"a"},
    "P.fullmatch(a)": {"(P).match(a)"},
    "a.strip()": {"a"},
    "any(a)": {"all(a)"},
    "min(a, b)": {"max(a, b)"},
    "a[b:]": {"a"},
    "[a for a in b if c]": {"True"},
    "f'{a == b}'": set(),
    "ValueError('7', 7)": set(),
    "0 < a <= b": {"(0) <= (a) and a <= b", "0 < a and (a) < (b)", "1"},
}
STATEMENTS = {
    "raise a": {"pass"},
    "f(a)": {"pass"},
    "log.info(a)": set(),
    "del a[b]": {"pass"},
    "a.b = c": {"pass"},
    "a += c": {"pass"},
    "a = f(a)": {"pass"},
    "a = f(b)": set(),
    "while a:\n    break": {"continue"},
    "while a:\n    continue": {"pass"},
    "if a:\n    return b": {"not (a)", "pass"},
    "with self.lock:\n    a = b": {"__import__('contextlib').nullcontext()"},
    "with a as b:\n    a = b": set(),
}


def _after(text: str) -> set[str]:
    return {mutant.name.partition(" -> ")[2].partition(" | ")[0] for mutant in mutants_of(text)}


@pytest.mark.parametrize("text", CHANGES)
def test_an_expression_is_changed_in_these_ways(text: str) -> None:
    assert _after(f"def f(a, b, c):\n    x = {text}\n") == CHANGES[text]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_statement_is_changed_in_these_ways(text: str) -> None:
    lines = "\n    ".join(text.splitlines())
    assert _after(f"def f(self, a, b, c):\n    {lines}\n    x = c\n") == STATEMENTS[text]


def test_the_last_return_gives_none_and_an_early_one_is_taken_away() -> None:
    assert _after("def f(a):\n    while a:\n        return 'b'\n    return 'c'\n") == {"pass", "return None"}


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("return None", set()),
        ("return", set()),
        ("return False", {"True"}),
        ("return 0", {"return None", "1"}),
        ("if a in b:\n        return None", {"(a) not in (b)"}),
        ("if a in b:\n        c()\n    else:\n        return None", {"(a) not in (b)", "pass"}),
        ("with a as b:\n        return None", set()),
        ("if a in b:\n        return None\n    c()", {"(a) not in (b)", "pass"}),
        ("if a in b:\n        return False\n    c()", {"(a) not in (b)", "pass", "True"}),
        ("for b in a:\n        return None", {"pass"}),
        ("try:\n        return None\n    finally:\n        a = b", set()),
        ("try:\n        c()\n    except ValueError:\n        return False", {"pass", "True"}),
        ("try:\n        return None\n    except ValueError:\n        c()\n    else:\n        c()", {"pass"}),
    ],
)
def test_a_return_of_nothing_at_the_end_is_left_alone(body: str, changed: set[str]) -> None:
    """A function that ends returns None, which is no truth."""
    assert _after(f"def f(a, b, c):\n    {body}\n") == changed


def test_defaults_and_decorators_are_changed_and_what_modules_need_is_not() -> None:
    source = (
        "LIMIT: Final = 7\nclass A:\n    b: str = field(repr=False)\n    @locked\n    def f(self, n: int = 3): ...\n"
    )
    assert {mutant.name: mutant.inside for mutant in mutants_of(source)} == {
        "A: False -> True | b: str = field(repr=False)": False,
        "A: locked -> lambda it: it | @locked": False,
        "A.f: 3 -> 4 | def f(self, n: int = 3): ...": False,
        "A.f: 3 -> 2 | def f(self, n: int = 3): ...": False,
    }


def test_a_mutant_changes_its_own_piece_and_no_line_moves() -> None:
    source = 'def f(a):\n    """Say 7."""\n    return (  # ä\n        a ==\n        "ä"\n    ), 1\n\n\nb = 2\n'
    texts = {mutant.name: mutant.text for mutant in mutants_of(source)}
    assert texts["f: a == \"ä\" -> (a) != ('ä')"] == source.replace('a ==\n        "ä"', "((a) != ('ä')\n)")
    assert all(text.count("\n") == source.count("\n") and ast.parse(text) for text in texts.values())


def test_two_alike_have_two_names() -> None:
    assert [mutant.name for mutant in mutants_of("a = [1 < b, c, 1 < b]\n") if "<=" in mutant.name] == [
        "module: 1 < b -> (1) <= (b) | a = [1 < b, c, 1 < b]",
        "module: 1 < b -> (1) <= (b) | a = [1 < b, c, 1 < b] #2",
    ]
