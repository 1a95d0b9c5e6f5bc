"""Keeping files true between visits: nothing has changed, or one fact has."""
