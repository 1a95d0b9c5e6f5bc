"""What the rule of eligibility proposes for a child, and whether a decision goes against it.

The rule proposes, a person decides: a proposal is shown, kept with the decision, and asks for
reasons where the decision is another one. It never refuses anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from casework.children.models import Child
from casework.practice.rules.categories import CategoryBook

_EXPLAINING = "casework.eligibility.queries"
#: The outcome that says no; one that cannot tell proposes nothing at all.
_NO = "not_eligible"


class Explanation(Protocol):
    """What is asked of an explanation: ``eligibility.queries.explanation_of``."""

    @property
    def outcome(self) -> Any: ...
    @property
    def proposal(self) -> str | None: ...
    def snapshot(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Proposal:
    """What the rule says about one application: yes, no, or nothing."""

    #: Whether it proposes what is applied for; None where it proposes nothing.
    fits: bool | None
    #: What it proposes, in a word; None where nothing explains it.
    outcome: Any = None
    #: What is kept with a decision.
    explanation: Mapping[str, Any] | None = None

    def is_against(self, *, recognised: bool) -> bool:
        """Say whether a decision is another one than the rule proposes."""
        return self.fits is not None and self.fits is not recognised


NOTHING = Proposal(None)


def proposal(child: Child, category: str, on: date, book: CategoryBook) -> Proposal:
    """Return what the rule proposes for an application on a day."""
    found = _explained(child, on)
    if found is None:
        return NOTHING
    return Proposal(_fits(found, category, book), found.outcome, found.snapshot())


def _explained(child: Child, on: date) -> Explanation | None:
    # The two packages do not depend on each other: without the rule people decide all the same.
    if find_spec(_EXPLAINING) is None:
        return None
    explanation: Explanation = import_module(_EXPLAINING).explanation_of(child, on)
    return explanation


def _fits(found: Explanation, category: str, book: CategoryBook) -> bool | None:
    if found.proposal is not None:
        return found.proposal in (category, book.get(category).parent)
    return False if getattr(found.outcome, "value", found.outcome) == _NO else None
