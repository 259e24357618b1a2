"""The pytest plugin: fixtures over the emulator, imported inside them."""
