"""The drivers: what moves the engine, and what carries its requests. Each is one of two: in process, or over HTTP."""
