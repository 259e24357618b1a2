"""Payments: Pay and Prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Required, Unpack

from ..grammar.constraints import (
    LAML,
    AnyCase,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Matches,
    Method,
    NotIn,
    Only,
    Separated,
    Twiml,
    Unsure,
    Url,
    UrlForm,
    Values,
)
from ..grammar.rules import Count, Expected, Needs, ValuesWith, children
from .parts import PayParts
from .verbs import VoiceVerbs

__all__ = ["Pay", "PayAttributes", "Prompt", "PromptAttributes"]


class PayAttributes(Attributes, total=False):
    """Attributes of Pay."""

    action: Annotated[Url | None, UrlForm(schemes=("https",))]
    """Requested with the result of the payment, by POST over https; its answer is the next document. By default the URL
    of the current document."""
    bank_account_type: Annotated[
        Literal["consumer-checking", "consumer-savings", "commercial-checking", "commercial-savings"] | None,
        Default("consumer-checking"),
        Only("twiml"),
        Unsure("laml"),
    ]  # fmt: skip
    """Type of the bank account, if it pays."""
    charge_amount: Annotated[float | None, AtLeast(0), AtMost(1000000)]
    """Amount to charge, without a currency sign; 0 or left out, Pay only makes a token."""
    credential_sid: Annotated[str | None, Only("twiml"), Deprecated("paymentConnector")]
    """Former way to name the connector."""
    currency: Annotated[str | None, Matches(r"[A-Za-z]{3}", "three letters such as usd"), Default("usd")]
    """Currency code of three letters, such as `usd`."""
    description: str | None
    """Description of what is paid for."""
    input: Annotated[Literal["dtmf"] | None, Default("dtmf")]
    """How the caller enters the numbers."""
    language: Annotated[
        Literal["en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "fr-CA", "fr-FR", "de-DE", "it-IT",
            "en-IE", "en-NZ", "en-PH", "en-ZA", "es-US"] | str | None,
        AnyCase(),
        Default("en-us"),
        Laml(Values(("en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "fr-CA", "fr-FR", "de-DE",
            "it-IT"))),
        Twiml(Values(("de-DE", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-PH", "en-US", "en-ZA",
            "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR", "it-IT"))),
    ]  # fmt: skip
    """Language of the prompts."""
    max_attempts: Annotated[int | None, AtLeast(1), AtMost(3), Default("1")]
    """How many times the caller may try again after a wrong entry."""
    min_postal_code_length: Annotated[int | None, AtLeast(1)]
    """Minimum number of digits of the postal code."""
    payment_connector: Annotated[str | None, Laml(Unsure()), Twiml(Default("Default"))]
    """Connector that processes the payment."""
    payment_connector_url: Annotated[Url | None, Only("laml")]
    """URL of your own server that processes the payment."""
    payment_method: Annotated[Literal["credit-card", "ach-debit"] | None, Default("credit-card")]
    """Means of payment: a card or a bank account."""
    postal_code: Annotated[bool | str | None, Default("true")]
    """Whether the postal code is asked for, or the postal code itself."""
    security_code: Annotated[bool | None, Default("true")]
    """Whether the card's security code is asked for."""
    status_callback: Annotated[Url | None, Laml(UrlForm(schemes=("https",)))]
    """Requested when the status of the payment changes."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml"), Unsure("laml")]
    """How `status_callback` is requested."""
    timeout: Annotated[int | None, Default("5"), Laml(AtLeast(4)), Twiml(AtLeast(1))]
    """How long to wait for the next key, in seconds."""
    token_type: Annotated[
        Literal["one-time", "reusable", "payment-method"] | None,
        Default("reusable"),
        Laml(Values(("one-time", "reusable"))),
        Twiml(Values(("one-time", "reusable", "payment-method"))),
    ]  # fmt: skip
    """Whether the token can be used once or several times."""
    valid_card_types: Annotated[
        str | Sequence[Literal["visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb",
            "diners-club", "enroute"]] | None,
        Separated(" "),
        Default("visa mastercard amex"),
        Twiml(Deprecated("mastercard", value="master-card")),
    ]  # fmt: skip
    """Types of cards that are accepted."""


class Pay(PayParts, VoiceVerbs):
    """Takes a payment by card or bank account, whose numbers the caller enters.

    Source: cxml/reference/voice/pay; twilio.com/docs/voice/twiml/pay.

    Example::

        response = VoiceResponse()
        response.pay(charge_amount="20.45", currency="usd", action="https://example.com/paid")
    """

    __slots__ = ()
    tag = "Pay"
    by_position = (
        "input action bank_account_type status_callback status_callback_method timeout max_attempts security_code "
        "postal_code min_postal_code_length payment_connector payment_method token_type charge_amount currency "
        "description valid_card_types language"
    )
    declared = PayAttributes
    holds = children("Parameter Prompt")
    rules = (
        Needs("bankAccountType", "paymentMethod=ach-debit", warns=LAML),
        ValuesWith("language", "paymentMethod=ach-debit", ("en-AU", "en-CA", "en-GB", "en-IN", "en-US"), any_case=True),
        Expected("minPostalCodeLength", severity="warning", dialects=LAML),
        Expected("paymentConnectorUrl", severity="warning", dialects=LAML),
        Expected("securityCode", severity="warning", dialects=LAML),
        Needs("statusCallbackMethod", "statusCallback", severity="warning"),
    )

    def __init__(self, *content: PayParts | None, **attributes: Unpack[PayAttributes]) -> None:
        self._fill(content, None, attributes)


class PromptAttributes(Attributes, total=False):
    """Attributes of Prompt."""

    attempt: Annotated[int | str | Sequence[int] | None, AtLeast(1), AtMost(10), Separated(" "), NotIn(("AI",))]
    """Attempts at which this prompt plays, from 1 to 10."""
    card_type: Annotated[
        str | Sequence[Literal["visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb",
            "diners-club", "enroute"]] | None,
        Separated(" "),
        Twiml(Deprecated("mastercard", value="master-card")),
        NotIn(("AI",)),
    ]  # fmt: skip
    """Types of cards for which this prompt plays."""
    error_type: Annotated[
        str | Sequence[Literal["timeout", "invalid-card-number", "invalid-card-type", "invalid-date",
            "invalid-security-code", "invalid-bank-routing-number", "invalid-bank-account-number",
            "input-matching-failed", "invalid-postal-code", "internal-error"] | str] | None,
        Separated(" "),
        Laml(Values(("timeout", "invalid-card-number", "invalid-card-type", "invalid-date",
            "invalid-security-code", "invalid-bank-routing-number", "invalid-bank-account-number",
            "input-matching-failed"))),
        Twiml(Values(("timeout", "invalid-card-number", "invalid-card-type", "invalid-date",
            "invalid-security-code", "invalid-bank-routing-number", "invalid-bank-account-number",
            "invalid-postal-code", "input-matching-failed", "internal-error"), open=True)),
        NotIn(("AI",)),
    ]  # fmt: skip
    """Errors after which this prompt plays."""
    for_: Required[Annotated[
        Literal["payment-card-number", "expiration-date", "security-code", "postal-code", "bank-routing-number",
            "bank-account-number", "payment-processing"],
        NotIn(("AI",)),
    ]]  # fmt: skip
    """Step of the payment at which this prompt plays."""
    require_matching_inputs: Annotated[bool | None, Default("false"), Only("twiml"), NotIn(("AI",))]
    """Whether the caller must enter the number twice."""


class Prompt(PayParts, VoiceVerbs):
    """What the caller hears at a step of a payment.

    Source: cxml/reference/voice/pay; twilio.com/docs/voice/twiml/prompt.

    Example::

        response = VoiceResponse()
        pay = response.pay(charge_amount="20.45", action="https://example.com/paid")
        pay.prompt(for_="payment-card-number", attempt=[1, 2]).say("Please enter your card number.")
    """

    __slots__ = ()
    tag = "Prompt"
    by_position = "for_ error_type card_type attempt require_matching_inputs"
    declared = PromptAttributes
    holds = children("Play Say", twiml="Pause", unsure_laml="Pause")
    rules = (Count(1, parents=("Pay",), severity="warning"),)

    def __init__(self, *content: PayParts | None, **attributes: Unpack[PromptAttributes]) -> None:
        self._fill(content, None, attributes)
