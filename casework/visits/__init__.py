"""Visits: what was seen at the child's home, kept whole before any rule is asked."""
