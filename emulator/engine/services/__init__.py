"""What calls share: legs, recordings, queues, conferences, messages, payments."""
