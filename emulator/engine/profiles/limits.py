"""Limits and content types that both providers share, and the emulator's own. Data only.

Source: call semantics reference, chapters 2 and 10; webhook reference, responses.
"""

from __future__ import annotations

from typing import Final

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
