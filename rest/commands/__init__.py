"""Commands that speak to the provider: `laml call`, `laml send`, `laml calls list`. Loaded by the `laml` command."""
