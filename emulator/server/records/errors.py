"""Errors of the REST API: the provider's status, code and sentence, in the provider's shape.

Source: REST reference, errors and error_body.
"""

from __future__ import annotations

from typing import Final

from .api_rows import Api

Body = dict[str, object]

SENTENCES: Final[dict[int, str]] = {
    10000: "The argument is not valid, or the object is in a state that forbids the change",
    11100: "The URL is not valid",
    16002: "The coached participant is not in the conference",
    20001: "A parameter is not valid",
    20002: "The friendly name is missing or longer than 64 characters",
    20003: "Authentication failed",
    20004: "The method is not allowed",
    20009: "The object cannot be deleted yet",
    20404: "The requested resource was not found",
    20422: "The document is not valid XML",
    20429: "Too many requests",
    21201: "No To number is specified",
    21205: "Neither Url nor ApplicationSid is given, or the Url is not valid",
    21209: "The method is neither GET nor POST",
    21211: "The To number is not valid",
    21212: "The From number is not valid",
    21213: "No From number is specified",
    21218: "The application is unknown",
    21220: "The call is not in progress and cannot be redirected",
    21243: "The credential is not valid",
    21266: "The To and From numbers cannot be the same",
    21421: "No phone number or area code is given",
    21402: "The URL is not valid",
    21422: "The phone number is not available",
    21475: "The conference status is not valid",
    21602: "Message body or media is required",
    21603: "A From number is required",
    21604: "A To number is required",
    21605: "The body is longer than 160 characters",
    21610: "The recipient has opted out",
    21617: "The message body exceeds 1600 characters",
    21232: "The domain name is taken",
    22108: "The user name is taken",
    22002: "The queue is not empty",
    22003: "The queue's name is taken",
    21620: "The media URL is missing or not valid",
    21623: "The number of media files exceeds the limit",
    30409: "The message cannot be canceled",
    31922: "The stream's URL is not wss",
    35111: "SendAt is missing",
    35114: "The time is not one that a message can be scheduled for",
    35118: "A scheduled message needs a MessagingServiceSid",
    54453: "The page token is not valid",
    54454: "The page size is not valid",
}


class ApiFault(Exception):
    """The API refuses a request; `.status` and `.code` are what the client gets."""

    def __init__(self, status: int, code: int, detail: str = "", sentence: str = "") -> None:
        sentence = sentence or SENTENCES.get(code, "The request is not valid")
        super().__init__(f"{sentence}: {detail}" if detail else sentence)
        self.status = status
        self.code = code

    def status_at(self, api: Api) -> int:
        """The HTTP status at one provider: a refusal of what was asked for has another one at SignalWire."""
        return api.refusal if self.status == 400 else self.status

    def body(self, api: Api) -> Body:
        """The JSON object of the error; of a refusal at SignalWire the code is a text."""
        more = api.more_info.format(code=self.code)
        code = str(self.code) if self.status_at(api) == 422 else self.code
        return {"code": code, "message": str(self), "more_info": more, "status": self.status}
