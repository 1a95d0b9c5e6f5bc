"""Moves out of a county: sent by one side, accepted or refused by the other."""
