"""What a handler is told that would end the transaction of its event: what to do in place of it."""

from __future__ import annotations

import pytest

from webhooks.store.lending import refused


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("COMMIT", "it is committed together with the event"),
        ("end transaction", "it is committed together with the event"),
        ("ROLLBACK", "raise an exception"),
        ("rollback;", "raise an exception"),
        ("Begin Immediate", "the transaction has begun"),
    ],
)
def test_sql_that_ends_a_transaction_is_refused_with_what_to_do(words: str, told: str) -> None:
    assert str(refused(words)).startswith(f"{words!r} through event.connection is not for handlers: {told}")
