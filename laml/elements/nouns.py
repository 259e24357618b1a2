"""The methods of the nouns: what Dial, Connect, Start, Stop and Refer act on, one class for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, Unpack

from .. import elements as made
from ..element import Element

if TYPE_CHECKING:
    from ..grammar.constraints import Attributes
    from .ai import AI, AIAttributes
    from .clients import (
        Application,
        ApplicationAttributes,
        Client,
        ClientAttributes,
        Sim,
        Verto,
        WhatsApp,
        WhatsAppAttributes,
    )
    from .conference import Conference, ConferenceAttributes
    from .connect import (
        AiSession,
        AiSessionAttributes,
        Autopilot,
        Conversation,
        ConversationAttributes,
        Room,
        RoomAttributes,
        VirtualAgent,
        VirtualAgentAttributes,
    )
    from .dial import Number, NumberAttributes
    from .queue import Queue, QueueAttributes
    from .record import Recording, RecordingAttributes
    from .relay import (
        Assistant,
        AssistantAttributes,
        ConversationRelay,
        ConversationRelayAttributes,
        ConversationRelaySession,
        ConversationRelaySessionAttributes,
    )
    from .sip import ReferSip, Sip, SipAttributes
    from .streams import Siprec, SiprecAttributes, Stream, StreamAttributes
    from .transcription import Transcription, TranscriptionAttributes


class DialNouns(Element):
    """The nouns of Dial: the party to call."""

    __slots__ = ()

    def client(self, identity: str | None = None, *positional: Never, **attributes: Unpack[ClientAttributes]) -> Client:
        """Dial a registered app or browser."""
        return self._add(made.Client, identity, attributes, positional)

    def conference(
        self, name: str | None = None, *positional: Never, **attributes: Unpack[ConferenceAttributes]
    ) -> Conference:
        """Join a conference."""
        return self._add(made.Conference, name, attributes, positional)

    def queue(self, name: str | None = None, *positional: Never, **attributes: Unpack[QueueAttributes]) -> Queue:
        """Connect with the next caller of a queue."""
        return self._add(made.Queue, name, attributes, positional)

    def sip(self, sip_url: str | None = None, *positional: Never, **attributes: Unpack[SipAttributes]) -> Sip:
        """Dial a SIP address."""
        return self._add(made.Sip, sip_url, attributes, positional)

    def sim(self, sim_sid: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Sim:
        """Dial a SIM card."""
        return self._add(made.Sim, sim_sid, attributes, positional)

    def application(
        self, application_sid: str | None = None, *positional: Never, **attributes: Unpack[ApplicationAttributes]
    ) -> Application:
        """Dial another application."""
        return self._add(made.Application, application_sid, attributes, positional)

    def whats_app(
        self, phone_number: str | None = None, *positional: Never, **attributes: Unpack[WhatsAppAttributes]
    ) -> WhatsApp:
        """Dial a WhatsApp user."""
        return self._add(made.WhatsApp, phone_number, attributes, positional)

    def verto(self, address: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Verto:
        """Dial a Verto client."""
        return self._add(made.Verto, address, attributes, positional)

    def number(
        self, phone_number: str | None = None, *positional: Never, **attributes: Unpack[NumberAttributes]
    ) -> Number:
        """Dial a phone number."""
        return self._add(made.Number, phone_number, attributes, positional)


class Streams(Element):
    """Places of streams."""

    __slots__ = ()

    def stream(self, *positional: Never, **attributes: Unpack[StreamAttributes]) -> Stream:
        """Send the audio to a WebSocket server."""
        return self._add(made.Stream, None, attributes, positional)


class ConnectNouns(Streams):
    """The nouns of Connect: the service that the caller is connected with."""

    __slots__ = ()

    def room(self, name: str | None = None, *positional: Never, **attributes: Unpack[RoomAttributes]) -> Room:
        """Join a video room."""
        return self._add(made.Room, name, attributes, positional)

    def virtual_agent(self, *positional: Never, **attributes: Unpack[VirtualAgentAttributes]) -> VirtualAgent:
        """Talk with an agent of Dialogflow."""
        return self._add(made.VirtualAgent, None, attributes, positional)

    def ai(self, *positional: Never, **attributes: Unpack[AIAttributes]) -> AI:
        """Talk with SignalWire's agent."""
        return self._add(made.AI, None, attributes, positional)

    def ai_session(self, *positional: Never, **attributes: Unpack[AiSessionAttributes]) -> AiSession:
        """Talk with an AI agent."""
        return self._add(made.AiSession, None, attributes, positional)

    def assistant(self, *positional: Never, **attributes: Unpack[AssistantAttributes]) -> Assistant:
        """Talk with an assistant; retired."""
        return self._add(made.Assistant, None, attributes, positional)

    def autopilot(self, name: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Autopilot:
        """Talk with a bot; retired."""
        return self._add(made.Autopilot, name, attributes, positional)

    def conversation(self, *positional: Never, **attributes: Unpack[ConversationAttributes]) -> Conversation:
        """Make the call part of a conversation."""
        return self._add(made.Conversation, None, attributes, positional)

    def conversation_relay(
        self, *positional: Never, **attributes: Unpack[ConversationRelayAttributes]
    ) -> ConversationRelay:
        """Talk with a WebSocket server, by text."""
        return self._add(made.ConversationRelay, None, attributes, positional)

    def conversation_relay_session(
        self, *positional: Never, **attributes: Unpack[ConversationRelaySessionAttributes]
    ) -> ConversationRelaySession:
        """Talk in a session of ConversationRelay set up elsewhere."""
        return self._add(made.ConversationRelaySession, None, attributes, positional)


class StartNouns(Streams):
    """The nouns of Start and Stop: what runs beside the document."""

    __slots__ = ()

    def siprec(self, *positional: Never, **attributes: Unpack[SiprecAttributes]) -> Siprec:
        """Send the audio to a recorder by SIPREC."""
        return self._add(made.Siprec, None, attributes, positional)

    def transcription(self, *positional: Never, **attributes: Unpack[TranscriptionAttributes]) -> Transcription:
        """Transcribe the call."""
        return self._add(made.Transcription, None, attributes, positional)

    def recording(self, *positional: Never, **attributes: Unpack[RecordingAttributes]) -> Recording:
        """Record the call."""
        return self._add(made.Recording, None, attributes, positional)


class ReferNouns(Element):
    """The noun of Refer: where the call is transferred to."""

    __slots__ = ()

    def sip(self, sip_url: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> ReferSip:
        """Transfer to a SIP address."""
        return self._add(made.ReferSip, sip_url, attributes, positional)
