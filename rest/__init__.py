"""The client: resources, paging, errors, transport. Imports none of the other packages."""
