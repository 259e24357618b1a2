"""One module per family of resources: its rows, records, parameters and collections.

Annotations are read at run time as they stand (by `table.properties` and `table.declared`), so these modules do not
postpone them. `scope` has no annotations that are read.
"""
