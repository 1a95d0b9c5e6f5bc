"""Lists and what was found in them, what was decided, who is still to be entered."""

from casework.national.queries import answers, entering, here, lists

__all__ = ["answers", "entering", "here", "lists"]
