"""Commands that use the REST API: `laml call`, `laml send`, `laml calls list`. Loaded by the `laml` command."""
