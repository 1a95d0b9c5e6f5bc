from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.care_agreements import actions, queries, rules, sheet
from casework.care_agreements.blocks import Signed, Step, Terms
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.care_agreements.rules import Standing
from casework.children.coming import coming
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.practice import queries as practice
from tests.factories.accounts import a_viewer
from tests.factories.agreements import a_draft, a_left_behind_child, an_agreement, bars
from tests.factories.children import a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
A_YEAR_ON = date(2027, 11, 1)


def test_a_draft_knows_what_the_file_knows(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    agreement = actions.start(actor=director, child=child)
    terms = Terms(agreement.terms)
    assert [(side.code, side.name, side.phone) for side in terms.sides] == [
        ("father", "陈建国", "19900000002"),
        ("mother", "刘芳", "19900000003"),
    ]
    assert terms.sides[0].city == "苏州"
    carer = terms.carer
    assert (carer.name, carer.relation, carer.birth_on) == ("王秀英", "62", date(1966, 5, 2))
    assert carer.address == "柳树村三组12号"
    assert (agreement.from_on, agreement.until_on) == (TODAY, A_YEAR_ON)
    assert agreement.state is AgreementState.DRAFT
    assert terms.first_open is Step.PARENTS
    assert actions.start(actor=director, child=child) is agreement
    stored = session.connection().exec_driver_sql("SELECT * FROM care_agreement").all()
    assert "王秀英" not in repr(stored)


def test_without_a_birth_date_or_anybody_in_the_file_a_draft_begins_all_the_same(
    session: Db,
) -> None:
    child = a_child(people=())
    agreement = actions.start(actor=a_viewer(Role.CHILD_DIRECTOR), child=child)
    assert Terms(agreement.terms).sides == ()


def test_another_name_is_another_person(session: Db) -> None:
    child = a_left_behind_child()
    agreement = actions.start(actor=a_viewer(Role.CHILD_DIRECTOR), child=child)
    known: dict[str, Any] = {
        "actor": a_viewer(),
        "child": child,
        "agreement": agreement,
        "step": Step.CARER,
    }
    assert agreement.carer_person_id is not None
    actions.keep_step(**known, said={"name": "王秀英", "phone": "19900000009"})
    assert agreement.carer_person_id is not None
    actions.keep_step(**known, said={"name": "陈红"})
    assert agreement.carer_person_id is None


def test_signing_is_never_refused_for_a_missing_paper_number_opinion_notice_or_check(
    session: Db,
) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child(people=())
    agreement = a_draft(child, carer={"name": "王秀英"})  # a name and a declaration, no more
    actions.sign(actor=director, child=child, agreement=agreement, how=Signed.REMOTE)
    assert agreement.state is AgreementState.SIGNED
    assert agreement.paper_due_on == TODAY + timedelta(days=30)
    owed = [lack.step for lack in sheet.of(director, child, agreement).owed]
    assert owed[:5] == ["opinion", "bars", "parents", "parents", "support"]
    assert {"notices", "paper"} <= set(owed)
    assert queries.in_force(child) is agreement


def test_filing_is_never_refused_for_a_missing_notice_or_picture(session: Db) -> None:
    supervisor, child = a_viewer(Role.CHILD_SUPERVISOR), a_left_behind_child()
    agreement = an_agreement(child, how=Signed.REMOTE)
    actions.file(actor=supervisor, child=child, agreement=agreement)
    actions.file(actor=supervisor, child=child, agreement=agreement)  # twice is once
    assert (agreement.state, agreement.filed_on) == (AgreementState.FILED, TODAY)
    assert agreement.filed_by == supervisor.account_id
    session.commit()
    told = session.scalars(select(AuditEntry).where(AuditEntry.tag == "agreement:file")).all()
    assert [entry.subject_id for entry in told] == [agreement.id]


def test_what_the_law_forbids_and_a_missing_proof_stand_in_the_way(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    convicted = bars(bar_violent_crime="yes")
    for options, told in (
        ({"declared": {}}, "还没有逐项声明"),
        ({"declared": convicted}, "依法不能受托"),
        ({"verified": convicted}, "依法不能受托"),
        ({"carer": {"name": "陈红", "birth_on": date(2010, 1, 1)}}, "不满18周岁"),
    ):
        agreement = a_draft(child, **options)
        with pytest.raises(RuleBroken, match=told):
            actions.sign(actor=director, child=child, agreement=agreement, how=Signed.PAPER)
        assert agreement.state is AgreementState.DRAFT
    agreement = a_draft(child, carer={"name": "王秀英"})
    with pytest.raises(RuleBroken) as refusal:
        actions.sign(actor=director, child=child, agreement=agreement, how=None)
    assert refusal.value.field == "how"
    actions.sign(actor=director, child=child, agreement=agreement, how=Signed.PAPER)
    with pytest.raises(RuleBroken, match="已经签了"):
        actions.keep_step(
            actor=director, child=child, agreement=agreement, step=Step.CARER, said={"name": "李四"}
        )


def test_guardianship_never_moves(session: Db) -> None:
    child = a_left_behind_child()
    agreement = an_agreement(child)
    actions.file(actor=a_viewer(Role.CHILD_SUPERVISOR), child=child, agreement=agreement)
    renewed = actions.renew(actor=a_viewer(), child=child, agreement=agreement)
    actions.end(actor=a_viewer(), child=child, agreement=agreement, reason="unfit_carer")
    actions.end(actor=a_viewer(), child=child, agreement=renewed, reason="mutual")
    session.commit()
    for model in (GuardianshipSpell, CareSpell):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_a_renewal_follows_right_after_and_asks_the_child_and_the_carer_anew(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    agreement = an_agreement(child)
    clock.fix_today(date(2027, 10, 10))
    [shown] = queries.shown(child, queries.of_child(child))
    assert shown.standing is Standing.EXPIRING
    begun = actions.renew(actor=director, child=child, agreement=agreement)
    assert (begun.from_on, begun.until_on) == (A_YEAR_ON, date(2028, 11, 1))
    assert begun.renews_id == agreement.id
    terms = Terms(begun.terms)
    assert (terms.carer.name, len(terms.sides)) == ("王秀英", 2)
    assert not terms.block(Step.BARS)
    assert not terms.block("signing")
    actions.keep_step(
        actor=director, child=child, agreement=begun, step=Step.BARS, said={"declared": bars()}
    )
    actions.sign(actor=director, child=child, agreement=begun, how=Signed.PAPER)
    # The one before goes on to its last day, and presses nobody any more.
    found = {each.agreement.id: each.standing for each in _shown(child)}
    assert found == {agreement.id: Standing.ACTIVE, begun.id: Standing.NOT_BEGUN}
    clock.fix_today(A_YEAR_ON)
    found = {each.agreement.id: each.standing for each in _shown(child)}
    assert found == {agreement.id: Standing.RENEWED, begun.id: Standing.ACTIVE}


def _shown(child: Child) -> list[queries.Shown]:
    return queries.shown(child, queries.of_child(child))


def test_a_renewal_after_the_term_begins_today_and_none_goes_beyond_18(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    agreement = an_agreement(child)
    clock.fix_today(date(2027, 12, 24))
    begun = actions.renew(actor=director, child=child, agreement=agreement)
    assert begun.from_on == date(2027, 12, 24)
    actions.end(actor=director, child=child, agreement=begun, reason="mutual")
    clock.fix_today(date(2034, 3, 15))  # she is 18 today
    with pytest.raises(RuleBroken, match="18"):
        actions.renew(actor=director, child=child, agreement=agreement)


def test_another_carer_from_today_ends_the_one_before(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    first = an_agreement(child)
    second = an_agreement(child, carer={"name": "陈红", "birth_on": date(1980, 1, 1)})
    assert (first.state, first.end_reason) == (AgreementState.ENDED, "renewed")
    assert queries.in_force(child) is second
    with pytest.raises(RuleBroken, match="已经终止"):
        actions.end(actor=director, child=child, agreement=first, reason="mutual")


def test_an_end_has_a_reason_of_the_list(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    agreement = an_agreement(child)
    for told, field in (
        ({"reason": "bored"}, "reason"),
        ({"reason": "other"}, "note"),
        ({"reason": "mutual", "ended_on": date(2026, 11, 2)}, "ended_on"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            actions.end(actor=director, child=child, agreement=agreement, **told)
        assert refusal.value.field == field
    actions.end(actor=director, child=child, agreement=agreement, reason="parents_returned")
    assert agreement.ended_on == TODAY
    assert queries.in_force(child) is None


def test_contact_is_noted_once_however_often_it_is_sent(session: Db) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_left_behind_child()
    agreement = an_agreement(child)
    known: dict[str, Any] = {
        "actor": director,
        "child": child,
        "agreement": agreement,
        "with_child": True,
    }
    one = actions.note_contact(**known, with_carer=False)
    assert actions.note_contact(**known, with_carer=False) is one
    actions.note_contact(**known, with_carer=True, detail={"by": "video"})
    assert len(queries.contacts_of(agreement, child)) == 2
    with pytest.raises(RuleBroken):
        actions.note_contact(
            actor=director, child=child, agreement=agreement, with_child=False, with_carer=False
        )


def test_how_many_children_a_carer_has_is_counted_across_files(session: Db) -> None:
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    children = [a_left_behind_child(name=name) for name in ("陈一", "陈二", "陈三", "陈四")]
    agreements = [an_agreement(child) for child in children]
    # One number is one person: the grandmother of all four.
    assert len({agreement.carer_person_id for agreement in agreements}) == 1
    assert queries.other_children_of(supervisor, agreements[0]) == 3
    steps = [lack.about for lack in sheet.of(supervisor, children[0], agreements[0]).warnings]
    assert any("3个孩子" in about for about in steps)


# --- what comes up -----------------------------------------------------------------------------


def _coming(day: date) -> list[tuple[date, str]]:
    clock.fix_today(day)
    found = coming(a_viewer(Role.CHILD_DIRECTOR), day, day + timedelta(days=30))
    return [(each.on, each.about[:8]) for each in found if each.endpoint.startswith("care_")]


def test_what_comes_up_for_the_village(session: Db) -> None:
    child = a_left_behind_child()
    agreement = an_agreement(child, how=Signed.REMOTE)
    session.commit()
    assert _coming(TODAY) == [(date(2026, 12, 1), "补交父母签字的纸")]
    actions.paper_came(actor=a_viewer(), child=child, agreement=agreement)
    assert _coming(date(2026, 11, 14)) == []
    assert _coming(date(2026, 11, 15)) == [(date(2026, 11, 15), "有一阵没听说爸妈")]
    actions.note_contact(
        actor=a_viewer(), child=child, agreement=agreement, with_child=True, with_carer=False
    )
    assert _coming(date(2026, 11, 28)) == []
    actions.note_contact(
        actor=a_viewer(),
        child=child,
        agreement=agreement,
        with_child=True,
        with_carer=True,
        contact_on=date(2026, 11, 27),
    )
    clock.fix_today(date(2027, 9, 30))
    db.session.flush()
    # Thirty days before its last day, 31 October 2027.
    renewals = [each for each in _coming(date(2027, 9, 30)) if "快到期" in each[1]]
    assert renewals == []
    renewals = [each for each in _coming(date(2027, 10, 1)) if "协议" in each[1]]
    assert renewals == [(date(2027, 10, 31), "委托照护协议快到")]
    lapsed = [each for each in _coming(date(2027, 11, 1)) if "协议" in each[1]]
    assert lapsed == [(date(2027, 10, 31), "委托照护协议已到")]


def test_the_settings_of_a_region_hold_for_its_agreements(session: Db) -> None:
    a_child()
    care = practice.care_rules("990101001001")
    assert (care.term_months, care.renewal_days, care.warn_carer_age) == (12, 30, 70)
    assert rules.usual_term(care, TODAY, None)[1] == A_YEAR_ON
    count = session.scalar(select(func.count()).select_from(CareAgreement))
    assert count == 0
