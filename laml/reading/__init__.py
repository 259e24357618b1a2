"""From XML text to elements: the parser, and the positions that problems are reported at."""
