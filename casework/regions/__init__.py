"""Regions: the administrative tree from province to village, with its changes over time."""
