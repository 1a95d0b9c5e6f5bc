"""Random acts upon random lives, as rows: visits, corrections, moves, odd and back-dated terms.

What is stored is read back as plain lives, which the brute force counts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.children.models import CategoryMembership, Child, RiskSpell, Status, StatusSpell, Stay
from casework.clock import Month
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.visits.models import Mode, Outcome, ReviewState, Visit
from tests.counting.lives import CODES, population, villages
from tests.factories import counting as rows
from tests.factories.counting import Belonged, Life, Lived, Risked, Stood, Visited, settle

#: The months that are kept, leap years among them, and the days on their borders.
MONTHS = [Month(2026, 9), Month(2026, 10), Month(2028, 2)]
DAYS = [
    *(day for month in MONTHS for day in (month.previous.last, month.first, month.last)),
    date(2028, 2, 29),
    date(2024, 2, 29),
]


class Script:
    """A county whose children go through random acts, one by one."""

    def __init__(self, seed: int, county: str, author: UUID) -> None:
        self.chance, self.county, self.author = Random(seed), county, author
        self.places = villages(county)
        self.children = settle(population(seed, county, 10), author)

    def act(self) -> None:
        """Do something to one of the children and store it."""
        child = self.chance.choice(self.children)
        visits = (self.visit, self.visit, self.correct, self.give_back, self.lose)
        terms = (self.move, self.recategorise, self.end, self.reassess, self.close, self.reopen)
        act = self.chance.choice((*visits, *terms, self.come))
        act(child)
        db.session.flush()

    def visit(self, child: Child) -> None:
        visited = Visited(self._day(), self._one_of(Mode), region=self._place())
        db.session.add(rows._visit(child, visited, self.author))

    def correct(self, child: Child) -> None:
        for visit in self._some(Visit, child):
            visit.visited_on, visit.mode = self._day(), self._one_of(Mode)
            visit.outcome, visit.counted_region_code = self._one_of(Outcome), self._place()

    def give_back(self, child: Child) -> None:
        for visit in self._some(Visit, child):
            visit.review_state = self._one_of(ReviewState)

    def lose(self, child: Child) -> None:
        for row in self._some(self.chance.choice((Visit, CategoryMembership)), child):
            db.session.delete(row)

    def move(self, child: Child) -> None:
        """Move, back-dated or not: the stays never overlap."""
        stays = db.session.scalars(
            select(Stay).where(Stay.child_id == child.id).order_by(Stay.from_on.desc())
        ).all()
        day = max(self._day(), stays[0].from_on + timedelta(days=1))
        stays[0].until_on = day
        db.session.add(rows._stay(child, Lived(self._place(), day)))

    def recategorise(self, child: Child) -> None:
        db.session.add(rows._membership(child, Belonged(self.chance.choice(CODES), self._day())))

    def end(self, child: Child) -> None:
        for row in self._some(self.chance.choice((CategoryMembership, RiskSpell)), child):
            row.until_on = max(self._day(), row.from_on)

    def reassess(self, child: Child) -> None:
        for row in self._some(RiskSpell, child):
            row.level = self.chance.randint(1, 4)

    def close(self, child: Child) -> None:
        day = self._day()
        self._end_statuses(child, day)
        db.session.add(rows._spell(child, Stood(Status.CLOSED, day, None, self._place())))

    def reopen(self, child: Child) -> None:
        day = self._day()
        self._end_statuses(child, day)
        due = day + timedelta(days=30) if self.chance.random() < 0.5 else None
        stood = Stood(Status.ACTIVE, day, None, self._place(), is_entry=True, first_due_on=due)
        db.session.add(rows._spell(child, stood))

    def come(self, _child: Child) -> None:
        """Let a child come by a ledger: its rows go around the session."""
        [life] = population(self.chance.randrange(2**32), self.county, 1)
        child = rows._file(life)
        dated: list[Any] = rows._rows(child, life, self.author)
        insert_all(db.session(), [child, *dated])
        self.children.append(db.session.get_one(Child, child.id))

    def _end_statuses(self, child: Child, day: date) -> None:
        for spell in db.session.scalars(
            select(StatusSpell).where(
                StatusSpell.child_id == child.id, StatusSpell.until_on.is_(None)
            )
        ):
            spell.until_on = max(day, spell.from_on)

    def _some(self, model: Any, child: Child) -> Sequence[Any]:
        found = db.session.scalars(select(model).where(model.child_id == child.id)).all()
        return [self.chance.choice(found)] if found else []

    def _day(self) -> date:
        return self.chance.choice(DAYS)

    def _place(self) -> str:
        return self.chance.choice(self.places)

    def _one_of(self, kind: Any) -> Any:
        return self.chance.choice(list(kind))


def read_back(children: Sequence[Child]) -> list[Life]:
    """Return what is stored of some children as plain lives."""
    return [_life(child) for child in children]


def _life(child: Child) -> Life:
    def of(model: Any) -> Sequence[Any]:
        return db.session.scalars(select(model).where(model.child_id == child.id)).all()

    return Life(
        stays=[Lived(s.region_code, s.from_on, s.until_on) for s in of(Stay)],
        # The brute force takes the first of two entries of one day, the product the later row.
        statuses=[_stood(s) for s in sorted(of(StatusSpell), key=lambda s: s.id, reverse=True)],
        categories=[Belonged(m.code, m.from_on, m.until_on) for m in of(CategoryMembership)],
        risks=[Risked(r.level, r.from_on, r.until_on) for r in of(RiskSpell)],
        visits=[
            Visited(v.visited_on, v.mode, v.outcome, v.counted_region_code, v.review_state)
            for v in of(Visit)
        ],
    )


def _stood(spell: StatusSpell) -> Stood:
    place, term = spell.counted_region_code, (spell.from_on, spell.until_on)
    return Stood(spell.status, *term, place, spell.is_entry, spell.first_due_on)
