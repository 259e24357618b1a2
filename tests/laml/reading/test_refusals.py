"""The second line of defence: what the parser itself does not do, and each limit up to its last allowed value."""

from pathlib import Path

import pytest
from lxml import etree

import laml
from laml import Comment, SettingError, XmlMalformed, XmlRefused, XmlTooDeep, XmlTooLarge
from laml.grammar.characters import MAX_DOCUMENT_BYTES
from laml.reading import parser, source
from laml.reading.parser import MAX_ATTRIBUTES, MAX_DEPTH


def parsed(xml: str) -> etree._Element:
    """What the parser makes of a text that nobody has looked at before."""
    return etree.fromstring(xml.encode(), parser._parser())


def test_the_parser_resolves_no_entity() -> None:
    root = parsed('<!DOCTYPE a [<!ENTITY b "expanded">]><a>&b;</a>')
    assert "expanded" not in "".join(root.itertext(with_tail=False))
    assert [type(child) for child in root] == [etree._Entity]


def test_the_parser_loads_no_dtd_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.dtd").write_text('<!ELEMENT a ANY><!ATTLIST a b CDATA "from the file">')
    (tmp_path / "secret").write_text("secret")
    root = parsed(f'<!DOCTYPE a SYSTEM "{(tmp_path / "a.dtd").as_uri()}"><a/>')
    assert dict(root.attrib) == {}
    assert root.getroottree().docinfo.externalDTD is None
    root = parsed(f'<!DOCTYPE a [<!ENTITY b SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&b;</a>')
    assert b"secret</" not in etree.tostring(root)


def test_the_parser_keeps_what_it_is_to_refuse_and_stops_at_a_huge_tree() -> None:
    assert [type(child) for child in parsed("<a><?b c?></a>")] == [etree._ProcessingInstruction]
    with pytest.raises(etree.XMLSyntaxError):
        parsed("<a>" * 300 + "</a>" * 300)


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE Response [<!ENTITY a 'b'>]><Response/>",
        '<!DOCTYPE Response SYSTEM "a.dtd"><Response/>',
        "<!DOCTYPE Response><Response/>",
    ],
)
def test_a_doctype_that_nobody_saw_in_the_text_is_refused_for_what_the_parser_found(
    xml: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "read_text", lambda text: text)
    with pytest.raises(XmlRefused, match="DOCTYPE"):
        laml.parse(xml)


def test_an_instruction_that_nobody_saw_in_the_text_is_refused_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "refuse_instructions", lambda text: None)
    with pytest.raises(XmlRefused, match="only elements, texts and comments"):
        laml.parse("<Response><Say>a</Say><?b c?></Response>")


def nested(depth: int) -> str:
    return "<Response>" + "<A>" * (depth - 1) + "</A>" * (depth - 1) + "</Response>"


def attributes(count: int) -> str:
    return "<Response><A " + " ".join(f'a{number}="1"' for number in range(count)) + "/></Response>"


def namespaces(count: int) -> str:
    return "<Response><A " + " ".join(f'xmlns:a{number}="urn:{number}"' for number in range(count)) + "/></Response>"


@pytest.mark.parametrize(
    ("made", "most"), [(nested, MAX_DEPTH), (attributes, MAX_ATTRIBUTES), (namespaces, MAX_ATTRIBUTES)]
)
def test_so_much_is_read_and_one_more_is_refused(made: "object", most: int) -> None:
    assert laml.parse(made(most)) is not None  # type: ignore[operator]
    with pytest.raises(XmlTooDeep, match=r"at most|deeper than"):
        laml.parse(made(most + 1))  # type: ignore[operator]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_of_the_most_bytes_is_read_whether_text_or_bytes(encoding: str) -> None:
    def of(size: int, letter: str = " ") -> str:
        return "<Response>" + letter * ((size - 21) // len(letter.encode())) + "</Response>"

    assert len(of(MAX_DOCUMENT_BYTES).encode()) == MAX_DOCUMENT_BYTES
    for xml in (of(MAX_DOCUMENT_BYTES), of(MAX_DOCUMENT_BYTES).encode()):
        laml.parse(xml)
    for xml in (of(MAX_DOCUMENT_BYTES + 1), of(MAX_DOCUMENT_BYTES + 1).encode(), of(MAX_DOCUMENT_BYTES + 1, "ä") + "ä"):
        with pytest.raises(XmlTooLarge):
            laml.parse(xml)
    wide = of(MAX_DOCUMENT_BYTES // 2 + 11)
    with pytest.raises(XmlTooLarge):
        laml.parse(wide.encode("utf-16"))


@pytest.mark.parametrize(
    ("xml", "path"),
    [
        ("<Response>", "line 1, column 11"),
        ("<Response/>" + " " * MAX_DOCUMENT_BYTES, "document"),
        ("\n\n<a/>", "line 3, column 1"),
    ],
)
def test_where_a_text_is_refused_is_told(xml: str, path: str) -> None:
    (problem,) = laml.check(xml)
    assert problem.path == path
    with pytest.raises(SettingError):
        laml.check(xml, dialect="other")  # type: ignore[arg-type]  # what a caller without types may give


def test_what_surrounds_a_document_is_kept_in_its_order() -> None:
    document = laml.parse("<!--a--><!----><!--c-->\n<Response/><!--d--><!--e-->")
    before, behind = document.outer_comments
    assert [comment.text for comment in before] == ["a", "", "c"]
    assert [comment.text for comment in behind] == ["d", "e"]
    assert document.line == 2
    assert before[0] == Comment("a")


@pytest.mark.parametrize(("outer", "inner"), [("urn:xy", "urn:x"), ("urn:x", "urn:xy"), ("urn:x", "urn:x")])
def test_a_prefix_that_is_declared_anew_stays_so(outer: str, inner: str) -> None:
    document = laml.parse(f'<Response xmlns:p="{outer}"><A xmlns:p="{inner}"/></Response>', validate="off")
    assert document.to_xml(fragment=True).count(f'xmlns:p="{inner}"') == 1


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b\x08\x00", b"BZh91AY", b"PK\x03\x04", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd\x04"],
)
def test_what_is_compressed_is_told_to_be(data: bytes) -> None:
    with pytest.raises(XmlRefused, match="compressed"):
        laml.parse(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<Response>\n \xff</Response>", "byte 0xFF is not UTF-8"),
        ("<Response/>".encode("utf-16") + b"\x00", "is not UTF-16"),
        ("<Response>\x00</Response>", "a NUL"),
        (" \t\r\n\ufeff", "empty"),
        ("<Response>\ud800</Response>", "surrogate"),
        ('<?xml version="1.0"' + " " * 300 + "?><Response/>", "does not end"),
    ],
)
def test_bytes_and_characters_that_no_document_has_are_named(data: str | bytes, words: str) -> None:
    with pytest.raises(XmlMalformed, match=words):
        laml.parse(data)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("UTF-8", True),
        ("utf-8", True),
        ("ascii", True),
        ("US-ASCII", True),
        ("UTF-16", False),
        ("latin-1", False),
        ("", False),
    ],
)
def test_bytes_are_what_they_say_of_their_encoding(name: str, taken: bool) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?><Response/>'.encode()
    if taken:
        assert len(laml.parse(data).children) == 0
        return
    with pytest.raises(XmlRefused, match="encoding"):
        laml.parse(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<Response>\x81</Response>", "byte 0x81 is not UTF-8"),  # no character of Windows-1252: Unicode's CP1252.TXT
        ("<Response>".encode("utf-16") + b"\xe9", "byte 0xE9 is not UTF-16"),
    ],
)
def test_a_byte_of_no_other_encoding_has_no_other_word(data: bytes, words: str) -> None:
    with pytest.raises(XmlMalformed) as refused:
        laml.parse(data)
    assert refused.value.message == words


@pytest.mark.parametrize(
    "xml",
    [
        "<Response><!--<?--><Say>Who?</Say></Response>",
        "<Response><Say><![CDATA[<?]]>?</Say></Response>",
    ],
)
def test_what_ends_a_section_is_looked_for_behind_all_that_is_in_it(xml: str) -> None:
    laml.parse(xml)


def test_wide_bytes_may_say_that_they_are() -> None:
    assert laml.parse('<?xml version="1.0" encoding="UTF-16"?><Response/>'.encode("utf-16")) is not None
    for other in ("latin-1", "utf-32"):
        with pytest.raises(XmlRefused):
            laml.parse(f'<?xml version="1.0" encoding="{other}"?><Response/>'.encode("utf-16"))


@pytest.mark.parametrize(
    ("xml", "line", "column"),
    [
        ("<Response>\n <!--a--><?b c?></Response>", 2, 10),
        ("<?xml version='1.0'?><!--<?a?>--><?b c?><Response/>", 1, 34),
        ("<Response><![CDATA[<?a?>]]>\n<?b?></Response>", 2, 1),
    ],
)
def test_an_instruction_is_refused_where_it_stands(xml: str, line: int, column: int) -> None:
    with pytest.raises(XmlRefused, match="instruction") as refused:
        laml.parse(xml)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("xml", "line", "column"),
    [
        ("<!DOCTYPE a><Response/>", 1, 1),
        ("<!--<!DOCTYPE a>-->\n <!DOCTYPE a><Response/>", 2, 2),
        ("<!-- > --><![CDATA[<!DOCTYPE a>]]><!DOCTYPE a><Response/>", 1, 35),
    ],
)
def test_a_doctype_is_refused_where_it_stands(xml: str, line: int, column: int) -> None:
    with pytest.raises(XmlRefused, match="DOCTYPE") as refused:
        source.read_text(xml)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("xml", "place"),
    [
        (" \t\n", (1, 1)),
        ('<?xml version="1.0"' + " " * 300 + "?><Response/>", (1, 1)),
        ("<Response>\n  \x00</Response>", (2, 3)),
        ("<Response>\n \ud800</Response>", (2, 2)),
        (b"<Response>\n \xff</Response>", (2, 2)),
        ("<Response>\n ".encode("utf-16") + b"\x00", (2, 2)),
        ("<Response>\n ".encode("utf-16") + b"\x00\xd8", (2, 2)),
        (b'<?xml version="1.0" encoding="latin-1"?><Response/>', (1, 1)),
    ],
)
def test_each_refusal_says_where(xml: str | bytes, place: tuple[int, int]) -> None:
    with pytest.raises(laml.ParseError) as refused:
        laml.parse(xml)
    assert (refused.value.line, refused.value.column) == place
