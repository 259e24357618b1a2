"""Reads a source file for what it has of the vendors' packages: imports, the names they bind, and where these stand.

Knows nothing of scopes: a name counts as the vendor's only if nothing else in the whole file binds it, which holds in
every scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

import libcst as cst
from libcst import metadata
from libcst.helpers import get_full_name_for_node

from .rows import VENDORS

Import: TypeAlias = cst.Import | cst.ImportFrom
BINDING: Final = (
    cst.NameItem,  # global, nonlocal
    cst.AsName,
    cst.Param,
    cst.MatchAs,
    cst.MatchStar,
    cst.MatchMapping,
    cst.TypeVar,
    cst.TypeVarTuple,
    cst.ParamSpec,
    cst.TypeAlias,
)
"""Parents that make a name one that is bound, or bound elsewhere."""


class File(cst.CSTVisitor):
    """One source file, parsed, with its names and where they stand.

    Attributes:
        names: Each identifier with its nodes, but for attributes, keywords of calls, and names in import statements.
        attributes: Every attribute that is read or set.
        imports: Import statements of the vendors' packages.
        bound: Identifiers that something binds which is no import of a vendor's.
        binding: The nodes that bind one.
        texts: The texts of all strings that are no docstrings, with their nodes.
        words: All words of the source outside of the vendors' import statements.
    """

    METADATA_DEPENDENCIES = (
        metadata.PositionProvider,
        metadata.ParentNodeProvider,
        metadata.ExpressionContextProvider,
    )

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.names: dict[str, list[cst.Name]] = {}
        self.attributes: list[cst.Attribute] = []
        self.calls: list[cst.Call] = []
        self.handlers: list[cst.ExceptHandler] = []
        self.classes: list[cst.ClassDef] = []
        self.assigned: list[tuple[cst.BaseExpression, cst.BaseExpression]] = []
        self.imports: list[Import] = []
        self.bound: set[str] = set()
        self.binding: set[cst.Name] = set()
        self.texts: list[tuple[str, cst.CSTNode]] = []
        self.has_foreign_star = False
        self.module = cst.parse_module(source)
        wrapper = metadata.MetadataWrapper(self.module, unsafe_skip_copy=True)
        wrapper.visit(self)
        self._positions = wrapper.resolve(metadata.PositionProvider)
        self._parents = wrapper.resolve(metadata.ParentNodeProvider)
        left_out = "\n".join(self.module.code_for_node(each) for each in self.imports)
        words = re.compile(r"\w+")
        self.words = _more(words.findall(source), words.findall(left_out))

    def line(self, node: cst.CSTNode) -> int:
        """The line in which a node begins, from 1."""
        return self._positions[node].start.line

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node around this one."""
        return self._parents[node]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around this one, from the inside."""
        while (above := self._parents.get(node)) is not None:
            yield above
            node = above

    def visit_Name(self, node: cst.Name) -> None:
        """Keep an identifier, and whether it is bound here."""
        parent = self.get_metadata(metadata.ParentNodeProvider, node)
        if isinstance(parent, cst.Attribute) and parent.attr is node:
            return
        if isinstance(parent, cst.Arg) and parent.keyword is node:
            return
        self.names.setdefault(node.value, []).append(node)
        context = self.get_metadata(metadata.ExpressionContextProvider, node, None)
        if isinstance(parent, BINDING) or context is not metadata.ExpressionContext.LOAD:
            self.bound.add(node.value)
            self.binding.add(node)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """Keep an attribute."""
        self.attributes.append(node)

    def visit_Call(self, node: cst.Call) -> None:
        """Keep a call."""
        self.calls.append(node)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """Keep a class."""
        self.classes.append(node)

    def visit_ExceptHandler(self, node: cst.ExceptHandler) -> None:
        """Keep a handler of exceptions."""
        self.handlers.append(node)

    def visit_Assign(self, node: cst.Assign) -> None:
        """Keep what is assigned to what."""
        self.assigned += [(target.target, node.value) for target in node.targets]

    def visit_WithItem(self, node: cst.WithItem) -> None:
        """A `with` assigns too."""
        if node.asname is not None:
            self.assigned.append((node.asname.name, node.item))

    def visit_Import(self, node: cst.Import) -> bool:
        """Keep an import of a vendor's package; all others bind names."""
        if any(_vendor(full_name(alias.name)) for alias in node.names):
            self.imports.append(node)
        for alias in node.names:
            if not _vendor(full_name(alias.name)):
                self.bound.add(_binds(alias))
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        """Likewise; a star may bind any name."""
        if not node.relative and node.module is not None and _vendor(full_name(node.module)):
            self.imports.append(node)
        elif isinstance(node.names, cst.ImportStar):
            self.has_foreign_star = True
        else:
            self.bound |= {_binds(alias) for alias in node.names}
        return False

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Keep a text that is no docstring."""
        if not isinstance(self.get_metadata(metadata.ParentNodeProvider, node), cst.Expr):
            self.texts.append((node.raw_value, node))

    def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
        """Keep a piece of a text."""
        self.texts.append((node.value, node))

    def is_vendors(self, name: str) -> bool:
        """Whether nothing but imports of the vendors' packages binds the name, anywhere in the file."""
        return name not in self.bound and not self.has_foreign_star

    def is_told(self, name: str) -> bool:
        """Whether a text or a type comment has the name as a word, and may stand for it."""
        word = re.compile(rf"\b{name}\b")
        in_comment = re.search(rf"#\s*type:.*\b{name}\b", self.source)
        return in_comment is not None or any(word.search(text) for text, _ in self.texts)


def full_name(node: cst.CSTNode) -> str:
    """A name with its dots; empty if it is an expression of another kind."""
    return get_full_name_for_node(node) or ""


def dotted(node: cst.BaseExpression) -> str:
    """The dotted name that names and attributes spell, nothing else in it; else empty."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr.value}" if base else ""
    return ""


def _vendor(name: str) -> bool:
    return name.partition(".")[0] in VENDORS


def _binds(alias: cst.ImportAlias) -> str:
    """The name that an import binds."""
    return full_name(alias.asname.name) if alias.asname is not None else full_name(alias.name).partition(".")[0]


def _more(words: list[str], left_out: list[str]) -> set[str]:
    """The words that are there more often than in what is left out."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    for word in left_out:
        counts[word] -= 1
    return {word for word, count in counts.items() if count > 0}
