"""The month's end: the township confirms, the county signs, and what was signed stays."""
