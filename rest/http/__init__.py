"""From an operation to bytes on the wire, and back: credentials, encoding, retries, decoding."""
