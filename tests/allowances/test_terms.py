"""What decisions and categories say of months, read from the files themselves."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.allowances import actions, queries
from casework.allowances.monthly import Tab, month_sheet
from casework.children import actions as files
from casework.children.actions.ageing import end_aged_out
from casework.children.actions.merging import Choice
from casework.clock import Month
from casework.recognition import actions as recognition
from tests.factories.accounts import COUNTY, FAR_VILLAGE, VILLAGE
from tests.factories.allowances import (
    DFU,
    OCTOBER,
    a_batch,
    a_drawing_child,
    a_row,
    a_standard,
    county,
)
from tests.factories.children import a_child
from tests.recognition.applying import confirmed, does, township, village

Db = scoped_session[Session]


def test_support_by_a_decision_begins_and_ends_with_its_months(app: Flask, session: Db) -> None:
    county(), township(), village()
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = confirmed(app, child_id)  # on the first of November
    session.commit()
    december = month_sheet(county(), COUNTY, Month(2026, 12))
    assert december.numbers[Tab.NEW] == 1
    (line,) = december.of(Tab.DUE)
    assert line.judgement.reason == "2026年11月确认，从2026年12月起发放"
    assert line.due is not None
    assert line.due.is_proven
    assert month_sheet(county(), COUNTY, Month(2026, 11)).lines == []
    clock.fix_today(date(2026, 12, 1))
    session.expire_all()
    assert recognition.take_effect(clock.today(), recognition.due_ids(clock.today())) == 1
    session.commit()
    clock.fix_today(date(2027, 2, 1))
    said = {"ended_on": date(2027, 1, 20), "exit_reason": "parents_returned", "words": "父亲回来了"}
    does(app, township(), "propose_end", recognition_id, **said)
    does(app, county(), "end", recognition_id, words="符合")
    session.expire_all()
    due = [
        month_sheet(county(), COUNTY, Month(2026, 11).plus(n)).numbers[Tab.DUE] for n in range(5)
    ]
    assert due == [0, 1, 1, 0, 0]


def test_a_category_held_before_it_was_decided_on(app: Flask, session: Db) -> None:
    county(), township(), village()
    child_id = a_child(categories=(DFU,), entered_on=date(2026, 6, 5)).id
    confirmed(app, child_id)
    session.commit()
    for month, is_proven in (
        (Month(2026, 7), False),
        (Month(2026, 11), False),
        (Month(2026, 12), True),
    ):
        (line,) = month_sheet(county(), COUNTY, month).of(Tab.DUE)
        assert line.due is not None
        assert line.due.is_proven is is_proven, month


def test_age_ends_it_with_the_month_and_another_decision_goes_on(app: Flask, session: Db) -> None:
    a_standard()
    grown = a_drawing_child(1, "长大的", since=date(2020, 1, 5))
    grown.birth_on, grown.birth_year = date(2008, 9, 12), 2008
    session.commit()
    clock.fix_today(date(2026, 10, 1))
    assert end_aged_out(clock.today()) == 1
    session.commit()
    clock.fix_today(date(2026, 11, 1))
    months = [month_sheet(county(), COUNTY, Month(2026, n)).numbers[Tab.DUE] for n in (8, 9, 10)]
    assert months == [1, 1, 0]


def test_a_file_that_moves_takes_its_account_and_leaves_its_payments(
    app: Flask, session: Db
) -> None:

    child = a_drawing_child()
    actions.set_payee(actor=county(), child=child, number="620099001234", holder="王秀英")
    a_batch(a_row(child))
    files.move(actor=county(), child=child, region_code=FAR_VILLAGE)
    session.flush()
    (account,) = queries.payees_of(child)
    assert account.region_code == FAR_VILLAGE
    (payment,) = queries.payments_in("990101", [OCTOBER])[OCTOBER][child.id]
    assert payment.region_code == VILLAGE
    assert queries.payments_of(county(), child) == [payment]


def test_two_files_that_become_one_have_one_account_of_payments(session: Db) -> None:

    kept, ended = a_drawing_child(1), a_drawing_child(2)
    a_batch(a_row(kept, "700"), a_row(ended, "700"))
    session.commit()
    files.merge(
        actor=county(),
        kept_id=kept.id,
        ended_id=ended.id,
        choice=Choice(versions=(kept.version, ended.version)),
        reason="同一个孩子",
    )
    session.flush()
    session.expire_all()
    found = queries.payments_in("990101", [OCTOBER])[OCTOBER]
    assert {child_id: queries.amounts(some) for child_id, some in found.items()} == {
        kept.id: [700, 700]
    }
