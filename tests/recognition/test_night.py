"""What the night does: terms by new holidays, what is late told above, files that have moved."""

from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.children import actions as files
from casework.children import queries as children
from casework.children.actions import Choice
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.inbox.models import Kind, Task
from casework.practice import queries as practice
from casework.recognition import actions, work
from casework.recognition.models import Recognition, RecognitionState, RecognitionStep
from tests.factories.accounts import COUNTY, FAR_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import FACTS, a_child
from tests.factories.register import acting
from tests.recognition.applying import applied, confirmed, county, does, township, verified
from tests.transfers.moving import receiver, sender, sent, taken

Db = scoped_session[Session]
S = RecognitionState


def one(session: Db, recognition_id: Any) -> Recognition:
    session.expire_all()
    return session.get_one(Recognition, recognition_id)


def asked(session: Db, recognition_id: Any) -> list[tuple[Kind, str]]:
    statement = select(Task).where(Task.link_id == recognition_id, Task.done_at.is_(None))
    return sorted(
        ((t.kind, t.office_code) for t in session.scalars(statement)),
        key=lambda task: (task[0].value, task[1]),
    )


def test_terms_are_counted_anew_when_the_holidays_of_a_year_are_loaded(
    app: Flask, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.fix_today(date(2026, 12, 21))
    recognition_id = applied(app, a_child().id)
    found = one(session, recognition_id)
    assert (found.due_on, found.calendar_version) == (date(2027, 1, 11), "2026.1")
    assert actions.count_again() == 0
    known = practice.calendar()
    off = {date(2027, 1, day): "元旦" for day in (1, 2, 3, 4)}
    newer = replace(
        known,
        version="2027.1",
        sources={**known.sources, 2027: "国办发明电〔2026〕X号"},
        holidays={**known.holidays, **off},
    )
    monkeypatch.setattr(practice, "calendar", lambda *_on: newer)
    assert actions.count_again() == 1
    session.commit()
    found = one(session, recognition_id)
    assert (found.due_on, found.calendar_version) == (date(2027, 1, 13), "2027.1")
    assert actions.count_again() == 0


def test_what_is_late_goes_one_level_up_once(app: Flask, session: Db) -> None:
    county(), township()
    at_township = applied(app, a_child(name="周小一").id)
    at_family = applied(app, a_child(name="周小二").id)
    does(app, township(), "ask_more", at_family, words="缺户口")
    at_county = verified(app, a_child(name="周小三").id)
    late = date(2026, 11, 23)
    assert actions.remind(date(2026, 11, 13)) == 0  # the last day is still a day
    assert actions.remind(late) == 3
    assert actions.remind(late) == 0
    session.commit()
    assert asked(session, at_township) == [(Kind.DUE, COUNTY), (Kind.SUBMITTED, TOWNSHIP)]
    assert asked(session, at_family) == [(Kind.DUE, TOWNSHIP), (Kind.RETURNED, VILLAGE)]
    assert asked(session, at_county) == [(Kind.DUE, COUNTY), (Kind.SUBMITTED, COUNTY)]
    does(app, township(), "take_up", at_township)
    assert asked(session, at_township) == [(Kind.SUBMITTED, TOWNSHIP)]


def test_an_application_goes_with_a_child_who_moves(app: Flask, session: Db) -> None:
    child_id = a_child().id
    recognition_id = applied(app, child_id)
    with acting(app, county()):
        child = children.get(county(), child_id)
        files.move_by(
            actor=county(), child=child, region_code=FAR_VILLAGE, address=None, on=clock.today()
        )
    found = one(session, recognition_id)
    assert found.region_code == FAR_VILLAGE
    assert asked(session, recognition_id) == [(Kind.SUBMITTED, "990101002000")]
    does(app, a_viewer(Role.CHILD_SUPERVISOR, "990101002000"), "take_up", recognition_id)
    steps = session.scalars(select(RecognitionStep)).all()
    assert {step.region_code for step in steps} == {FAR_VILLAGE}


def test_the_office_of_the_new_county_is_asked_after_a_transfer(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = applied(app, child_id)
    there, here = receiver(), sender()
    taken(app, sent(app, child_id, actor=here), actor=there)
    assert one(session, recognition_id).region_code.startswith("990102")
    assert actions.remind(clock.today()) == 1
    session.commit()
    assert asked(session, recognition_id) == [(Kind.SUBMITTED, "990102001000")]


def test_an_application_goes_to_the_file_that_is_kept(app: Flask, session: Db) -> None:
    kept, ended = a_child(name="周小一"), a_child(name="周小一")
    recognition_id = applied(app, ended.id, words="父亲服刑三年")
    session.expire_all()
    choice = Choice((kept.version, ended.version))
    ids = {"kept_id": kept.id, "ended_id": ended.id}
    with acting(app, county()):
        files.merge(actor=county(), choice=choice, reason="同一个孩子", **ids)
    found = one(session, recognition_id)
    assert (found.child_id, found.words) == (kept.id, "父亲服刑三年")
    assert actions.remind(clock.today()) == 1  # what was asked ended with the other file
    session.commit()
    does(app, township(), "take_up", recognition_id)
    assert one(session, recognition_id).state is S.VERIFYING


def test_the_round_brings_about_what_was_decided(app: Flask, session: Db) -> None:
    child_id = a_child(entered_on=date(2026, 9, 1)).id
    recognition_id = confirmed(app, child_id)
    clock.fix_today(date(2026, 12, 1))
    session.commit()
    stopping = Event()
    stopping.wait = lambda _seconds=None: False  # type: ignore[method-assign, assignment]
    assert work.follow_the_day(app, stopping) is False
    assert one(session, recognition_id).membership_id is not None


def test_who_is_18_and_at_school_is_supported_on_by_the_countys_word(
    app: Flask, session: Db
) -> None:
    born = replace(FACTS, birth_on=date(2008, 12, 15), school_stage="senior")
    child_id = a_child(facts=born, entered_on=date(2026, 9, 1), categories=["orphan"]).id
    recognition_id = confirmed(app, child_id, category="orphan_scattered")
    clock.fix_today(date(2026, 12, 1))
    assert actions.take_effect(clock.today(), actions.due_ids(clock.today())) == 1
    session.commit()
    clock.fix_today(date(2027, 1, 1))  # the category holds to the end of the month of birth
    assert files.end_aged_out(clock.today()) == 1
    assert actions.take_effect(clock.today(), actions.due_ids(clock.today())) == 1
    session.commit()
    found = one(session, recognition_id)
    assert (found.state, found.ends_on) == (S.ENDED, date(2027, 1, 1))
    with pytest.raises(RuleBroken, match="学段"):  # nothing is settled here: say why
        does(app, county(), "go_on_at_school", recognition_id)
    session.rollback()
    does(app, county(), "go_on_at_school", recognition_id, words="县一中高三在读")
    child = session.get_one(Child, child_id)
    assert [each.leaf for each in children.open_memberships(child)] == ["adult_supported"]
    with pytest.raises(RuleBroken, match="年满18"):
        does(app, county(), "go_on_at_school", recognition_id, words="再来一次")
