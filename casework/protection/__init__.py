"""Emergency protection: temporary and long-term guardianship by the state, and placement."""
