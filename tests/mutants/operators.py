"""Draws up the mutants of a source text. Each is a piece of the text and what stands there instead; lines stay as many.

Texts that people read are left alone: no test holds the wording of messages, docstrings and log lines.
"""

import ast
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

COMPARED: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
COUNTED: Final[dict[type[ast.operator], str]] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*"}
CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
KEPT_DECORATORS: Final = (
    "property",
    "classmethod",
    "staticmethod",
    "overload",
    "runtime_checkable",
    "cache",
    "lru_cache",
)
"""Without these a module does not load, only type checkers differ, or only the time."""
LEFT: Final = frozenset(
    {"slots", "frozen", "kw_only", "init", "compare", "stacklevel", "poll_interval", "ensure_ascii"}
)
"""Arguments that say how a class is laid out, or how often something looks: none of them keeps a promise."""
SAYS_ENOUGH: Final = 10
"""Characters of a piece; the name of a mutant of a shorter one has the line too."""
SHOWN: Final = 80
"""Characters of a piece that stand in a mutant's name."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module.

    Attributes:
        name: Where it is and what becomes of what; unique in its module, and the same when lines move.
        line: Its first line, from 1.
        end_line: Its last line.
        text: The whole source with the change.
        inside: Whether it stands in the body of a function, and not in what runs when the module is loaded.
    """

    name: str
    line: int
    end_line: int
    text: str
    inside: bool


@dataclass(frozen=True)
class _Change:
    node: ast.expr | ast.stmt
    becomes: str
    place: str
    inside: bool


def mutants_of(source: str) -> list[Mutant]:
    """All mutants of a module, in the order of the text."""
    whole = source.encode()
    lines = whole.splitlines(keepends=True)
    starts = [0, *itertools.accumulate(map(len, lines))]
    found, names = [], set[str]()
    for change in _changes(ast.parse(source).body, "", inside=False):
        node = change.node
        first, last = node.lineno, node.end_lineno or 0
        start, end = starts[first - 1] + node.col_offset, starts[last - 1] + (node.end_col_offset or 0)
        old = whole[start:end].decode()
        name = f"{change.place or 'module'}: {_short(old)} -> {_short(change.becomes)}"
        if len(old) < SAYS_ENOUGH:
            name += f" | {_short(lines[first - 1].decode())}"
        many = itertools.chain([name], (f"{name} #{number}" for number in itertools.count(2)))
        name = next(each for each in many if each not in names)
        names.add(name)
        lost = "\n" * (last - first)
        new = f"({change.becomes}{lost})" if isinstance(node, ast.expr) else change.becomes + lost
        text = (whole[:start] + new.encode() + whole[end:]).decode()
        found.append(Mutant(name, first, last, text, change.inside))
    return found


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def _changes(
    body: Iterable[ast.stmt], place: str, *, inside: bool, whole: bool = False, ends: bool = False
) -> Iterator[_Change]:
    """The changes of a block.

    Args:
        body: The block.
        place: The names of the functions and classes that it stands in.
        inside: Whether it runs when a function is called.
        whole: Whether it is the body of a function, so that its last return is the end.
        ends: Whether nothing of its function runs behind it.
    """
    statements = list(body)
    for statement in statements:
        last = statement is statements[-1]
        if not (ends and last and _is_no_truth(statement)):
            for node, becomes in _of_statement(statement, last=whole and last):
                yield _Change(node, becomes, place, inside)
        for part in ast.iter_child_nodes(statement):
            if isinstance(part, ast.expr) and not _is_left(part, statement):
                for node, becomes in _of_expressions(part):
                    yield _Change(node, becomes, place, inside)
        if isinstance(statement, ast.With):
            for item in statement.items:
                if item.optional_vars is None and "lock" in ast.unparse(item.context_expr):
                    yield _Change(item.context_expr, "__import__('contextlib').nullcontext()", place, inside)
        name = statement.name if isinstance(statement, ast.FunctionDef | ast.ClassDef) else ""
        within = f"{place}.{name}".strip(".")
        is_function = isinstance(statement, ast.FunctionDef)
        if isinstance(statement, ast.FunctionDef):
            for default in [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]:
                for node, becomes in _of_expressions(default):
                    yield _Change(node, becomes, within, inside)
        for block in _blocks(statement):
            still = ends and last and _ends_with_its_blocks(statement)
            yield from _changes(
                block, within, inside=inside or is_function, whole=is_function, ends=is_function or still
            )


def _is_no_truth(statement: ast.stmt) -> bool:
    """Whether a last statement returns None, as a function does without it, or False: that it becomes True is tried."""
    return isinstance(statement, ast.Return) and ast.unparse(statement) in ("return", "return None", "return False")


def _ends_with_its_blocks(statement: ast.stmt) -> bool:
    """Whether behind each block of a statement nothing runs but what runs behind a return as well."""
    return isinstance(statement, ast.If | ast.With) or (isinstance(statement, ast.Try) and not statement.orelse)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    test = ast.unparse(statement.test) if isinstance(statement, ast.If) else ""
    elsewhere = "TYPE_CHECKING" in test or "win32" in test  # runs on no machine that has these tests
    for name in ("orelse",) if elsewhere else ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body


def _is_left(part: ast.expr, statement: ast.stmt) -> bool:
    """Whether a part is left as it is: an annotation, a docstring, the number of a limit."""
    if isinstance(statement, ast.AnnAssign):
        limit = "Final" in ast.unparse(statement.annotation) and _is_number(statement.value)
        return limit or part is statement.annotation  # the number of a limit is a choice; tests take it by its name
    if isinstance(statement, ast.FunctionDef):
        return True  # decorators, annotations: what of them is mutated is found elsewhere
    return isinstance(statement, ast.Expr) and isinstance(part, ast.Constant)


def _is_number(value: ast.expr | None) -> bool:
    """Whether a value is a number, or computed from numbers alone."""
    match value:
        case ast.BinOp(left=left, right=right):
            return _is_number(left) and _is_number(right)
        case ast.UnaryOp(operand=operand):
            return _is_number(operand)
        case ast.Constant(value=number):
            return isinstance(number, int | float)
    return False


def _of_statement(statement: ast.stmt, *, last: bool) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    match statement:
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield statement, "return None" if last else "pass"
        case ast.Return():
            yield statement, "pass"
        case ast.Raise() | ast.Delete():
            yield statement, "pass"
        case ast.Break():
            yield statement, "continue"
        case ast.Continue():
            yield statement, "pass"
        case ast.Expr(value=ast.Call() as call) if not _is_wording(call):
            yield statement, "pass"
        case ast.AugAssign() | ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield statement, "pass"
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _names(value):
            yield statement, "pass"
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.If(test=ast.Name() | ast.Attribute() | ast.Call() | ast.NamedExpr()) as branch:
            yield branch.test, f"not ({ast.unparse(branch.test)})"
        case ast.FunctionDef(decorator_list=decorators):
            for decorator in decorators:
                if not ast.unparse(decorator).partition("(")[0].endswith((*KEPT_DECORATORS, "setter")):
                    yield decorator, "lambda it: it"


def _names(value: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}


def _is_wording(call: ast.Call) -> bool:
    """Whether a call only tells people something."""
    called = ast.unparse(call.func)
    return called.startswith(("log.", "warnings.", "console.", "click.echo"))


def _of_expressions(top: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """The changes of an expression and of all in it, but for what is text to be read."""
    if isinstance(top, ast.JoinedStr) or (isinstance(top, ast.Call) and (_is_wording(top) or _is_error(top))):
        return
    yield from _of_expression(top)
    for part in ast.iter_child_nodes(top):
        match part:
            case ast.expr():
                yield from _of_expressions(part)
            case ast.keyword(arg=name) if name not in LEFT:
                yield from _of_expressions(part.value)
            case ast.comprehension():
                yield from _of_expressions(part.iter)
                for condition in part.ifs:
                    yield condition, "True"
                    yield from _of_expressions(condition)


def _is_error(call: ast.Call) -> bool:
    """Whether a call makes an error: what it says is wording, and that it is raised is a statement."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return name.endswith(("Error", "Exception", "Refused", "ambiguous", "_missing"))


def _of_expression(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            a, b = ast.unparse(left), ast.unparse(right)
            yield node, f"({a}) {COMPARED[type(operator)]} ({b})"
            if isinstance(operator, ast.Eq | ast.NotEq) and not _is_constant(left, right):
                no = "" if isinstance(operator, ast.Eq) else "not "
                yield node, f"{no}str({a}).startswith(str({b}).rstrip(chr(39)))"  # of bytes without the quotation mark
        case ast.Compare(left=left, ops=[first, second], comparators=[middle, right]):
            a, b, c = ast.unparse(left), ast.unparse(middle), ast.unparse(right)
            one, two = (
                ast.unparse(ast.Compare(left, [first], [middle])),
                ast.unparse(ast.Compare(middle, [second], [right])),
            )
            yield node, f"({a}) {COMPARED[type(first)]} ({b}) and {two}"
            yield node, f"{one} and ({b}) {COMPARED[type(second)]} ({c})"
        case ast.BoolOp(op=operator, values=values):
            word = " or " if isinstance(operator, ast.And) else " and "
            yield node, word.join(f"({ast.unparse(value)})" for value in values)
            same = " and " if isinstance(operator, ast.And) else " or "
            for value in values:
                if not any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(value)):
                    yield node, same.join(f"({ast.unparse(other)})" for other in values if other is not value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, ast.unparse(operand)
        case ast.Constant(value=bool() as value):
            yield node, str(not value)
        case ast.Constant(value=int() | float() as value):
            yield node, repr(value + 1)
            if value:
                yield node, repr(value - 1)
        case ast.IfExp(body=body, orelse=orelse):
            yield node, ast.unparse(body)
            yield node, ast.unparse(orelse)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in COUNTED and not _is_text(left, right):
            yield node, f"({ast.unparse(left)}) {COUNTED[type(operator)]} ({ast.unparse(right)})"
        case ast.Call(func=ast.Attribute(value=text, attr="startswith" | "endswith"), args=[ast.Constant() as start]):
            yield node, f"({ast.unparse(text)}) == {ast.unparse(start)}"
        case ast.Call(func=ast.Attribute(value=text, attr="sub"), args=[_, given, *_]):
            yield node, ast.unparse(given)
        case ast.Call(func=ast.Attribute(value=text, attr="fullmatch"), args=given):
            yield node, f"({ast.unparse(text)}).match({', '.join(map(ast.unparse, given))})"
        case ast.Call(
            func=ast.Attribute(value=text, attr="strip" | "lower" | "upper" | "casefold" | "rstrip" | "lstrip")
        ):
            yield node, ast.unparse(text)
        case ast.Call(func=ast.Name(id=name), args=given, keywords=keywords) if name in CALLED:
            yield node, f"{CALLED[name]}({', '.join(map(ast.unparse, [*given, *keywords]))})"
        case ast.Subscript(value=text, slice=ast.Slice()):
            yield node, ast.unparse(text)


def _is_constant(*sides: ast.expr) -> bool:
    """Whether a comparison is with what stands in the code, or of truths or numbers: none begins another."""
    plain = (ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp)
    written = [ast.unparse(side) for side in sides]
    return any(isinstance(side, plain) for side in sides) or any(
        text.startswith(("len(", "bool(", "int(")) or text.endswith((".tell()", ".status_code")) for text in written
    )


def _is_text(*sides: ast.expr) -> bool:
    """Whether a sum is one of texts, which have no difference."""
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        for side in sides
    )
