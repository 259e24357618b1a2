"""What the emulator sends, parameter by parameter, against the webhook reference (condensed in `parameters.json`).

Every conformance case runs in process; each request that gives itself away by a parameter of its own is held against
the row of its kind: nothing that the provider does not send, everything that it always sends, values of its lists.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .conformance_run import hosted, play

pytestmark = pytest.mark.source("own: the table of parameters")

HERE = Path(__file__).parent
KINDS: dict[str, dict[str, Any]] = json.loads((HERE / "parameters.json").read_text(encoding="utf-8"))
# Kind by the first parameter that is there; names in a tuple must all be there, those after a dash must not.
SIGNS: list[tuple[str, tuple[str, ...]]] = [
    ("voice.queue_wait", ("QueuePosition",)),
    ("voice.dequeue", ("DequeingCallSid",)),
    ("voice.dial_action", ("DialCallStatus",)),
    ("voice.enqueue_action", ("QueueResult",)),
    ("voice.refer_action", ("ReferSipResponseCode",)),
    ("voice.refer_url", ("ReferTransferTarget",)),
    ("voice.transcription", ("TranscriptionText",)),
    ("voice.realtime_transcription", ("TranscriptionEvent",)),
    ("voice.recording_status", ("RecordingStatus",)),
    ("voice.conference_status", ("StatusCallbackEvent",)),
    ("voice.stream_status", ("StreamEvent",)),
    ("voice.siprec_status", ("SiprecEvent",)),
    ("voice.pay_action", ("Result",)),
    ("voice.pay_status", ("For",)),
    ("voice.sms_action", ("SmsStatus", "CallSid")),
    ("voice.sms_status", ("SmsStatus", "-MessageSid")),
    ("voice.amd_status", ("AnsweredBy", "-From")),
    ("voice.connect_action", ("SessionId",)),
    ("voice.connect_action", ("VirtualAgentStatus",)),
    ("voice.gather_partial", ("UnstableSpeechResult",)),
    ("voice.gather_action", ("SpeechResult",)),
    ("voice.record_action", ("RecordingUrl", "-CallbackSource", "-EventName")),
    ("fax.status", ("FaxStatus", "OriginalMediaUrl")),
    ("fax.receive_action", ("FaxStatus",)),
    ("fax.inbound", ("FaxSid",)),
    ("voice.number_status", ("CallbackSource", "ParentCallSid")),
    ("voice.gather_action", ("Digits", "-ErrorCode")),
]
# Parameters of their own: what the Application element of a case hands over.
OWN = {"order"}


def kind_of(sort: str, params: Mapping[str, str]) -> str | None:
    """The kind of a request or callback; None if it does not give itself away."""
    if sort == "request" and {"ErrorCode", "ErrorUrl"} <= params.keys():
        return "voice.fallback" if "CallSid" in params else "messaging.fallback"
    if "MessageSid" in params:
        if sort == "callback":
            return "messaging.status"
        return "messaging.message_action" if "MessageStatus" in params else "messaging.inbound"
    if "CallbackSource" in params and "ParentCallSid" not in params:
        return "voice.call_status" if params["Direction"] == "outbound-api" else "voice.inbound_number_status"
    if sort == "callback" and "AudioInMos" in params and "Direction" not in params:
        return "voice.inbound_number_status"
    for kind, names in SIGNS:
        wanted = [name for name in names if not name.startswith("-")]
        barred = [name[1:] for name in names if name.startswith("-")]
        if all(name in params for name in wanted) and not any(name in params for name in barred):
            return kind
    return "voice.document" if sort == "request" and params else None  # a request after a redirect carries nothing


def complaints(kind: str, provider: str, params: Mapping[str, str]) -> list[str]:
    """What is wrong with a request of a kind."""
    row = KINDS[kind]
    known = [*row.get("both", []), *row.get(provider, [])]
    if kind == "voice.inbound_number_status" and provider == "twilio":  # notes: Twilio sends the whole standard set
        known += KINDS["voice.call_status"]["both"] + KINDS["voice.call_status"]["twilio"]
        row = {**row, "optional": True}
    if row.get("optional"):
        known += [*KINDS["voice.optional"]["both"], *KINDS["voice.optional"].get(provider, [])]
    patterns = [re.compile(re.escape(name).replace(r"\*", ".+").replace(r"\{N\}", r"\d+")) for name in known]
    found = [
        f"{kind}: {name} is not sent"
        for name in params.keys() - OWN
        if not any(one.fullmatch(name) for one in patterns)
    ]
    found += [f"{kind}: {name} is missing" for name in row.get(f"always_{provider}", []) if name not in params]
    values = row.get("values", {})
    found += [
        f"{kind}: {name}={value} is no value of it"
        for name, value in params.items()
        if name in values and value not in values[name]
    ]
    return found


@pytest.fixture(scope="module")
def sent() -> list[tuple[str, str, dict[str, str]]]:
    """Provider, kind and parameters of everything that the cases make the emulator send."""
    found = []
    for file in sorted((HERE / "conformance").glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            for name in case.get("providers", ["signalwire", "twilio"]):
                with hosted(case, name, "in process") as (provider, _):
                    play(case, provider)
                for entry in provider.timeline:
                    kind = kind_of(entry.kind, entry.params) if entry.kind in {"request", "callback"} else None
                    if kind is not None:
                        found.append((name, kind, dict(entry.params)))
    return found


@pytest.mark.source("webhook reference, parameters of each kind")
def test_each_request_has_the_parameters_of_its_kind(sent: list[tuple[str, str, dict[str, str]]]) -> None:
    wrong: Counter[str] = Counter()
    for provider, kind, params in sent:
        wrong.update(f"{provider}: {line}" for line in complaints(kind, provider, params))
    assert not wrong, "\n".join(f"{count} x {line}" for line, count in wrong.most_common())


def test_every_kind_of_the_list_was_sent(sent: list[tuple[str, str, dict[str, str]]]) -> None:
    others = {"voice.call_status", "voice.inbound_number_status", "voice.document", "voice.fallback"}
    others |= {f"messaging.{kind}" for kind in ("status", "message_action", "inbound", "fallback")}
    assert {kind for _, kind, _ in sent} == {kind for kind, _ in SIGNS} | others


def test_a_wrong_request_would_be_found() -> None:
    good = {"CallSid": "CA1", "AccountSid": "AC1", "AnsweredBy": "human", "MachineDetectionDuration": "1200"}
    assert complaints("voice.amd_status", "twilio", good) == []
    bad = {**good, "AnsweredBy": "robot", "From": "+1"}
    del bad["CallSid"]
    assert len(complaints("voice.amd_status", "twilio", bad)) == 3
