"""What two lists of children say of one another: pure functions."""
