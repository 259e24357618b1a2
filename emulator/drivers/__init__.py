"""The drivers: they move the engine and carry its requests, in process or over HTTP."""
