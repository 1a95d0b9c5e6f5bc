"""The life of a file: no sequence of acts leads where the table does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.permissions import GRANTS, Role
from casework.children import actions, queries, steps
from casework.children.actions.categories import ends_by_age
from casework.children.models import Child, Status, StatusSpell
from casework.errors import RuleBroken
from casework.practice import queries as practice
from tests.children.acting import Db
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import FACTS, a_child, load_practice

ACTS: dict[str, Callable[..., Any]] = {
    "submit": actions.submit,
    "accept": actions.accept,
    "send_back": actions.send_back,
    "suspend": actions.suspend,
    "resume": actions.resume,
    "close": actions.close,
    "reopen": actions.reopen,
}
TOLD: dict[str, dict[str, Any]] = {
    "send_back": {"reason": "请补填母亲情况"},
    "suspend": {"reason": "away"},
    "close": {"reason": "error"},
    "reopen": {"reason": "returned", "leaves": ["diff_poverty"]},
}
_NAMES = ("陈一", "陈二", "陈三", "陈四", "陈五", "陈六")
STARTS = (Status.ACTIVE, Status.SUBMITTED)


def test_every_act_of_the_table_is_an_act_and_has_somebody_who_may() -> None:
    by_hand = {step.act for step in steps.STEPS if step.permission is not None}
    assert ACTS.keys() | {"transfer", "arrive", "merge"} == by_hand
    for step in steps.STEPS:
        assert step.permission is None or any(step.permission in may for may in GRANTS.values())
        assert step.needs_reason or step.reasons is None


def test_from_every_state_somebody_leads_on(session: Db) -> None:
    load_practice()
    for status in Status:
        assert steps.steps_from(status)
        reasons = steps.exit_reasons(status, practice.codes("exit_reason"))
        assert {"error", "deceased", "missing", "not_eligible", "adopted"} <= set(reasons)
        assert not {"moved_out", "duplicate", "refined"} & set(reasons)


def test_no_sequence_of_acts_leads_where_the_table_does_not(session: Db, exhaustive: bool) -> None:
    random, office = Random(7), a_viewer(Role.COUNTY_CIVIL)
    for n in range(60 if exhaustive else 6):
        child = a_child(
            name=_NAMES[n % len(_NAMES)], status=random.choice(STARTS), entered_on=date(2026, 9, 1)
        )
        for _ in range(12):
            _try(child, random.choice(list(ACTS)), office)
        session.commit()
        _check_chain(session, child)


def _try(child: Child, act: str, office: Any) -> None:
    before, step = child.status, steps.BY_ACT[act]
    try:
        ACTS[act](actor=office, child=child, **TOLD.get(act, {}))
    except RuleBroken:
        assert child.status is before
        assert before not in step.before
    else:
        assert before in step.before
        assert child.status is step.after


def _check_chain(session: Db, child: Child) -> None:
    """Every step is a dated row that ends where the next one begins, with actor and reason."""
    statement = select(StatusSpell).where(StatusSpell.child_id == child.id)
    spells = session.scalars(statement.order_by(StatusSpell.id)).all()
    for one, next_ in pairwise(spells):
        assert one.until_on == next_.from_on
        assert steps.allowed(one.status, next_.status)
    assert spells[-1].until_on is None
    assert spells[-1].status is child.status
    assert all(spell.account_id and spell.created_at for spell in spells)
    asked = {s.after for s in steps.STEPS if s.needs_reason} - {Status.ACTIVE}
    assert all(spell.reason for spell in spells if spell.status in asked)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("moved_out", "迁出本县"),
        ("duplicate", "合并重复档案"),
        ("refined", "变更类别"),
        ("x9", "重新选择"),
    ],
)
def test_what_another_way_leads_to_is_no_reason_to_close(
    session: Db, reason: str, said: str
) -> None:
    child = a_child()
    with pytest.raises(RuleBroken, match=said) as refusal:
        actions.close(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason=reason)
    assert refusal.value.field == "exit_reason"
    assert child.status is Status.ACTIVE


def test_a_closed_file_is_read_and_taken_up_again_and_nothing_else(session: Db) -> None:
    office, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    ((link, _person),) = queries.people_of(child)
    actions.close(actor=office, child=child, reason="error")
    facts = replace(queries.facts_of(child), school="新学校")
    for act in (
        lambda: actions.change(actor=office, child=child, version=child.version, facts=facts),
        lambda: actions.set_categories(actor=office, child=child, leaves=["orphan"]),
        lambda: actions.set_risk(actor=office, child=child, level=4, reason="独自在家"),
        lambda: actions.assign(actor=office, child=child, account_id=office.account_id),
        lambda: actions.move(actor=office, child=child, region_code=NEXT_VILLAGE),
        lambda: actions.end_person(actor=office, child=child, link=link),
    ):
        with pytest.raises(RuleBroken, match="已退出"):
            act()
    actions.reopen(actor=office, child=child, reason="returned", leaves=["orphan"])
    assert child.status is Status.ACTIVE


# Ages: the month of the birthday, 29 February, and who is not closed by age


@pytest.mark.parametrize(
    ("born", "last", "first"),
    [
        (date(2010, 10, 31), date(2026, 10, 31), date(2026, 11, 1)),
        (date(2010, 11, 1), date(2026, 11, 30), date(2026, 12, 1)),
        (date(2008, 2, 29), date(2024, 2, 29), date(2024, 3, 1)),
        (date(2012, 2, 29), date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_sixteen_ends_with_the_month_also_for_a_leap_day(
    session: Db, born: date, last: date, first: date
) -> None:
    child = a_child(
        facts=replace(FACTS, birth_on=born),
        categories=["left_behind_rural", "diff_poverty"],
        entered_on=date(2020, 1, 1),
    )
    end = min(end for end in _ends(child) if end)
    assert (last < end, end) == (True, first)


def test_eighteen_from_a_leap_day_ends_with_the_march_of_the_birthday(session: Db) -> None:
    child = a_child(
        facts=replace(FACTS, birth_on=date(2008, 2, 29)),
        categories=["diff_poverty"],
        entered_on=date(2020, 1, 1),
    )
    assert _ends(child) == [date(2026, 4, 1)]  # full years on 1 March where there is no 29th
    assert actions.end_aged_out(date(2026, 3, 31)) == 0
    assert actions.end_aged_out(date(2026, 4, 1)) == 1
    assert (child.status, child.exited_on) == (Status.CLOSED, date(2026, 4, 1))


def _ends(child: Child) -> list[date | None]:
    return ends_by_age(child)


def test_by_hand_nobody_ages_out_who_is_in_a_category_to_eighteen(session: Db) -> None:
    grown = replace(FACTS, birth_on=date(2010, 10, 3))
    child = a_child(
        facts=grown, categories=["left_behind_rural", "diff_poverty"], entered_on=date(2026, 9, 1)
    )
    office = a_viewer(Role.COUNTY_CIVIL)
    with pytest.raises(RuleBroken, match="没到年龄"):
        actions.close(actor=office, child=child, reason="aged_out")
    only = a_child(facts=grown, categories=["left_behind_rural"], entered_on=date(2026, 9, 1))
    actions.close(actor=office, child=only, reason="aged_out")
    assert only.status is Status.CLOSED
