"""What a test holds: calls, messages, queues, conferences, sessions, faxes and phones."""
