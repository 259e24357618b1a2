"""Who works off what is owed, the commands of the store, and what is kept."""
