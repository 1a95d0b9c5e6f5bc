"""Regions: the tree of provinces, cities, counties, townships and villages, with its history."""
