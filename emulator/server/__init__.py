"""The REST API and the scripted phone over HTTP: the engine's state, in the provider's own shapes."""
