"""Assessing how well a family can look after a child: templates are data, the score proposes."""
