"""The reference of every element, rendered from the declarations: pages, examples, the XML Schema, problem codes."""
