"""Mistakes that people make in documents, and oddities of XML; each function changes a drawn document."""

from collections.abc import Callable, Iterator

from ..table import ELEMENTS
from .drawn import Drawing, Kind, Node, escaped, place, written

KINDS: list[Kind] = ["voice"] * 8 + ["messaging"] * 2 + ["fax"]
"""Most verbs are those of calls."""
LARGE = 0.15
"""How many documents have several verbs, attributes and mistakes; the others are as small as what they show allows."""
HEADS = ("", '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="UTF-8"?>\n')

AWKWARD_VALUES = (
    "", " ", "x", "0", "-1", "1", "2", "5", "1.5", "20", "99999999999999999999", "+1", "1 2", "1,2", "1 1", "true",
    "TRUE", "false", "yes", "auto", "none", "get", "POST ", " POST", "GET", "é", "😀", "a b", "a,b", "a, b", "#", "*",
    "12#", "1234", "/next", "next.xml", "//example.com/a", "http://", "http://example.com", "https://example.com/a b",
    "ftp://example.com", "javascript:alert(1)", "https://example.com/{{Name}}", "mailto:a@example.com",
    "wss://example.com/a", "ws://example.com", "sip:ann@example.com", "+15551230000", "5551230000", "15551230000",
    "alice", "man", "woman", "Polly.Joanna", "Nobody", "Google.en-US-Standard-A", "en", "en-US", "en_US", "xx-YY",
    "#ff0000", "-10%", "+6dB", "1s", "500ms", "11s", "x-slow", "completed", "initiated", "initiated ringing",
    "initiated,ringing", "dtmf", "speech dtmf", "do-not-record", "usd", "\t", "line\nbreak", "record-from-answer",
    "AP" + "0" * 32, "WW" + "0" * 32, "x" * 70, "x" * 300,
)  # fmt: skip
PLACEHOLDERS = (
    "{{Name}}", "{{ Name }}", "{{{Name}}}", "https://example.com/{{x}}", "{{#a}}1{{/a}}", "1{{x}}", "{{", "%{x}",
)  # fmt: skip
AWKWARD_TEXTS = (
    *PLACEHOLDERS, "", " ", "\n  ", "hello", "x", "/next", "next.xml", "https://example.com/a",
    "https://example.com/a b", " https://example.com/a ", "ftp://example.com", "+15551230000", "5551230000",
    "sip:ann@example.com", "ann", "on", "{}", '{"a": 1}', "[1]", "not json", "AP" + "0" * 32, "a & b", "<b>", "é",
    "x" * 130, "support",
)  # fmt: skip
LONG_TEXTS = ("x" * 1_601, "hello " * 510, "x" * 4_097, "x" * 5_001, "é" * 4_097)
RAW = (
    "<!-- a comment -->", "<!---->", "<![CDATA[text]]>", "<![CDATA[ ]]>", "<![CDATA[<Say>x</Say>]]>", "&#32;", "&#xE9;",
    "&#10;", "\r\n", "\n    ", "\t",
)  # fmt: skip
REFUSED = (
    "<?pi x?>", "&nbsp;", "&x;", "&#0;", "&#xFFFF;", "]]>", "<", "&", "\x00", "\x07", "<!-- a -- b -->", "<a:b/>",
)  # fmt: skip
"""What no reader of documents accepts inside one."""
NAMES = (
    "newAttribute", "id", "class", "xml:lang", "xml:space", "xml:id", "xmlns", "xmlns:a", "a:b", "Voice", "num_digits",
    "data-x", "_",
)  # fmt: skip
MARK_UP = [tag for tag in ELEMENTS if tag[0].islower()] + ["amazon:effect", "audio", "mark", "speak"]
TAGS = [tag for tag in ELEMENTS if tag != "Response"]
LISTS = {
    tag: [(name, fact) for name, fact in record["attributes"].items() if "list_separator" in fact]
    for tag, record in ELEMENTS.items()
}
"""The attributes that take several items, by tag, with their facts."""
UNKNOWN = ("Foo", "say", "SAY", "Gathr", "Numbre", "Hangout", "response", "Response", "_", "a-b", "Dialog")
SPOILT = (
    lambda text: text[:-1], lambda text: text[: len(text) // 2], lambda text: text + "x", lambda text: text * 2,
    lambda text: "", lambda text: " " + text, lambda text: "\ufeff" + text, lambda text: text.replace("</", "<", 1),
    lambda text: text.replace("Response", "response"), lambda text: text.replace("Response", "Say"),
    lambda text: text.replace("<Response", "<!DOCTYPE Response><Response", 1), lambda text: text.replace('="', "=", 1),
    lambda text: text.replace("<Response", '<Response xmlns="urn:x"', 1),
    lambda text: text.replace("<Response", "<!-- before --><Response", 1) + "<!-- behind -->",
    lambda text: f"<a>{text}</a>", lambda text: f"{text}\n\n", lambda text: text.replace("UTF-8", "latin-1"),
    lambda text: text.replace("><", ">\n  <"), lambda text: text.replace("><", ">text<", 1),
)  # fmt: skip
"""What happens to whole texts."""
SPOILT_SHARE = 0.02
Mistake = Callable[[Drawing, Node, Kind, str], None]


def broken(drawing: Drawing, text: str) -> str:
    """A text that something happened to as a whole."""
    return drawing.random.choice(SPOILT)(text)


def _any(drawing: Drawing, root: Node) -> Node:
    """Any element but the root, if there is one."""
    found = list(root.within())
    return drawing.random.choice(found[1:] or found)


def _facts_names(node: Node) -> list[str]:
    return list(ELEMENTS[node.tag]["attributes"]) if node.tag in ELEMENTS else []


def _set(node: Node, name: str, value: str) -> None:
    """Give an attribute, once."""
    node.attributes = [pair for pair in node.attributes if pair[0] != name] + [(name, value)]


def misspelt_name(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = _any(drawing, root)
    if not node.attributes:
        return
    index = drawing.random.randrange(len(node.attributes))
    name, value = node.attributes[index]
    at = drawing.random.randrange(len(name))
    changed = (name.swapcase(), name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name + "s", name.lower())
    spelt = drawing.random.choice(changed)
    if spelt[:1].isalpha():
        node.attributes[index] = spelt, value


def unknown_name(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    _set(_any(drawing, root), drawing.random.choice(NAMES), drawing.random.choice(AWKWARD_VALUES))


def borrowed_name(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """An attribute of another element, with a value that is right there."""
    tag = drawing.random.choice(TAGS)
    facts = place(kind, "", tag, dialect)
    if facts.right:
        name = drawing.random.choice(list(facts.right))
        _set(_any(drawing, root), name, drawing.random.choice(facts.right[name]))


def other_dialect(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """An attribute, with a value that is right in the other dialect."""
    node = _any(drawing, root)
    if node.tag in ELEMENTS and node.tag != "Response":
        facts = place(kind, node.parent, node.tag, "twiml" if dialect == "laml" else "laml")
        if facts.right:
            name = drawing.random.choice(list(facts.right))
            _set(node, name, drawing.random.choice(facts.right[name]))


def wrong_value(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """A value that the table calls wrong."""
    node = _any(drawing, root)
    if node.tag in ELEMENTS and node.tag != "Response":
        wrong = [
            (name, value)
            for name, values in place(kind, node.parent, node.tag, dialect).wrong.items()
            for value in values
        ]
        if wrong:
            _set(node, *drawing.random.choice(wrong))


def awkward_value(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = _any(drawing, root)
    names = _facts_names(node)
    if names:
        _set(node, drawing.random.choice(names), drawing.random.choice(AWKWARD_VALUES))


def bent_value(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """A value that was right, with blanks around it, in another case, or given twice."""
    node = _any(drawing, root)
    if node.attributes:
        index = drawing.random.randrange(len(node.attributes))
        name, value = node.attributes[index]
        bent = (f" {value}", f"{value} ", value.swapcase(), f"{value},{value}", f"{value} {value}", f"{value}, {value}")
        node.attributes[index] = name, drawing.random.choice(bent)


def listed(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """A list with an item twice, with a wrong one, with blanks, or with another separator."""
    found = [(node, *pair) for node in root.within() for pair in LISTS.get(node.tag, ())]
    if found:
        node, name, fact = drawing.random.choice(found)
        items = [*map(str, fact.get("values", ())), "1", "x", " ", "", "a b", "a,b", "x" * 110]
        chosen = drawing.random.choices(items, k=drawing.random.randint(1, 3))
        separator = drawing.random.choice((fact["list_separator"], fact["list_separator"], ",", " ", ", "))
        _set(node, name, separator.join([*chosen, chosen[0]][: drawing.random.randint(1, 4)]))


def many_attributes(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """Attributes of which some need or exclude others."""
    node = _any(drawing, root)
    if node.tag in ELEMENTS and node.tag != "Response":
        values = place(kind, node.parent, node.tag, dialect).right
        for name in drawing.random.sample(list(values), min(len(values), drawing.random.randint(2, 5))):
            _set(node, name, drawing.random.choice(values[name]))


def placeholder(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = _any(drawing, root)
    names = _facts_names(node)
    if names and drawing.random.random() < 0.7:
        _set(node, drawing.random.choice(names), drawing.random.choice(PLACEHOLDERS))
    else:
        node.content = [drawing.random.choice(PLACEHOLDERS)]


def left_out(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """An attribute, a text or an element that is not there."""
    node = _any(drawing, root)
    found: list[list[object]] = [part for part in (node.attributes, node.content) if part]  # type: ignore[misc]
    if found:
        part = drawing.random.choice(found)
        part.pop(drawing.random.randrange(len(part)))


def doubled_attribute(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = _any(drawing, root)
    if node.attributes and drawing.random.random() < 0.3:
        node.attributes.append(drawing.random.choice(node.attributes))


def doubled_element(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = drawing.random.choice(list(root.within()))
    if node.content:
        node.content += [drawing.random.choice(node.content)] * drawing.random.choice((1, 1, 1, 1, 1, 2, 2, 10))


def misplaced(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """An element, right by itself, in any other one."""
    node = drawing.random.choice(list(root.within()))
    made = drawing.somewhere(kind, dialect, drawing.random.choice(TAGS))
    node.content.insert(drawing.random.randint(0, len(node.content)), made)


def misplaced_kind(drawing: Drawing, root: Node, _kind: Kind, dialect: str) -> None:
    """A verb of another kind of document."""
    root.content.append(drawing.verb(drawing.random.choice(("voice", "messaging", "fax")), dialect))


def unknown_element(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = drawing.random.choice(list(root.within()))
    if drawing.random.random() < 0.5:
        node.content.append(
            Node(drawing.random.choice(UNKNOWN), node.tag, [("a", "b")][: drawing.random.randint(0, 1)])
        )
    elif node is not root:
        node.tag = drawing.random.choice(UNKNOWN)


def text_anywhere(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = drawing.random.choice(list(root.within()))
    made = escaped(drawing.random.choice(AWKWARD_TEXTS))
    if drawing.random.random() < 0.5:
        node.content = [item for item in node.content if isinstance(item, Node)]
    node.content.insert(drawing.random.randint(0, len(node.content)), made)


def long_text(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    node = _any(drawing, root)
    text = drawing.random.choice(LONG_TEXTS)
    if node.attributes and drawing.random.random() < 0.3:
        _set(node, drawing.random.choice(node.attributes)[0], text)
    else:
        node.content.append(text)


def mark_up(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """Mark-up of speech, mostly where there is speech."""
    found = [node for node in root.within() if node.tag == "Say" or node.tag[0].islower()]
    node = drawing.random.choice(found or list(root.within()))
    for _ in range(drawing.random.randint(1, 2)):
        tag = drawing.random.choice(MARK_UP)
        made = drawing.element(kind, "Say", tag, dialect, 3) if tag in ELEMENTS else Node(tag, "Say", [], ["x"])
        node.content.insert(drawing.random.randint(0, len(node.content)), made)


def wrapped(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """An element around what is there."""
    node = drawing.random.choice(list(root.within()))
    node.content = [Node(drawing.random.choice(TAGS), node.tag, [], node.content)]


def out_of_order(drawing: Drawing, root: Node, kind: Kind, dialect: str) -> None:
    """Verbs behind one that ends the document, or in another order."""
    if drawing.random.random() < 0.5:
        ends = drawing.random.choice(
            ("Redirect", "Hangup", "Reject", "Leave", "Dial", "Record", "Gather", "Enqueue", "Connect")
        )
        made = drawing.somewhere(kind, dialect, ends)
        root.content.insert(drawing.random.randint(0, len(root.content)), made)
    drawing.random.shuffle(root.content)


def raw(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """Comments, CDATA sections, character references, blanks."""
    node = drawing.random.choice(list(root.within()))
    node.content.insert(drawing.random.randint(0, len(node.content)), drawing.random.choice(RAW))


def refused(drawing: Drawing, root: Node, _kind: Kind, _dialect: str) -> None:
    """What makes a text no document."""
    node = drawing.random.choice(list(root.within()))
    node.content.append(drawing.random.choice(REFUSED))


MISTAKES: tuple[tuple[Mistake, int], ...] = (
    (misspelt_name, 3), (unknown_name, 2), (borrowed_name, 2), (other_dialect, 4), (wrong_value, 6), (awkward_value, 8),
    (bent_value, 3), (listed, 4), (many_attributes, 3), (placeholder, 3), (left_out, 5), (doubled_attribute, 1),
    (doubled_element, 3), (misplaced, 6), (misplaced_kind, 2), (unknown_element, 2), (text_anywhere, 5), (long_text, 1),
    (mark_up, 4), (wrapped, 2), (out_of_order, 5), (raw, 3), (refused, 1),
)  # fmt: skip
"""Each kind, and how often it is drawn."""


def texts(count: int, seed: object = 0) -> Iterator[str]:
    """So many documents, of which about a fourth are right; the same ones for the same seed."""
    drawing = Drawing(seed)
    draw = drawing.random
    mistakes = [mistake for mistake, weight in MISTAKES for _ in range(weight)]
    for _ in range(count):
        kind, dialect = draw.choice(KINDS), draw.choice(("laml", "twiml"))
        drawing.large = draw.random() < LARGE
        root = drawing.document(kind, dialect)
        number = draw.choice((0, 1, 2, 3, 4) if drawing.large else (0, 0, 1, 1, 1, 1, 1, 2))
        for _ in range(number):
            draw.choice(mistakes)(drawing, root, kind, dialect)
        text = draw.choice(HEADS) + written(root)
        yield broken(drawing, text) if number and draw.random() < SPOILT_SHARE else text
