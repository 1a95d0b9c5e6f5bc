"""Closing a month: who may do what when, and what stays of it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from casework import clock
from casework.accounts.permissions import Role
from casework.counting import queries as counting
from casework.counting.rules import Measure
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Task
from casework.regions.codes import prefix
from casework.signoff import actions, queries, records, rules, source, verify
from casework.signoff.frozen import SignedRowTouched
from casework.signoff.models import FROZEN, MonthConfirmation, SignedChild, SignedMonth
from casework.signoff.standing import Standing
from casework.visits.models import ReviewState, Visit
from tests.factories.accounts import (
    COUNTY,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.register import acting
from tests.signoff.closing import close, confirm, explain
from tests.signoff.conftest import OCTOBER, Files

SUPERVISOR, CIVIL = Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL


def test_a_township_says_why_first_and_then_confirms(app: Flask, files: Files) -> None:
    viewer = a_viewer(SUPERVISOR)
    with acting(app, viewer):
        with pytest.raises(RuleBroken, match="还有2名没有走访的儿童没有说明原因"):
            actions.confirm(actor=viewer, township=TOWNSHIP, month=OCTOBER)
        said = {files[name].id: ("boarding", "周末才回来") for name in ("丁三", "丁四")}
        give: dict[str, Any] = {"actor": viewer, "township": TOWNSHIP, "month": OCTOBER}
        assert actions.give_reasons(**give, said=said) == 2
        db.session.flush()
        assert actions.give_reasons(**give, said=said) == 0
        actions.confirm(actor=viewer, township=TOWNSHIP, month=OCTOBER)
    assert list(queries.confirmations(a_viewer(CIVIL), OCTOBER, "990101")) == [TOWNSHIP]


def test_a_month_that_is_not_over_is_not_confirmed(files: Files) -> None:
    clock.fix_today(date(2026, 10, 31))
    with pytest.raises(RuleBroken, match="2026年11月1日起才能确认"):
        actions.confirm(actor=a_viewer(SUPERVISOR), township=TOWNSHIP, month=OCTOBER)


def test_a_reason_is_one_of_the_list_and_of_a_child_in_the_township(files: Files) -> None:
    give: dict[str, Any] = {"actor": a_viewer(CIVIL), "township": TOWNSHIP, "month": OCTOBER}
    with pytest.raises(RuleBroken, match="没有这个原因"):
        actions.give_reasons(**give, said={files["丁三"].id: ("whatever", None)})
    with pytest.raises(NotFound):
        actions.give_reasons(**give, said={files["丁五"].id: ("out", None)})


def test_a_confirmation_is_made_once_and_taken_back_once(files: Files) -> None:
    viewer = a_viewer(SUPERVISOR)
    own: dict[str, Any] = {"actor": viewer, "township": TOWNSHIP, "month": OCTOBER}
    confirm()
    with pytest.raises(RuleBroken, match=r"已经在.*确认过"):
        actions.confirm(**own)
    actions.withdraw(**own)
    db.session.flush()
    with pytest.raises(RuleBroken, match="没有确认"):
        actions.withdraw(**own)
    actions.confirm(**own)
    rows = db.session.scalars(select(MonthConfirmation)).all()
    assert [row.withdrawn_by for row in rows] == [viewer.account_id, None]


def test_what_changes_after_a_confirmation_is_told_by_its_number(files: Files) -> None:
    confirm()
    held = queries.confirmations(a_viewer(CIVIL), OCTOBER, "990101")[TOWNSHIP]
    assert rules.changed_since(held.fingerprints, _standing(TOWNSHIP)) == 0
    _return_visits("丁一", files)
    assert rules.changed_since(held.fingerprints, _standing(TOWNSHIP)) == 1


def test_the_county_asks_those_who_are_missing_once(files: Files) -> None:
    county = a_viewer(CIVIL)
    confirm(OTHER_TOWNSHIP)
    assert actions.ask(actor=county, county=COUNTY, month=OCTOBER) == 1
    assert actions.ask(actor=county, county=COUNTY, month=OCTOBER) == 0
    task = db.session.scalars(select(Task).where(Task.endpoint == "signoff.month")).one()
    assert (task.office_code, task.done_at) == (TOWNSHIP, None)
    confirm()
    db.session.expire_all()
    assert task.done_at is not None


def test_the_county_signs_without_a_township_only_with_a_reason(app: Flask, files: Files) -> None:
    county = a_viewer(CIVIL)
    sign: dict[str, Any] = {"actor": county, "county": COUNTY, "month": OCTOBER}
    confirm()
    with acting(app, county):
        with pytest.raises(RuleBroken, match="白塔乡还没有确认"):
            actions.sign(**sign, why_missing={})
        actions.sign(**sign, why_missing={OTHER_TOWNSHIP: "岗位空缺", TOWNSHIP: "多余"})
        signed = queries.signed(COUNTY, OCTOBER)
        assert signed is not None
        assert queries.gaps(county, signed) == {OTHER_TOWNSHIP: "岗位空缺"}
        with pytest.raises(RuleBroken, match=r"已经在.*签发了2026年10月的月报"):
            actions.sign(**sign, why_missing={})
        for act in (actions.confirm, actions.withdraw):
            with pytest.raises(RuleBroken, match="签发"):
                act(actor=county, township=TOWNSHIP, month=OCTOBER)


def test_nobody_signs_for_another_county(files: Files) -> None:
    with pytest.raises(NotFound):
        actions.sign(actor=a_viewer(CIVIL), county=STRANGE_COUNTY, month=OCTOBER, why_missing={})


def test_signed_figures_are_those_of_the_report_at_every_level(app: Flask, files: Files) -> None:
    viewer, before = a_viewer(CIVIL), {}
    places = (COUNTY, TOWNSHIP, OTHER_TOWNSHIP, VILLAGE)
    for code in places:
        region = counting.region_for(viewer, code)
        before[code] = counting.coverage(viewer, region, OCTOBER)
    explain()
    close()
    for name in ("丁一", "丁五"):
        _return_visits(name, files)
    with acting(app, viewer):
        for code in places:
            after = source.coverage(viewer, before[code].region, OCTOBER)
            assert after.figures.as_json() == before[code].figures.as_json()
            assert [(line.place, line.figures.as_json()) for line in after.lines] == [
                (line.place, line.figures.as_json()) for line in before[code].lines
            ]


def test_a_list_has_the_rows_that_its_figure_counted(app: Flask, files: Files) -> None:
    viewer = a_viewer(CIVIL)
    asked = [
        (measure, under, part)
        for measure in Measure
        for under, part in zip(("990101", TOWNSHIP[:9]), _parts(measure), strict=False)
    ]
    before = [
        source.indicator(viewer, measure, OCTOBER, under, part).page().rows
        for measure, under, part in asked
    ]
    close()
    for visit in db.session.scalars(select(Visit)):
        visit.review_state = ReviewState.RETURNED
    with acting(app, viewer):
        for (measure, under, part), rows in zip(asked, before, strict=True):
            signed = source.indicator(viewer, measure, OCTOBER, under, part)
            assert signed.page().rows == rows
            assert signed.count() == len(rows)
            ids = [row.child_id for row in rows]
            assert signed.case_numbers(ids).keys() == set(ids)


def _parts(measure: Measure) -> tuple[str, str]:
    if measure is Measure.VISITS:
        return "", "phone"
    return "", "" if measure in (Measure.ENTERED, Measure.EXITED) else "orphan"


def test_a_correction_states_old_and_new_and_leaves_what_was_signed(
    app: Flask, files: Files
) -> None:
    county, signed = a_viewer(CIVIL), close()
    _return_visits("丁一", files)
    db.session.commit()
    with acting(app, county):
        changes = actions.outstanding(county, signed)
        told = {(c.prefix, c.part, c.measure): (c.old, c.new) for c in changes}
        assert told["990101", "", "visited"] == (2, 1)
        assert told[VILLAGE, "left_behind_rural", "visited"] == (1, 0)
        with pytest.raises(RuleBroken, match="又有变动"):
            actions.correct(actor=county, month=signed, reason="核实有误", seen="others")
        actions.correct(actor=county, month=signed, reason="核实有误", seen=rules.code_of(changes))
        assert actions.outstanding(county, signed) == []
        with pytest.raises(RuleBroken, match="没有要更正的数字"):
            actions.correct(actor=county, month=signed, reason="再来", seen="")
        (correction,) = queries.corrections(signed, TOWNSHIP[:9])
        assert (correction.reason, correction.corrected_by) == ("核实有误", county.account_id)
        assert queries.figures(signed, "990101")["990101"].of(Measure.VISITED) == 2
    assert verify.verify(("990101",)) == []


def test_a_township_reads_what_was_corrected_in_it(app: Flask, files: Files) -> None:
    county, signed = a_viewer(CIVIL), close()
    _return_visits("丁一", files)
    seen = rules.code_of(actions.outstanding(county, signed))
    actions.correct(actor=county, month=signed, reason="核实有误", seen=seen)
    supervisor, neighbour = a_viewer(SUPERVISOR), a_viewer(SUPERVISOR, OTHER_TOWNSHIP)
    with acting(app, supervisor):
        (correction,) = queries.corrections(signed, TOWNSHIP[:9])
        assert {len(change.prefix) for change in correction.changes} == {9, 12}
    with acting(app, neighbour):
        assert queries.corrections(signed, OTHER_TOWNSHIP[:9]) == []


# --- nothing touches it ----------------------------------------------------------------------


@pytest.mark.parametrize("model", FROZEN, ids=[model.__tablename__ for model in FROZEN])
def test_the_session_refuses_to_change_or_delete_what_was_signed(files: Files, model: type) -> None:
    with pytest.raises(SignedRowTouched):
        db.session.execute(update(model).values(region_code=VILLAGE))
    with pytest.raises(SignedRowTouched):
        db.session.execute(delete(model))


def test_the_session_refuses_rows_that_were_loaded(files: Files) -> None:
    close()
    row = db.session.scalars(select(SignedChild)).first()
    assert row is not None
    row.visited = not row.visited
    with pytest.raises(SignedRowTouched):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.scalars(select(SignedMonth)).one())
    with pytest.raises(SignedRowTouched):
        db.session.flush()


def test_the_database_refuses_as_well(files: Files) -> None:
    close()
    db.session.rollback()
    for statement in (
        "UPDATE signed_child SET in_care = NOT in_care",
        "DELETE FROM signed_visit",
        "UPDATE signed_figure SET visited = 0",
        "UPDATE signed_month SET month = '2026-09'",
        "DELETE FROM signed_month",
    ):
        with pytest.raises(DatabaseError, match="never changed"), db.engine.begin() as connection:
            connection.execution_options(system=True).execute(text(statement))


def test_verifying_names_the_month_that_was_touched(files: Files) -> None:
    close()
    assert verify.verify(("990101",)) == []
    _against_the_triggers("UPDATE signed_child SET visited = NOT visited WHERE in_care")
    (fault,) = verify.verify(("990101",))
    assert (fault.where, fault.what) == ("青禾县2026年10月月报", "签发的数字或名单被改动")
    assert verify.verify(("990102",)) == []


def test_verifying_misses_a_month_that_is_gone(files: Files) -> None:
    close()
    _against_the_triggers("DELETE FROM signed_figure")
    _against_the_triggers("DELETE FROM signed_child")
    _against_the_triggers("DELETE FROM signed_visit")
    _against_the_triggers("DELETE FROM signed_month")
    db.session.expire_all()
    assert [fault.what for fault in verify.verify(("990101",))] == ["签发过的月报不在了，或被换过"]


def _against_the_triggers(statement: str) -> None:
    """Act as somebody who owns the database."""
    db.session.rollback()
    table = next(word for word in statement.split() if word.startswith("signed_"))
    with db.engine.begin() as connection:
        connection.execution_options(system=True)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for act in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{act}_refused"))
        connection.execute(text(statement))


def _standing(township: str) -> Standing:
    viewer = a_viewer(CIVIL)
    return records.standing(viewer, OCTOBER, prefix(township), counting.basis_of(OCTOBER))


def _return_visits(name: str, files: Files) -> None:
    for visit in db.session.scalars(select(Visit).where(Visit.child_id == files[name].id)):
        visit.review_state = ReviewState.RETURNED
    db.session.flush()
