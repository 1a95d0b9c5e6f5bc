"""Pages of entrusted care: of a child, of a draft, of the papers, and the lists of an office."""

from casework.care_agreements.views import afterwards, lists, making, pages, papers
from casework.care_agreements.views.blueprint import blueprint

__all__ = ["afterwards", "blueprint", "lists", "making", "pages", "papers"]
