"""From a request row to bytes on the wire, and back: credentials, encoding, retries, decoding."""
