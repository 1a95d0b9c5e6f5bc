"""Pairing: queries."""
