"""The Flask extension: the only part of the package that imports Flask."""
