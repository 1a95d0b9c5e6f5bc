"""The child's whole page: what the file says, the family, the visits, what has changed."""
