"""Two files become one: needs, steps, referrals and disclosures go to the one that is kept."""

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children import actions as files
from casework.children import queries as children
from casework.children.actions import Choice
from casework.db.base import db
from casework.disclosures import queries as disclosures
from casework.needs import actions as needs
from casework.needs import queries as needs_
from casework.referrals import actions, queries
from casework.referrals.models import ReferralOutcome, ReferralState
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.referrals.test_referrals import written


def test_all_of_it_follows_and_can_be_gone_on_with(
    app: Flask, session: scoped_session[Session]
) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    kept, ended = a_child(), a_child(name="陈雨同", region_code=NEXT_VILLAGE)
    need = needs.open_need(actor=county, child=ended, kind="medical", detail="配眼镜")
    session.flush()
    needs.add_step(actor=county, child=ended, need=need, words="问过医院")
    referral = written(ended, need)
    session.flush()
    actions.send(actor=county, child=ended, referral=referral)
    session.commit()
    kept_id, ended_id, referral_id = kept.id, ended.id, referral.id
    choice = Choice((kept.version, ended.version))
    with acting(app, county):
        files.merge(
            actor=county, kept_id=kept_id, ended_id=ended_id, choice=choice, reason="同一个孩子"
        )
    session.expunge_all()
    with acting(app, county):
        child = children.get(county, kept_id)
        [need] = needs_.of_child(child)
        assert need.detail == "配眼镜"
        assert "问过医院" in [step.words for step in needs_.steps_of(child, need)]
        [given] = disclosures.of_child(child)
        assert (given.disclosure.region_code, given.disclosure.counted_region_code) == (
            VILLAGE,
            NEXT_VILLAGE,
        )
        referral = queries.get(county, referral_id)
        assert (referral.child_id, (referral.sheet or {})["name"]) == (kept_id, "陈雨同")
        actions.answer(
            actor=county,
            child=child,
            referral=referral,
            outcome=ReferralOutcome.SOLVED,
            closes_need=True,
        )
        db.session.commit()
        assert (referral.state, child.open_needs) == (ReferralState.CLOSED, 0)
        assert queries.of_child(children.get(county, ended_id)) == []
