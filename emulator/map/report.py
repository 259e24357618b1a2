"""Writes a map and its findings for people, for programs, and for the workflows of GitHub."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict

from .model import Edge, Finding, IvrMap, Node


def write_text(whole: IvrMap) -> str:
    """The map as an outline, and below it what is wrong."""
    ends = sum(node.kind == "end" for node in whole.nodes)
    head = (
        f"{whole.start}: {_count(len(whole.nodes) - ends, 'document')}, {_count(ends, 'end')}, "
        f"{_count(len(whole.edges), 'way')}; {_count(whole.requests, 'request')} to the app"
    )
    nodes = {node.id: node for node in whole.nodes}
    lines = [head]
    for node in whole.nodes:
        if node.kind != "end":
            lines += ["", f"{node.id} {node.route}", *(f"    “{text}”" for text in node.said)]
            lines += [f"    dials {party}" for party in dict.fromkeys(node.dials)]
            ways: dict[str, list[str]] = {}
            for edge in whole.edges:
                if edge.source == node.id:
                    ways.setdefault(edge.target, []).append(edge.label)
            lines += [f"    {', '.join(labels)} → {_named(nodes[target])}" for target, labels in ways.items()]
    if whole.findings:
        lines += ["", *(told(finding) for finding in whole.findings)]
    return "\n".join(lines) + "\n"


def write_json(whole: IvrMap, taken: Collection[Edge] | None = None) -> str:
    """The map as JSON: nodes, edges and findings, with the names of `IvrMap`; of an edge its label as well."""
    data = {
        "start": whole.start,
        "provider": whole.provider,
        "complete": whole.complete,
        "requests": whole.requests,
        "nodes": [_node(node) for node in whole.nodes],
        "edges": [_edge(edge, taken) for edge in whole.edges],
        "findings": [asdict(finding) for finding in whole.findings],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def write_github(whole: IvrMap) -> str:
    """The findings as workflow commands, which GitHub shows beside the run."""
    return "".join(
        f"::{finding.severity} title={finding.code}::{_escaped(_sentence(finding))}\n" for finding in whole.findings
    )


def told(finding: Finding) -> str:
    """A finding in a line."""
    return f"{finding.severity}: {_sentence(finding)} [{finding.code}]"


def _sentence(finding: Finding) -> str:
    way = f" (the way there: {', '.join(finding.way)})" if finding.way else ""
    return f"{finding.message}{way}; {finding.hint}"


def _node(node: Node) -> dict[str, object]:
    return {key: value for key, value in asdict(node).items() if key not in ("key", "shape")}


def _edge(edge: Edge, taken: Collection[Edge] | None) -> dict[str, object]:
    counted = {} if taken is None else {"taken": edge in taken}
    return {**asdict(edge), "label": edge.label, **counted}


def _named(node: Node) -> str:
    return node.route if node.kind == "end" else f"{node.id} {node.route}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
