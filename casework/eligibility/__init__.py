"""What keeps parents from caring, and which help a child is due by law because of it."""
