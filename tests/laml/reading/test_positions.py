"""Each problem of a text tells the line and column where a reader finds it, counted by hand."""

import pytest

import laml

CASES = [
    ("a tag", "<Response><Sai>a</Sai></Response>", [(1, 11)]),
    ("an attribute", '<Response>\n  <Say voyce="man">a</Say>\n</Response>', [(2, 8)]),
    ("a value", '<Response>\n\n<Gather timeout="x" action="/a"/></Response>', [(3, 9)]),
    ("an attribute on its own line", '<Response><Say\n  language="en-US"\n  voyce="x">a</Say></Response>', [(3, 3)]),
    ("a tag over several lines", '<Response>\n <Dial\n timeout="20"\n>\n</Dial></Response>', [(2, 2)]),
    ("one of several alike", '<Response><Say>a</Say><Say voyce="1">b</Say><Say>c</Say></Response>', [(1, 28)]),
    ("nested ones alike", "<Response><Dial><Number/><Number>5</Number><Number/></Dial></Response>", [(1, 17), (1, 44)]),
    ("a tab is one column", "<Response>\t<Sai/></Response>", [(1, 12)]),
    ("what is no tag before it", "<Response><!-- <Say> --><Say><![CDATA[<Say>]]></Say><Sai/></Response>", [(1, 53)]),
    ("a value with a tag in it", "<Response><Say voyce='>' foo='&lt;Say'>a</Say></Response>", [(1, 16), (1, 26)]),
    ("a declaration on the same line", '<?xml version="1.0" encoding="utf-8"?><Response><Sai/></Response>', [(1, 49)]),
    ("an astral character is one column", "<Response><Say>\U0001f600</Say><Sai/></Response>", [(1, 23)]),
    ("Windows line ends", "<Response>\r\n<Sai/>\r\n<Sai/></Response>", [(2, 1), (3, 1)]),
    ("a name with a prefix", '<Response xmlns:x="urn:x">\n<x:Say/></Response>', [(2, 1)]),
    ("a letter that Python takes for a blank", "<Response>\n<\u1680/><Sai/></Response>", [(2, 1), (2, 5)]),
    ("such a letter in a name", "<Response><Say\n a\u1680b='' b=''>a</Say></Response>", [(2, 2), (2, 9)]),
    ("the order of verbs", "<Response><Hangup/>\n  <Say>a</Say></Response>", [(2, 3)]),
    ("not well-formed", "<Response>\n<Say></Response>", [(2, 17)]),
    ("not well-formed, encoded", '<?xml version="1.0" encoding="UTF-8"?><Response><Say></Response>', [(1, 65)]),
    ("a wrong root", "\n<Foo/>", [(2, 1)]),
    ("a wrong root behind a comment", "<!-- a --><Foo/>", [(1, 11)]),
    ("an instruction", "<Response>\n <?x?></Response>", [(2, 2)]),
    ("an instruction at the start", "<?x?><Response/>", [(1, 1)]),
    ("nested too deep", f"<Response>{'<a>' * 32}{'</a>' * 32}</Response>", [(1, 104)]),
    ("too many attributes", "<Response><Say" + "".join(f" a{n}=''" for n in range(65)) + "/></Response>", [(1, 11)]),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_problem_has_its_line_and_column(xml: str, expected: list[tuple[int, int]]) -> None:
    assert [(problem.line, problem.column) for problem in laml.check(xml)] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_have_the_columns_of_their_characters(encoding: str) -> None:
    xml = "<Response>\n<Say>\u00e9</Say><Sai/></Response>"
    assert [(problem.line, problem.column) for problem in laml.check(xml.encode(encoding))] == [(2, 13)]


def test_a_document_that_was_built_has_neither() -> None:
    (problem,) = laml.VoiceResponse(laml.Hangup(), laml.Say("a")).check()
    assert (problem.line, problem.column) == (None, None)
    assert "line" not in str(problem)


def test_the_words_of_a_problem_have_both() -> None:
    (problem,) = laml.check("<Response>\n  <Sai/></Response>")
    assert str(problem).startswith("Response/Sai (line 2, column 3): unknown element <Sai>")
