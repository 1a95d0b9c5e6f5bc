"""Emergency protection: a child is brought to safety first, decisions and papers follow."""
