"""Writes recorded events as a test that sends them again: `flask laml events show … --pytest`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from flask import Flask

from ..store.records import StoredEvent

_SHOWN: Final = 40
_PLAIN: Final = "/!$&'()*+,;=:@~"
"""What stands in a path as it is."""
_TEMPLATE: Final = '''\
"""Recorded events, sent again. Numbers and texts are as they came: replace what is nobody's business."""

{imports}
from webhooks import SigningClient
{loading}
EVENTS = [
{rows}]
"""Where each went, its parameters, and the state in its URL."""


def test_{name}() -> None:
    client = SigningClient(app)
    for to, parameters, state in EVENTS:
        assert client.post(to, parameters, state=state).status_code == 204
'''


def recorded_test(app: Flask, found: Sequence[tuple[StoredEvent, str | None]], what: str, path: str | None) -> str:
    """The source of a test.

    Args:
        app: The app.
        found: The events, with their content; those whose content is no longer kept are left out.
        what: What they are about.
        path: How `flask --app` names the app, if it was said.
    """
    imports, loading = _loaded(app, path)
    rows = "".join(_row(content) for _, content in found if content)
    name = re.sub(r"[^a-z0-9]+", "_", what.lower()).strip("_")[:_SHOWN]
    return _TEMPLATE.format(imports=imports, loading=loading, rows=rows, name=f"events_of_{name}")


def _loaded(app: Flask, path: str | None) -> tuple[str, str]:
    """The lines that import the app: by its name in its module, or as `flask --app` makes it."""
    module = sys.modules.get(app.import_name)
    for name, value in vars(module).items() if module is not None else ():
        if value is app:
            return f"from {app.import_name} import {name}{'' if name == 'app' else ' as app'}", ""
    given = path or app.import_name
    return "from flask.cli import ScriptInfo", f"\napp = ScriptInfo(app_import_path={given!r}).load_app()\n"


def _row(content: str) -> str:
    event = json.loads(content)
    query = event["query"]
    to = quote(event["path"].encode("latin-1"), safe=_PLAIN) + (f"?{urlencode(query)}" if query else "")
    pairs = dict(reversed([(name, value) for name, value in event["pairs"]]))  # of repeated ones, the first
    lines = [f"            {name!r}: {value!r},\n" for name, value in reversed(pairs.items())]
    return "".join(
        ["    (\n", f"        {to!r},\n        {{\n", *lines, f"        }},\n        {event['state']!r},\n    ),\n"]
    )
