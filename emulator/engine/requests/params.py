"""The parameters of each request, by name and in one place. Knows state and profile, nothing of sending.

Source: webhook reference, requests and parameter_groups.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..models import Leg, Message, Recording
from ..wire import Pairs
from ..world import World

API_VERSION = "2010-04-01"
_PLACES = ("City", "State", "Zip", "Country")


def plain_voice(world: World, leg: Leg, status: str = "") -> Pairs:
    """The standard parameters without the geography of the numbers; `status` stands in place of the call's own."""
    pairs: list[tuple[str, str]] = [
        ("AccountSid", world.account.sid),
        ("ApiVersion", API_VERSION),
        ("CallSid", leg.sid),
        ("CallStatus", status or leg.status),
        ("Direction", leg.direction),
        ("From", leg.from_),
        ("To", leg.to),
    ]
    if leg.parent is not None:
        pairs.append(("ParentCallSid", leg.parent.sid))
    if leg.forwarded_from:
        pairs.append(("ForwardedFrom", leg.forwarded_from))
    return tuple(pairs)


def voice(world: World, leg: Leg, status: str = "") -> Pairs:
    """The standard parameters of every request about a call; `status` stands in place of the call's own."""
    numbers = {"From": leg.from_, "To": leg.to, "Caller": leg.from_, "Called": leg.to}
    pairs = (*plain_voice(world, leg, status), ("Caller", leg.from_), ("Called", leg.to))
    return world.profile.sends("voice.document", pairs) + _geography(world.profile.calls.geography, numbers)


def _geography(names: tuple[str, ...], numbers: Mapping[str, str]) -> Pairs:
    """The provider's guess where phone numbers are, which is often empty."""
    pairs: list[tuple[str, str]] = []
    for name in names:
        if numbers[name].startswith("+"):
            country = "US" if numbers[name].startswith("+1") else ""
            pairs += [(name + place, country if place == "Country" else "") for place in _PLACES]
    return tuple(pairs)


def message(world: World, item: Message, *, status: str | None = None) -> Pairs:
    """The standard parameters of a message's document requests."""
    pairs: list[tuple[str, str]] = [
        ("MessageSid", item.sid),
        ("SmsSid", item.sid),
        ("SmsMessageSid", item.sid),
        ("AccountSid", world.account.sid),
        ("From", item.from_),
        ("To", item.to),
        ("Body", item.body),
        ("NumMedia", str(len(item.media))),
    ]
    for index, url in enumerate(item.media):
        pairs += [(f"MediaUrl{index}", url), (f"MediaContentType{index}", media_type(url))]
    pairs += [("NumSegments", str(item.segments)), ("ApiVersion", API_VERSION), ("SmsStatus", status or "received")]
    places = _geography(world.profile.messages.geography, {"From": item.from_, "To": item.to})
    return world.profile.sends("messaging.inbound", tuple(pairs)) + places


def message_status(world: World, item: Message) -> Pairs:
    """The parameters of a message's status callback."""
    pairs: list[tuple[str, str]] = [("MessageSid", item.sid), ("MessageStatus", item.status)]
    pairs += [("SmsSid", item.sid), ("SmsStatus", item.status), ("ApiVersion", API_VERSION)]
    pairs += [("Body", item.body), ("NumMedia", str(len(item.media))), ("NumSegments", str(item.segments))]
    pairs += [("AccountSid", world.account.sid), ("From", item.from_), ("To", item.to)]
    if item.error_code is not None:
        pairs.append(("ErrorCode", str(item.error_code)))
    return world.profile.sends("messaging.status", tuple(pairs))


def sms_status(world: World, item: Message) -> Pairs:
    """The parameters of the status callback of a message that Sms made in a call."""
    return (("AccountSid", world.account.sid), ("SmsSid", item.sid), ("SmsStatus", item.status))


def call_event(world: World, leg: Leg, kind: str, sequence: int) -> Pairs:
    """The parameters of a leg's status callback beyond the standard ones."""
    pairs: list[tuple[str, str]] = [
        ("Timestamp", world.rfc2822()),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(sequence)),
    ]
    if leg.over:
        pairs += _final(world, leg)
    if leg.answered_by and leg.over:
        pairs += [("AnsweredBy", leg.answered_by), ("MachineDetectionDuration", str(leg.detection_ms or 0))]
    if kind == "voice.call_status" and leg.status in ("ringing", "in-progress"):
        pairs.append(("StirStatus", "A"))
    return world.profile.sends("voice.call_status", tuple(pairs))


def _final(world: World, leg: Leg) -> list[tuple[str, str]]:
    seconds = leg.seconds()
    pairs: list[tuple[str, str]] = []
    if leg.answered or world.profile.calls.zero_duration:
        pairs.append(("CallDuration", str(seconds)))
    if leg.status == "completed":
        pairs.append(("Duration", str(-(-seconds // 60))))
    pairs.append(("SipResponseCode", leg.sip_code))
    party = "outbound" if leg.hung_up_by == "callee" else "inbound"
    pairs += [("HangupBy", leg.to if party == "outbound" else leg.from_), ("HangupDirection", party)]
    pairs.append(("SipResultCode", leg.sip_code))
    if leg.answered:
        pairs.append(("AudioInMos", "4.50"))
    done = next((item for item in leg.recordings if item.seconds and item.conference_sid is None), None)
    if done is not None:
        pairs += [("RecordingUrl", recording_url(world, done)), ("RecordingSid", done.sid)]
        pairs.append(("RecordingDuration", str(done.seconds)))
    return pairs


def inbound_end(world: World, leg: Leg) -> Pairs:
    """The parameters of a phone number's status callback, sent once at the end of an inbound call."""
    if not world.profile.calls.number_status_is_a_summary:
        return voice(world, leg) + call_event(world, leg, "voice.inbound_number_status", 0)
    status = "completed" if leg.status == "completed" else "failed"
    return (
        ("CallSid", leg.sid),
        ("AccountSid", world.account.sid),
        ("From", leg.from_),
        ("To", leg.to),
        ("Timestamp", world.rfc2822(leg.created_at)),
        ("CallStatus", status),
        ("CallDuration", str(leg.seconds())),
        ("AudioInMos", "4.50" if leg.answered else "0"),
    )


_MEDIA_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
}


def media_type(url: str) -> str:
    """The content type by the ending of a media URL."""
    path = url.partition("?")[0].lower()
    return next((kind for ending, kind in _MEDIA_TYPES.items() if path.endswith(ending)), "application/octet-stream")


def recording_url(world: World, item: Recording) -> str:
    """The URL of a recording's audio at the emulator's API, without an ending."""
    return f"{world.api_origin}{world.profile.rest_base}/Accounts/{world.account.sid}/Recordings/{item.sid}"


def recording_status(world: World, item: Recording) -> Pairs:
    """The parameters of a recording's status callback."""
    pairs: list[tuple[str, str]] = [
        ("AccountSid", world.account.sid),
        ("CallSid", item.call_sid),
        ("RecordingSid", item.sid),
        ("RecordingUrl", recording_url(world, item)),
        ("RecordingStatus", item.status),
        ("RecordingChannels", str(item.channels)),
        ("RecordingSource", item.source),
        ("RecordingTrack", item.track),
    ]
    if item.status == "completed" or world.profile.inputs.duration_while_running:
        pairs.append(("RecordingDuration", str(item.seconds or 0)))
    pairs += [("RecordingStartTime", world.rfc2822(item.started_at)), ("ErrorCode", "0")]
    if item.conference_sid is not None:
        pairs.append(("ConferenceSid", item.conference_sid))
    return world.profile.sends("voice.recording_status", tuple(pairs))


def transcription(world: World, leg: Leg, item: Recording, sid: str) -> Pairs:
    """The parameters of a transcription's callback."""
    _, status, words = world.transcriptions[sid]
    address = f"{world.api_origin}{world.profile.rest_base}/Accounts/{world.account.sid}/Transcriptions/{sid}"
    pairs: Pairs = (
        ("TranscriptionSid", sid),
        ("TranscriptionText", words),
        ("TranscriptionStatus", status),
        ("TranscriptionUrl", address),
        ("RecordingSid", item.sid),
        ("RecordingUrl", recording_url(world, item)),
    )
    return world.profile.sends("voice.transcription", pairs + plain_voice(world, leg))
