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


class GiveFeedbackOptions(Parameters, total=False):
    """The optional parameters of `GiveFeedback`."""

    issue: Issue | Sequence[Issue]
    """Problems of the call."""


class GiveFeedback(GiveFeedbackOptions, total=False):
    """Feedback about a call."""

    quality_score: Required[Annotated[int, Between(1, 5)]]
    """Quality from 1 (bad) to 5 (good)."""


class CreateSummaryOptions(Parameters, total=False):
    """The optional parameters of `CreateSummary`."""

    include_subaccounts: bool
    """Whether to include subaccounts."""
    status_callback: Url
    """Notified of the stages of the summary."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""


class CreateSummary(CreateSummaryOptions, total=False):
    """Parameters that make a summary."""

    start_date: Required[Day]
    """First day."""
    end_date: Required[Day]
    """Last day."""


class CallFeedback(Singleton):
    """Feedback about the quality of a call."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    issues: list[Json]
    quality_score: int | None
    sid: str

    def create(self, quality_score: int, **parameters: Unpack[GiveFeedbackOptions]) -> Self:
        """Give feedback.

        Args:
            quality_score: Quality from 1 (bad) to 5 (good).
            parameters: The others, by name.
        """
        return self._perform("create", {"quality_score": quality_score, **parameters})

    def update(self, quality_score: int, **parameters: Unpack[GiveFeedbackOptions]) -> Self:
        """Change the feedback.

        Args:
            quality_score: Quality from 1 (bad) to 5 (good).
            parameters: The others, by name.
        """
        return self._perform("update", {"quality_score": quality_score, **parameters})


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
        Operation("create", "POST", PATH, GiveFeedback, success=CREATED, former=True),
        Operation("fetch", "GET", PATH, former=True),
        Operation("update", "POST", PATH, GiveFeedback, former=True),
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
        Operation("create", "POST", SUMMARIES, CreateSummary, success=CREATED, former=True),
        Operation("fetch", "GET", SUMMARY, former=True),
        Operation("delete", "DELETE", SUMMARY, success=NO_CONTENT, former=True),
    ),
    source="Twilio REST API 2010-04-01: Call feedback summaries, as of its last edition",
    providers=TWILIO_ONLY,
    sid_prefix="FS",
)


class FeedbackSummaries(Collection[FeedbackSummary]):
    """Summaries of the feedback about calls."""

    resource = FEEDBACK_SUMMARIES

    def create(self, start_date: Day, end_date: Day, **parameters: Unpack[CreateSummaryOptions]) -> FeedbackSummary:
        """Request a summary.

        Args:
            start_date: First day.
            end_date: Last day.
            parameters: The others, by name.
        """
        return self._create({"start_date": start_date, "end_date": end_date, **parameters})
