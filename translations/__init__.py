"""The interface in other languages, and what gathers its texts."""
