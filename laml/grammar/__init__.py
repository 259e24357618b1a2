"""What declarations are made of: constraints, rules, and the checks of single values."""
