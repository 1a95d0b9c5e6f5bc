"""A protection as people read it: words instead of codes, and only what the reader may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.protection import ProtectionRules
from casework.protection import queries, rules
from casework.protection.models import (
    Circle,
    EndReason,
    ProtectionCase,
    ProtectionStep,
    State,
    StepKind,
)

UNCLEAR = "一时说不清"
#: What the facts of a step are about, in the order in which they are read.
_ABOUT = {
    "grounds": "情形",
    "ground": "情形",
    "reason": "原因",
    "placement": "住在哪里",
    "arrangement": "住在哪里",
    "place": "具体地方",
    "brought_by": "谁送来的",
    "decided_by": "谁决定的",
    "number": "文书",
    "paper": "材料",
    "guardianship": "今后由谁监护",
    "opinion": "孩子自己的意见",
    "circle": "谁能看到原因",
}


@dataclass(frozen=True)
class Line:
    """One step as a page shows it."""

    on: date
    kind: StepKind
    facts: Sequence[tuple[str, Sequence[str]]]
    words: str | None
    author: str
    with_assessment: bool
    without_assessment: bool
    taken_back: bool


@dataclass(frozen=True)
class PaperLine:
    """One paper: what it is, until when it is owed, when it came."""

    code: str
    label: str
    by: date
    came_on: date | None

    @property
    def is_late(self) -> bool:
        """Whether it should be there and is not."""
        return self.came_on is None and self.by < clock.today()


@dataclass(frozen=True)
class Reading:
    """One protection, its child and its reader."""

    viewer: Viewer
    child: Child
    case: ProtectionCase

    @cached_property
    def settings(self) -> ProtectionRules:
        """The settings of the child's region."""
        return practice.protection(self.child.region_code)

    @cached_property
    def state(self) -> State:
        """How far it is."""
        return State(self.case.state)

    @cached_property
    def circle(self) -> Circle:
        """Who is told why."""
        return Circle(self.case.circle)

    @property
    def is_open(self) -> bool:
        """Whether the child is protected now."""
        return self.case.closed_on is None

    @cached_property
    def knows_why(self) -> bool:
        """Whether the reader may be told why."""
        return rules.knows_why(self.viewer, self.circle)

    @property
    def may_close(self) -> bool:
        """Whether the reader may let it end."""
        return self.knows_why and rules.may_close(self.viewer, self.state)

    @property
    def placement(self) -> str | None:
        """Where the child lives, in words."""
        code = self.case.placement
        return self.word("placement", code) if code else None

    @property
    def brought_by(self) -> str | None:
        """Who brought or found the child, in words."""
        code = self.case.brought_by
        return self.word("brought_by", code) if code else None

    @property
    def place(self) -> str | None:
        """The place itself; secret where the reason is the county's alone."""
        is_told = self.circle is not Circle.COUNTY or self.knows_why
        return self.case.place if is_told else None

    @property
    def days(self) -> int:
        """How many days it has lasted; the first is one."""
        return ((self.case.closed_on or clock.today()) - self.case.begun_on).days + 1

    @property
    def notices(self) -> list[rules.Notice]:
        """What comes up."""
        if not self.is_open:
            return []
        dates = rules.Dates(
            state=self.state,
            decide_by=self.case.decide_by_on,
            review=self.case.review_on,
            limit=self.case.limit_on,
        )
        return rules.notices(dates, self.child.birth_on, clock.today(), self.settings)

    @property
    def grounds(self) -> list[tuple[str, str | None, str | None]]:
        """Plain words, the law's own and where they stand, of each ground."""
        items = [self.settings.laws.get(code) for code in self.case.grounds]
        return [(i.label, i.law, i.source) if i else (UNCLEAR, None, None) for i in items]

    @property
    def ended_by(self) -> str | None:
        """Why it ended, in words."""
        about = "ground" if self.state is State.LONG else "reason"
        return self.word(about, self.case.ended_by) if self.case.ended_by else None

    @property
    def papers(self) -> list[PaperLine]:
        """The papers that are usually asked for, in the order of the settings."""
        return [self._paper(code, told) for code, told in self._ordered_papers()]

    def _ordered_papers(self) -> list[tuple[str, Mapping[str, Any]]]:
        order = {paper.code: place for place, paper in enumerate(self.settings.papers)}
        return sorted(self.case.papers.items(), key=lambda each: order.get(each[0], len(order)))

    def _paper(self, code: str, told: Mapping[str, Any]) -> PaperLine:
        came = date.fromisoformat(told["on"]) if told["on"] else None
        return PaperLine(code, self.word("paper", code), date.fromisoformat(told["by"]), came)

    @cached_property
    def lines(self) -> list[Line]:
        """What was done, the newest first."""
        steps = queries.steps_of(self.child, self.case)
        names = accounts.names_of({step.account_id for step in steps})
        return [self._line(step, names) for step in steps]

    def _line(self, step: ProtectionStep, names: Mapping[UUID, str]) -> Line:
        facts = step.facts
        told = [(label, self._values(key, facts)) for key, label in _ABOUT.items() if key in facts]
        return Line(
            on=step.on_day,
            kind=StepKind(step.kind),
            facts=told,
            words=step.words,
            author=names.get(step.account_id, ""),
            with_assessment="assessment" in facts,
            without_assessment="without_assessment" in facts,
            taken_back="taken_back" in facts,
        )

    def _values(self, about: str, facts: Mapping[str, Any]) -> list[str]:
        value = facts[about]
        codes = value if isinstance(value, list) else [value]
        return [self.word(about, code) for code in codes]

    def word(self, about: str, code: str) -> str:
        """Return what a code of some fact means; what is no code is told as it is."""
        return self._words.get(about, {}).get(code, code)

    @cached_property
    def _words(self) -> dict[str, Mapping[str, str]]:
        """Words by code for each fact: one code may mean different things of different facts."""
        care, settings = practice.codes("care_arrangement"), self.settings
        grounds = {rules.UNCLEAR: UNCLEAR, **{c: item.label for c, item in settings.laws.items()}}
        return {
            "grounds": grounds,
            "ground": grounds,
            "reason": dict(EndReason.choices()),
            "placement": {**care, **{item.code: item.label for item in settings.placements}},
            "arrangement": care,
            "brought_by": settings.brought_by,
            "paper": {paper.code: paper.label for paper in settings.papers},
            "guardianship": practice.codes("guardianship_kind"),
            "circle": dict(Circle.choices()),
        }


def readings_of(viewer: Viewer, child: Child) -> list[Reading]:
    """Return the protections of a child in reach for a reader, the newest first."""
    return [Reading(viewer, child, case) for case in queries.of_child(child)]
