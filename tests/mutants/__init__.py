"""Changes one thing at a time in the modules that keep promises of security, and asks whether a test notices."""
