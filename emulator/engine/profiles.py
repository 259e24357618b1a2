"""Where the two providers differ, as data. Knows nothing of how the rows are used.

Source of every row: call semantics reference, chapters 2, 5, 10 and 12; webhook reference, responses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .wire import Deadline

ProviderName = Literal["signalwire", "twilio"]

MAX_DOCUMENT_BYTES: Final = 65_536  # 64 kB, counted on the body
MAX_CALL_SECONDS: Final = 14_400  # four hours: a leg's life, and the default timeLimit of Dial
MAX_DOCUMENTS: Final = 100  # ours, not the provider's: documents without end, within DOCUMENT_WINDOW seconds
DOCUMENT_WINDOW: Final = 60.0
MAX_MESSAGE_DOCUMENTS: Final = 50
MAX_REPLIES: Final = 10
REDIRECTS: Final = frozenset({301, 302, 303, 307})
XML_TYPES: Final = frozenset({"text/xml", "application/xml"})
AUDIO_TYPES: Final = frozenset(
    {
        "audio/mpeg",
        "audio/wav",
        "audio/wave",
        "audio/x-wav",
        "audio/aiff",
        "audio/x-aifc",
        "audio/x-aiff",
        "audio/x-gsm",
        "audio/gsm",
        "audio/ulaw",
    }
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One provider's manners.

    `overrides` maps the connection overrides of a URL fragment to (field, least, most), in milliseconds.
    """

    name: ProviderName
    dialect: Literal["laml", "twiml"]
    signature_header: str
    user_agent: str
    deadline: Deadline
    overrides: Mapping[str, tuple[str, int, int]]
    redirects: int
    callback_attempts: int
    retries_bad_callback: bool
    idempotency_header: str | None
    document_types: frozenset[str]
    speaks_plain_text: bool
    wrong_root: int
    bad_status: int
    timed_out: int
    refused: int
    unfetchable_inbound: Literal["completed", "failed"]
    plays_error_message: bool
    message_callbacks: Mapping[str, tuple[str, ...]]
    initial_message_statuses: tuple[str, ...]
    handles_stop_words: bool
    unknown_verb: int
    bridging_word: str
    finish_keys: Literal["one", "set"]
    cancel_in_progress_fails: bool
    rest_direction: Mapping[str, str]
    calls_created_status: int
    rest_base: str


SIGNALWIRE: Final = Profile(
    name="signalwire",
    dialect="laml",
    signature_header="X-SignalWire-Signature",
    user_agent="lamlkit-emulator (SignalWire)",
    deadline=Deadline(connect=2.0, read=5.0, total=15.0),
    overrides={"ot": ("connect", 100, 10_000), "rt": ("read", 100, 15_000), "tt": ("total", 100, 15_000)},
    redirects=3,
    callback_attempts=3,
    retries_bad_callback=True,
    idempotency_header=None,
    document_types=XML_TYPES,
    speaks_plain_text=False,
    wrong_root=12100,
    bad_status=11200,
    timed_out=11200,
    refused=11200,
    unfetchable_inbound="failed",
    plays_error_message=False,
    message_callbacks={
        "delivered": ("queued", "sent", "delivered"),
        "undelivered": ("queued", "sent", "undelivered"),
        "failed": ("queued", "failed"),
        "sent": ("queued", "sent"),
    },
    initial_message_statuses=("queued",),
    handles_stop_words=False,
    unknown_verb=13750,
    bridging_word="bridging-in-progress",
    finish_keys="set",
    cancel_in_progress_fails=True,
    rest_direction={"inbound": "inbound", "outbound-api": "outbound", "outbound-dial": "outbound"},
    calls_created_status=200,
    rest_base="/api/laml/2010-04-01",
)

TWILIO: Final = Profile(
    name="twilio",
    dialect="twiml",
    signature_header="X-Twilio-Signature",
    user_agent="TwilioProxy/1.1",
    deadline=Deadline(connect=5.0, read=15.0, total=15.0),
    overrides={"ct": ("connect", 100, 10_000), "rt": ("read", 100, 15_000), "tt": ("total", 100, 15_000)},
    redirects=10,
    callback_attempts=1,
    retries_bad_callback=False,
    idempotency_header="I-Twilio-Idempotency-Token",
    document_types=XML_TYPES | {"text/html"},
    speaks_plain_text=True,
    wrong_root=12102,
    bad_status=11200,
    timed_out=11200,
    refused=11202,
    unfetchable_inbound="completed",
    plays_error_message=True,
    message_callbacks={
        "delivered": ("sent", "delivered"),
        "undelivered": ("sent", "undelivered"),
        "failed": ("failed",),
        "sent": ("sent",),
    },
    initial_message_statuses=(),
    handles_stop_words=True,
    unknown_verb=12200,
    bridging_word="bridging-in-process",
    finish_keys="one",
    cancel_in_progress_fails=False,
    rest_direction={"inbound": "inbound", "outbound-api": "outbound-api", "outbound-dial": "outbound-dial"},
    calls_created_status=201,
    rest_base="/2010-04-01",
)

PROFILES: Final[Mapping[str, Profile]] = {"signalwire": SIGNALWIRE, "twilio": TWILIO}
