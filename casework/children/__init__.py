"""Children: the file, where the child lived when, in which categories, at what risk, due when."""
