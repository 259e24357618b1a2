"""A folder of documents, hosted with their parameters."""
