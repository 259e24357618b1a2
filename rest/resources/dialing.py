"""The optional parameters that calls and conference participants share."""

from collections.abc import Sequence
from typing import Annotated

from ..table.literals import CallEvent, Channels, Detection, RecordingEvent, Track, Trim
from ..table.parameters import Between, Event, Joined, Method, Only, Parameters, Url


class Dialing(Parameters, total=False):
    """The optional parameters of every outbound call."""

    caller_id: str
    """Number shown to the callee in place of `from_`."""
    machine_detection: Detection
    """Whether to detect who answered; `DetectMessageEnd` waits for the end of a greeting."""
    machine_detection_silence_timeout: Annotated[int, Between(2000, 10000)]
    """Milliseconds of silence at the start after which the detection gives up."""
    machine_detection_speech_threshold: Annotated[int, Between(1000, 6000)]
    """Milliseconds of speech after which the answer counts as a machine."""
    machine_detection_speech_end_threshold: Annotated[int, Between(500, 5000)]
    """Milliseconds of silence that end a stretch of speech."""
    machine_detection_timeout: Annotated[int, Between(1, 120)]
    """Most seconds that the detection may take."""
    record: bool
    """Whether the call is recorded."""
    recording_channels: Channels
    """`mono` mixes both sides into one channel; `dual` gives each side its own."""
    recording_status_callback: Annotated[Url, Event("recording_status")]
    """Notified of the recording."""
    recording_status_callback_event: Annotated[RecordingEvent | Sequence[RecordingEvent], Joined("signalwire")]
    """Stages that `recording_status_callback` is notified of."""
    recording_status_callback_method: Method
    """HTTP method of `recording_status_callback`; POST by default."""
    recording_track: Track
    """Side of the call that is recorded."""
    sip_auth_username: str
    """User for a SIP callee."""
    sip_auth_password: str
    """Password for a SIP callee."""
    status_callback: Annotated[Url, Event("call_status")]
    """Notified of the stages of the call."""
    status_callback_event: CallEvent | Sequence[CallEvent]
    """Stages that `status_callback` is notified of; only the end by default."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    timeout: Annotated[int, Between(1, 600)]
    """Seconds that the call may ring."""
    trim: Trim
    """Whether silence at both ends of the recording is trimmed."""
    byoc: Annotated[str, Only("twilio")]
    """Your own carrier trunk (BYOC) to use."""
    call_reason: Annotated[str, Only("twilio")]
    """Text shown to the callee beside the number."""
    call_token: Annotated[str, Only("twilio")]
    """Token that carries a verified caller ID over from an incoming call."""
    time_limit: Annotated[int, Only("twilio")]
    """Seconds after which the call ends."""
    client_notification_url: Annotated[Url, Only("twilio")]
    """URL that notifies `client:` endpoints."""
