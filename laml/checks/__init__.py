"""Where documents are checked: each call as it is written, and whole trees by one search."""
