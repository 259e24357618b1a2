"""The vendors' clients: the steps that each takes, and the environments that they are installed into."""
