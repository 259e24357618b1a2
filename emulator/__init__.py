"""The provider in a box: engine, REST server, phone. May import the other three packages."""

from .handles import Call, NobodyListens, Sms
from .phones import Phone
from .provider import EmulatorError, Provider

__all__ = ["Call", "EmulatorError", "NobodyListens", "Phone", "Provider", "Sms"]
