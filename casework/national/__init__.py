"""Lists of the national systems beside our own: who is where, what differs, what is to enter."""
