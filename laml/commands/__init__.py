"""The subcommands that this package brings: one small module each, with a click command named `command`."""
