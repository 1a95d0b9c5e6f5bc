"""Texts keep what they said; sets are signed once, stay as they were and tell what changed."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.db.scope import Scope
from casework.errors import NotFound, RuleBroken
from casework.figures import registry
from casework.figures.registry import Entry, number
from casework.summaries import actions, composing, queries, verify
from casework.summaries.actions.signing import asked_of, has_changed, kept_key
from casework.summaries.frozen import SignedSetTouched
from casework.summaries.models import (
    FigureSet,
    Kind,
    SignedFigureEntry,
    SignedFigureSet,
    SignedFigureValue,
    SummaryDraft,
)
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, VILLAGE, a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import a_child
from tests.factories.visits import a_visit
from tests.summaries.reporting import a_draft, a_set, asked

Rows = scoped_session[Session]


def a_visited_child() -> None:
    a_visit(a_child(), visited_on="2026-10-20")


def test_a_form_makes_one_text_and_what_it_said_before_stays(session: Rows) -> None:
    county, form_id = a_viewer(Role.COUNTY_CIVIL), uuid4()
    draft = a_draft(form_id=form_id)
    assert a_draft(form_id=form_id).id == draft.id
    actions.rewrite(actor=county, draft=draft, title="新标题", text="新的正文。")
    actions.rewrite(actor=county, draft=draft, title="新标题", text="新的正文。")
    [before] = queries.versions(draft)
    assert (before.n, before.title, draft.title) == (1, "青禾县关爱情况", "新标题")
    actions.withdraw(actor=county, draft=draft)
    assert queries.drafts(county) == []
    with pytest.raises(RuleBroken):
        actions.rewrite(actor=county, draft=draft, title="再改", text="再改。")


def test_each_desk_and_each_place_has_its_own(session: Rows) -> None:
    draft, held = a_draft(), a_set()
    for other in (
        a_viewer(Role.WOMENS_FED),
        a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
        a_viewer(Role.CHILD_SUPERVISOR),
    ):
        assert not queries.drafts(other)
        assert not queries.sets(other)
        with pytest.raises(NotFound):
            queries.get(other, SummaryDraft, draft.id)
        with pytest.raises(NotFound):
            queries.get(other, FigureSet, held.id)


def test_figures_that_have_changed_since_are_told(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    for _ in range(6):
        a_visited_child()
    draft = a_draft()
    assert "走访探视6名困境儿童" in draft.text
    assert composing.changed(county, draft) == []
    a_visited_child()
    told = {title: (then, now) for title, then, now in composing.changed(county, draft)}
    assert told["走访探视儿童数"] == ("6", "7")


def test_a_text_is_made_of_the_office_s_own_kinds_and_never_of_titles(session: Rows) -> None:
    an_activity(title="看望陈雨桐", sessions=2)
    an_activity(title="陈雨桐的生日", sessions=1, is_online=True)
    about = asked()
    text_ = composing.compose(about, Kind.SUMMARY, None).text
    assert "开展政策宣讲3场，其中线上1场，家长儿童84人次参加，到过石桥镇" in text_
    assert "陈雨桐" not in text_
    assert "村" not in text_
    other = composing.compose(asked(a_viewer(Role.WOMENS_FED)), Kind.SUMMARY, None).text
    assert "其中政策宣讲3场" in other  # a figure counts every desk's
    assert "开展政策宣讲" not in other  # what was done and how is told of one's own
    assert "陈雨桐" not in other


def test_who_is_on_the_list_is_found_in_a_text(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    a_child(name="陈雨桐")
    draft = a_draft(text="我们看望了陈雨桐。（请补充）")
    assert {each.where for each in composing.findings(county, draft)} == {"陈雨桐", "（请补充）"}
    actions.rewrite(actor=county, draft=draft, title="情况", text="我们看望了孩子。")
    assert composing.findings(county, draft) == []


# --- signed sets -------------------------------------------------------------------------------


def test_a_set_is_signed_once_with_numbers_rows_and_meanings(session: Rows) -> None:
    county, form_id = a_viewer(Role.COUNTY_CIVIL), uuid4()
    a_visited_child()
    held = a_set(form_id=form_id)
    assert a_set(form_id=form_id).id == held.id
    assert held.codes == sorted(held.codes, key=[e.code for e in registry.every()].index)
    signed = actions.sign(actor=county, held=held)
    assert actions.sign(actor=county, held=held).id == signed.id
    values = {each.code: each for each in queries.values_of(signed)}
    assert values["ind_visit_times"].number == "1"
    assert values["ind_coverage"].base == values["ind_list"].number
    for code, value in values.items():
        figure = registry.get(county, code)
        assert (value.meaning, value.since) == (figure.meaning, figure.since)
        entries = queries.entries_of(signed, code)
        if figure.ratio_of is None:
            listed = list(figure.entries(asked_of(county, signed)))
            assert str(number(figure, listed)) == value.number
            assert len(entries) == len(listed)
    with pytest.raises(RuleBroken):
        actions.withdraw_set(actor=county, held=held)


def test_what_was_signed_stays_and_a_correction_stands_beside_it(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    a_visited_child()
    held = a_set(codes=["ind_visit_times"])
    signed = actions.sign(actor=county, held=held)
    assert not has_changed(county, signed)
    for reason, seen in (("补录", 1), (" ", 1)):
        with pytest.raises(RuleBroken):
            actions.correct(actor=county, held=held, reason=reason, seen=seen)
    a_visited_child()
    assert has_changed(county, signed)
    with pytest.raises(RuleBroken):
        actions.correct(actor=county, held=held, reason="补录", seen=0)
    actions.correct(actor=county, held=held, reason="补录了一次走访", seen=1)
    first, second = queries.signed_of(held)
    numbers = [queries.values_of(each)[0].number for each in (first, second)]
    assert (numbers, second.reason) == (["1", "2"], "补录了一次走访")
    assert not has_changed(county, second)


def test_a_time_that_is_not_over_is_not_signed(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    held = a_set()
    held.until_on = held.until_on.replace(year=2027)
    with pytest.raises(RuleBroken):
        actions.sign(actor=county, held=held)
    actions.withdraw_set(actor=county, held=held)
    held.until_on = held.until_on.replace(year=2026)
    with pytest.raises(RuleBroken):
        actions.sign(actor=county, held=held)


def test_a_set_has_figures_that_its_maker_may_ask_for(session: Rows) -> None:
    fed = a_viewer(Role.WOMENS_FED)
    held = a_set(viewer=fed, codes=["ind_children_visited", "ind_pairs"])
    assert held.codes == ["ind_pairs"]
    for told in ({"codes": ["ind_children_visited"]}, {"title": " "}):
        with pytest.raises(RuleBroken):
            a_set(viewer=fed, **told)


def test_signed_rows_are_not_changed_by_the_session(session: Rows) -> None:
    a_visited_child()
    signed = actions.sign(actor=a_viewer(Role.COUNTY_CIVIL), held=a_set())
    session.commit()
    [value, *_] = queries.values_of(signed)
    value.number = "9"
    with pytest.raises(SignedSetTouched):
        session.flush()
    session.rollback()
    with pytest.raises(SignedSetTouched):
        session.execute(delete(SignedFigureEntry))
    with pytest.raises(SignedSetTouched):
        session.execute(update(SignedFigureSet).values(n=7))


@pytest.mark.parametrize("model", [SignedFigureSet, SignedFigureValue, SignedFigureEntry])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET n = n + 1"])
def test_the_database_refuses_too(session: Rows, model: type, act: str) -> None:
    a_visited_child()
    actions.sign(actor=a_viewer(Role.COUNTY_CIVIL), held=a_set())
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(text(act.format(model.__tablename__)))  # type: ignore[attr-defined]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(model))


def test_verifying_finds_what_was_touched(session: Rows) -> None:
    a_visited_child()
    held = a_set()
    actions.sign(actor=a_viewer(Role.COUNTY_CIVIL), held=held)
    session.commit()
    assert verify.verify((COUNTY[:6],)) == []
    [signed] = queries.signed_of(held)
    signed.title = "别的名称"
    with session.no_autoflush:
        assert not verify.fits(signed)
    session.rollback()
    assert verify.verify(("99",)) == []


def test_the_trail_misses_a_set_that_is_gone(session: Rows) -> None:
    held = a_set()
    signed = actions.sign(actor=a_viewer(Role.COUNTY_CIVIL), held=held)
    session.commit()
    found = list(verify._lost((COUNTY[:6],), {signed.id: signed.digest.hex()}))
    assert found == []
    [fault] = verify._lost((COUNTY[:6],), {})
    assert fault.where == "青禾县签发的数字"


def test_scopes_hold(session: Rows) -> None:
    viewer = a_viewer(Role.CHILD_DIRECTOR)
    assert viewer.scope == Scope((VILLAGE,))
    with pytest.raises(NotFound):
        queries.get(viewer, SignedFigureSet, uuid4())


def test_a_digest_of_somebody_s_number_is_kept_as_another_one(session: Rows) -> None:
    told = "ab" * 16
    entry = Entry(key=told, region_code=COUNTY, on=date(2026, 10, 1), about="")
    kept = kept_key(entry)
    assert (len(kept), kept_key(entry)) == (32, kept)
    assert kept != told
    for plain in (str(uuid4()), "7", COUNTY):
        assert kept_key(replace(entry, key=plain)) == plain
