"""What rows are made of: parameters, literals, values, providers, and the resource row itself."""
