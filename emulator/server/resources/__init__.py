"""One module per family of REST resources: what each request does to the engine."""
