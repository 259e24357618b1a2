"""What a call returns: records, collections, pages, files, and the search for a lost answer."""
