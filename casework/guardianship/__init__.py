"""Guardianship: who answers for a child by law, and who actually cares for it."""
