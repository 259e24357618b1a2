"""What calls and conference participants are dialled with alike."""

from collections.abc import Sequence
from typing import Annotated, Required

from ..table.literals import CallEvent, Channels, Detection, RecordingEvent, Track, Trim
from ..table.parameters import Between, Joined, Method, Only, Parameters, Url


class Dialing(Parameters, total=False):
    """What a call is dialled with, however it is begun."""

    from_: Required[str]
    """Who calls or writes: one of your numbers in E.164, a SIP URI or `client:name`."""
    to: Required[str]
    """Who is called or written to: an E.164 number, a SIP URI or `client:name`."""
    caller_id: str
    """Number shown to the callee in place of `from_`."""
    machine_detection: Detection
    """Whether to find out who answered; `DetectMessageEnd` waits for the end of a greeting."""
    machine_detection_silence_timeout: Annotated[int, Between(2000, 10000)]
    """Milliseconds of silence at the start after which the detection gives up."""
    machine_detection_speech_threshold: Annotated[int, Between(1000, 6000)]
    """Milliseconds of speech from which on it counts as a machine."""
    machine_detection_speech_end_threshold: Annotated[int, Between(500, 5000)]
    """Milliseconds of silence that end a stretch of speech."""
    machine_detection_timeout: Annotated[int, Between(1, 120)]
    """Seconds the detection may take."""
    record: bool
    """Whether the call is recorded."""
    recording_channels: Channels
    """Both sides mixed in one channel, or each in its own."""
    recording_status_callback: Url
    """Told about the recording."""
    recording_status_callback_event: Annotated[RecordingEvent | Sequence[RecordingEvent], Joined("signalwire")]
    """Which stages `recording_status_callback` hears of."""
    recording_status_callback_method: Method
    """How `recording_status_callback` is told; POST unless set."""
    recording_track: Track
    """Which side is recorded."""
    sip_auth_username: str
    """User for a SIP callee."""
    sip_auth_password: str
    """Password for a SIP callee."""
    status_callback: Url
    """Told about the stages of the call."""
    status_callback_event: CallEvent | Sequence[CallEvent]
    """Which stages `status_callback` hears of; the end only, unless set."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    timeout: Annotated[int, Between(1, 600)]
    """Seconds it may ring."""
    trim: Trim
    """Whether silence at both ends of the recording is cut off."""
    byoc: Annotated[str, Only("twilio")]
    """The carrier trunk of your own to use."""
    call_reason: Annotated[str, Only("twilio")]
    """Shown to the callee beside the number."""
    call_token: Annotated[str, Only("twilio")]
    """Carries a verified caller ID over from an incoming call."""
    time_limit: Annotated[int, Only("twilio")]
    """Seconds after which the call is ended."""
    client_notification_url: Annotated[Url, Only("twilio")]
    """Where `client:` endpoints are notified."""
