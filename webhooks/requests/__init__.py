"""What arrives, typed: one frozen dataclass per kind of request. Works without Flask."""

from __future__ import annotations

from . import kinds
from .base import parse_request
from .kinds import *
from .kinds import FAMILIES
from .kinds import __all__ as __all__  # mypy has the names from here, Python and pyright from the end

__all__ = ["FAMILIES", "parse_request"]
__all__ += kinds.__all__
