"""The rows of a child's file, as the act of enrolment and the acts after it would leave them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from casework.children import queries, rules
from casework.children.actions.relatives import LINK_FIELDS
from casework.children.contacts import Contact, Means, Time
from casework.children.facts import PersonFacts
from casework.children.models import (
    Assignment,
    CategoryMembership,
    Child,
    ChildChange,
    ChildPerson,
    IdState,
    RiskSpell,
    StatusSpell,
    Stay,
)
from casework.cli.demo.accounts import Staff
from casework.cli.demo.batch import Batch, seal
from casework.cli.demo.conditions import condition_of
from casework.cli.demo.dice import Dice
from casework.cli.demo.families import Home, add_digest, add_household
from casework.cli.demo.findings import words
from casework.cli.demo.guardianship import add_guardianship
from casework.cli.demo.lives import Life, Risk, Who
from casework.cli.demo.places import Village
from casework.cli.demo.practice import DueBasis, Practice
from casework.db.sealed import Owned
from casework.eligibility.models import ParentCondition
from casework.people.models import Part

_UNASSIGNED = 0.25
_FORMER_SCHOOL = "青禾县第二幼儿园"


@dataclass(frozen=True)
class Milestones:
    """What the visits leave on the child's own row."""

    first_visit_on: date | None
    last_visit_on: date | None
    last_contact_on: date | None
    open_needs: int


class File:
    """Writes one child's rows into a batch."""

    def __init__(
        self, batch: Batch, dice: Dice, staff: Staff, practice: Practice, life: Life
    ) -> None:
        self.batch, self.dice, self.staff, self.practice = batch, dice, staff, practice
        self.life = life
        self.at = dice.instant(life.entered_on)
        self.id = dice.row_id(self.at)
        self.key = batch.new_key(Child.__owner_kind__, self.id, self.at)

    def write(self, home: Home, milestones: Milestones, today: date) -> None:
        """Add the file with everything dated in it."""
        changes = self._changes(today)
        worker_id = self._assignments()
        self._child(milestones, worker_id, version=1 + changes)
        self._stays(home)
        self._standings()
        self._memberships()
        self._risks()
        add_guardianship(self, self._people(home, today))

    def add(
        self, model: type[Owned], at: datetime, row: dict[str, Any], sealed: dict[str, Any]
    ) -> UUID:
        """Add a row of the child under its key, where the child lives now unless it says so."""
        row_id = self.dice.row_id(at)
        self.add_as(row_id, model, at, row, sealed)
        return row_id

    def add_as(
        self,
        row_id: UUID,
        model: type[Owned],
        at: datetime,
        row: dict[str, Any],
        sealed: dict[str, Any],
    ) -> None:
        """Add a row that has its id already."""
        common = {
            "id": row_id,
            "created_at": at,
            "child_id": self.id,
            "region_code": self.life.village.code,
            **row,
        }
        self.batch.add(model, common | seal(model, self.key, self.id, row_id, sealed))

    # The child itself

    def _child(self, milestones: Milestones, worker_id: UUID | None, *, version: int) -> None:
        life, facts = self.life, self.life.facts
        state = rules.id_state(facts, life.entered_on)
        self._digest(state)
        row = {
            "id": self.id,
            "created_at": self.at,
            "region_code": life.village.code,
            "case_number": self.dice.case_number(),
            "township_code": life.village.township_code,
            "sex": facts.sex,
            "birth_year": facts.birth_on.year if facts.birth_on else None,
            "worker_id": worker_id,
            "id_state": state,
            "open_needs": milestones.open_needs,
            "merged_into_id": None,
            "version": version,
            **self._standing(milestones),
        }
        told = vars(facts) | {"search_text": rules.search_text(facts.name)}
        self.batch.add(Child, row | seal(Child, self.key, self.id, self.id, told))

    def _standing(self, milestones: Milestones) -> dict[str, Any]:
        """Return where the file stands, and the due dates that follow."""
        life = self.life
        told: DueBasis = {
            "status": life.standings[-1].status,
            "category_mask": self.practice.mask(self._open_codes()),
            "risk": life.risks[-1].level,
            "first_due_on": self._first_due_on(),
            "exited_on": life.exited_on,
            "last_visit_on": milestones.last_visit_on,
            "last_contact_on": milestones.last_contact_on,
        }
        return {
            **told,
            "entered_on": life.entered_on,
            "first_visit_on": milestones.first_visit_on,
            **self.practice.due(told),
        }

    def _digest(self, state: IdState) -> None:
        number = self.life.facts.id_number
        if number is not None:
            digest = queries.number_digest(number)
            verified = state is IdState.VERIFIED
            add_digest(self.batch, self.id, queries.CHILD, digest, verified=verified)

    def _open_codes(self) -> tuple[str, ...]:
        return tuple(
            self.practice.book.counted_as(each.leaf)
            for each in self.life.memberships
            if each.until_on is None
        )

    # Where the child lived, and who answered for it

    def _stays(self, home: Home) -> None:
        life, moved_on = self.life, self.life.moved_on
        if life.before is not None and moved_on is not None:
            address = f"{life.before.address}{1 + self.dice.below(12)}组"
            former = add_household(self.batch, self.dice, life.before, address, self.at)
            self._stay(life.before, former, life.entered_on, moved_on)
        self._stay(life.village, home.household_id, moved_on or life.entered_on, None)

    def _stay(
        self, place: Village, household_id: UUID, from_on: date, until_on: date | None
    ) -> None:
        row = {"region_code": place.code, "household_id": household_id}
        self.add(Stay, self._at(from_on), row | {"from_on": from_on, "until_on": until_on}, {})

    def _assignments(self) -> UUID | None:
        """Add who answered for the child; after a move nobody may have been named yet."""
        life, moved_on = self.life, self.life.moved_on
        worker_id: UUID | None = self.staff.workers[life.village.code]
        if life.before is not None and moved_on is not None:
            self._assignment(self.staff.workers[life.before.code], life.entered_on, moved_on)
            worker_id = None if self.dice.happens(_UNASSIGNED) else worker_id
        if worker_id is not None:
            self._assignment(worker_id, moved_on or life.entered_on, None)
        return worker_id

    def _assignment(self, account_id: UUID, from_on: date, until_on: date | None) -> None:
        row = {"account_id": account_id, "from_on": from_on, "until_on": until_on}
        self.add(Assignment, self._at(from_on), row, {})

    # Status, categories, risk

    def _standings(self) -> None:
        for standing in self.life.standings:
            row = {
                "counted_region_code": self.life.village_on(standing.from_on).code,
                "status": standing.status,
                "from_on": standing.from_on,
                "until_on": standing.until_on,
                "is_entry": standing.is_entry,
                "first_due_on": self._first_due_on() if standing.is_entry else None,
                "account_id": self.by(standing.from_on, standing.by),
            }
            sealed = {"reason": standing.reason, "note": standing.note}
            self.add(StatusSpell, self._at(standing.from_on), row, sealed)

    def _first_due_on(self) -> date:
        return self.practice.first_due_on(self.life.entered_on)

    def _memberships(self) -> None:
        for each in self.life.memberships:
            row = {
                "code": self.practice.book.counted_as(each.leaf),
                "from_on": each.from_on,
                "until_on": each.until_on,
            }
            names = ("leaf", "entry_reason", "exit_reason")
            sealed = {name: getattr(each, name) for name in names}
            self.add(CategoryMembership, self._at(each.from_on), row, sealed)

    def _risks(self) -> None:
        for risk in self.life.risks:
            row = {
                "level": risk.level,
                "from_on": risk.from_on,
                "until_on": risk.until_on,
                "rule_version": self.practice.rules.version,
                "account_id": self.by(risk.from_on, risk.by),
            }
            self.add(RiskSpell, self._at(risk.from_on), row, {"reason": self._why(risk)})

    def _why(self, risk: Risk) -> str | None:
        if risk.cause is None:
            return risk.reason
        return f"走访发现：{words(self.practice.form, risk.cause)}"

    # People, and what was changed

    def _people(self, home: Home, today: date) -> dict[Part, UUID]:
        ties: dict[Part, UUID] = {}
        for person in self.life.family.people:
            row = {
                "person_id": home.people[person.name],
                "part": person.part.value,
                "from_on": self.life.entered_on,
                "until_on": None,
            }
            said = {name: getattr(person, name) for name in LINK_FIELDS}
            sealed = {**said, "contact": _contact(person)}
            link_id = ties[person.part] = self.add(ChildPerson, self.at, row, sealed)
            self._conditions(person, link_id, home.people[person.name], today)
        return ties

    def _conditions(self, person: PersonFacts, link_id: UUID, person_id: UUID, today: date) -> None:
        """Add what is known of a parent's condition, with ids that take no other row's chance."""
        dice = Dice(f"{self.id.hex}/{person.part.value}/condition")
        row = {
            "link_id": link_id,
            "account_id": self.staff.workers[self.life.village.code],
            "withdrawn_at": None,
        }
        for sealed in condition_of(self.practice.conditions, person, person_id, today):
            self.add_as(dice.row_id(self.at), ParentCondition, self.at, row, sealed)

    def _changes(self, today: date) -> int:
        """Add to one file in twelve what was changed by hand; return how often it was."""
        day = self.life.entered_on + timedelta(days=10 + self.dice.below(200))
        end = self.life.exited_on or today
        changed = [*self._changed()] if self.dice.happens(0.08) and day < end else []
        for field, old, new in changed:
            row = {"account_id": self.by(day, Who.WORKER), "field": field, "source": "form"}
            self.add(ChildChange, self._at(day), row, {"old": old, "new": new})
        return len(changed)

    def _changed(self) -> Iterable[tuple[str, str, str]]:
        carer = next(each for each in self.life.family.people if each.part is Part.CARER)
        if carer.phone is not None:
            yield "carer.phone", self.dice.phone(), carer.phone
        if self.life.facts.school_stage == "primary" and self.life.facts.school:
            yield "school", _FORMER_SCHOOL, self.life.facts.school

    def by(self, day: date, who: Who) -> UUID | None:
        """Return who did something on a day."""
        imported = self.life.start.imported and day == self.life.entered_on
        return self.staff.of(self.life.village_on(day), who, imported=imported)

    def _at(self, day: date) -> datetime:
        return self.at if day == self.life.entered_on else self.dice.instant(day)


def _contact(person: PersonFacts) -> dict[str, Any] | None:
    """Return how somebody is contacted: who works away writes in the evening."""
    if person.phone is None:
        return None
    if person.situation == "working_away":
        return Contact(means=Means.WECHAT.value, times=(Time.EVENING.value,)).document
    return Contact(place=1).document if person.part is Part.CARER else None
