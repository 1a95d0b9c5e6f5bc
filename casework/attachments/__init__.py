"""Photos and papers of a child: drawn anew, sealed in pieces, seen by whom the child is."""
