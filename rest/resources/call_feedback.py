"""Feedback about the quality of calls, and summaries of it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Deletable, Fetchable, Singleton
from ..table.literals import Issue, SummaryStatus
from ..table.parameters import Between, Day, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Feedback"
SUMMARIES: Final = "/Accounts/{AccountSid}/Calls/FeedbackSummary"
SUMMARY: Final = SUMMARIES + "/{Sid}"


class GiveFeedback(Parameters, total=False):
    """Feedback about a call."""

    quality_score: Required[Annotated[int, Between(1, 5)]]
    """Quality from 1 (bad) to 5 (good)."""
    issue: Issue | Sequence[Issue]
    """Problems of the call."""


class CreateSummary(Parameters, total=False):
    """Parameters that make a summary."""

    start_date: Required[Day]
    """First day; usage also takes offsets such as `-30days`."""
    end_date: Required[Day]
    """Last day; usage also takes offsets such as `-30days`."""
    include_subaccounts: bool
    """Whether to include subaccounts."""
    status_callback: Url
    """Notified of the stages of the summary."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""


class CallFeedback(Singleton):
    """Feedback about the quality of a call."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    issues: list[Json]
    quality_score: int | None
    sid: str

    def create(self, **parameters: Unpack[GiveFeedback]) -> Self:
        """Give feedback."""
        return self._perform("create", parameters)

    def update(self, **parameters: Unpack[GiveFeedback]) -> Self:
        """Change the feedback."""
        return self._perform("update", parameters)


class FeedbackSummary(Fetchable, Deletable):
    """A summary. The provider makes it in the background: fetch it until it is completed."""

    account_sid: str
    call_count: int | None
    call_feedback_count: int | None
    date_created: datetime | None
    date_updated: datetime | None
    end_date: date | None
    include_subaccounts: bool | None
    issues: list[Json]
    quality_score_average: Decimal | None
    quality_score_median: Decimal | None
    quality_score_standard_deviation: Decimal | None
    sid: str
    start_date: date | None
    status: SummaryStatus


FEEDBACK: Final = Resource(
    "calls.feedback",
    CallFeedback,
    PATH,
    None,
    None,
    (
        Operation("create", "POST", PATH, GiveFeedback, success=CREATED),
        Operation("fetch", "GET", PATH),
        Operation("update", "POST", PATH, GiveFeedback),
    ),
    source="Twilio REST API 2010-04-01: Call feedback, as of its last edition",
    providers=TWILIO_ONLY,
    sid_prefix="CA",
)
FEEDBACK_SUMMARIES: Final = Resource(
    "calls.feedback_summaries",
    FeedbackSummary,
    SUMMARIES,
    SUMMARY,
    None,
    (
        Operation("create", "POST", SUMMARIES, CreateSummary, success=CREATED),
        Operation("fetch", "GET", SUMMARY),
        Operation("delete", "DELETE", SUMMARY, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Call feedback summaries, as of its last edition",
    providers=TWILIO_ONLY,
    sid_prefix="FS",
)


class FeedbackSummaries(Collection[FeedbackSummary]):
    """Summaries of the feedback about calls."""

    resource = FEEDBACK_SUMMARIES

    def create(self, **parameters: Unpack[CreateSummary]) -> FeedbackSummary:
        """Request a summary."""
        return self._create(parameters)
