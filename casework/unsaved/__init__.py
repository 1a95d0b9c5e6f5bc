"""Forms that arrived after their session had run out: kept for a while, for their writer alone."""
