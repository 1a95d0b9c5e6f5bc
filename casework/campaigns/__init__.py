"""Campaigns as data: what is going on, what it asks for, whom to send it to."""
