"""The shapes of records and errors, and where they are kept."""
