"""Another number with a reason, and the signature: nothing of a signed form ever changes."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.annexes import actions, comparing, freezing, layout, queries, sheets, signed
from casework.annexes.frozen import SignedFormTouched
from casework.annexes.models import AnnexOverride, SignedAnnex, SignedAnnexCell, SignedAnnexEntry
from casework.annexes.rules import Cell, Override, figure_of, overridden
from casework.clock import now
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.figures.registry import Entry, number
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.annexes import (
    CITY,
    DAY,
    an_act,
    asked_of,
    book_of,
    fed,
    money,
    numbers_of,
    signed_by,
)
from tests.factories.children import a_child
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]
WHY = "有两名法官没有登记"


def change(cell: str, to: int | None, *, viewer: object = None, reason: str = WHY) -> AnnexOverride:
    asked = asked_of(viewer or fed())  # type: ignore[arg-type]
    said = None if to is None else Decimal(to)
    return actions.override(asked=asked, cell=cell, number=said, reason=reason, form_id=uuid4())


def told(*values: Any) -> list[Any]:
    """Return values side by side: an int is as good as a Decimal."""
    return [*values]


# --- another number --------------------------------------------------------------------------


def test_another_number_stands_beside_the_records_own_and_totals_follow(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2, "lawyer": 1})
    change("judge", 4)
    cells = book_of(office).sheet("annex1").cells
    assert told(cells["judge"].computed, cells["judge"].shown) == [2, 4]
    assert told(cells["volunteers"].computed, cells["volunteers"].shown) == [3, 5]
    assert cells["judge"].override is not None
    assert cells["judge"].override.reason == WHY
    an_act(office, COUNTY, helpers={"judge": 1})
    cells = book_of(office).sheet("annex1").cells
    assert told(cells["judge"].computed, cells["judge"].shown, cells["volunteers"].shown) == [
        3,
        4,
        5,
    ]
    held = cells["judge"].override
    assert held is not None
    assert held.computed == 2
    change("judge", None)
    cells = book_of(office).sheet("annex1").cells
    assert told(cells["judge"].shown, cells["volunteers"].shown) == [3, 4]
    assert len(queries.history(asked_of(office), "annex1", "judge")) == 2


def test_a_number_of_a_row_is_changed_too(session: Db) -> None:
    office = fed()
    act = an_act(office, COUNTY, gifts=[money("100.00", counted=3)])
    change(f"value.{act.id.hex}.cash", 120)
    sheet = book_of(office).sheet("annex2")
    [cell] = sheet.changed
    assert told(cell.computed, cell.shown, sheet.label_of(cell)) == [100, 120, "第1行：价值（元）"]


def test_what_cannot_be_said_of_a_cell_is_refused_and_says_where(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    asked = asked_of(office)
    for cell, to, reason, field in (
        ("volunteers", Decimal(3), WHY, "number"),
        ("judge", Decimal("1.5"), WHY, "number"),
        ("judge", Decimal(-1), WHY, "number"),
        ("judge", None, WHY, "number"),  # nothing to restore
        ("judge", Decimal(3), "  ", "reason"),
        ("judge", Decimal(3), "长" * 201, "reason"),
    ):
        with pytest.raises(RuleBroken) as broken:
            actions.override(asked=asked, cell=cell, number=to, reason=reason, form_id=uuid4())
        assert broken.value.field == field
    with pytest.raises(NotFound):
        change("no_such", 1)


def test_only_the_region_s_own_office_says_another_number(session: Db) -> None:
    city = fed(CITY)
    with pytest.raises(RuleBroken, match="自己填报"):
        actions.override(
            asked=asked_of(city, COUNTY),
            cell="judge",
            number=Decimal(1),
            reason=WHY,
            form_id=uuid4(),
        )
    with pytest.raises(RuleBroken, match="自己填报"):  # a township hands in no form
        change("judge", 1, viewer=a_viewer(Role.CHILD_SUPERVISOR))


def test_the_same_form_twice_is_once(session: Db) -> None:
    form_id = uuid4()
    form: dict[str, Any] = {
        "cell": "judge",
        "number": Decimal(3),
        "reason": WHY,
        "form_id": form_id,
    }
    first = actions.override(asked=asked_of(fed()), **form)
    assert actions.override(asked=asked_of(fed()), **form).id == first.id
    assert db.session.scalar(select(func.count()).select_from(AnnexOverride)) == 1


_number = st.integers(0, 99).map(Decimal)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(_number, min_size=10, max_size=10),
    st.dictionaries(st.sampled_from(layout.HELPER_KINDS), _number, max_size=10),
)
def test_a_total_is_what_its_columns_say(counted: list[Decimal], said: dict[str, Decimal]) -> None:
    columns = layout.GROUPS[0].columns
    entries = {
        column.code: (Entry(column.code, VILLAGE, DAY, "", amount=n, is_bare=True),)
        for column, n in zip(columns[:10], counted, strict=True)
    }
    every = tuple(entry for each in entries.values() for entry in each)
    cells = {
        column.code: Cell(column.code, column, entries.get(column.code, every))
        for column in columns
    }
    by = uuid4()
    overrides = {code: Override(code, n, None, WHY, by, now()) for code, n in said.items()}
    found = overridden(cells, overrides)
    assert found["volunteers"].shown == sum(
        (found[kind].shown or Decimal(0)) for kind in layout.HELPER_KINDS
    )
    assert {code: found[code].shown for code in said} == said
    assert found["volunteers"].computed == sum(counted)


# --- the signature ---------------------------------------------------------------------------


def test_a_signed_form_stays_as_it_was_whatever_happens_afterwards(session: Db) -> None:
    civil, helper = a_viewer(Role.COUNTY_CIVIL), a_volunteer(kind="teacher")
    child = a_child()
    act = an_act(
        civil,
        COUNTY,
        title="送法进村",
        places=[VILLAGE],
        volunteers=[helper.id],
        helpers={"judge": 2},
        children=[child],
        gifts=[money("100.00", child)],
        sessions=2,
    )
    change("judge", 5, viewer=civil)
    rows = {annex: signed_by(civil, annex) for annex in ("annex1", "annex2")}
    before = {annex: _all_of(row) for annex, row in rows.items()}
    act.withdrawn_on = date(2026, 11, 1)
    act.title = "改了名字"
    helper.kind = "judge"
    child.region_code = TOWNSHIP
    change("judge", 9, viewer=civil)
    session.flush()
    session.expire_all()
    assert {annex: _all_of(row) for annex, row in rows.items()} == before
    first = signed.sheet_of(rows["annex1"])
    assert told(first.cells["judge"].computed, first.cells["judge"].shown) == [2, 5]
    assert first.reasons == {"judge": WHY}
    assert first.cells["volunteers"].shown == 6
    second = signed.sheet_of(rows["annex2"])
    assert (second.lines[0].title, second.lines[0].way) == ("送法进村", "资金")
    assert (first.is_whole, second.is_whole) == (True, True)
    assert numbers_of(civil).get("sessions") is None


def _all_of(row: SignedAnnex) -> object:
    sheet = signed.sheet_of(row)
    entries = [
        (each.cell, each.n, each.key, each.place_code, each.on_day, each.amount, each.is_bare)
        for each in queries.entries_of(row)
    ]
    return sheet.cells, sheet.lines, sheet.title, sheet.note, sheet.check_code, entries


def test_every_signed_number_is_made_of_its_rows(session: Db) -> None:
    office, helper = fed(), a_volunteer(kind="teacher")
    for place in (VILLAGE, "990101002001"):
        an_act(office, COUNTY, places=[place], volunteers=[helper.id], helpers={"judge": 3})
    an_act(office, COUNTY, gifts=[money("99.50", counted=4)], children_reached=9)
    for annex in ("annex1", "annex2"):
        row = signed_by(office, annex)
        for code, cell in signed.sheet_of(row).cells.items():
            entries = signed.entries_of(row, cell.column, code)
            if cell.computed is not None:
                assert number(figure_of(cell.column), entries) == cell.computed, code


def test_neither_session_nor_database_changes_a_signed_row(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    row = signed_by(office)
    row.n = 7
    with pytest.raises(SignedFormTouched):
        session.flush()
    session.rollback()
    for statement in (
        update(SignedAnnexCell).values(shown=Decimal(9)),
        delete(SignedAnnexEntry),
        delete(SignedAnnex),
    ):
        with pytest.raises(SignedFormTouched):
            session.execute(statement)


@pytest.mark.parametrize("table", ["signed_annex", "signed_annex_cell", "signed_annex_entry"])
def test_the_database_refuses_by_itself(session: Db, table: str) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    signed_by(office)
    change = f"UPDATE {table} SET region_code = '1'"  # noqa: S608 - a name from the list above
    for statement in (change, f"DELETE FROM {table}"):  # noqa: S608 - the same
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(text(statement))


def test_a_digest_that_no_longer_fits_is_seen(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    row = signed_by(office)
    sheet = signed.sheet_of(row)
    assert sheet.is_whole
    stored, entries = queries.cells_of(row), queries.entries_of(row)
    stored[0].__dict__["shown"] = Decimal(77)
    assert freezing.digest_of(row, stored, entries) != row.digest
    stored[0].__dict__["shown"] = sheet.cells[stored[0].cell].shown
    entries[0].__dict__["key"] = "0" * 32
    assert freezing.digest_of(row, stored, entries) != row.digest
    session.expunge_all()


def test_signing_again_is_a_correction_with_a_reason_and_the_old_one_stays(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    first = signed_by(office)
    with pytest.raises(RuleBroken, match="一样"):
        signed_by(office, reason="再报一次")
    an_act(office, COUNTY, helpers={"judge": 1})
    with pytest.raises(RuleBroken, match="原因") as broken:
        signed_by(office)
    assert broken.value.field == "reason"
    second = signed_by(office, reason="补登了一场")
    assert (first.n, second.n, second.reason) == (1, 2, "补登了一场")
    assert signed.sheet_of(first).cells["judge"].shown == 2
    assert signed.newest(asked_of(office))["annex1"].id == second.id


def test_who_saw_other_numbers_does_not_sign(session: Db) -> None:
    office = fed()
    asked = asked_of(office)
    seen = sheets.book(asked).sheet("annex1").seen
    an_act(office, COUNTY, helpers={"judge": 2})
    form: dict[str, Any] = {"annex": "annex1", "reason": None, "form_id": uuid4()}
    with pytest.raises(RuleBroken, match="又有变动"):
        actions.sign(asked=asked, seen=seen, **form)
    seen = sheets.book(asked).sheet("annex1").seen
    row = actions.sign(asked=asked, seen=seen, **form)
    assert actions.sign(asked=asked, seen="", **form).id == row.id  # the same form again


def test_only_the_region_s_own_office_signs(session: Db) -> None:
    for viewer, code in (
        (fed(CITY), COUNTY),
        (a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP),
        (a_viewer(Role.COUNTY_CIVIL), TOWNSHIP),
    ):
        asked = asked_of(viewer, code)
        seen = sheets.book(asked).sheet("annex1").seen
        with pytest.raises(RuleBroken, match="自己填报"):
            actions.sign(asked=asked, annex="annex1", seen=seen, reason=None, form_id=uuid4())


def test_signed_forms_below_stand_beside_and_are_never_added_up(session: Db) -> None:
    city = fed(CITY)
    shared = a_volunteer(kind="lawyer", actor=fed())
    an_act(city, COUNTY, places=[VILLAGE], volunteers=[shared.id])
    an_act(city, STRANGE_COUNTY, places=["990102001001"], volunteers=[shared.id])
    signed_by(fed())
    signed_by(fed(STRANGE_COUNTY))
    an_act(fed(), COUNTY, helpers={"judge": 1})  # after the county has signed
    sheet = book_of(city).sheet("annex1")
    found = comparing.compared(asked_of(city), sheet)
    assert found is not None
    assert [unit.region.name for unit in found.units] == ["青禾县", "远山县"]
    by_code = {each.column.code: each for each in found.columns}
    assert told(by_code["lawyer"].together, by_code["lawyer"].here) == [2, 1]
    assert by_code["lawyer"].difference == 1
    assert "只算一次" in by_code["lawyer"].why
    assert by_code["judge"].difference == -1
    differing = {each.column.code for each in found.differing}
    assert differing == {"lawyer", "judge", "sessions"}  # 合计 is alike by chance
    assert comparing.compared(asked_of(fed()), book_of(fed()).sheet("annex1")) is None


def test_the_newest_signed_form_below_is_the_one_that_counts(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    signed_by(office)
    an_act(office, COUNTY, helpers={"judge": 1})
    signed_by(office, reason="补登了一场")
    found = queries.signed_below(asked_of(fed(CITY)), [COUNTY, STRANGE_COUNTY])
    assert {code: cells["judge"] for code, cells in found.items()} == {COUNTY: 3}
