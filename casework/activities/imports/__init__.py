"""Activities from a list (附件2 of any year, or our own template): tried first, then recorded."""
