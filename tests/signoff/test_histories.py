"""Random lives, signed, and then lived otherwise: what was signed stays, and what changed is told.

The count of before and after is spelt out over plain lives (``tests.counting.brute``).
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from casework.accounts.permissions import Role
from casework.children.models import CategoryMembership, Child, RiskSpell, StatusSpell, Stay
from casework.counting.figures import WHOLE
from casework.counting.rules import Measure
from casework.db.base import db
from casework.practice import queries as practice
from casework.regions.codes import pad
from casework.signoff import actions, queries, rules, source, verify
from casework.visits.models import Mode, Visit
from tests.counting import brute, lives
from tests.factories.accounts import COUNTY, a_viewer, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import Life, _rows, settle
from tests.signoff.conftest import OCTOBER

_COUNTY = COUNTY[:6]
_PLACES = (_COUNTY, f"{_COUNTY}001", f"{_COUNTY}002", *lives.villages(_COUNTY)[:3])
_DATED = (Stay, StatusSpell, CategoryMembership, RiskSpell, Visit)
_MEASURES = [measure for measure in Measure if measure is not Measure.UNVISITED]

Told = Mapping[tuple[str, str, str], int]


def test_what_was_signed_stays_and_what_changed_is_told(session: Any, *, exhaustive: bool) -> None:
    add_regions()
    load_practice()
    author = a_viewer().account_id
    a_viewer(Role.COUNTY_CIVIL)
    db.session.commit()
    for seed in range(60 if exhaustive else 2):
        _sign_and_live_on(seed, author)
        db.session.rollback()


def _sign_and_live_on(seed: int, author: UUID) -> None:
    county, before = a_viewer(Role.COUNTY_CIVIL), lives.population(seed, _COUNTY, 30)
    files = settle(before, author)
    why = {each.code: "岗位空缺" for each in actions.missing(county, COUNTY, OCTOBER)}
    actions.sign(actor=county, county=COUNTY, month=OCTOBER, why_missing=why)
    db.session.flush()
    signed = queries.signed(COUNTY, OCTOBER)
    assert signed is not None
    held, kept = _told(before), _lists()
    assert _signed(signed) == held, seed
    assert actions.outstanding(county, signed) == []

    after = _lived_otherwise(seed, before, files, author)
    assert _signed(signed) == held, seed
    assert _lists() == kept, seed
    assert verify.verify((_COUNTY,)) == []
    changes = actions.outstanding(county, signed)
    told = {_key(change): (change.old, change.new) for change in changes}
    now = _told(after)
    expected = {
        key: (held.get(key, 0), now.get(key, 0))
        for key in held.keys() | now.keys()
        if held.get(key, 0) != now.get(key, 0)
    }
    known = {key: pair for key, pair in told.items() if _is_spelt_out(key)}
    assert known == expected, seed

    if changes:
        code = rules.code_of(changes)
        actions.correct(actor=county, month=signed, reason="核实", seen=code)
        db.session.flush()
        corrected = queries.corrected_cells(queries.corrections(signed, _COUNTY))
        assert {key: pair[1] for key, pair in told.items()} == {
            (place, measure.value, part): n for (place, (measure, part)), n in corrected.items()
        }
        assert actions.outstanding(county, signed) == []
        assert _signed(signed) == held, seed
        assert verify.verify((_COUNTY,)) == []


def _lived_otherwise(
    seed: int, before: Sequence[Life], files: Sequence[Child], author: UUID
) -> list[Life]:
    """Let a third of the children have lived another life altogether; return all lives."""
    chance, others = Random(seed), lives.population(seed + 1_000, _COUNTY, len(before))
    found = []
    for child, life, other in zip(files, before, others, strict=True):
        if chance.random() < 0.33:
            for model in _DATED:
                db.session.execute(delete(model).where(model.child_id == child.id))
            db.session.add_all(_rows(child, other, author))
            life = other  # noqa: PLW2901 - the one that counts from here on
        found.append(life)
    db.session.flush()
    db.session.expunge_all()
    return found


def _told(population: Sequence[Life]) -> Told:
    """Count by brute force: place, measure and part to number, without the noughts."""
    visit_rules = practice.all_visit_rules(OCTOBER.last)
    book = practice.categories(OCTOBER.last)
    found: dict[tuple[str, str, str], int] = {}
    for place in _PLACES:
        counted = brute.report(population, OCTOBER, place, visit_rules, book)
        found |= {(place, measure.value, WHOLE): counted[measure.value] for measure in _MEASURES}
        found |= {(place, "visits", mode): n for mode, n in counted["visits_by_mode"].items()}
        found |= {(place, "in_care", code): n for code, n in counted["by_category"].items()}
    return {key: number for key, number in found.items() if number}


def _signed(signed: queries.Signed) -> Told:
    found: dict[tuple[str, str, str], int] = {}
    for place, figures in queries.figures(signed, _COUNTY).items():
        for (measure, part), number in figures.cells.items():
            key = (place, measure.value, part)
            if number and _is_spelt_out(key):
                found[key] = number
    return found


def _is_spelt_out(key: tuple[str, str, str]) -> bool:
    """Whether brute force tells a cell: of categories it counts those in care alone."""
    _place, measure, part = key
    return not part or measure == "in_care" or part in {mode.value for mode in Mode}


def _key(change: rules.FigureChange) -> tuple[str, str, str]:
    measure, part = change.cell
    return change.prefix, measure.value, part


def _lists() -> list[Any]:
    county = a_viewer(Role.COUNTY_CIVIL)
    return [
        source.indicator(county, measure, OCTOBER, pad(place)[: len(place)]).page(size=999).rows
        for measure in Measure
        for place in _PLACES
    ]
