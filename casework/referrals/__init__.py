"""Asking somebody else to help a child: what is shared, on which ground, what came back."""
