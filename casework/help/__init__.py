"""Help: one page for each role, and one for whoever cannot get in yet."""
