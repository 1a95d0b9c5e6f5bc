from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.assistance import actions, queries
from casework.assistance.models import Act, AidGroup, AidShare, Desk, Mode
from casework.assistance.queries import Filters
from casework.assistance.rules import Counted, Facts
from casework.audit.models import AuditEntry
from casework.children.actions import lifecycle, merging, places
from casework.children.actions.merging import Choice
from casework.errors import OutOfReach, RuleBroken
from tests.factories.accounts import COUNTY, FAR_VILLAGE, STRANGE_COUNTY, VILLAGE, a_viewer
from tests.factories.assistance import MONEY, PACKS, an_aid
from tests.factories.children import a_child

Db = scoped_session[Session]
YEAR = Filters(date(2026, 1, 1), date(2027, 1, 1))


def test_named_children_and_a_count_are_never_added_twice(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    first, second = a_child(), a_child(name="李子涵")
    counted = Counted(VILLAGE, children=10, households=4, quantity=Decimal(10), whom="石桥小学")
    act_id = an_aid(first, second, counted=counted, received_by="王秀英")
    lines = queries.lines(county, YEAR)
    sums = queries.totals(lines)
    assert (sums.named, sums.counted, sums.households) == (2, 10, 4)
    assert (sums.quantity, sums.value) == (Decimal(12), Decimal("257.00"))
    assert [giving.first.act_id for giving in queries.givings(lines)] == [act_id]
    assert queries.receipts(first).years == [(2026, 1, Decimal("128.50"))]
    [share] = queries.of_child(first)
    assert (share.received_by, share.received_on) == ("王秀英", PACKS.given_on)
    [group] = queries.groups_of_act(county, act_id)
    assert (group.whom, group.desk) == ("石桥小学", Desk.CIVIL)


def test_what_a_child_suffers_is_sealed_and_not_in_the_trail(session: Db) -> None:
    facts = replace(PACKS, kind="rehab", item="轮椅", giver="李好心", note="下肢")
    an_aid(a_child(), facts=facts)
    session.commit()
    stored = session.connection().exec_driver_sql("SELECT * FROM aid_share").all()
    for word in ("rehab", "轮椅", "李好心", "下肢"):
        assert word not in repr(stored)
        assert word.encode() not in b"".join(v for v in stored[0] if isinstance(v, bytes))
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.tag == "aid:give"))
    assert entry.facts == {"mode": "goods"}


def test_the_same_form_twice_is_one_giving(session: Db) -> None:
    child, form_id = a_child(), uuid4()
    first = an_aid(child, form_id=form_id)
    assert an_aid(child, form_id=form_id, quantity="5") == first
    assert len(queries.of_child(child)) == 1


def test_aid_without_acknowledgement_is_never_refused(session: Db) -> None:
    child = a_child()
    an_aid(child, facts=replace(PACKS, giver=None), value=None)
    [share] = queries.of_child(child)
    assert (share.received_on, share.received_by, share.value) == (None, None, None)


def test_aid_for_a_closed_file_is_never_refused(session: Db) -> None:
    child = a_child()
    lifecycle.close(actor=a_viewer(Role.COUNTY_CIVIL), child=child, reason="adopted")
    an_aid(child)
    assert len(queries.of_child(child)) == 1


def test_what_says_nothing_is_asked_again(session: Db) -> None:
    child = a_child()
    refused: list[tuple[Facts, dict[str, Any], str]] = [
        (replace(PACKS, kind="pony"), {}, "kind"),
        (replace(PACKS, source="pony"), {}, "source"),
        (replace(PACKS, given_on=date(2026, 11, 2)), {}, "given_on"),
        (replace(PACKS, unit=None), {}, "unit"),
        (PACKS, {"quantity": None}, "quantity"),
        (MONEY, {"value": None}, "value"),
    ]
    for facts, amounts, field in refused:
        with pytest.raises(RuleBroken) as refusal:
            an_aid(child, facts=facts, **amounts)
        assert refusal.value.field == field


def test_money_has_no_number_and_nobody_is_no_giving(session: Db) -> None:
    child = a_child()
    an_aid(child, facts=MONEY, value="500")
    [share] = queries.of_child(child)
    assert (share.quantity, share.unit, share.value) == (None, None, Decimal(500))
    for counted in (None, Counted(VILLAGE)):
        with pytest.raises(RuleBroken):
            an_aid(counted=counted)
    with pytest.raises(OutOfReach):
        an_aid(counted=Counted(STRANGE_COUNTY, children=1))


def test_monthly_support_is_no_single_help(session: Db) -> None:
    child = a_child()
    an_aid(child, facts=replace(MONEY, kind="orphan_allowance"), value="1800")
    assert [share.is_regular for share in queries.of_child(child)] == [True]


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_keeps_what_was_said_with_who_and_why(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    an_aid(child)
    [share] = queries.of_child(child)
    told = {"quantity": Decimal(2), "mode": Mode.GOODS, "given_on": date(2026, 10, 21)}
    changed = actions.correct_share(
        actor=county, share=share, version=1, told=told, reason="数错了"
    )
    session.commit()
    assert (changed, share.version, share.quantity) == (1, 2, Decimal(2))
    [change] = queries.changes_of_share(share)
    assert (change.before, change.after) == (
        {"quantity": "1", "given_on": "2026-10-20"},
        {"quantity": "2", "given_on": "2026-10-21"},
    )
    assert (change.act, change.reason, change.account_id) == (
        Act.CORRECT,
        "数错了",
        county.account_id,
    )
    with pytest.raises(RuleBroken):
        actions.correct_share(actor=county, share=share, version=1, told=told, reason="旧")
    with pytest.raises(RuleBroken):
        actions.correct_share(actor=county, share=share, version=2, told=told, reason="没变")


def test_what_all_have_in_common_is_corrected_for_everybody(session: Db) -> None:
    county, first, second = a_viewer(Role.COUNTY_CIVIL), a_child(), a_child(name="李子涵")
    an_aid(first, second)
    [share] = queries.of_child(first)
    told = {"source": "charity", "quantity": Decimal(3)}
    asked = {"actor": county, "share": share, "version": 1, "reason": "是慈善会给的"}
    assert actions.correct_share(**asked, told=told, everybody=True) == 2  # type: ignore[arg-type]
    [other] = queries.of_child(second)
    assert (other.source, other.quantity, other.version) == ("charity", Decimal(1), 2)


def test_a_withdrawn_line_stays_and_counts_no_more(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    counted = Counted(VILLAGE, children=5)
    act_id = an_aid(child, counted=counted)
    [share], [group] = queries.of_child(child), queries.groups_of_act(county, act_id)
    actions.withdraw_share(actor=county, share=share, version=1, reason="没有发")
    told = {"children": 4, "households": 0}
    actions.correct_group(actor=county, group=group, version=1, told=told, reason="少一个")
    assert queries.totals(queries.lines(county, YEAR)).children == 4
    actions.withdraw_group(actor=county, group=group, version=2, reason="没有发")
    assert queries.lines(county, YEAR) == []
    assert [each.id for each in queries.of_child(child)] == [share.id]
    assert [change.act for change in queries.changes_of_group(group)] == [
        Act.WITHDRAW,
        Act.CORRECT,
    ]
    with pytest.raises(RuleBroken):
        actions.withdraw_share(actor=county, share=share, version=2, reason="再一次")


# --- children who move, files that become one --------------------------------------------------


def test_lines_go_with_the_child_and_stay_counted_where_it_was(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    an_aid(child)
    [share] = queries.of_child(child)
    actions.correct_share(
        actor=county, share=share, version=1, told={"quantity": Decimal(2)}, reason="数错了"
    )
    places.move(actor=county, child=child, region_code=FAR_VILLAGE)
    session.commit()
    session.expire_all()
    [moved] = queries.of_child(child)
    assert (moved.region_code, moved.counted_region_code) == (FAR_VILLAGE, VILLAGE)
    assert [change.n for change in queries.changes_of_share(moved)] == [2]
    here = queries.lines(county, replace(YEAR, place=VILLAGE))
    assert [line.child_id for line in here] == [child.id]
    assert queries.lines(county, replace(YEAR, place=FAR_VILLAGE)) == []


def test_two_files_that_are_one_child_count_once_and_lose_nothing(session: Db) -> None:
    county, kept, ended = a_viewer(Role.COUNTY_CIVIL), a_child(), a_child(name="陈雨彤")
    act_id = an_aid(kept, ended)
    choice = Choice(versions=(kept.version, ended.version))
    merging.merge(
        actor=county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一个孩子"
    )
    session.commit()
    shares = queries.shares_of_act(county, act_id)
    assert {share.child_id for share in shares} == {kept.id}
    assert [share.item for share in shares] == ["冬季爱心包"] * 2
    sums = queries.totals(queries.lines(county, YEAR))
    assert (sums.named, sums.quantity) == (1, Decimal(2))


# --- 妇联 ----------------------------------------------------------------------------------------


def test_a_count_of_women_s_federation_is_its_own(session: Db) -> None:
    a_child()
    women = a_viewer(Role.WOMENS_FED)
    counted = Counted(COUNTY, children=30, quantity=Decimal(30), value=Decimal(900))
    form_id = uuid4()
    for _again in range(2):
        actions.give_to_group(actor=women, form_id=form_id, facts=PACKS, counted=counted)
    [line] = queries.lines(women, replace(YEAR, desk=Desk.WOMENS_FED))
    assert (line.children, line.value) == (30, Decimal(900))
    [group] = session.scalars(select(AidGroup))
    assert group.desk is Desk.WOMENS_FED
    assert session.scalars(select(AidShare)).all() == []
