"""Pairing: actions."""
