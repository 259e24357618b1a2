"""No code asks which provider it serves: what differs stands in a table, and the code reads the field.

A comparison with a provider's name is found in the sources in every spelling that we could think of; each of them is a
kept fault below. The dialects stand for the providers everywhere but in `laml`, whose subject they are.
"""

import ast
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from .imports import PACKAGES, ROOT, parsed

TABLES: Final = {
    "rest/table/providers.py",
    "webhooks/wire/providers.py",
    *(f"emulator/engine/profiles/{topic}.py" for topic in ("absent", "accounts", "calls", "fetching", "messages")),
    "emulator/server/records/api_rows.py",
}
"""Where the facts about providers stand: here a name is a key."""

EXCEPTIONS: Final[dict[tuple[str, str], str]] = {
    (
        "webhooks/signature.py",
        "{'twilio': {'none': (URL,), 'form': (FORM,), 'raw': (HASH,)}, "
        "'signalwire': {'none': (URL,), 'form': (FORM,), 'raw': (RAW, HASH)}}",
    ): "the schemes are functions of this module, and the table of who uses which stands below them",
    (
        "laml/commands/dialects.py",
        "{'laml': 'laml', 'twiml': 'twiml', 'signalwire': 'laml', 'twilio': 'twiml'}",
    ): "the names that the option --dialect takes; laml imports no table of providers",
}
"""File and expression of each other comparison, with its reason: five at most."""

NAMES: Final = ("twilio", "signalwire")
DIALECTS: Final = ("laml", "twiml")
FLAGS: Final = {flag for name in NAMES for flag in (name, f"is_{name}", f"for_{name}", f"on_{name}")}
LOOKUPS: Final = {
    *("get", "pop", "setdefault", "startswith", "endswith", "find", "index", "count", "removeprefix", "removesuffix"),
    *("partition", "rpartition", "split", "match", "fullmatch", "search", "fnmatch", "eq", "ne", "is_", "contains"),
    *("__eq__", "__ne__", "__contains__", "__getitem__", "itemgetter", "attrgetter", "getattr", "hasattr"),
}
"""Functions and methods whose answer depends on the name that they are given."""


def comparisons(file: Path, *, dialects: bool = False) -> Iterator[tuple[int, str]]:
    """Line and text of each comparison with a provider's name, the outermost expression of it.

    Args:
        file: The module.
        dialects: Whether comparisons with a dialect's name count as well.
    """
    finder = _Finder({*NAMES, *DIALECTS} if dialects else {*NAMES}, parsed(file))
    yield from finder.found(parsed(file))


class _Finder:
    def __init__(self, words: set[str], tree: ast.Module) -> None:
        self.words = words
        self.constants = set(self._constants(tree))

    def found(self, node: ast.AST) -> Iterator[tuple[int, str]]:
        """The comparisons below a node."""
        if self._compares(node):
            shown = node.pattern if isinstance(node, ast.match_case) else node
            yield shown.lineno, ast.unparse(shown)  # type: ignore[attr-defined]
            children = node.body if isinstance(node, ast.match_case) else []
        else:
            children = list(ast.iter_child_nodes(node))
        for child in children:
            yield from self.found(child)

    def _compares(self, node: ast.AST) -> bool:
        match node:
            case ast.Compare():
                return any(map(self._names, [node.left, *node.comparators])) or self._part(node.left)
            case ast.match_case():
                return self._names(node.pattern)
            case ast.Subscript():
                return not _is_type(node) and self._names(node.slice, NAMES)
            case ast.Dict():
                return any(key is not None and self._names(key) for key in node.keys)
            case ast.DictComp():
                return self._names(node.key)
            case ast.Call():
                asked = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
                looks_up = _last(node.func) in LOOKUPS and any(self._names(x, NAMES) or self._part(x) for x in asked)
                return looks_up or any(keyword.arg in FLAGS for keyword in node.keywords)
            case ast.Attribute():
                return node.attr in FLAGS
            case ast.arg():
                return node.arg in FLAGS
        return False

    def _names(self, node: ast.AST, words: Collection[str] = ()) -> bool:
        """Whether a provider's name is part of an expression; what a type may be is none."""
        if isinstance(node, ast.Subscript) and not _is_type(node):  # where `twiml` may be the name of a parameter
            return self._names(node.value, words) or self._names(node.slice, NAMES)
        inner = () if _is_type(node) else ast.iter_child_nodes(node)
        return self._is(node, words or self.words) or any(self._names(child, words) for child in inner)

    def _is(self, node: ast.AST, words: Collection[str]) -> bool:
        match node:
            case ast.Constant(value=str(text)):
                return text.strip().lower() in words
            case ast.Constant(value=bytes(raw)):
                return raw.decode("latin-1").strip().lower() in words
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name in self.constants or _is_constant(name)
        return False

    def _part(self, node: ast.AST) -> bool:
        """Whether a string is the beginning of a provider's name and of no other word: `"twil" in name`."""
        text = node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        return text.startswith(("twil", "signalw")) and any(name.startswith(text) for name in NAMES)

    def _constants(self, tree: ast.Module) -> Iterator[str]:
        """Names that a module gives to a provider's name, or to several: `A = "twilio"`, `import TWILIO as T`."""
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom(names=names):
                    yield from (each.asname for each in names if each.asname and _is_constant(each.name))
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    yield from [name] if self._plain(value) else []
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.AST() as value):
                    yield from [name] if self._plain(value) else []
                case ast.NamedExpr(target=ast.Name(id=name), value=value):
                    yield from [name] if self._plain(value) else []

    def _plain(self, value: ast.AST) -> bool:
        """A provider's name, or a tuple, list or set of some."""
        match value:
            case ast.Constant(value=str(text)):
                return text.lower() in self.words
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return _is_constant(name)
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return any(map(self._plain, elements))
            case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[only]):
                return self._plain(only)
        return False


def _is_constant(name: str) -> bool:
    """`TWILIO`, `_SIGNALWIRE_ONLY`, `ON_TWILIO`: a row of a table, or what was made of one."""
    parts = set(name.strip("_").split("_")) - {"ON", "ONLY", "NAME", "ROW", "PROFILE", "PROVIDER"}
    return bool(parts) and parts <= {word.upper() for word in NAMES}


def _is_type(node: ast.AST) -> bool:
    """`Literal["twilio"]` and `Annotated[str, Only("twilio")]` say what may be, or who has a parameter."""
    return isinstance(node, ast.Subscript) and _last(node.value) in {"Literal", "Annotated"}


def _last(function: ast.AST) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@cache
def all_comparisons(root: Path) -> dict[tuple[str, str], list[int]]:
    """Of all packages but the tables: file and expression, and the lines where it stands."""
    result: dict[tuple[str, str], list[int]] = {}
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            if name not in TABLES:
                for line, text in comparisons(file, dialects=package != "laml"):
                    result.setdefault((name, text), []).append(line)
    return result


FAULTS: Final = """
if profile.name == "twilio": pass
if "signalwire" != profile.name: pass
if profile.name in ("twilio",): pass
if profile.name not in {"signalwire", "other"}: pass
if profile.name is "twilio": pass
if profile is TWILIO: pass
if profile == profiles.SIGNALWIRE: pass
if profile in (SIGNALWIRE, other): pass
if provider.name in TWILIO_ONLY: pass
if provider.name == TWILIO.name: pass
if provider.title == "Twilio": pass
if provider.name.lower() == "TWILIO".lower(): pass
if provider.name == str("twilio"): pass
if name.encode() == b"twilio": pass
if "twil" in provider.name: pass
if provider.name.startswith("twilio"): pass
if provider.name.startswith("signalw"): pass
if provider.name.endswith(("twilio", "x")): pass
if provider == Provider.TWILIO: pass
if provider == PROVIDERS["twilio"]: pass
x = {"twilio": 1, "signalwire": 2}[provider.name]
x = {"twilio": 1}.get(provider.name, 2)
x = {TWILIO: 1, SIGNALWIRE: 2}[profile]
x = {TWILIO.name: one, SIGNALWIRE.name: two}
x = dict(twilio=1, signalwire=2)[provider.name]
x = PROVIDERS["twilio"]
x = PROVIDERS.get("twilio")
x = PROVIDERS.pop("signalwire", None)
x = (one, two)[profile.name == "twilio"]
x = one if profile.name == "twilio" else two
x = not profile.name == "twilio" and one
x = [y for y in rows if y.provider == "twilio"]
x = {"twilio" + "": y for y in rows}
x = "twilio".__eq__(profile.name)
x = profile.name.__eq__("twilio")
x = operator.eq(profile.name, "twilio")
x = re.fullmatch("twilio", profile.name)
x = ["signalwire", "twilio"].index(profile.name)
x = getattr(rows, "twilio")
x = profile.is_twilio
x = rows.signalwire
x = pick(profile, twilio=1, signalwire=2)
x = lambda twilio: 1
def f(flow, *, is_signalwire=False): pass
A = "twilio"; x = profile.name == A
A: Final = "signalwire"; x = profile.name == A
A = ("twilio", "other"); x = profile.name in A
A = frozenset({"twilio"}); x = profile.name in A
A = TWILIO; x = profile is A
from tables import TWILIO as A; x = profile is A
from tables import TWILIO_ONLY as A; x = profile.name in A
if (wanted := "twilio") and profile.name == wanted: pass
while profile.name != "twilio": pass
assert profile.name == "twilio"
if profile.dialect == "twiml": pass
x = {"laml": 1, "twiml": 2}[profile.dialect]
""".strip().splitlines()

MATCHES: Final = [
    'match profile.name:\n    case "twilio":\n        pass',
    'match profile.name:\n    case "other" | "signalwire":\n        pass',
    'match profile:\n    case Profile(name="twilio"):\n        pass',
    "match profile:\n    case profiles.TWILIO:\n        pass",
    'match [profile.name, x]:\n    case ["twilio", _]:\n        pass',
    'match profile:\n    case {"twilio": row}:\n        pass',
]

ALLOWED: Final = """
ProviderName = Literal["signalwire", "twilio"]
def sign(url: str, *, provider: ProviderName = "twilio"): pass
x = Operation("list", providers=TWILIO_ONLY)
class Create: status: Annotated[str, Only("twilio")]
def f(x: dict[Literal["twilio"], str]) -> Literal["signalwire"]: return "signalwire"
x = PROVIDERS[settings.provider.name]
x = profile.name in PROVIDERS
x = environ.get("TWILIO_ACCOUNT_SID")
x = f"https://www.twilio.com/docs/errors/{code}"
x = click.Choice(["signalwire", "twilio"])
x = Client(signalwire_space_url=host)
x = profile.name == other.name
x = "wire" in name
x = "sign" in name
x = placing["twiml"]
x = speaking.provider in parameters["twiml"].providers
x = _TWILIO_USER.fullmatch(sid)
print("set LAML_PROVIDER to 'signalwire' or 'twilio'")
""".strip().splitlines()


def test_no_code_outside_the_tables_compares_with_the_name_of_a_provider() -> None:
    found = all_comparisons(ROOT)
    others = [
        f"{file}:{line} {text}"
        for (file, text), lines in found.items()
        for line in lines
        if (file, text) not in EXCEPTIONS
    ]
    assert not others, f"{len(others)} comparisons:\n" + "\n".join(others)


def test_the_exceptions_are_few_and_there_and_say_why() -> None:
    found = all_comparisons(ROOT)
    assert sum(len(found.get(place, [])) for place in EXCEPTIONS) <= 5
    assert EXCEPTIONS.keys() <= found.keys()
    assert all(len(reason.split()) > 4 for reason in EXCEPTIONS.values())


def test_the_tables_are_where_the_test_lets_them_be_and_are_seen() -> None:
    for table in TABLES:
        assert re.search("|".join(NAMES), (ROOT / table).read_text(encoding="utf-8"))
    assert any(list(comparisons(ROOT / table)) for table in TABLES)


@pytest.mark.parametrize("fault", [*FAULTS, *MATCHES])
def test_a_comparison_is_found_in_every_spelling(fault: str, tmp_path: Path) -> None:
    file = tmp_path / "rest" / "fault.py"
    file.parent.mkdir()
    file.write_text(fault, encoding="utf-8")
    assert all_comparisons(tmp_path)


@pytest.mark.parametrize("line", ALLOWED)
def test_what_only_says_or_reads_a_name_is_no_comparison(line: str, tmp_path: Path) -> None:
    file = tmp_path / "line.py"
    file.write_text(line, encoding="utf-8")
    assert list(comparisons(file, dialects=True)) == []


def test_the_dialects_are_the_subject_of_laml(tmp_path: Path) -> None:
    file = tmp_path / "laml" / "line.py"
    file.parent.mkdir()
    file.write_text('x = 1 if dialect == "twiml" else 2\ny = 1 if provider == "twilio" else 2', encoding="utf-8")
    assert list(all_comparisons(tmp_path)) == [("laml/line.py", "provider == 'twilio'")]
