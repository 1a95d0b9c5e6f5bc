"""Reports: what a region has done in a month, on the screen, on paper and as files."""
