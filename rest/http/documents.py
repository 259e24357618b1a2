"""Whether a text given as a document is one that the provider can read. Knows no verb: that is what `laml` is for."""

from __future__ import annotations


def problem_with(text: str) -> str | None:
    """Why the provider would refuse a text as a whole; None if it is XML and its root is a Response.

    What the parser says has line and column. `laml.parse`, which reads with the same one, adds what mends it.
    """
    from lxml import etree  # noqa: PLC0415 - few requests carry a text, and loading it costs start-up time

    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        return f"line {line}, column {column}: {error.msg.partition(', line ')[0]}"
    if root.getroottree().docinfo.internalDTD is not None:
        return "a DOCTYPE is refused: documents have none, and attacks do"
    if root.tag != "Response":
        return f"line {root.sourceline}: the root is <{root.tag}>, expected <Response>"
    return None
