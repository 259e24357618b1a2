"""An answer that the provider would not read at all is told apart from one that it reads with some parts wrong."""

import laml
from webhooks.app.documents import REFUSED


def kinds(error: type[laml.ParseError]) -> set[type[laml.ParseError]]:
    """The classes of errors below one."""
    return {kind for each in error.__subclasses__() for kind in (each, *kinds(each))}


def test_every_way_in_which_a_text_is_no_document_is_known() -> None:
    assert {kind.code for kind in kinds(laml.ParseError)} == REFUSED
