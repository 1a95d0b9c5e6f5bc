"""Taking a child in: the file, and the first thing to be done about it."""
