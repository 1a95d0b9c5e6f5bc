"""Oversight: the caseload of a township at a glance, and the trail for those who audit."""
