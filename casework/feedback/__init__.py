"""Complaints, suggestions and faults of those who work with the system, and the answers to them."""
