"""Home: what awaits this person today."""
