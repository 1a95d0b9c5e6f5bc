"""The plan of a city's campaign carried out in the product, by its own acts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities.actions import withdraw_activity
from casework.activities.rules import Around, Gift
from casework.assistance.models import Mode
from casework.assistance.rules import Counted, Facts, Portion
from casework.children.models import Child
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.media import actions as media
from casework.media.rules import Facts as MediaFacts
from casework.pairings.models import PairingState
from tests.factories.accounts import a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import load_practice
from tests.factories.counting import a_life, rows_of
from tests.factories.pairings import a_pairing
from tests.factories.volunteers import a_volunteer
from tests.scenarios.living import on
from tests.scenarios.places import CITY, COUNTIES, townships
from tests.scenarios.warm_walk import (
    BEGINS,
    ENDS,
    FIRST,
    Held,
    Paired,
    Present,
    Reported,
    Walk,
)

_FORMS = UUID("01a22af8-0000-7000-8000-000000002021")


class Walking:
    """A campaign in the product; ids by the names of the plan."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        #: Ids by unit and name.
        self.held: dict[tuple[str, str], UUID] = {}
        self.volunteers: dict[str, UUID] = {}
        self.children: list[UUID] = []
        with on(BEGINS):
            load_practice()
            self.federations = {unit: a_viewer(Role.WOMENS_FED, unit) for unit in (CITY, *COUNTIES)}
            self.civil = {
                unit: a_viewer(Role.COUNTY_CIVIL, unit)
                if unit in COUNTIES
                else a_viewer(Role.CHILD_SUPERVISOR, unit)
                for county in COUNTIES
                for unit in (county, *townships(county))
            }
            self._enrol()
        with on(ENDS):
            for pair in walk.paired:
                self._pair(pair)
        for held in walk.held:
            with on(max(held.on, held.until or held.on)):
                self._hold(held)
        for number, reported in enumerate(walk.reported):
            with on(max(reported.on, FIRST)):
                self._report(number, reported)
        db.session.commit()
        db.session.expunge_all()

    def readers(self, place: str) -> list[Viewer]:
        """Return who reads the forms of a place: its 妇联, and a county's civil affairs."""
        return [self.federations[place], *([self.civil[place]] if place in self.civil else [])]

    def _enrol(self) -> None:
        for each in self.walk.volunteers.values():
            made = a_volunteer(
                actor=self.federations[each.county],
                name=each.name,
                kind=each.kind,
                base_code=each.county,
                reach_code=each.county,
                phone=None,
            )
            self.volunteers[each.name] = made.id
        lives = [a_life(home, since=BEGINS) for home in self.walk.homes]
        files, rows = rows_of(lives, self.civil[COUNTIES[0]].account_id)
        insert_all(db.session(), [*files, *rows])
        self.children = [file.id for file in files]

    def _pair(self, pair: Paired) -> None:
        child = self._child(pair.child)
        county = self.civil[f"{child.region_code[:6]}000000"]
        made = a_pairing(child, county, PairingState.ACTIVE)
        made.began_on = pair.began
        if pair.ended is not None:
            made.state, made.ended_on = PairingState.ENDED, pair.ended
        db.session.flush()

    def _hold(self, held: Held) -> None:
        actor = self._recorder(held)
        activity = an_activity(
            actor=actor,
            unit_code=held.unit,
            form_id=_form(held.unit, held.name),
            around=Around(
                places=held.places,
                volunteers=[self.volunteers[name] for name in held.volunteers],
                helpers=held.helpers,
                children=[self._child(number) for number in held.children],
                gifts=[
                    self._gift(held, number, present)
                    for number, present in enumerate(held.presents)
                ],
            ),
            **_facts(held),
        )
        self.held[held.unit, held.name] = activity.id
        if held.withdrawn:
            withdraw_activity(
                actor=actor, activity=activity, version=activity.version, reason="登记错了"
            )

    def _recorder(self, held: Held) -> Viewer:
        return (self.federations if held.by_federation else self.civil)[held.unit]

    def _report(self, number: int, reported: Reported) -> None:
        """Write down a piece; what does not count is a draft, or was written down by mistake."""
        actor = self.federations[reported.unit]
        is_draft = not reported.counts and number % 2 == 0
        item = media.record_item(
            actor=actor,
            form_id=_form(reported.unit, f"report {number}"),
            unit_code=reported.unit,
            facts=MediaFacts(
                kind=reported.kind,
                title="温暖过冬",
                published_on=None if is_draft else reported.on,
                campaign_code=reported.campaign,
            ),
            is_draft=is_draft,
        )
        if not reported.counts and not is_draft:
            db.session.flush()
            media.withdraw(actor=actor, item=item, version=item.version, reason="登记错了")

    def _gift(self, held: Held, number: int, present: Present) -> Gift:
        is_money = present.mode == "cash"
        facts = Facts(
            kind="education" if is_money else "in_kind",
            mode=Mode(present.mode),
            source="company",
            item="爱心物资",
            given_on=held.on,
            unit=None if is_money else "portion",
        )
        quantity = None if is_money else Decimal(1)
        portions = [
            Portion(self._child(child), quantity, present.value) for child in present.children
        ]
        counted = None
        if present.counted or present.households:
            counted = Counted(
                held.unit, present.counted, present.households, quantity, present.value
            )
        form_id = _form(held.unit, f"{held.name}/{number}")
        return Gift(facts, form_id, portions, counted)

    def _child(self, number: int) -> Child:
        child: Child | None = db.session.get(Child, self.children[number])
        assert child is not None
        return child


def _form(unit: str, name: str) -> UUID:
    return uuid5(_FORMS, f"{unit}/{name}")


def _facts(held: Held) -> Mapping[str, Any]:
    children, parents = held.reached
    return {
        "kind": held.kind,
        "held_on": held.on,
        "until_on": held.until,
        "title": held.name,
        "organiser": "市妇联" if held.unit == CITY else "县妇联",
        "campaign_code": held.campaign,
        "sessions": held.sessions,
        "children_reached": children,
        "parents_reached": parents,
        "children_counted": held.counted,
        "villages_counted": held.more_villages,
        "counties_counted": held.more_counties,
    }
