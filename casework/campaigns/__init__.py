"""Campaigns: which there are for an office, one of its own for next year, whom to send forms to."""
