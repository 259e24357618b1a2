"""The headers with which a document is sent."""

from typing import Final

CONTENT_TYPE: Final = "text/xml; charset=utf-8"

# A document may hold a state token and what a caller said: no cache keeps it, no link shows its URL.
HEADERS: Final = (("Content-Type", CONTENT_TYPE), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"))
