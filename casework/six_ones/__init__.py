"""六个一 for each child and each place: done, begun or not yet, each with its record."""
