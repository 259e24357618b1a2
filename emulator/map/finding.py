"""What is wrong with a map: each rule is one function of what a walk knows. Knows no emulator but its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, get_args

from laml import MAX_DOCUMENT_BYTES

from ..engine.problems import PROBLEMS
from ..engine.wire import METHOD_REFUSED, Failure
from .model import Finding, IvrMap, Limits, Node, Severity
from .opened import parsed
from .others import FULL, Deed
from .places import Known

Say = Callable[[Known, str, Severity, str, str], Finding]
SLOW_SHARE: Final = 0.5  # of the provider's deadline
LOST: Final = frozenset({"Gather", "Dial"})  # verbs after which a document that ends leaves the caller with nothing
TOLD: Final = frozenset({"11200", "11750", "12100", "12300", "12200"})  # problems that other findings tell
REFUSED: Final[Mapping[int, str]] = {
    METHOD_REFUSED: "let the route take the method of the request, or name the route's: --method GET",
}
TALKED: Final = frozenset(get_args(Deed)) - FULL  # after these the caller has talked to somebody
HOST: Final = "host the app there, or mend the URL"
NOT_FOUND: Final = 404
FAILING: Final = 500


def findings(whole: IvrMap, known: Mapping[str, Known], limits: Limits) -> tuple[Finding, ...]:
    """Everything that is wrong, in the order of the nodes."""
    found: list[Finding] = []
    served = _served(whole)
    for each in known.values():
        for rule in (_answers, _documents, _problems, _beside, _unreached, _ends, _keys):
            if rule is not _ends or each.node.id not in served or each.node.verbs:
                found += rule(each)
        found += _slow(each, limits)
    found += _loops(whole, known)
    if not whole.complete:
        first = next(iter(known.values()))
        hint = "raise the limits of the walk, or look why documents differ each time"
        found.append(_finding(first, "incomplete", "warning", "the walk met a limit: the map is not all of it", hint))
    order = {name: index for index, name in enumerate(known)}
    return tuple(sorted(dict.fromkeys(found), key=lambda each: order[each.node]))


def _served(whole: IvrMap) -> set[str]:
    """The nodes to which callers come only when they have talked to somebody: nobody is cut off there."""
    ways: dict[str, list[bool]] = {}
    for edge in whole.edges:
        talked = [value.startswith("answered") if edge.kind == "dial" else value in TALKED for value in edge.values]
        ways.setdefault(edge.target, []).append(edge.kind in ("dial", "others") and all(talked))
    return {name for name, talked in ways.items() if all(talked)}


def _finding(where: Known, code: str, severity: Severity, message: str, hint: str) -> Finding:
    return Finding(code, severity, where.node.id, f"{where.node.route}: {message}", hint, where.way)


def _answers(here: Known) -> Iterator[Finding]:
    """A request that got no document because of its status, or because nothing answered."""
    if here.landing is None:
        return
    answer = here.landing.answer
    told = answer.outcome
    if answer.failure is not None:
        yield Finding("unreachable", "error", here.node.id, here.node.route, HOST, here.way)
    elif answer.raised or answer.status >= FAILING:
        yield Finding(
            "failing-handler", "error", here.node.id, here.node.route, "mend what the handler raises", here.way
        )
    elif answer.status == NOT_FOUND:
        hint = here.landing.mend or "no handler is at that path"
        yield Finding("not-found", "error", here.node.id, here.node.route, hint, here.way)
    elif not 200 <= answer.status < 300:
        hint = here.landing.mend or REFUSED.get(answer.status, "answer with 200 and a document")
        yield _finding(here, "refused", "error", f"the answer is {told}", hint)


def _documents(here: Known) -> Iterator[Finding]:
    """An answer that is no document, or too large."""
    if here.landing is None or not 200 <= here.landing.answer.status < 300:
        return
    size = len(here.landing.answer.body)
    if size > MAX_DOCUMENT_BYTES:
        message = f"the document has more than {MAX_DOCUMENT_BYTES} bytes"
        yield _finding(here, "oversize", "error", message, "the provider takes none that is larger: split it")
    elif here.fault is not None:
        row = PROBLEMS[here.fault.code]
        message = f"the answer is no document: {here.fault.code} {row.sentence}: {here.fault.detail}"
        yield _finding(here, "no-document", "error", message, row.mend)


def _problems(here: Known) -> Iterator[Finding]:
    """What the provider would report: verbs that it skips, attributes that it does not take."""
    runs = [here.quiet, *(outcome.run for outcome in here.outcomes)]
    for code, text, mend in dict.fromkeys(problem for run in runs if run is not None for problem in run.problems):
        if here.node.kind == "document" and code not in TOLD:
            yield _finding(here, "problem", "warning", text, mend)


def _beside(here: Known) -> Iterator[Finding]:
    """Callbacks, files, and documents that others hear, which fail.

    A file at another origin is not asked for; a callback there is a problem of its own.
    """
    runs = [here.quiet, *(outcome.run for outcome in here.outcomes)]
    told: set[str] = set()
    for run in runs:
        for each in run.beside if run is not None else ():
            answer = each.answer
            elsewhere = answer.failure is Failure.NOT_ALLOWED
            if (answer.failure is None and 200 <= answer.status < 400) or (elsewhere and each.kind != "request"):
                continue
            if each.text in told:
                continue
            told.add(each.text)
            message = f"{each.text} beside it: {answer.outcome}"
            if elsewhere:
                yield _finding(here, "unreachable", "error", message, HOST)
            else:
                code = "not-found" if answer.status == NOT_FOUND else "failing-handler"
                yield _finding(here, code, "error", message, "mend its handler")


def _unreached(here: Known) -> Iterator[Finding]:
    """Verbs that no run reached."""
    if here.node.kind != "document" or here.landing is None or here.quiet is None:
        return
    root = parsed(here.landing.document)
    for index, verb in enumerate(root.children if root is not None else ()):
        if index not in here.verbs_run and not verb.unknown:
            line = f", line {verb.line}" if verb.line else ""
            message = f"<{verb.tag}>{line}, is never reached"
            yield _finding(
                here, "unreached-verb", "warning", message, "move or remove it: a verb before it always goes elsewhere"
            )


def _ends(here: Known) -> Iterator[Finding]:
    """A caller is left with nothing: the call ends though nobody said so."""
    quiet = here.quiet
    if quiet is None or here.node.kind != "document":
        return
    if not here.node.verbs:
        yield _finding(here, "dead-end", "warning", "the document is empty: the call ends", "say something, or hang up")
        return
    last = here.node.verbs[-1]
    if last == "Gather" and quiet.landing is None and quiet.over:
        message = "a caller who says nothing is cut off without a word"
        yield _finding(here, "dead-end", "warning", message, "let a verb follow the Gather")
    failed = [each.value for each in here.outcomes if each.kind == "dial" and each.value != "answered"]
    lost = [
        each.value
        for each in here.outcomes
        if each.kind == "dial"
        and each.value in failed
        and each.run.landing is None
        and last == "Dial"
        and each.run.over
    ]
    if lost:
        message = f"a caller whose party does not answer ({', '.join(lost)}) is cut off without a word"
        yield _finding(here, "dead-end", "warning", message, "give the Dial an action, or let a verb follow it")


def _keys(here: Known) -> Iterator[Finding]:
    """A menu offers a key that does what any wrong key does.

    Where no key does anything else, as in a survey whose answers are only noted, that may be meant.
    """
    for key in here.no_branch:
        message = f"it offers {key}, which does the same as a wrong key"
        yield _finding(here, "key-without-branch", "error", message, "add a branch for it, or do not offer it")
    for keys in here.no_choice:
        message = f"it offers {', '.join(keys)}, and every other key does the same"
        hint = "add branches, or ask again after a wrong key"
        yield _finding(here, "key-without-branch", "warning", message, hint)


def _slow(here: Known, limits: Limits) -> Iterator[Finding]:
    """Handlers that take long."""
    landing = here.landing
    if landing is None or not landing.deadline:
        return
    most = limits.slow if limits.slow is not None else landing.deadline * SLOW_SHARE
    if here.fastest >= most and landing.answer.failure is None:
        message = f"the answer took {here.fastest:.1f} s; the provider waits {landing.deadline:g} s"
        yield _finding(
            here, "slow-handler", "warning", message, "answer first, and do the work later (later=True, hold=)"
        )


# -- what the graph shows


def _loops(whole: IvrMap, known: Mapping[str, Known]) -> Iterator[Finding]:
    """Documents from which no way leads out, whatever the caller does but hang up."""
    steps: dict[str, set[str]] = {node.id: set() for node in whole.nodes}
    for edge in whole.edges:
        if edge.kind != "hangup":
            steps[edge.source].add(edge.target)
    nodes = {node.id: node for node in whole.nodes}
    leaves = {name for name, node in nodes.items() if node.kind != "document" or not steps[name]}
    out = _reaching(leaves, steps)
    told: set[str] = set()
    for name in steps:
        if name in out or name in told:
            continue
        circle = _reachable(name, steps)
        if name in circle and all(name in _reachable(other, steps) for other in circle):  # nothing leads further
            told |= circle
            yield _loop(circle, nodes, known)


def _loop(circle: set[str], nodes: Mapping[str, Node], known: Mapping[str, Known]) -> Finding:
    first = min(circle, key=lambda name: len(known[name].way))
    asking = [name for name in circle if nodes[name].asks]
    hint = "count the tries in the state (action=menu.bind(tries=2)), and say goodbye after some"
    if asking and len(circle) == 1:
        message = "a prompt without a way out: every key, and silence, lead back to it"
        return _finding(known[first], "no-way-out", "error", message, hint)
    routes = " → ".join(nodes[name].route for name in nodes if name in circle)
    return _finding(known[first], "loop", "error", f"a loop without an exit: {routes}", hint)


def _reachable(name: str, steps: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [name]
    while todo:
        for target in steps[todo.pop()]:
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def _reaching(goals: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    """The nodes from which a goal can be reached."""
    back: dict[str, set[str]] = {name: set() for name in steps}
    for source, targets in steps.items():
        for target in targets:
            back[target].add(source)
    found = set(goals)
    todo = list(goals)
    while todo:
        for source in back[todo.pop()]:
            if source not in found:
                found.add(source)
                todo.append(source)
    return found
