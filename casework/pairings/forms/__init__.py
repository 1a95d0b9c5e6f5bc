"""Pairing: forms."""
