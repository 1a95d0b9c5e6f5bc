"""Counting: one expression says what a child was in a month; every figure and list comes from it."""
