"""The look: forms and their fields, icons, charts, formats, static files.

Knows nothing of children or visits; pages on higher floors are put together from it.
"""
