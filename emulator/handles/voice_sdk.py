"""The Voice SDK at the end of a call, played by a test: messages of the application's own, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..arguments import handle
from ..engine.models import Leg
from ..engine.services import sdk_messages
from ..errors import EmulatorError
from ..stage import Stage


@handle
class VoiceSdk:
    """What `call.sdk` gives."""

    def __init__(self, stage: Stage, leg: Leg) -> None:
        self._stage = stage
        self._leg = leg

    def __repr__(self) -> str:
        return f"<VoiceSdk of {self._leg.sid}>"

    @property
    def received(self) -> list[object]:
        """The messages of the application, read from JSON, in order."""
        return [json.loads(content) for content in self._leg.sdk.received]

    def send(self, content: Mapping[str, object]) -> None:
        """Send a message to the application; each subscription of the call gets it.

        Args:
            content: What JSON can hold.
        Raises:
            EmulatorError: The call is not active, JSON cannot hold the message, or nobody has subscribed.
        """
        if self._leg.status not in sdk_messages.ACTIVE:
            raise EmulatorError(f"the call is {self._leg.status}: messages flow while it rings or is in progress")
        if not self._leg.sdk.subscriptions:
            raise EmulatorError("nobody has subscribed: client.calls(sid).user_defined_message_subscriptions.create(…)")
        try:
            written = json.dumps(content)
        except (TypeError, ValueError) as error:
            raise EmulatorError(f"JSON cannot hold this message: {error}") from error
        self._stage.change(lambda: sdk_messages.from_sdk(self._stage.world, self._leg, written))
