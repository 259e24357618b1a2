"""Attacks on the server of `laml emulate`, over raw sockets: `python -m tests.emulator.attacks --count N`."""
