"""Mandatory reports: harm to a child reported at once, handled against the clock, seen by few."""
