"""The pages of sheets, press paragraphs, summaries and signed sets."""

from casework.summaries.views import drafts, sets, sheet
from casework.summaries.views.blueprint import blueprint

__all__ = ["blueprint", "drafts", "sets", "sheet"]
