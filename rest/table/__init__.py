"""The table's types: resources and operations, parameters, properties, values, providers."""
