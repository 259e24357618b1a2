"""Documents: elements, grammar, checker, parser. Imports none of the other packages."""
