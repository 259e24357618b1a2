"""One module per family of resources: its rows, types and collections."""
