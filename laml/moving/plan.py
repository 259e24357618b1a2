"""What is to change in a source file: edits by node, and the lines that a person must look at.

An edit is planned only where the file itself shows that it is right. Where a name cannot be changed with certainty it
stays, and the import says `as`; where that is not enough the line stays as it is, and is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any, Final, NamedTuple, TypeAlias

import libcst as cst

from .. import fax_response, messaging_response, voice_response
from .reading import File, Import, dotted, full_name
from .rows import MODULES, NAMES, OLDER, ROWS, VENDORS

Edit: TypeAlias = Callable[[Any], Any]
DOCUMENTS: Final = {
    "laml.voice_response": voice_response,
    "laml.messaging_response": messaging_response,
    "laml.fax_response": fax_response,
}
"""Our modules that have the names of the vendors'."""
NEEDS_PROVIDER: Final = "signalwire.request_validator.RequestValidator"
EXCEPTION: Final = "twilio.base.exceptions.TwilioRestException"
ANYTHING: Final = "twilio.….…"
OLDER_NAMES: Final = frozenset(row.name for row in OLDER)


class Note(NamedTuple):
    """One line that a person must look at.

    Args:
        line: In the file as it was, from 1.
        what: The code in question.
        row: The name of the row of docs/moving.md.
        detail: What is in the way, if the row does not say it.
    """

    line: int
    what: str
    row: str
    detail: str = ""


class Target(NamedTuple):
    """What stands for a vendor's name."""

    module: str
    name: str


def target_of(name: str) -> Target | None:
    """What stands for a vendor's dotted name, or `None`."""
    if name in NAMES:
        return Target(*NAMES[name])
    module, _, last = name.rpartition(".")
    ours = MODULES.get(module, "")
    return Target(ours, last) if ours in DOCUMENTS and last in DOCUMENTS[ours].__all__ else None


def row_of(name: str) -> str:
    """The row about a vendor's name that has nothing in its place."""
    whole = next((row for row in (name, name.rpartition(".")[0]) if row in ROWS), "")
    return whole or next((row for row in ("flask_twilio", "signalwire.relay") if name.startswith(row)), ANYTHING)


class Plan:
    """The edits of one file, and its notes.

    Args:
        file: The file.
        pinned: Names that other files take from this one, or may: they are not changed.
    """

    def __init__(self, file: File, pinned: Set[str]) -> None:
        self.file = file
        self.pinned = pinned
        self.edits: dict[cst.CSTNode, Edit] = {}
        self.notes: list[Note] = []
        self.stands_for: dict[str, set[str]] = {}
        self.heads: dict[str, list[str]] = {}
        for statement in file.imports:
            self._enter(statement)
        for statement in file.imports:
            if isinstance(statement, cst.Import):
                self._import(statement)
            else:
                self._import_from(statement)
        for head in self.heads:
            self._plain(head)

    def note(self, node: cst.CSTNode, what: str, row: str, detail: str = "") -> None:
        """List a line."""
        self.notes.append(Note(self.file.line(node), what, row, detail))

    def meaning(self, node: cst.BaseExpression) -> str:
        """The vendor's dotted name that an expression stands for, if that is certain; else empty."""
        name = dotted(node)
        head, dot, rest = name.partition(".")
        if not head or not self.file.is_vendors(head):
            return ""
        meant = self.stands_for.get(head, set())
        if len(meant) == 1:
            return f"{next(iter(meant))}{dot}{rest}"
        return name if head in self.heads and not meant else ""

    def may_mean(self, node: cst.BaseExpression) -> set[str]:
        """The vendor's dotted names that an expression may stand for, whatever else binds its name."""
        name = dotted(node)
        head, dot, rest = name.partition(".")
        meant = {f"{meaning}{dot}{rest}" for meaning in self.stands_for.get(head, ())}
        return meant | ({name} if head in self.heads else set())

    # -- which names the imports bind

    def _enter(self, statement: Import) -> None:
        if isinstance(statement, cst.Import):
            for alias in statement.names:
                name = full_name(alias.name)
                if alias.asname is not None:
                    self._stand_for(alias, name)
                else:
                    self.heads.setdefault(name.partition(".")[0], []).append(name)
        elif not isinstance(statement.names, cst.ImportStar):
            module = _module(statement)
            for alias in statement.names:
                self._stand_for(alias, f"{module}.{full_name(alias.name)}")

    def _stand_for(self, alias: cst.ImportAlias, meaning: str) -> None:
        self.stands_for.setdefault(_local(alias), set()).add(meaning)

    # -- from … import …

    def _import_from(self, statement: cst.ImportFrom) -> None:
        module = _module(statement)
        if isinstance(statement.names, cst.ImportStar):
            ours = MODULES.get(module, "")
            if ours in DOCUMENTS:
                self.edits[statement] = lambda node: node.with_changes(module=_expression(ours))
            else:
                self.note(statement, f"from {module} import *", row_of(module), "name what you import")
            return
        moved: list[tuple[str, cst.ImportAlias]] = []
        for alias in statement.names:
            found = self._moved(statement, alias, f"{module}.{full_name(alias.name)}")
            moved.append(found or ("", alias))
        modules = {ours for ours, _ in moved}
        if modules == {""}:
            return
        self._edit_import(statement, moved)

    def _moved(
        self, statement: cst.ImportFrom, alias: cst.ImportAlias, name: str
    ) -> tuple[str, cst.ImportAlias] | None:
        """The module and the name to import instead; a note and `None` if there is none."""
        local = _local(alias)
        ours = MODULES.get(name, "")
        if ours in DOCUMENTS and self._move_module(local, name):
            parent, _, last = ours.rpartition(".")
            return parent, _alias(alias, last, local)
        target = target_of(name)
        if target is None:
            self.note(statement, f"import {full_name(alias.name)}", self._row(name))
            return None
        if name == NEEDS_PROVIDER and not self._name_provider(local):
            self.note(statement, f"import {full_name(alias.name)}", NEEDS_PROVIDER, "it is used otherwise than called")
            return None
        if alias.asname is None and target.name != local and self._rename(statement, local, target):
            return target.module, _alias(alias, target.name, target.name)
        return target.module, _alias(alias, target.name, local)

    def _rename(self, statement: cst.ImportFrom, old: str, target: Target) -> bool:
        """Rename an identifier in the whole file, if it is certain that it is the vendor's wherever it stands."""
        file = self.file
        if (
            old in self.pinned
            or not file.is_vendors(old)
            or file.is_told(old)
            or target.name in file.words
            or any(target_of(meaning) != target for meaning in self.stands_for[old])
            or _is_in_class(file, statement)
        ):
            return False
        for node in file.names.get(old, ()):
            self.edits[node] = _renamed(target.name)
        return True

    def _name_provider(self, local: str) -> bool:
        """Give the provider in each call of SignalWire's validator, if it is only called."""
        if not self.file.is_vendors(local) or self.stands_for.get(local) != {NEEDS_PROVIDER}:
            return False
        nodes = self.file.names.get(local, [])
        return self._name_provider_in([self.file.parent(node) for node in nodes], nodes)

    def _name_provider_in(self, parents: Sequence[cst.CSTNode], called: Sequence[cst.CSTNode]) -> bool:
        calls = [
            parent
            for parent, node in zip(parents, called, strict=True)
            if isinstance(parent, cst.Call) and parent.func is node and not any(arg.star for arg in parent.args)
        ]
        if len(calls) < len(called):
            return False
        self.edits.update(dict.fromkeys(calls, _with_provider))
        return True

    def _edit_import(self, statement: cst.ImportFrom, moved: Sequence[tuple[str, cst.ImportAlias]]) -> None:
        """Plan the statement, or the statements where its names come from several modules."""
        groups: dict[str, list[cst.ImportAlias]] = {}
        for ours, alias in moved:
            names = groups.setdefault(ours, [])
            if not any(alias.deep_equals(other) or _same(alias, other) for other in names):
                names.append(alias)
        parts = [
            statement.with_changes(
                names=_listed(names, bare=statement.lpar is None),
                **({"module": _expression(ours)} if ours else {}),
            )
            for ours, names in groups.items()
        ]
        line = self.file.parent(statement)
        if len(parts) == 1:
            self.edits[statement] = lambda _: parts[0]
        elif isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
            self.edits[line] = lambda node: _lines(node, parts)
        else:
            self.edits[statement] = lambda _: cst.FlattenSentinel(parts)

    # -- import …

    def _import(self, statement: cst.Import) -> None:
        for alias in statement.names:
            name = full_name(alias.name)
            if alias.asname is None or name.partition(".")[0] not in VENDORS:
                continue
            if name in MODULES and self._move_module(_local(alias), name):
                self.edits[alias] = _with_name(MODULES[name])
            else:
                detail = "a name of it has nothing in its place, or it is used otherwise" if name in MODULES else ""
                self.note(statement, f"import {name}", self._row(name), detail)

    def _row(self, name: str) -> str:
        """The row about an import: that of an older version's name which is used of it, where there is one."""
        used = (self.meaning(each) for each in self.file.attributes)
        older = (meaning for meaning in used if meaning in OLDER_NAMES and meaning.startswith(f"{name}."))
        return next(older, "") or row_of(name)

    def _move_module(self, local: str, module: str) -> bool:
        """Plan what a name for a module is used for; False if another module cannot stand for it."""
        file, ours = self.file, MODULES[module]
        planned: dict[cst.CSTNode, Edit] = {}
        called: list[cst.Attribute] = []
        for node in file.names.get(local, ()):
            parent = file.parent(node)
            if not isinstance(parent, cst.Attribute) or parent.value is not node:
                if ours in DOCUMENTS:
                    continue
                return False
            name = f"{module}.{parent.attr.value}"
            target = target_of(name)
            if target is None or target.module != ours:
                return False
            if target.name != parent.attr.value:
                planned[parent] = with_attribute(target.name)
            if name == NEEDS_PROVIDER:
                called.append(parent)
        if (planned or called) and not (file.is_vendors(local) and self.stands_for[local] == {module}):
            return False
        if not self._name_provider_in([file.parent(node) for node in called], called):
            return False
        self.edits.update(planned)
        return True

    # -- import twilio.…, used by its whole name

    def _plain(self, head: str) -> None:
        """Plan all imports of a package without `as`, and what is used by its whole name: all of it or nothing."""
        statements = [each for each in self.file.imports if isinstance(each, cst.Import)]
        aliases = [
            alias
            for each in statements
            for alias in each.names
            if alias.asname is None and full_name(alias.name).partition(".")[0] == head
        ]
        planned = self._whole_names(head)
        new = {MODULES.get(name, "") for name in self.heads[head]}
        free = all(ours and ours.partition(".")[0] not in {*self.file.names, *self.file.bound} for ours in new)
        if planned is None or not free or not self.file.is_vendors(head) or head in self.stands_for:
            for name, alias in zip(self.heads[head], aliases, strict=True):
                detail = "its whole name is used in a way that has no counterpart" if name in MODULES else ""
                self.note(alias, f"import {name}", self._row(name), detail)
            return
        self.edits.update(planned)
        self.edits.update({alias: _with_name(MODULES[full_name(alias.name)]) for alias in aliases})

    def _whole_names(self, head: str) -> dict[cst.CSTNode, Edit] | None:
        """The edits of all places where names begin with a package's; `None` if one of them cannot be moved."""
        imported = {MODULES.get(name, "") for name in self.heads[head]}
        planned: dict[cst.CSTNode, Edit] = {}
        for node in self.file.names.get(head, ()):
            chain = next((one for one in self._chains(node) if target_of(dotted(one))), None)
            target = target_of(dotted(chain)) if chain is not None else None
            if chain is None or target is None or target.module not in imported:
                return None
            if dotted(chain) == NEEDS_PROVIDER:
                parent = self.file.parent(chain)
                if not self._name_provider_in([parent], [chain]):
                    return None
            planned[chain] = _whole(f"{target.module}.{target.name}")
        return planned

    def _chains(self, node: cst.CSTNode) -> Iterator[cst.Attribute]:
        """The attributes of a name, of these, and so on."""
        for above in self.file.ancestors(node):
            if not isinstance(above, cst.Attribute) or above.value is not node:
                return
            yield above
            node = above


# -- pieces of a tree


def _module(statement: cst.ImportFrom) -> str:
    return full_name(statement.module) if statement.module is not None else ""


def _local(alias: cst.ImportAlias) -> str:
    return full_name(alias.asname.name) if alias.asname is not None else full_name(alias.name)


def _expression(name: str) -> cst.Name | cst.Attribute:
    """A dotted name as a tree."""
    first, *rest = name.split(".")
    found: cst.Name | cst.Attribute = cst.Name(first)
    for part in rest:
        found = cst.Attribute(found, cst.Name(part))
    return found


def _alias(alias: cst.ImportAlias, name: str, local: str) -> cst.ImportAlias:
    """An imported name; `as` stays, or comes where the local name is another one."""
    asname = alias.asname if alias.asname is not None or name == local else cst.AsName(cst.Name(local))
    return alias.with_changes(name=cst.Name(name), asname=asname)


def _same(one: cst.ImportAlias, other: cst.ImportAlias) -> bool:
    return _local(one) == _local(other) and full_name(one.name) == full_name(other.name)


def _listed(names: Sequence[cst.ImportAlias], *, bare: bool) -> list[cst.ImportAlias]:
    """Names in an import; without parentheses the last has no comma."""
    commas = [name.comma if isinstance(name.comma, cst.Comma) else cst.MaybeSentinel.DEFAULT for name in names]
    listed = [name.with_changes(comma=comma) for name, comma in zip(names, commas, strict=True)]
    if bare:
        listed[-1] = listed[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return listed


def _lines(line: cst.SimpleStatementLine, parts: Sequence[cst.ImportFrom]) -> cst.FlattenSentinel[Any]:
    """One line for each statement; comments stay with the first."""
    first = line.with_changes(body=[parts[0]])
    return cst.FlattenSentinel([first, *(cst.SimpleStatementLine([part]) for part in parts[1:])])


def _renamed(name: str) -> Edit:
    return lambda node: node.with_changes(value=name)


def with_attribute(name: str) -> Edit:
    """The edit that gives an attribute another name."""
    return lambda node: node.with_changes(attr=node.attr.with_changes(value=name))


def _with_name(name: str) -> Edit:
    return lambda node: node.with_changes(name=_expression(name))


def _whole(name: str) -> Edit:
    """Another dotted name in the same parentheses."""
    return lambda node: _expression(name).with_changes(lpar=node.lpar, rpar=node.rpar)


def _with_provider(call: cst.Call) -> cst.Call:
    if any(arg.keyword is not None and arg.keyword.value == "provider" for arg in call.args):
        return call
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    given = cst.Arg(cst.SimpleString('"signalwire"'), cst.Name("provider"), equal)
    return call.with_changes(args=[*call.args, given])


def _is_in_class(file: File, statement: cst.CSTNode) -> bool:
    """Whether a statement stands directly in a class, whose attributes its names are."""
    for above in file.ancestors(statement):
        if isinstance(above, cst.FunctionDef):
            return False
        if isinstance(above, cst.ClassDef):
            return True
    return False
