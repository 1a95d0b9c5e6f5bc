"""Indicators as words: the press paragraph, the summary, and sets that are frozen and signed."""
