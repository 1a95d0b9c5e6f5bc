"""Figures that other packages count: each is a list of rows, with its meaning and its unit."""
