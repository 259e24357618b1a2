"""One handler for each kind of request; the pages of docs/reference/requests show them."""
