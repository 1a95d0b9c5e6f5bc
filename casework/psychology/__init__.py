"""Psychological care: what a visit noticed, who is sent to a counsellor, and how far that is."""
