"""The map of an IVR: walks it through the emulator, draws it, and says what is wrong with it."""

from .model import Edge, Finding, IvrMap, Limits, Node
from .walking import walk

__all__ = ["Edge", "Finding", "IvrMap", "Limits", "Node", "walk"]
