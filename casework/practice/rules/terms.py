"""How often guardianship is assessed, and of whom it must be: settings of a region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry

_LONGEST_VALIDITY = 10
_HIGHEST_RISK = 4


@dataclass(frozen=True)
class AssessmentTerms:
    """What one region has settled."""

    version: str
    #: An assessment holds for so many years.
    valid_years: int
    #: Codes of the categories whose children must be assessed.
    categories: tuple[str, ...]
    #: A risk of this level or higher, set after the last assessment, asks for one at once.
    clue_risk: int
    #: A full assessment follows a screening that advises it within so many days.
    screening_days: int
    #: How many days before it is due one is told.
    ahead_days: int
    #: How many people assess.
    assessors: int


def read_assessment_terms(body: Mapping[str, Any]) -> AssessmentTerms:
    """Read the settings; refuse a validity of no year and a risk that there is not."""
    with Entry(body, "assessment_terms.toml") as table:
        table.text("title")
        for name in ("valid", "categories", "clue", "screening", "ahead", "assessors"):
            table.text(f"{name}_source")
        terms = AssessmentTerms(
            version=table.text("version"),  # with the region's, where one has its own
            valid_years=table.number("valid_years"),
            categories=table.texts("categories"),
            clue_risk=table.number("clue_risk"),
            screening_days=table.number("screening_days"),
            ahead_days=table.number("ahead_days"),
            assessors=table.number("assessors"),
        )
        if not 1 <= terms.valid_years <= _LONGEST_VALIDITY:
            raise table.refusal(f"valid_years 应为1至{_LONGEST_VALIDITY}")
        if not 1 <= terms.clue_risk <= _HIGHEST_RISK:
            raise table.refusal(f"clue_risk 应为1至{_HIGHEST_RISK}")
    return terms
