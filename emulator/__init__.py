"""The provider in a box: engine, REST server, phone. May import the other three packages."""

from .engine.models import Recording
from .engine.timeline import Entry, Timeline
from .errors import EmulatorError, FaxRefused, NobodyListens, NobodyThere, SeedError
from .faults import Faults
from .handles.calls import Call
from .handles.conferences import Room
from .handles.faxes import FaxHandle
from .handles.messages import Sms
from .handles.phones import Phone
from .handles.queues import Line
from .handles.sessions import Session
from .handles.voice_sdk import VoiceSdk
from .provider import Provider
from .serving import ProviderServer

__all__ = [
    "Call",
    "EmulatorError",
    "Entry",
    "Faults",
    "FaxHandle",
    "FaxRefused",
    "Line",
    "NobodyListens",
    "NobodyThere",
    "Phone",
    "Provider",
    "ProviderServer",
    "Recording",
    "Room",
    "SeedError",
    "Session",
    "Sms",
    "Timeline",
    "VoiceSdk",
]
