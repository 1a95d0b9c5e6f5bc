"""Whatever is given, corrected, withdrawn, moved and merged: every sum is that of the lines.

A plain list beside the database says what each line is; every figure, the ledger's totals, the
file and what each child received are reckoned from it by hand.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.assistance import actions, ledger, queries
from casework.assistance.models import Desk, Mode
from casework.assistance.queries import Filters
from casework.assistance.rules import Counted, Facts
from casework.children.actions import merging, places
from casework.children.actions.merging import Choice
from casework.children.models import Child
from casework.figures import registry
from casework.figures.registry import Asked
from tests.factories.accounts import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.assistance import PACKS, a_batch, an_aid
from tests.factories.children import a_child

Db = scoped_session[Session]
_VILLAGES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
_REGIONS = (COUNTY, TOWNSHIP, VILLAGE, FAR_VILLAGE)
_FIRST = date(2026, 9, 1)
_PERIODS = ((_FIRST, date(2026, 12, 1)), (date(2026, 10, 1), date(2026, 10, 20)))
_CODES = [
    "ind_assisted",
    "ind_goods_children",
    "ind_goods_households",
    "ind_kits",
    "ind_donation_cash",
    "ind_donation_goods",
    "ind_donation_other",
]
_ZERO = Decimal(0)


@dataclass
class Written:
    """A line as somebody with a pencil would keep it."""

    id: UUID
    child: UUID | None
    place: str
    on: date
    kind: str
    mode: Mode
    source: str
    unit: str | None
    quantity: Decimal
    value: Decimal
    children: int = 0
    households: int = 0
    stands: bool = True

    @property
    def heads(self) -> int:
        return 1 if self.child else self.children


class Script:
    """A random life of a ledger, and the list beside it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.county = a_viewer(Role.COUNTY_CIVIL)
        self.children = [
            a_child(name=f"陈雨{n}", region_code=village)
            for n, village in zip("一二三四五", [*_VILLAGES, VILLAGE, VILLAGE], strict=True)
        ]
        self.batch = a_batch(4, COUNTY)
        self.lines: list[Written] = []

    def run(self, steps: int) -> None:
        acts: list[Callable[[], None]] = [self.give] * 4
        acts += [self.tick, self.tick, self.correct, self.correct, self.withdraw, self.move]
        acts += [self.count_anew]
        for _ in range(steps):
            self.dice.choice(acts)()

    def facts(self) -> Facts:
        mode = self.dice.choice(list(Mode))
        return replace(
            PACKS,
            kind=self.dice.choice(["in_kind", "medical", "orphan_allowance"]),
            mode=mode,
            source=self.dice.choice(["public", "charity", "person"]),
            unit=None if mode is Mode.CASH else self.dice.choice(["portion", "piece"]),
            given_on=self.day(),
        )

    def day(self) -> date:
        return _FIRST + timedelta(days=self.dice.randrange(60))

    def money(self) -> Decimal:
        return Decimal(self.dice.randrange(1, 100_000)) / 100

    def give(self) -> None:
        facts, quantity, value = self.facts(), Decimal(self.dice.randrange(1, 4)), self.money()
        chosen = self.dice.sample(self.children, self.dice.randrange(3))
        several = Counted(self.dice.choice([COUNTY, TOWNSHIP, VILLAGE]), 0, 0, quantity, value)
        several = replace(several, children=self.dice.randrange(1, 40), households=2)
        bare = several if not chosen or self.dice.random() < 0.4 else None
        amounts = {"quantity": str(quantity), "value": str(value)}
        act_id = an_aid(*chosen, facts=facts, counted=bare, **amounts)  # type: ignore[arg-type]
        kept = (facts.kind, facts.mode, facts.source)
        number = (None, _ZERO) if facts.mode is Mode.CASH else (facts.unit, quantity)
        for share in queries.shares_of_act(self.county, act_id):
            place = share.counted_region_code
            self.lines.append(
                Written(share.id, share.child_id, place, facts.given_on, *kept, *number, value)
            )
        for group in queries.groups_of_act(self.county, act_id):
            assert bare is not None
            rest = (bare.children, bare.households)
            self.lines.append(
                Written(
                    group.id, None, bare.region_code, facts.given_on, *kept, *number, value, *rest
                )
            )

    def tick(self) -> None:
        child = self.dice.choice(self.children)
        done = actions.tick(
            actor=self.county, batch=self.batch, child_id=child.id, client_id=uuid4()
        )
        share = done.share
        if done.is_new:
            amounts = (share.unit, Decimal(1), share.value or _ZERO)
            head = (share.id, child.id, child.region_code, share.given_on)
            self.lines.append(Written(*head, "in_kind", Mode.GOODS, share.source, *amounts))

    def standing(self, *, bare: bool) -> Written | None:
        found = [line for line in self.lines if line.stands and (line.child is None) is bare]
        return self.dice.choice(found) if found else None

    def correct(self) -> None:
        line = self.standing(bare=False)
        if line is None:
            return
        share = queries.get_share(self.county, line.id)
        told: dict[str, Any] = {"value": self.money(), "given_on": self.day()}
        if share.batch_id is None:
            told |= {"source": self.dice.choice(["public", "charity"]), "kind": "medical"}
        actions.correct_share(
            actor=self.county, share=share, version=share.version, told=told, reason="核对"
        )
        line.value, line.on = told["value"], told["given_on"]
        line.source, line.kind = told.get("source", line.source), told.get("kind", line.kind)

    def count_anew(self) -> None:
        line = self.standing(bare=True)
        if line is None:
            return
        group = queries.get_group(self.county, line.id)
        told = {"children": line.children + 1, "households": 0}
        actions.correct_group(
            actor=self.county, group=group, version=group.version, told=told, reason="核对"
        )
        line.children, line.households = line.children + 1, 0

    def withdraw(self) -> None:
        line = self.standing(bare=self.dice.random() < 0.3)
        if line is None:
            return
        asked: dict[str, Any] = {"actor": self.county, "reason": "没有发"}
        if line.child is None:
            group = queries.get_group(self.county, line.id)
            actions.withdraw_group(**asked, group=group, version=group.version)
        else:
            share = queries.get_share(self.county, line.id)
            actions.withdraw_share(**asked, share=share, version=share.version)
        line.stands = False

    def move(self) -> None:
        child, village = self.dice.choice(self.children), self.dice.choice(_VILLAGES)
        places.move(actor=self.county, child=child, region_code=village)

    def merge(self) -> None:
        kept, ended = self.dice.sample(self.children, 2)
        choice = Choice(versions=(kept.version, ended.version))
        merging.merge(
            actor=self.county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一人"
        )
        self.children.remove(ended)
        for line in self.lines:
            if line.child == ended.id:
                line.child = kept.id

    # --- by hand -------------------------------------------------------------------------------

    def within(self, region: str, first: date, until: date) -> list[Written]:
        prefix = region.rstrip("0") if region != TOWNSHIP else region[:9]
        return [
            line
            for line in self.lines
            if line.stands and line.place.startswith(prefix) and first <= line.on < until
        ]

    def figure(self, code: str, found: list[Written]) -> Decimal:
        goods = [line for line in found if line.mode is Mode.GOODS]
        single = [line for line in found if line.kind != "orphan_allowance"]
        if code in {"ind_assisted", "ind_goods_children"}:
            return Decimal(_heads(single if code == "ind_assisted" else goods))
        if code == "ind_goods_households":
            return Decimal(sum(line.households for line in goods))
        if code == "ind_kits":
            return sum((line.quantity for line in goods if line.unit == "portion"), _ZERO)
        mode = Mode(code.removeprefix("ind_donation_"))
        donated = [line for line in found if line.mode is mode and line.source != "public"]
        return sum((line.value for line in donated), _ZERO)


def _heads(found: list[Written]) -> int:
    named = {line.child for line in found if line.child}
    return len(named) + sum(line.children for line in found)


def reckoned(viewer: Viewer, code: str, region: str, period: tuple[date, date]) -> Decimal:
    figure = registry.get(viewer, code)
    return registry.number(figure, figure.entries(Asked(viewer, region, *period)))


@pytest.mark.parametrize("seed", range(2))
def test_every_sum_is_that_of_the_lines(session: Db, seed: int) -> None:
    script = Script(seed)
    for _part in range(2):
        script.run(10)
        script.merge()
    session.commit()
    for region in _REGIONS:
        for period in _PERIODS:
            found = script.within(region, *period)
            for code in _CODES:
                got = reckoned(script.county, code, region, period)
                assert got == script.figure(code, found), (code, region, period)
            _check_page(script, region, period, found)
    for child in script.children:
        _check_child(script, child)
    stored = script.batch
    handed = [line for line in queries.shares_of_act(script.county, stored.id) if not line.doubt]
    assert stored.handed_out == len([line for line in handed if line.withdrawn_on is None]) <= 4


def _check_page(
    script: Script, region: str, period: tuple[date, date], found: list[Written]
) -> None:
    filters = Filters(*period, place=region)
    listing = ledger.listing(script.county, filters, None)
    sums, rows = listing.totals, [row.giving.totals for row in listing.rows]
    value = sum((line.value for line in found), _ZERO)
    assert listing.after is None
    assert (sums.value, sums.children) == (value, _heads(found))
    assert sum((row.value for row in rows), _ZERO) == value
    assert sum(row.counted for row in rows) == sum(line.children for line in found)
    if region == COUNTY:
        _check_file(script, filters, found)


def _check_file(script: Script, filters: Filters, found: list[Written]) -> None:
    value = sum((line.value for line in found), _ZERO)
    content, number, _seen = ledger.workbook(script.county, filters, "核对")
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    [*lines, last] = list(sheet.iter_rows(min_row=4, values_only=True))
    assert number == len(lines) == len(found)
    cells = sum((Decimal(str(line[9])) for line in lines), _ZERO)
    assert (cells, Decimal(str(last[9]))) == (value, value)


def _check_child(script: Script, child: Child) -> None:
    own = [line for line in script.lines if line.child == child.id and line.stands]
    receipts = queries.receipts(child)
    assert {line.id for line in receipts.lines} == {line.id for line in own}
    value = sum((line.value for line in own), _ZERO)
    assert sum((value for _year, _times, value in receipts.years), _ZERO) == value


def test_women_s_federation_has_the_figures_of_its_own_ledger(session: Db) -> None:
    women = a_viewer(Role.WOMENS_FED)
    an_aid(a_child(), counted=Counted(COUNTY, children=99))
    told = Counted(COUNTY, children=30, quantity=Decimal(30), value=Decimal(900))
    actions.give_to_group(actor=women, form_id=uuid4(), facts=PACKS, counted=told)
    figure = registry.get(women, "ind_assisted")
    entries = list(figure.entries(Asked(women, COUNTY, *_PERIODS[0])))
    assert registry.number(figure, entries) == 30
    assert [(entry.is_bare, entry.child_id, entry.endpoint) for entry in entries] == [
        (True, None, None)
    ]
    assert "爱心包" not in entries[0].about
    assert queries.lines(women, Filters(*_PERIODS[0], desk=Desk.WOMENS_FED))
