"""What is not well-formed is told with what mends it: mistakes of documents that are put together by hand."""

from __future__ import annotations

import pytest

import laml

MISTAKES = {
    "a URL with a bare &": ("<Response><Redirect>/x?a=1&b=2</Redirect></Response>", "&amp;"),
    "an attribute with a bare &": ("<Response><Gather action='/x?a=1&b=2'/></Response>", "&amp;"),
    "a text with a bare &": ("<Response><Say>Tom & Jerry</Say></Response>", "&amp;"),
    "a name of HTML": ("<Response><Say>Hello&nbsp;there</Say></Response>", "write the character itself"),
    "a URL whose parameter is like a name of HTML": ("<Response><Play>/x?a=1&copy;2</Play></Response>", "&amp; for &"),
    "a bare <": ("<Response><Say>5 < 6</Say></Response>", "&lt;"),
    "a bare < in a value": ("<Response><Say voice='a<b'>x</Say></Response>", "&lt;"),
    "a value without quotes": ("<Response><Say voice=alice>x</Say></Response>", "straight quotes"),
    "typographic quotes": ("<Response><Say voice=\u201calice\u201d>x</Say></Response>", "straight quotes"),
    "an attribute without a value": ("<Response><Record transcribe/></Response>", "straight quotes"),
    "attributes without a blank": ("<Response><Say voice='man'loop='2'>x</Say></Response>", "a blank before"),
    "a line break of HTML": ("<Response><Say>one<br>two</Say></Response>", "close each element"),
    "an element that is not closed": ("<Response><Say>Hello</Response>", "close each element"),
    "a text that is cut off": ("<Response><Say>Hello</Say>", "the end of the text is missing"),
    "a tag that is cut off": ("<Response><Say>Hello</Say></Response", "close the tag"),
    "two documents": ("<Response/><Response/>", "one <Response>"),
    "JSON": ('{"ok": true}', "begin with <?xml or <Response>"),
    "bytes as Python shows them": ("b'<Response/>'", "begin with <?xml or <Response>"),
    "a control character": ("<Response><Say>a\x07b</Say></Response>", "take the character out"),
    "a line end before the declaration": ("\n<?xml version='1.0'?><Response/>", "take away what stands before it"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_of_xml_is_told_with_what_mends_it(name: str) -> None:
    xml, mends = MISTAKES[name]
    (problem,) = laml.check(xml)
    assert problem.code == "xml-malformed"
    assert mends in problem.message
    assert "xmlParse" not in problem.message
    with pytest.raises(laml.XmlMalformed, match=r"^line \d+, column \d+: ") as refused:
        laml.parse(xml)
    assert mends in str(refused.value)
