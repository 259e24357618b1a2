"""Redirect, Hangup, Reject: verbs that leave the document or end the leg. Source: call semantics 2.2, 8.10, 8.11."""

from __future__ import annotations

import laml

from ..documents.flow import End, Flow, Goto, Outcome
from ..kernel import Steps
from ..models import Endpoint
from ..requests import urls


def run_redirect(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Continue with another document; an empty text means the current one again."""
    yield from ()  # a generator like all verbs, with nothing to wait for
    try:
        url = urls.resolve(flow.base, verb.text)
    except urls.UrlRefused as error:
        flow.problem(15004 if error.relative else 11100, f"Redirect: {error}")
        return End("redirect failed")
    return Goto(Endpoint(url, flow.attributes(verb).method()))


def run_hangup(flow: Flow, _verb: laml.Element) -> Steps[Outcome]:
    """End the leg; an unanswered one is answered first."""
    yield from ()
    flow.answer()
    return End("Hangup")


def run_reject(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Refuse the call without answering it; an answered one is hung up."""
    yield from ()
    reason = flow.attributes(verb).choice("reason", "rejected", {"rejected", "busy"})
    return End("Reject", "busy" if reason == "busy" else "no-answer")
