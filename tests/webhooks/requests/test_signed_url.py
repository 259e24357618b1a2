"""The URL's border: what a URL may not hold, since behind or before it stood the parameters of another request."""

from __future__ import annotations

import pytest

from webhooks import FormError, GatherRequest, MessageRequest, WebhookRequest
from webhooks.requests import FAMILIES
from webhooks.requests.declarations import compiled
from webhooks.requests.signed_url import _account_in, refuse_border
from webhooks.requests.value_forms import SID

from ..apps import MESSAGE, VOICE

AC, CA, SM = VOICE["AccountSid"], VOICE["CallSid"], MESSAGE["MessageSid"]
UUID = "0c9d8e7f-6a5b-4c3d-8e1f-0a9b8c7d6e5f"
FORM, URL = ["form"], ["url", "hash"]
BOTH = FORM + URL

REFUSED: list[tuple[type[WebhookRequest], str, list[str]]] = [
    (GatherRequest, f"/hook/xCallSid{CA}", BOTH),
    (GatherRequest, f"/hook/xCallSid{UUID}", BOTH),
    (GatherRequest, f"/hook/xCallSID{CA}?y", BOTH),
    (GatherRequest, f"/hook/AccountSid={AC}", BOTH),
    (GatherRequest, f"/hook/AccountSid: {UUID}", BOTH),
    (GatherRequest, '/hook"', BOTH),
    (GatherRequest, '/hook?x="', BOTH),
    (GatherRequest, f"/hook?x=1CallSid{CA}", BOTH),
    (GatherRequest, f"/hook?x=1&xCallSid{CA}=1", BOTH),
    (GatherRequest, f"/hook?x=AccountSid={AC}", BOTH),
    (GatherRequest, f"/hook?AccountSid={AC}", FORM),
    (GatherRequest, f"/hook?x=1&AccountSid={AC}&y", FORM),
    (GatherRequest, "/hook?SpeechResult=hi", FORM),
    (MessageRequest, "/hook?Body=hi", FORM),
    (MessageRequest, "/hook?x=1&Body", FORM),
    (MessageRequest, "/hook?ChannelMetadata={}", FORM),
]
TAKEN: list[tuple[type[WebhookRequest], str, list[str]]] = [
    (GatherRequest, "/hook", BOTH),
    (GatherRequest, "/Sales", BOTH),
    (GatherRequest, "/hook?x=1&y=Sid", BOTH),
    (GatherRequest, "/hook?Digits=5", BOTH),
    (GatherRequest, f"/hook/{CA}", BOTH),
    (GatherRequest, f"/calls?sid={CA}", BOTH),
    (GatherRequest, "/hook?Body=hi", BOTH),
    (GatherRequest, f"/hook?AccountSid={AC}&CallSid={CA}", URL),
    (GatherRequest, "/hook?SpeechResult=hi", URL),
    (GatherRequest, f"/hook?SpeechResult=hiCallSid{CA}", URL),
    (MessageRequest, f"/hook?AccountSid={AC}&MessageSid={SM}&Body=AccountSid={AC}", URL),
    (MessageRequest, "/hook?ChannelMetadata={}", URL),
]


@pytest.mark.parametrize(("kind", "target", "schemes"), REFUSED)
def test_a_url_with_the_parameters_of_another_request_is_refused(
    kind: type[WebhookRequest], target: str, schemes: list[str]
) -> None:
    for scheme in schemes:
        with pytest.raises(FormError, match="a value of the URL") as refused:
            refuse_border(kind, target, scheme)
        assert (refused.value.status, refused.value.reason) == (403, "ambiguous")


@pytest.mark.parametrize(("kind", "target", "schemes"), TAKEN)
def test_a_url_of_an_app_or_of_a_get_is_taken(kind: type[WebhookRequest], target: str, schemes: list[str]) -> None:
    for scheme in schemes:
        refuse_border(kind, target, scheme)


@pytest.mark.parametrize("kind", [kind for kind, _ in FAMILIES.values()])
def test_each_kind_is_known_by_a_sid_that_it_always_has(kind: type) -> None:
    shape = compiled(kind)
    sids = [name for name in shape.always if shape.forms[name] is SID] or ["AccountSid"]
    assert any(_account_in(kind).search(f"{name}={AC}") for name in sids)
    assert not _account_in(kind).search(f"x={AC}")
