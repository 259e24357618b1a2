"""The engine: what a provider does with calls and messages, as data and generators. No socket, thread or clock."""
