"""Queues: Enqueue and Leave, the nouns Queue and Task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Unpack

from ..grammar.constraints import (
    BOTH,
    LAML,
    TWIML,
    Attributes,
    Default,
    Laml,
    MayBeEmpty,
    Method,
    Only,
    Prefix,
    Twiml,
    Unsure,
    Url,
    UrlForm,
)
from ..grammar.rules import AtMostOf, ChildNeeds, Needs, TextOrAttribute, children, methods_without_use
from ..grammar.text_rules import TextRule
from .nouns import DialNouns
from .parts import EnqueueParts
from .verbs import VoiceVerbs

__all__ = ["Enqueue", "EnqueueAttributes", "Leave", "Queue", "QueueAttributes", "Task", "TaskAttributes"]


class EnqueueAttributes(Attributes, total=False):
    """Attributes of Enqueue."""

    action: Annotated[Url | None, Laml(UrlForm(absolute=True, shown_relative=True))]
    """Requested when the caller has left the queue; its answer is the next document. Without it the next verb runs."""
    max_queue_size: Annotated[int | None, Unsure(), Only("twiml")]
    """Largest number of callers in the queue; known from the helper library only."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    wait_url: Annotated[Url | None, Twiml(MayBeEmpty())]
    """Document or sound that plays while waiting; on Twilio an empty value means silence."""
    wait_url_method: Annotated[Method | None, Default("POST")]
    """How `wait_url` is requested."""
    workflow_sid: Annotated[str | None, Prefix("WW"), Only("twiml"), Unsure("laml")]
    """SID of the workflow that finds a worker; it replaces the name of a queue."""


class Enqueue(EnqueueParts, VoiceVerbs):
    """Puts the caller into a queue, by its name; one that does not exist is created.

    Source: cxml/reference/voice/enqueue; twilio.com/docs/voice/twiml/enqueue.

    Example::

        response = VoiceResponse()
        response.enqueue("support", wait_url="https://example.com/wait")
    """

    __slots__ = ()
    tag = "Enqueue"
    by_position = "action max_queue_size method wait_url wait_url_method workflow_sid"
    declared = EnqueueAttributes
    text_rule = TextRule("name", "name", required=LAML, at_most={TWIML: 64})
    holds = children(twiml="Task", unsure_laml="Task")
    rules = (
        TextOrAttribute("workflowSid"),
        AtMostOf(("Task",), 1, dialects=TWIML, severity="warning"),
        ChildNeeds("Task", "workflowSid", dialects=TWIML, severity="warning"),
        *methods_without_use([("method", "action"), ("waitUrlMethod", "waitUrl")]),
    )

    def __init__(
        self, *content: str | EnqueueParts | None, name: str | None = None, **attributes: Unpack[EnqueueAttributes]
    ) -> None:
        self._fill(content, name, attributes)


class TaskAttributes(Attributes, total=False):
    """Attributes of Task."""

    priority: Annotated[int | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Tasks with a higher number are taken first."""
    timeout: Annotated[int | None, Unsure(), Only("twiml"), Unsure("laml")]
    """How long the task may wait for a worker, in seconds."""


class Task(EnqueueParts, VoiceVerbs):
    """Attributes of the task that a workflow assigns: a JSON object, as text or as a mapping.

    Source: twilio.com/docs/voice/twiml/enqueue.

    Example::

        response = VoiceResponse()
        enqueue = response.enqueue(workflow_sid="WW0123456789abcdef0123456789abcdef")
        enqueue.task('{"language": "en"}', priority=5)
    """

    __slots__ = ()
    tag = "Task"
    by_position = "priority timeout"
    declared = TaskAttributes
    text_rule = TextRule("body", "json", required=BOTH, warns=LAML)

    def __init__(
        self, *content: str | None, body: str | Mapping[str, object] | None = None, **attributes: Unpack[TaskAttributes]
    ) -> None:
        self._fill(content, body, attributes)


class QueueAttributes(Attributes, total=False):
    """Attributes of Queue."""

    method: Annotated[Method | None, Default("POST")]
    """How `url` is requested."""
    post_work_activity_sid: Annotated[str | None, Prefix("WA"), Only("twiml"), Unsure("laml")]
    """SID of the activity that the worker is set to after the call."""
    reservation_sid: Annotated[str | None, Prefix("WR"), Only("twiml"), Unsure("laml")]
    """SID of a worker's reservation; it replaces the name of a queue."""
    url: Url | None
    """Document that the queued caller hears before the calls are connected."""


class Queue(DialNouns, VoiceVerbs):
    """The next caller of a queue, to be connected with.

    Source: cxml/reference/voice/queue; twilio.com/docs/voice/twiml/queue.

    Example::

        response = VoiceResponse()
        response.dial().queue("support", url="https://example.com/before")
    """

    __slots__ = ()
    tag = "Queue"
    by_position = "url method reservation_sid post_work_activity_sid"
    declared = QueueAttributes
    text_rule = TextRule("name", "name", required=LAML)
    rules = (
        TextOrAttribute("reservationSid"),
        Needs("postWorkActivitySid", "reservationSid", warns=LAML),
        Needs("method", "url", severity="warning"),
    )

    def __init__(self, *content: str | None, name: str | None = None, **attributes: Unpack[QueueAttributes]) -> None:
        self._fill(content, name, attributes)


class Leave(VoiceVerbs):
    """Takes the caller out of the queue; used in the document that plays while waiting.

    Source: cxml/reference/voice/leave; twilio.com/docs/voice/twiml/leave.

    Example::

        response = VoiceResponse()
        response.say("We call you back.")
        response.leave()
    """

    __slots__ = ()
    tag = "Leave"

    def __init__(self, **attributes: Unpack[Attributes]) -> None:
        self._fill((), None, attributes)
