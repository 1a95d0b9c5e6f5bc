"""Marks: what a count must look at again."""
