"""The provider in a box: engine, REST server, phone. May import the other three packages."""

from __future__ import annotations

from .errors import EmulatorError, NobodyListens, NobodyThere, SeedError
from .handles import Call, Sms
from .phones import Phone
from .provider import Provider

__all__ = ["Call", "EmulatorError", "NobodyListens", "NobodyThere", "Phone", "Provider", "SeedError", "Sms"]
