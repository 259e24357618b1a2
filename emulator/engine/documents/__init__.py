"""How a document is read while a call runs: attributes, flow, speech."""
