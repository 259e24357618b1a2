"""What is built from any element of the grammar is read back the same, and written again the same."""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings

from laml import parse

from .test_differential import ROOTS, Call, canonical, programs, run


@pytest.mark.parametrize("kind", ROOTS)
def test_a_drawn_document_of_all_elements_is_read_back_equal(kind: str) -> None:
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(programs(kind))
    def same(program: list[Call]) -> None:
        document = ROOTS[kind][0](validate="off")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecated elements warn; that is tested elsewhere
            run(document, program)
            xml = document.to_xml()
            again = parse(xml, validate="off")
        assert again == document
        assert canonical(again.to_xml()) == canonical(xml)

    same()
