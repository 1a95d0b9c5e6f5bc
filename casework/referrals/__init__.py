"""Asking another office for help: what was shared on which ground, and what came back."""
