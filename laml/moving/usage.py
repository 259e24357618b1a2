"""Finds what a program does with what it imported: handlers of exceptions, documents, clients, texts with module names.

Most of it is only listed: what a variable holds is guessed from what is assigned to it. The one edit is that of `.msg`
in a handler, where the exception is known.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import isfunction, signature
from typing import Final

import libcst as cst

from ..grammar.constraints import BOTH
from ..tree import Node
from .plan import DOCUMENTS, EXCEPTION, OLDER_NAMES, Plan, Target, target_of, with_attribute
from .reading import File
from .rows import NO_PRODUCT

EXCEPTIONS: Final = (EXCEPTION, "twilio.base.exceptions.TwilioException")
CLIENTS: Final = ("twilio.rest.Client", "signalwire.rest.Client")
NOT_TAKEN: Final = ("http_client", "environment", "user_agent_extensions", "credential_provider")
FLASK: Final = "flask_twilio"
OF_NODES: Final = ("attrs", "name", "value", "xml")
MUTATES: Final = ("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort")
NAMES_A_MODULE: Final = re.compile(
    r"\b(?:twilio\.(?:twiml|rest|base|request_validator|jwt)|signalwire\.(?:rest|\w+_response|request_validator))\b"
)


def look(plan: Plan) -> None:
    """Add to a plan what follows from how names are used."""
    if not plan.file.imports:
        return
    for handler in plan.file.handlers:
        _handler(plan, handler)
    _left_over(plan)
    _older(plan)
    _flask_twilio(plan)
    _variables(plan)
    for text, node in plan.file.texts:
        if NAMES_A_MODULE.search(text):
            plan.note(node, _code(plan.file, node), '"twilio.….…"')


def _handler(plan: Plan, handler: cst.ExceptHandler) -> None:
    """One handler: a note if it catches the client's errors, and `.msg` if it catches nothing else."""
    if handler.type is None:
        return
    kinds = [each.value for each in handler.type.elements] if isinstance(handler.type, cst.Tuple) else [handler.type]
    meanings = [plan.meaning(kind) for kind in kinds]
    if not any(plan.may_mean(kind).intersection(EXCEPTIONS) for kind in kinds):
        return
    plan.note(handler, f"except {_code(plan.file, handler.type)}", EXCEPTION)
    moves = all(isinstance(kind, cst.Name) or kind in plan.edits for kind in kinds)
    is_known = set(meanings) == {EXCEPTION} and moves
    if not is_known or handler.name is None or not isinstance(handler.name.name, cst.Name):
        return
    name = handler.name.name.value
    inside = [node for node in plan.file.names.get(name, ()) if handler.body in plan.file.ancestors(node)]
    if plan.file.binding.intersection(inside):
        return
    for parent in map(plan.file.parent, inside):
        is_set = isinstance(plan.file.parent(parent), cst.AssignTarget | cst.AugAssign | cst.Del)
        if isinstance(parent, cst.Attribute) and parent.attr.value == "msg" and not is_set:
            plan.edits[parent] = with_attribute("message")


def _left_over(plan: Plan) -> None:
    """Exceptions that are made, and `.msg` that may be theirs."""
    imported = any(EXCEPTION in meanings for meanings in plan.stands_for.values()) or _package(EXCEPTION) in plan.heads
    for attribute in plan.file.attributes if imported else ():
        if attribute.attr.value == "msg" and attribute not in plan.edits:
            plan.note(attribute, _code(plan.file, attribute), f"{EXCEPTION}.msg", "if it is that exception")
    for call in plan.file.calls:
        meaning = plan.meaning(call.func)
        if meaning in (EXCEPTION, "twilio.base.exceptions.TwilioServiceException"):
            plan.note(call, f"{_code(plan.file, call.func)}(…)", f"{meaning}(…)")
    for made in plan.file.classes:
        if any(plan.meaning(base.value) == "twilio.twiml.TwiML" for base in made.bases):
            plan.note(made, f"class {made.name.value}", "twilio.twiml.TwiML(…)")


def _older(plan: Plan) -> None:
    """Names of older versions that are reached through a module, as in `twilio.twiml.Response()`."""
    for attribute in plan.file.attributes:
        meaning = plan.meaning(attribute)
        if meaning in OLDER_NAMES:
            plan.note(attribute, _code(plan.file, attribute), meaning)


def _package(name: str) -> str:
    return name.partition(".")[0]


def _flask_twilio(plan: Plan) -> None:
    """Each use of what comes from Flask-Twilio: the classes, and the variables that hold what they make."""
    known = {name for name, meanings in plan.stands_for.items() if any(m.startswith(FLASK) for m in meanings)}
    made = {
        target.value
        for target, value in plan.file.assigned
        if isinstance(target, cst.Name) and isinstance(value, cst.Call) and plan.meaning(value.func).startswith(FLASK)
    }
    for name in sorted(known | made):
        for node in plan.file.names.get(name, ()):
            if node not in plan.file.binding:
                plan.note(node, name, FLASK)


def _variables(plan: Plan) -> None:
    """What is done with documents and clients, as far as a name is assigned one somewhere in the file."""
    documents: set[str] = set()
    clients: set[str] = set()
    for target, value in plan.file.assigned:
        call = value if isinstance(value, cst.Call) else None
        if not isinstance(target, cst.Name) or call is None:
            continue
        if plan.meaning(call.func) in CLIENTS:
            clients.add(target.value)
        elif _makes_element(plan, call, documents):
            documents.add(target.value)
    for attribute in plan.file.attributes:
        if isinstance(attribute.value, cst.Name) and attribute.value.value in documents:
            _attribute_of_document(plan, attribute)
        is_clients = isinstance(attribute.value, cst.Name) and attribute.value.value in clients
        if is_clients and attribute.attr.value in NO_PRODUCT:
            plan.note(attribute, _code(plan.file, attribute), "twilio.rest.Client.…")
    for call in plan.file.calls:
        named = target_of(plan.meaning(call.func))
        if named is not None and named.module in DOCUMENTS:
            _class(plan, call, named)
        if plan.meaning(call.func) in CLIENTS and any(_keyword(arg) in NOT_TAKEN for arg in call.args):
            plan.note(call, f"{_code(plan.file, call.func)}(…)", "twilio.rest.Client(…)")
        if isinstance(call.func, cst.Attribute) and _root(call.func) in documents:
            _verb(plan, call, call.func.attr.value)


def _makes_element(plan: Plan, call: cst.Call, documents: set[str]) -> bool:
    """Whether a call makes an element: by a class of the vendor's modules, or by a verb of a document."""
    target = target_of(plan.meaning(call.func) or "")
    if target is not None and target.module in DOCUMENTS:
        return True
    return isinstance(call.func, cst.Attribute) and _root(call.func) in documents and call.func.attr.value in verbs()


def _root(attribute: cst.Attribute) -> str:
    """The variable at the beginning of a chain of calls."""
    node: cst.BaseExpression = attribute
    while isinstance(node, cst.Attribute | cst.Call):
        node = node.value if isinstance(node, cst.Attribute) else node.func
    return node.value if isinstance(node, cst.Name) else ""


def _attribute_of_document(plan: Plan, attribute: cst.Attribute) -> None:
    name, parent = attribute.attr.value, plan.file.parent(attribute)
    if name in OF_NODES and name not in verbs():
        plan.note(attribute, _code(plan.file, attribute), f"twilio.twiml.TwiML.{name}")
    changed = isinstance(parent, cst.Attribute) and parent.attr.value in MUTATES
    if name == "verbs" and (changed or isinstance(parent, cst.AssignTarget | cst.AugAssign)):
        plan.note(attribute, _code(plan.file, attribute), 'r.verbs.append(Say("Hi"))')


def _class(plan: Plan, call: cst.Call, target: Target) -> None:
    """The keywords of a class; a document has no attributes."""
    cls = getattr(DOCUMENTS[target.module], target.name)
    if not cls.is_document:
        _keywords(plan, call, target.name, (cls,))
    elif any(_keyword(arg) for arg in call.args):
        plan.note(call, f"{target.name}(…)", 'VoiceResponse(custom="x")')


def _verb(plan: Plan, call: cst.Call, method: str) -> None:
    classes = verbs().get(method, ())
    if classes:
        _keywords(plan, call, method, classes)


def _keywords(plan: Plan, call: cst.Call, method: str, classes: tuple[type[Node], ...]) -> None:
    """The keywords of a verb or a class: names that nobody knows, values that are refused, lists."""
    for arg in call.args:
        name = _keyword(arg)
        known = [cls.attributes_known().get(name) for cls in classes]
        if not name or name == "extra" or name in _texts(classes):
            continue
        found = [each for each in known if each is not None]
        found += [each for cls in classes for each in cls.attributes_known().values() if each.name == name]
        shown = f"{method}({name}=…)"
        if not found:
            plan.note(arg, shown, 'r.say("Hi", newAttribute="x")')
            continue
        try:
            value: object = literal_eval(_code(plan.file, arg.value))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if value is not None and all(each.entry(value).refused_in == BOTH for each in found):
            plan.note(arg, shown, 'r.gather(input="dtfm")', f"it takes {found[0].accepts()}")
        elif isinstance(value, list | tuple):
            plan.note(arg, shown, 'r.gather(hints=["a", "b"])')


def _texts(classes: tuple[type[Node], ...]) -> set[str]:
    return {cls.text_rule.name for cls in classes if cls.text_rule is not None}


def _keyword(arg: cst.Arg) -> str:
    return arg.keyword.value if arg.keyword is not None else ""


@cache
def verbs() -> Mapping[str, tuple[type[Node], ...]]:
    """The classes that a method makes, by its name: most make one."""
    found: dict[str, set[type[Node]]] = {}
    for module in DOCUMENTS.values():
        for name, made in _methods(module):
            found.setdefault(name, set()).add(made)
    return {name: tuple(sorted(made, key=lambda cls: cls.__qualname__)) for name, made in found.items()}


def _methods(module: object) -> Iterator[tuple[str, type[Node]]]:
    for exported in vars(module).values():
        if not (isinstance(exported, type) and issubclass(exported, Node)):
            continue
        for cls in exported.__mro__:
            for name, method in vars(cls).items():
                if isfunction(method) and "positional" in signature(method).parameters and name[0] != "_":
                    made = getattr(module, str(signature(method).return_annotation).strip("'"), None)
                    if isinstance(made, type):
                        yield name, made


def _code(file: File, node: cst.CSTNode) -> str:
    """A piece of the source in one line."""
    return " ".join(file.module.code_for_node(node).split())
