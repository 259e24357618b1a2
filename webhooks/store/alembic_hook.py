"""Lets Alembic's autogenerate leave our tables alone: it would propose to drop what is in no model of the app.

It is registered where Alembic takes comparisons of others from, and only if Alembic is loaded. On PostgreSQL our tables
are in a schema of their own, where Alembic looks only if it is told to.
"""

from __future__ import annotations

import sys
from typing import Any, Final

TABLES: Final = frozenset({"laml_bins", "laml_bin_versions", "laml_events", "laml_subjects", "laml_version"})
_REGISTERED: Final = "_lamlkit"


def register() -> None:
    """Register with Alembic, if it is loaded, once."""
    alembic: Any = sys.modules.get("alembic.autogenerate")
    comparators = getattr(alembic, "comparators", None)
    if comparators is None or hasattr(comparators, _REGISTERED):
        return
    priorities = getattr(sys.modules.get("alembic.util"), "DispatchPriority", None)  # from 1.18 on
    options = {} if priorities is None else {"priority": priorities.LAST}
    comparators.dispatch_for("schema", **options)(leave_ours)
    setattr(comparators, _REGISTERED, True)


def leave_ours(_context: object, upgrade_ops: Any, _schemas: object) -> None:
    """Take back what was proposed for our tables; called by Alembic after its own comparison."""
    upgrade_ops.ops[:] = [each for each in upgrade_ops.ops if getattr(each, "table_name", None) not in TABLES]
