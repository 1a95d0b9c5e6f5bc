"""A blank sheet for a visit on a day without a phone: today's questions, to be ticked."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.children import queries as children
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.form import Kind, Question


@dataclass(frozen=True)
class Line:
    """One question with what can be ticked, or with room to write."""

    label: str
    options: Sequence[str]
    unit: str | None

    @property
    def is_written(self) -> bool:
        """Whether it is answered in words."""
        return not self.options


@dataclass(frozen=True)
class Sheet:
    """One child's half page: name and number, nothing that a finder could use but these."""

    child: Child
    address: str | None


def sheets_of(chosen: Sequence[Child], *, with_place: bool) -> list[Sheet]:
    """Return a sheet for each child."""
    return [Sheet(each, children.address_of(each) if with_place else None) for each in chosen]


@dataclass(frozen=True)
class Group:
    """The questions under one heading of the form."""

    label: str
    lines: Sequence[Line]


def groups() -> list[Group]:
    """Return the questions of the form that holds today, by its headings and in its order."""
    sections = practice.visit_form().sections
    return [Group(each.label, [_line(q) for q in each.questions]) for each in sections]


def _line(question: Question) -> Line:
    ticked = question.kind in (Kind.CHOICE, Kind.CHOICES)
    return Line(
        question.label,
        [option.label for option in question.options] if ticked else [],
        question.unit,
    )
