"""Counting: one expression says what a child was in a month; all figures come from it."""
