"""`python -m laml.reference FOLDER` writes the reference pages."""

import sys

from .pages import main

main(sys.argv[1:])
