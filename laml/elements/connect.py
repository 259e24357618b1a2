"""Connect and the services that it connects with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    BOTH,
    LAML,
    TWIML,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Looks,
    Method,
    Only,
    Prefix,
    Separated,
    Twiml,
    Unsure,
    Url,
)
from ..grammar.rules import Count, Expected, Needs, Replaced, children, methods_without_use, recommended
from ..grammar.text_rules import TextRule
from .nouns import ConnectNouns
from .parts import ConfigParts
from .speech import LANGUAGE_TAG
from .verbs import VoiceVerbs

__all__ = [
    "AiSession",
    "AiSessionAttributes",
    "Autopilot",
    "Connect",
    "ConnectAttributes",
    "Conversation",
    "ConversationAttributes",
    "Room",
    "RoomAttributes",
    "VirtualAgent",
    "VirtualAgentAttributes",
]


class ConnectAttributes(Attributes, total=False):
    """Attributes of Connect."""

    action: Annotated[Url | None, Laml(Unsure())]
    """Requested when the session is over; its answer is the next document. Without it the next verb runs."""
    method: Annotated[Method | None, Default("POST"), Only("twiml"), Unsure("laml")]
    """How `action` is requested."""


class Connect(ConnectNouns, VoiceVerbs):
    """Connects the caller with a service, such as a stream or a room, until its session is over.

    Afterwards the answer from `action` is the next document; without `action` the next verb runs.

    Source: cxml/reference/voice/connect; twilio.com/docs/voice/twiml/connect.

    Example::

        response = VoiceResponse()
        response.connect(action="https://example.com/after").stream(url="wss://example.com/audio")
    """

    __slots__ = ()
    tag = "Connect"
    by_position = "action method"
    declared = ConnectAttributes
    holds = children(
        "Room Stream VirtualAgent",
        twiml="ConversationRelay",
        unsure="Autopilot",
        unsure_laml="AI",
        unsure_twiml="AiSession Assistant Conversation ConversationRelaySession",
    )
    rules = (Count(1, 1, severity="warning"), Needs("method", "action", severity="warning"))

    def __init__(self, *content: ConnectNouns | None, **attributes: Unpack[ConnectAttributes]) -> None:
        self._fill(content, None, attributes)


class RoomAttributes(Attributes, total=False):
    """Attributes of Room."""

    participant_identity: Annotated[str | None, Only("twiml"), Unsure("laml")]
    """Identity of the caller in the room."""


class Room(ConnectNouns, VoiceVerbs):
    """A video room that the caller joins, by its name.

    Source: cxml/reference/voice/room; twilio.com/docs/voice/twiml/room.

    Example::

        response = VoiceResponse()
        response.connect().room("DailyStandup", participant_identity="ann")
    """

    __slots__ = ()
    tag = "Room"
    by_position = "participant_identity"
    declared = RoomAttributes
    text_rule = TextRule("name", required=BOTH)

    def __init__(self, *content: str | None, name: str | None = None, **attributes: Unpack[RoomAttributes]) -> None:
        self._fill(content, name, attributes)


class VirtualAgentAttributes(Attributes, total=False):
    """Attributes of VirtualAgent."""

    connector_name: str | None
    """Connector that was set up in the console."""
    language: Annotated[
        str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Unsure(), Only("twiml"), Unsure("laml")
    ]
    """Language of the agent, as a tag such as `en-US`."""
    sentiment_analysis: Annotated[bool | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Whether the agent analyses the caller's sentiment."""
    status_callback: Annotated[Url | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Requested when the status of the session changes."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback` is requested."""


class VirtualAgent(ConfigParts, ConnectNouns, VoiceVerbs):
    """An agent of Dialogflow that talks with the caller.

    Source: cxml/reference/voice/virtualagent; twilio.com/docs/voice/twiml/virtualagent.

    Example::

        response = VoiceResponse()
        response.connect().virtual_agent(connector_name="my-agent", status_callback="https://example.com/status")
    """

    __slots__ = ()
    tag = "VirtualAgent"
    by_position = "connector_name language sentiment_analysis status_callback status_callback_method"
    declared = VirtualAgentAttributes
    holds = children(twiml="Parameter", unsure_twiml="Config")
    rules = (
        Expected("connectorName", warns=TWIML),
        Needs("statusCallbackMethod", "statusCallback", severity="warning"),
        Replaced(dialects=LAML, severity="warning"),
    )

    def __init__(self, *content: ConfigParts | None, **attributes: Unpack[VirtualAgentAttributes]) -> None:
        self._fill(content, None, attributes)


class Autopilot(ConnectNouns, VoiceVerbs):
    """A bot that talks with the caller; no longer on Twilio's pages.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.connect().autopilot("UA0123456789abcdef0123456789abcdef")
    """

    __slots__ = ()
    tag = "Autopilot"
    text_rule = TextRule("name", required=BOTH, missing="warning")
    rules = (Replaced(severity="warning"),)

    def __init__(self, *content: str | None, name: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, name, attributes)


class ConversationAttributes(Attributes, total=False):
    """Attributes of Conversation."""

    inbound_autocreation: Annotated[bool | None, Unsure(), Only("twiml")]
    """Create the conversation if there is none."""
    inbound_timeout: Annotated[int | None, Unsure(), Only("twiml")]
    """How long the caller waits for an answer, in seconds."""
    method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `url` is requested."""
    record: Annotated[
        Literal["do-not-record", "record-from-answer", "record-from-ringing", "record-from-answer-dual",
            "record-from-ringing-dual"] | bool | None,
        Unsure(),
        Only("twiml"),
    ]  # fmt: skip
    """Whether and from when the call is recorded."""
    recording_status_callback: Annotated[Url | None, Unsure(), Only("twiml")]
    """Requested when the status of the recording changes."""
    recording_status_callback_event: Annotated[
        str | Sequence[Literal["in-progress", "completed", "absent"]] | None,
        Separated(" "),
        Unsure(),
        Only("twiml"),
    ]  # fmt: skip
    """Events for which `recording_status_callback` is requested."""
    recording_status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `recording_status_callback` is requested."""
    routing_assignment_timeout: Annotated[int | None, Unsure(), Only("twiml")]
    """How long to wait for an agent to be assigned, in seconds."""
    service_instance_sid: Annotated[str | None, Prefix("IS"), Unsure(), Only("twiml")]
    """SID of the conversation service that handles the call."""
    status_callback: Annotated[Url | None, Unsure(), Only("twiml")]
    """Requested when the status of the call changes."""
    status_callback_event: Annotated[
        str | Sequence[Literal["call-initiated", "call-ringing", "call-answered", "call-completed"]] | None,
        Separated(" "),
        Unsure(),
        Only("twiml"),
        Twiml(Deprecated("call-answered", value="call-in-progress")),
    ]  # fmt: skip
    """Events for which `status_callback` is requested."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback` is requested."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"] | None, Unsure(), Only("twiml")]
    """Whether silence at the start and end of the recording is removed."""
    url: Annotated[Url | None, Unsure(), Only("twiml")]
    """Document that the caller hears first."""


class Conversation(ConnectNouns, VoiceVerbs):
    """A conversation that the call becomes part of; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.connect().conversation(service_instance_sid="IS0123456789abcdef0123456789abcdef")
    """

    __slots__ = ()
    tag = "Conversation"
    by_position = (
        "service_instance_sid inbound_autocreation routing_assignment_timeout inbound_timeout url method record "
        "trim recording_status_callback recording_status_callback_method recording_status_callback_event "
        "status_callback status_callback_method status_callback_event"
    )
    declared = ConversationAttributes
    rules = (
        *recommended("serviceInstanceSid"),
        *methods_without_use(
            [
                ("method", "url"),
                ("recordingStatusCallbackEvent", "recordingStatusCallback"),
                ("recordingStatusCallbackMethod", "recordingStatusCallback"),
                ("statusCallbackEvent", "statusCallback"),
                ("statusCallbackMethod", "statusCallback"),
            ]
        ),
    )

    def __init__(self, **attributes: Unpack[ConversationAttributes]) -> None:
        self._fill((), None, attributes)


class AiSessionAttributes(Attributes, total=False):
    """Attributes of AiSession."""

    ai_connector: Annotated[str | None, Unsure(), Only("twiml")]
    """Connector of the session."""
    ai_session_configuration: Annotated[str | None, Unsure(), Only("twiml")]
    """Configuration of the session."""


class AiSession(ConnectNouns, VoiceVerbs):
    """A session with an agent; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.connect().ai_session(ai_connector="my-connector", ai_session_configuration="my-session")
    """

    __slots__ = ()
    tag = "AiSession"
    by_position = "ai_connector ai_session_configuration"
    declared = AiSessionAttributes

    def __init__(self, **attributes: Unpack[AiSessionAttributes]) -> None:
        self._fill((), None, attributes)
