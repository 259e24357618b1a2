"""The phone in the browser: its page, what it shows, and the stream of what changes. Knows no rules of calls."""
