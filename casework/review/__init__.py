"""The queue of visits that wait for an office, and each step of their review."""
