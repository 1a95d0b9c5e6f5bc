"""The guard before anything goes outside: what a text holds that nobody there should read.

``findings`` is pure; ``guarded`` knows who asks, and whose names may be opened for it. Whoever
writes for outside (media, summaries) asks here and shows what was found with what to do.
"""

from casework.media.guard.asking import guarded
from casework.media.guard.finding import Finding, Kind, findings

__all__ = ["Finding", "Kind", "findings", "guarded"]
